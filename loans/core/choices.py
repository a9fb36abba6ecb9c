"""The choices of a loan's terms, in the words of docs/loan-rules.md."""

from __future__ import annotations

from enum import StrEnum


class Currency(StrEnum):
    """One loan has one currency for life."""

    KHR = "KHR"
    USD = "USD"


class Method(StrEnum):
    """No interest (whatever the rate says), or interest on the declining balance."""

    NONE = "none"
    DECLINING = "declining"


class Amortisation(StrEnum):
    """Equal instalments (principal and interest together) or equal parts of principal."""

    EQUAL_INSTALMENTS = "equal_instalments"
    EQUAL_PRINCIPAL = "equal_principal"


class AllocationOrder(StrEnum):
    """What a repayment pays first: the oldest instalment, or all that is due on the day."""

    INSTALMENT_FIRST = "instalment_first"
    DUE_FIRST = "due_first"
