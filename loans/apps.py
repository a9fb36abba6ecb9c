from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    """Products, funds, loans, journal, ledger."""

    name = "loans"
    verbose_name = _("Loans")

    def ready(self) -> None:
        from livelihoods.services import open_matters
        from loans.holdings import holdings, open_loan
        from office.services import register_holdings

        register_holdings(holdings)
        if open_loan not in open_matters:
            open_matters.append(open_loan)
