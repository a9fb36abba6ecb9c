"""Phone numbers: typed as people write them, kept in E.164, shown as they are dialled here."""

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumber, PhoneNumberFormat

from livelihoods.errors import LivelihoodError

HERE = "KH"
CALLING_CODE = 855


def read_phone(typed: str) -> str:
    """The number in E.164, or empty. Raises LivelihoodError where it cannot be one: a slip would call a stranger."""
    if not typed.strip():
        return ""
    number = None if any(c.isalpha() for c in typed) else _parsed(typed)
    if number is None or not phonenumbers.is_valid_number(number):
        raise LivelihoodError(
            _("This is not a phone number. Write it like 012 345 678, or with + and the country's code."),
            field="phone",
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_phone(stored: str) -> str:
    """012 345 678, or +66 81 234 5678 for a number abroad."""
    number = _parsed(stored) if stored else None
    if number is None:
        return stored
    here = number.country_code == CALLING_CODE
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if here else PhoneNumberFormat.INTERNATIONAL)


def digits_to_find(phone: str) -> str:
    """The digits by which a number is found, however it was written: without the leading 0 or +855."""
    number = _parsed(phone)
    if number is None:
        return "".join(c for c in phone if c.isdecimal())
    country = "" if number.country_code == CALLING_CODE else str(number.country_code)
    return f"{country}{number.national_number}"


def _parsed(text: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, HERE)
    except phonenumbers.NumberParseException:
        return None
