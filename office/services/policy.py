"""Figures the office sets, each from a day on."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.errors import Refusal
from office.models import PolicyFigure, User

Name = PolicyFigure.Name
HIGHEST = {
    Name.APPROVAL_EXPIRY: Decimal(365),
    Name.REGISTER_AT: Decimal(9_999_999_999),
    Name.LICENCE_AT: Decimal(9_999_999_999),
    Name.LICENCE_BORROWERS: Decimal(1_000_000),
    Name.TOLERANCE_KHR: Decimal(50_000),
    Name.TOLERANCE_USD: Decimal(12),
}
MAY_BE_ZERO = {Name.TOLERANCE_KHR, Name.TOLERANCE_USD}
WHOLE = HIGHEST.keys() - {Name.TOLERANCE_USD}
PERCENT = Decimal(100)
# Each of them is reached before the next.
LADDER = (Name.DSR_WARNING, Name.DSR_SECOND, Name.DSR_REFUSAL)


@transaction.atomic
def set_policy_figure(*, name: str, value: Decimal, from_on: date, by: User, on: date) -> PolicyFigure:
    """From that day on, today or later. Set twice for one day, the later entry counts; both are kept."""
    name = Name(name)
    if from_on < on:
        message = _("A figure is set from today or a later day: the past keeps what applied then.")
        raise Refusal(message, field="from_on")
    _check_value(name, value)
    figure = PolicyFigure.objects.create(name=name, value=value, from_on=from_on, set_by=by)
    _check_ladder(from_on)
    trail.record(trail.Act.WRITE, figure, by=by, fields=["added", name])
    return figure


def _check_value(name: Name, value: Decimal) -> None:
    is_zero = value == 0 and name in MAY_BE_ZERO
    if not is_zero and not 0 < value <= HIGHEST.get(name, PERCENT):
        raise Refusal(_("This figure is out of range."), field="value")
    if name in WHOLE and value % 1:
        raise Refusal(_("This figure is a whole number."), field="value")


def _check_ladder(from_on: date) -> None:
    """On that day and on every later one for which a figure is already set."""
    later = PolicyFigure.objects.filter(from_on__gte=from_on, name__in=LADDER)
    for day in sorted({from_on, *later.values_list("from_on", flat=True)}):
        steps = [PolicyFigure.objects.value(name, on=day) for name in LADDER]
        if steps != sorted(steps):
            raise Refusal(_("The limits must rise: warning, second approver, refusal."), field="value")
