"""What the workbook's words refer to: communes, livelihoods, products, funds, users. Looked up once per check."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from livelihoods.models import LivelihoodKind
from loans.models import Fund, LoanProduct
from office.core.codes import read_code
from office.core.places import Candidates, PlaceRow, Unmatched, match_place
from office.models import CommuneAssignment, Office, OfficeCommune, Place, User
from office.rates import Rates
from office.roles import OFFICER
from paper.core.khmer_spelling import folded
from reports.workbook.findings import NotAccepted
from trainings.models import Course, StaffMember

MOST_SHOWN = 6


class Sources:
    """The tables of the office as they stand when the check begins."""

    def __init__(self, *, on: Any) -> None:
        self._on = on

    def commune(self, typed: str, district: str = "") -> Place:
        """Raises NotAccepted: unknown, or several of that name, which it lists."""
        found = match_place(typed, self._candidates, district)
        if not isinstance(found, Unmatched):
            return self._communes[found.code]
        if not found.candidates:
            raise NotAccepted("commune.unknown")
        code = "commune.several" if found.reason == "several" else "commune.elsewhere"
        raise NotAccepted(code, candidates=self._named(row.code for row in found.candidates))

    def livelihood(self, typed: str) -> LivelihoodKind:
        return _found(self._livelihoods, typed, "livelihood.unknown")

    def product(self, typed: str) -> LoanProduct:
        return _found(self._products, typed, "product.unknown")

    def fund(self, typed: str) -> Fund | None:
        return self._funds.get(folded(typed))

    def user(self, typed: str) -> User:
        user = self._users.get(folded(typed))
        if user is None:
            raise NotAccepted("user.unknown")
        return user

    def course(self, typed: str) -> Course:
        """The version offered last, by either name."""
        return _found(self._courses, typed, "course.unknown")

    def staff(self, typed: str) -> StaffMember | None:
        return self._staff.get(read_code(typed) or "")

    def has_rate(self, currency: str, on: Any) -> bool:
        return self._rates.has(currency, on)

    def office_of(self, commune: Place) -> Office | None:
        return self._offices.get(commune.pk)

    def officer_of(self, commune: Place) -> User | None:
        return self._officers.get(commune.pk)

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.code: place for place in Place.objects.exclude(level=Place.Level.VILLAGE)}

    @cached_property
    def _communes(self) -> dict[str, Place]:
        return {code: place for code, place in self._places.items() if place.level == Place.Level.COMMUNE}

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(_place_row(place) for place in self._places.values())

    @cached_property
    def _courses(self) -> dict[str, Course]:
        courses = Course.objects.filter(is_offered=True).order_by("version")
        return {folded(name): course for course in courses for name in (course.name_en, course.name_km)}

    @cached_property
    def _staff(self) -> dict[str, StaffMember]:
        return {member.code: member for member in StaffMember.objects.active().select_related("key", "user")}

    @cached_property
    def _rates(self) -> Rates:
        return Rates()

    @cached_property
    def _livelihoods(self) -> dict[str, LivelihoodKind]:
        return {folded(n): k for k in LivelihoodKind.objects.all() for n in (k.name_en, k.name_km, k.slug)}

    @cached_property
    def _products(self) -> dict[str, LoanProduct]:
        return _by_name(list(LoanProduct.objects.order_by("pk")))

    @cached_property
    def _funds(self) -> dict[str, Fund]:
        funds = list(Fund.objects.order_by("pk"))
        return _by_name(funds) | {folded(fund.code): fund for fund in funds}

    @cached_property
    def _users(self) -> dict[str, User]:
        officers = User.objects.filter(is_active=True, groups__name=OFFICER)
        return {folded(user.username): user for user in officers}

    @cached_property
    def _offices(self) -> dict[str, Office]:
        return {link.commune_id: link.office for link in OfficeCommune.objects.select_related("office")}

    @cached_property
    def _officers(self) -> dict[str, User]:
        """The officer of each commune today: the one assigned first."""
        current = CommuneAssignment.objects.current(on=self._on).select_related("user__key").order_by("-from_on", "-pk")
        return {assignment.commune_id: assignment.user for assignment in current}

    def _named(self, codes: Iterable[str]) -> dict[str, str]:
        """Communes with the district above them, in both languages."""
        communes = [self._communes[code] for code in codes][:MOST_SHOWN]
        above = [self._places[commune.code[:4]] for commune in communes]
        pairs = list(zip(communes, above, strict=True))
        return {
            "km": "; ".join(f"{c.name_km}, {d.name_km} ({c.code})" for c, d in pairs),
            "en": "; ".join(f"{c.name_en}, {d.name_en} ({c.code})" for c, d in pairs),
        }


def _place_row(place: Place) -> PlaceRow:
    aliases = tuple(filter(None, place.aliases.split("|")))
    level: Any = place.level
    return PlaceRow(place.code, level, place.kind, place.parent_id or "", place.name_km, place.name_en, aliases)


def _by_name(items: list[Any]) -> dict[str, Any]:
    """By each name that only one of them has: what two have names neither."""
    pairs = [(name, item) for item in items for name in {folded(item.name_en), folded(item.name_km)}]
    count = Counter(name for name, _item in pairs)
    return {name: item for name, item in pairs if count[name] == 1}


def _found(by_name: dict[str, Any], typed: str, code: str) -> Any:
    found = by_name.get(folded(typed))
    if found is None:
        unique = list({item.pk: item for item in by_name.values()}.values())[: MOST_SHOWN * 2]
        raise NotAccepted(code, known={
            "km": "; ".join(item.name_km for item in unique), "en": "; ".join(item.name_en for item in unique),
        })  # fmt: skip
    return found
