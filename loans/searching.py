"""Finding a loan by what is typed: its number, or whatever finds its client."""

import re

from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Participant
from livelihoods.searching import find, read_query, read_wanted
from loans.models import LoanQuerySet
from office.core.codes import read_code
from paper.core.numbers import to_latin_digits

# BM-L26-00007, L26-00007, or the last digits alone: fewer than would find a phone, so that none stands in an address.
_NUMBER = re.compile(r"(?:[A-Z0-9]{1,6}-)?L\d{2}-\d{1,6}|\d{1,5}")


def read_loan_query(query: str, *, by_name: bool) -> dict[str, str]:
    """What was typed, by the name of the filter that takes it. Raises LivelihoodError (field `q`)."""
    typed = to_latin_digits(query).strip().upper()
    if _NUMBER.fullmatch(typed) and read_code(typed) is None:
        return {"number": typed}
    try:
        return {"found": str(read_query(query, by_name=by_name))}
    except LivelihoodError as too_short:
        raise LivelihoodError(_too_short(by_name), field="q") from too_short


def of_number(loans: LoanQuerySet, number: str) -> LoanQuerySet:
    return loans.filter(number__icontains=number.strip())


def of_found(loans: LoanQuerySet, address: str, *, by_name: bool) -> LoanQuerySet:
    """The loans of those whom the hashes or the code mean; nobody's where the address was changed."""
    wanted = read_wanted(address)
    if wanted is None:
        return loans.none()
    return loans.filter(participant__in=find(Participant.objects.all(), wanted, by_name=by_name).values("pk"))


def _too_short(by_name: bool) -> str:
    if not by_name:
        return _("Type the number of a loan, or the whole code of seven characters.")
    return _(
        "Type the number of a loan, at least two Khmer letters or three Latin letters of a name, six digits of a "
        "phone, or the whole code."
    )
