"""The legal ceiling on what a loan costs, for loans, reschedulings and products alike."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from loans.core.ceiling import Due, ceiling_rate
from loans.core.terms import Terms, check_terms
from loans.folding import make_terms
from loans.models import LoanProduct
from loans.refusals import words_for
from office.models import PolicyFigure


def ceiling_broken_by(
    terms: Terms, *, on: date, rows: Iterable[Due] | None = None, start: date | None = None
) -> Decimal | None:
    """The ceiling of the day, percent a year, where these terms (or the rows of a new schedule) lie above it."""
    rate = ceiling_rate(terms, rows=rows, start=start)
    if not rate:  # most soft loans: below any ceiling
        return None
    ceiling: Decimal = PolicyFigure.objects.value(PolicyFigure.Name.RATE_CEILING, on=on)
    return ceiling if rate > ceiling else None


def why_no_loan(product: LoanProduct, *, on: date) -> dict[str, Any]:
    """Why no loan of the product's least principal could be made on its terms: words by the name of the field."""
    terms = make_terms(product, currency=product.currency, principal=product.least_principal, disbursed_on=on)
    if refused := check_terms(terms):
        named = {"principal": "least_principal"}
        return {named.get(field, field): words_for(refusals[0]) for field, refusals in refused.items()}
    if ceiling := ceiling_broken_by(terms, on=on):
        return {"annual_rate": _("This is above the ceiling of %(ceiling)s %% a year.") % {"ceiling": ceiling}}
    return {}
