from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    """Products, funds, loans, journal, ledger."""

    name = "loans"
    verbose_name = _("Loans")
