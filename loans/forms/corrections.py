"""What puts a loan right: charges, waivers, credit, settlement, a new schedule, a write-off, deputies."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from livelihoods.models import FREE_TEXT_HINT
from loans.core.events import Component
from loans.core.state import State
from loans.forms.cash import OfficerField
from loans.forms.money import ChannelFields, KeyedForm
from loans.models import Loan, LoanTransaction, PaidBy, WriteOffCause
from loans.services.changes import NewSchedule
from office.models import User
from office.roles import AUDITOR
from paper.core.dates import short_date
from paper.core.numbers import format_amount
from paper.forms import AmountField, DayField

Kind = LoanTransaction.Kind


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=FREE_TEXT_HINT, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChargeForm(KeyedForm, ReasonForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(k.value, k.label) for k in (Kind.FEE, Kind.PENALTY)])
    amount = AmountField(label=_("Amount"))
    value_on = DayField(label=_("Due on"))
    field_order = ("kind", "amount", "value_on", "reason")

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = loan.currency  # type: ignore[attr-defined]
        self.fields["value_on"].initial = timezone.localdate


class WaiverForm(KeyedForm, ReasonForm):
    component = forms.ChoiceField(label=_("What is waived"))
    amount = AmountField(label=_("Amount"))
    value_on = DayField(label=_("Date"))
    field_order = ("component", "amount", "value_on", "reason")

    def __init__(self, *args: Any, loan: Loan, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = loan.currency  # type: ignore[attr-defined]
        self.fields["value_on"].initial = timezone.localdate
        names = {Component.INTEREST: _("Interest"), Component.FEE: _("Fee"), Component.PENALTY: _("Penalty")}
        self.fields["component"].choices = [  # type: ignore[attr-defined]
            (component.value, f"{label}: {format_amount(owed, loan.currency)}")
            for component, label in names.items()
            if (owed := getattr(state.unpaid, component.value))
        ]


class RefundForm(KeyedForm, ChannelFields):
    amount = AmountField(label=_("Amount"))
    value_on = DayField(label=_("Paid back on"))
    field_order = ("amount", "value_on", "channel", "reference")

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = loan.currency  # type: ignore[attr-defined]
        self.fields["value_on"].initial = timezone.localdate


class SettlementForm(KeyedForm, ChannelFields):
    amount = AmountField(label=_("Amount received"))
    value_on = DayField(label=_("Received on"))
    paid_by = forms.ChoiceField(label=_("Paid by"), choices=PaidBy.choices, initial=PaidBy.SELF)
    paper_no = forms.CharField(label=_("Number of the paper receipt"), max_length=20, required=False)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("amount", "value_on", "channel", "reference", "paid_by", "paper_no")

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = loan.currency  # type: ignore[attr-defined]
        self.fields["value_on"].initial = timezone.localdate


LEAST_PAUSE = 30  # days


class RescheduleForm(ReasonForm):
    """From which instalment on, and what changes: one of three."""

    MOVE, EXTEND, GRACE = "new_due", "extra_instalments", "principal_grace"

    from_due = forms.ChoiceField(label=_("From the instalment"))
    change = forms.ChoiceField(label=_("What changes"), widget=forms.RadioSelect, choices=[
        (MOVE, _("It is due later; those after it keep their rhythm")),
        (EXTEND, _("More instalments, each smaller")),
        (GRACE, _("Some instalments without principal, then as before")),
    ])  # fmt: skip
    new_due = DayField(label=_("New due date"), required=False)
    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=60, required=False)
    field_order = ("from_due", "change", "new_due", "number", "reason")

    def __init__(self, *args: Any, loan: Loan, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in state.rows[: state.instalments] if row.unpaid]
        self.fields["from_due"].choices = [  # type: ignore[attr-defined]
            (r.due_on.isoformat(), f"{r.number} · {short_date(r.due_on)} · {format_amount(r.unpaid, loan.currency)}")
            for r in rows
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        needed = "new_due" if values.get("change") == self.MOVE else "number"
        if values.get("change") and not values.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This field is required."))
        return values

    def new_schedule(self) -> NewSchedule:
        values, change = self.cleaned_data, self.cleaned_data["change"]
        what = values["new_due"] if change == self.MOVE else values["number"]
        return NewSchedule(date.fromisoformat(values["from_due"]), **{change: what})


def after_a_shock(loan: Loan, state: State, *, on: date) -> dict[str, Any]:
    """What is proposed after a misfortune: time for as long as the livelihood needs from cost to cash again.

    Monthly instalments pass without principal so many times, and one remains; dates given one by one move.
    """
    days = max(loan.business.livelihood.cycle_days, LEAST_PAUSE)
    left = [row for row in state.rows[: state.instalments] if row.unpaid]
    if not left:
        return {}
    months = min(max(loan.business.livelihood.usual_grace, -(-days // 30)), len(left) - 1)
    if loan.due_dates or months < 1:
        return {"change": RescheduleForm.MOVE, "new_due": max(left[0].due_on, on) + timedelta(days=days)}
    return {"change": RescheduleForm.GRACE, "number": months}


class WriteOffForm(ReasonForm):
    cause = forms.ChoiceField(label=_("Cause"), choices=WriteOffCause.choices)
    value_on = DayField(label=_("Date"))
    field_order = ("cause", "value_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_on"].initial = timezone.localdate


class DeputyForm(forms.Form):
    deputy = OfficerField(User.objects.none(), label=_("Deputy"))
    from_on = DayField(label=_("First day"))
    to_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, approver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True).exclude(pk=approver.pk).exclude(groups__name=AUDITOR)
        self.fields["deputy"].queryset = others.order_by("username")  # type: ignore[attr-defined]
        self.fields["from_on"].initial = timezone.localdate
