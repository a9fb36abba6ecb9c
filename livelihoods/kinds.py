"""The livelihoods the programme began with: cycle, season and usual grace.

Cricket 45 to 60 days; pigs are sold once, about five months after the piglet; chickens after about three months;
cassava is dried from December to March. The office edits them afterwards.
"""

from typing import Any

FIELDS = (
    "slug", "name_km", "name_en", "start_up_items_km", "start_up_items_en",
    "cycle_days", "first_month", "last_month", "usual_grace",
)  # fmt: skip
KINDS = (
    ("phone-repair", "ជួសជុលទូរស័ព្ទ", "phone repair",
     "ឧបករណ៍ជួសជុល តុ គ្រឿងបន្លាស់", "tool set, bench, spare parts", 0, 1, 12, 0),
    ("motorbike-repair", "ជួសជុលម៉ូតូ", "motorbike repair",
     "ឧបករណ៍ជួសជុល ម៉ាស៊ីនសប់ខ្យល់ ប្រេងម៉ាស៊ីន", "tool set, compressor, engine oil", 0, 1, 12, 0),
    ("cricket-farming", "ចិញ្ចឹមចង្រិត", "cricket farming",
     "ទ្រុង ពងចង្រិត ចំណី", "pens, eggs, feed", 55, 1, 12, 2),
    ("chicken-farming", "ចិញ្ចឹមមាន់", "chicken farming",
     "ទ្រុង កូនមាន់ ចំណី វ៉ាក់សាំង", "coop, chicks, feed, vaccine", 95, 1, 12, 3),
    ("pig-farming", "ចិញ្ចឹមជ្រូក", "pig farming",
     "ក្រោល កូនជ្រូក ចំណី", "pen, piglets, feed", 150, 1, 12, 5),
    ("barber-shop", "ជាងកាត់សក់", "barber shop",
     "កៅអី កញ្ចក់ កន្ត្រៃ ម៉ាស៊ីនកាត់សក់", "chair, mirror, scissors, clippers", 0, 1, 12, 0),
    ("cassava-drying", "សម្ងួតដំឡូងមី", "cassava drying",
     "ទីលានហាល កាំបិតកាត់ បាវ", "drying floor, slicer, sacks", 20, 12, 3, 2),
)  # fmt: skip


def load_kinds(kind_model: Any) -> None:
    for row in KINDS:
        values = dict(zip(FIELDS, row, strict=True))
        kind_model.objects.get_or_create(slug=values.pop("slug"), defaults=values)
