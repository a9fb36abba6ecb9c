"""Names put together at random from common ones; whoever bears one of them is not meant."""

from dataclasses import dataclass
from random import Random

# Khmer, Latin.
FAMILIES = (
    ("គឹម", "Kim"), ("ហេង", "Heng"), ("លី", "Ly"), ("មាស", "Meas"),
    ("នួន", "Nuon"), ("កែវ", "Keo"), ("ផាន់", "Phan"), ("អ៊ុំ", "Oum"),
    ("សេង", "Seng"), ("យឹម", "Yim"), ("ប្រាក់", "Prak"), ("សំ", "Sam"),
    ("ទេព", "Tep"), ("ម៉ៅ", "Mao"), ("ឡុង", "Long"), ("ហុង", "Hong"),
    ("ប៉ែន", "Pen"), ("សាន", "San"), ("ខៀវ", "Khiev"), ("រ័ត្ន", "Rath"),
    ("ទូច", "Touch"), ("វង្ស", "Vong"), ("សួន", "Suon"), ("ហ៊ិន", "Hin"),
    ("ឈឹម", "Chhim"), ("លឹម", "Lim"), ("ចាន់", "Chan"), ("នុត", "Nuth"),
    ("អ៊ុក", "Ouk"), ("តាំង", "Taing"),
)  # fmt: skip
WOMEN = (
    ("នាង", "neang"), ("ចន្ធូ", "chanthou"), ("ជាតា", "cheata"), ("បុប្ផា", "bopha"),
    ("រចនា", "rachana"), ("ពៅ", "pov"), ("ធីតា", "thida"), ("កល្យាណ", "kalyan"),
    ("មុំ", "mom"), ("ដានី", "dany"), ("លក្ខិណា", "leakhena"), ("ម៉ាលីស", "malis"),
    ("ពិសី", "pisey"), ("រតនា", "ratana"), ("វណ្ណារី", "vannary"), ("វណ្ណី", "vanny"),
    ("ចរិយា", "chariya"), ("ធារី", "theary"), ("នារី", "neary"), ("ផល្លា", "phalla"),
    ("ទេវី", "tevy"), ("មាលា", "mealea"), ("កញ្ញា", "kanha"), ("សោភា", "saophea"),
    ("លីណា", "lina"), ("រស្មី", "reaksmey"), ("ម៉ារី", "mary"), ("ណារី", "nary"),
    ("ដាលីន", "dalin"), ("ចិន្តា", "chenda"),
)  # fmt: skip
MEN = (
    ("វិចិត្រ", "vichet"), ("ពិសិដ្ឋ", "piseth"), ("បូរ៉ា", "bora"), ("ដារ៉ា", "dara"),
    ("វិបុល", "vibol"), ("ភារុណ", "phearun"), ("រិទ្ធី", "rithy"), ("វាសនា", "veasna"),
    ("ណារិទ្ធ", "narith"), ("សំណាង", "samnang"), ("បុណ្ណា", "bunna"), ("វុទ្ធី", "vuthy"),
    ("កុសល", "kosal"), ("មករា", "makara"), ("សីហា", "seyha"), ("ឧត្តម", "oudom"),
    ("រដ្ឋា", "ratha"), ("ថារិន", "tharin"), ("លីហួរ", "lyhour"), ("ពិទូ", "pitou"),
    ("មុន្នី", "mony"), ("ចាន់ថា", "chantha"), ("វីរៈ", "virak"), ("សម្បត្តិ", "sambath"),
    ("ធារ៉ា", "theara"), ("រស្មី", "reaksmey"), ("ពន្លឺ", "ponleu"), ("សុវណ្ណ", "sovann"),
    ("វិសាល", "visal"), ("វិជ្ជា", "vichea"),
)  # fmt: skip
BEFORE = {
    "F": (
        ("", ""), ("ស្រី", "srey"), ("ច័ន្ទ", "chan"), ("សុ", "so"),
        ("វណ្ណ", "vann"), ("គីម", "kim"), ("លក្ខ", "leak"), ("រត្ន", "rath"),
    ),
    "M": (
        ("", ""), ("ចាន់", "chan"), ("សុ", "so"), ("វណ្ណ", "vann"),
        ("គីម", "kim"), ("លី", "ly"), ("ម៉េង", "meng"), ("ហេង", "heng"),
    ),
}  # fmt: skip
GIVEN = {"F": WOMEN, "M": MEN}


@dataclass(frozen=True, slots=True)
class Name:
    km: str
    latin: str
    given_km: str


def make_name(random: Random, sex: str) -> Name:
    """Family name and given name, as in 30 x 8 x 30 combinations for each sex."""
    family_km, family = random.choice(FAMILIES)
    before_km, before = random.choice(BEFORE[sex])
    given_km, given = random.choice(GIVEN[sex])
    whole_km, whole = before_km + given_km, (before + given).capitalize()
    return Name(f"{family_km} {whole_km}", f"{family} {whole}", whole_km)
