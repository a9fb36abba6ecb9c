from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from loans.models import Loan, LoanProduct, LoanQuerySet
from office.core.money import plain
from office.models import User
from office.templatetags.ui import tone
from paper.templatetags.paper_tags import money

NUMBER, HEAD, STATE = ({"cell": {"class": name}} for name in ("n", "head whole", "state"))


class LoanTable(tables.Table):
    number = tables.Column(verbose_name=_("Loan number"), linkify=True, attrs=HEAD)
    client = tables.Column(verbose_name=_("Participant"), empty_values=(), order_by=("participant__code",))
    livelihood = tables.Column(accessor="business__livelihood", verbose_name=_("Livelihood"))
    principal = tables.Column(verbose_name=_("Principal"), attrs=NUMBER, order_by=("principal_currency", "principal"))
    outstanding = tables.Column(
        verbose_name=_("Total outstanding"), attrs=NUMBER, order_by=("principal_currency", "outstanding")
    )
    late = tables.Column(verbose_name=_("Days late"), empty_values=(), attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"), attrs=STATE)

    class Meta:
        attrs = {"class": "stacked"}
        empty_text = _("No loans here yet.")
        order_by = "-number"

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        self.user, self.on = user, on
        super().__init__(*args, **kwargs)

    def render_client(self, record: Loan) -> str:
        return record.client_shown_to(self.user)

    def render_status(self, record: Loan) -> str:
        return render_to_string(
            "includes/tag.html", {"label": record.get_status_display(), "tone": tone(record.status)}
        )

    def render_principal(self, record: Loan) -> str:
        return money(record.principal)

    def render_outstanding(self, record: Loan) -> str:
        return money(record.outstanding_money)

    def order_late(self, loans: LoanQuerySet, is_descending: bool) -> tuple[LoanQuerySet, bool]:
        """The latest first or last; loans that owe nothing after all others, either way."""
        since = F("late_since")
        order = since.asc(nulls_last=True) if is_descending else since.desc(nulls_last=True)
        return loans.order_by(order, "-number"), True

    def render_late(self, record: Loan) -> str:
        days = record.days_past_due(on=self.on)
        return format_html('<span class="is-late">{}</span>', days) if days else "0"


class ProductTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Loan product"), order_by=("name_km",), linkify=("loans:product-change", [A("pk")]), attrs=HEAD
    )
    currency = tables.Column(verbose_name=_("Currency"))
    annual_rate = tables.Column(verbose_name=_("Annual rate, percent"), attrs=NUMBER)
    instalments = tables.Column(verbose_name=_("Number of instalments"), attrs=NUMBER)
    is_offered = tables.BooleanColumn(verbose_name=_("Offered"), yesno=(_("yes"), _("no")))

    class Meta:
        model = LoanProduct
        fields = ("name", "currency", "annual_rate", "instalments", "is_offered")
        attrs = {"class": "stacked"}
        empty_text = _("No loan product yet. Add the first one.")


def export_rows(loans: Iterable[Loan], *, on: date) -> Iterator[list[Any]]:
    """Codes and figures for a spreadsheet; nothing that names anybody."""
    yield ["number", "code", "commune", "livelihood", "product", "fund", "status", "currency", "principal",
           "outstanding_principal", "outstanding", "credit", "days_past_due", "disbursed_on"]  # fmt: skip
    for loan in loans:
        currency = loan.currency
        yield [
            loan.number, loan.participant.code, loan.commune_id, loan.business.livelihood.slug, loan.product.name_en,
            loan.fund.code, loan.status, currency, plain(loan.principal.amount, currency),
            plain(loan.outstanding_principal, currency), plain(loan.outstanding, currency),
            plain(loan.credit, currency), loan.days_past_due(on=on), loan.disbursed_on or "",
        ]  # fmt: skip
