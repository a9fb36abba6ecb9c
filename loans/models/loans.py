"""A loan: its application, the terms it keeps, and the balances that follow from its journal."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from moneyed import Money

from livelihoods.models import Business, Participant
from loans.models.products import Fund, LoanProduct, LoanTerms
from office.append_only import AppendOnly
from office.core.money import STEP
from office.fields import SealedText
from office.models import Office, PersonKey, Place, User
from office.money import amount_field


class LoanStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", _("approved, to be paid out")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("approval expired")
    ACTIVE = "active", pgettext_lazy("loan", "active")
    OVERPAID = "overpaid", _("repaid, credit owed")
    CLOSED = "closed", pgettext_lazy("loan", "repaid")
    WRITTEN_OFF = "written_off", _("written off")


OPEN = (LoanStatus.DRAFT, LoanStatus.SUBMITTED, LoanStatus.APPROVED, LoanStatus.ACTIVE)
PAID_OUT = (LoanStatus.ACTIVE, LoanStatus.OVERPAID, LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF)


class LoanQuerySet(models.QuerySet["Loan"]):
    def visible_to(self, user: User, *, on: date | None = None) -> Self:
        """Loans of the participants the user sees; a cashier sees those of the own office, by code and money."""
        if not user.has_perm("loans.view_loan"):
            return self.none()
        if user.has_perm("livelihoods.see_all_communes"):
            return self
        if user.has_perm("livelihoods.view_participant"):
            return self.filter(participant__in=Participant.objects.visible_to(user, on=on).values("pk"))
        return self.filter(office=user.office_id).exclude(status__in=[LoanStatus.DRAFT, LoanStatus.REJECTED])

    def active(self) -> Self:
        return self.filter(status=LoanStatus.ACTIVE)

    def paid_out(self) -> Self:
        return self.filter(status__in=PAID_OUT)

    def not_paid_out(self) -> Self:
        return self.exclude(status__in=PAID_OUT)

    def waiting_for_approval(self) -> Self:
        return self.filter(status=LoanStatus.SUBMITTED)

    def to_pay_out(self) -> Self:
        return self.filter(status=LoanStatus.APPROVED)

    def unfinished(self) -> Self:
        """Those that stand in the way of another loan: waiting, approved or being repaid."""
        return self.filter(status__in=[LoanStatus.SUBMITTED, LoanStatus.APPROVED, LoanStatus.ACTIVE])

    def for_lists(self) -> Self:
        return self.select_related(
            "participant__key", "participant__commune", "business__livelihood", "product", "fund"
        )

    def late_by(self, days: int, *, on: date) -> Self:
        """At least that many days past due on that day."""
        return self.active().filter(late_since__lte=on - timedelta(days=days))

    def overdue(self, *, on: date) -> Self:
        """More than the tolerance that was due before `on` is unpaid. Due today is not late."""
        return self.active().filter(late_since__lt=on)


class Loan(LoanTerms):
    """One borrower, one currency for life. The balance columns are a projection of the journal: only
    `loans.services.projection` writes them, and `check_books` compares them with a fresh fold."""

    number = models.CharField(_("loan number"), max_length=16, unique=True, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="loans", verbose_name=_("participant"))
    business = models.ForeignKey(Business, models.PROTECT, related_name="loans", verbose_name=_("business"))
    product = models.ForeignKey(LoanProduct, models.PROTECT, related_name="loans", verbose_name=_("loan product"))
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="loans", verbose_name=_("loan fund"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="loans", verbose_name=_("office"))
    commune = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("commune"), help_text="at disbursement"
    )
    status = models.CharField(_("status"), max_length=12, choices=LoanStatus, default=LoanStatus.DRAFT)

    principal = amount_field(_("principal"))
    purpose = SealedText(_("what the loan is for"), max_length=300, blank=True)
    planned_on = models.DateField(_("planned disbursement"))
    first_due = models.DateField(_("first due date"), null=True, blank=True)
    due_dates = models.JSONField(_("due dates"), default=list, blank=True, help_text="given one by one, ISO")
    fee = models.DecimalField(_("fee kept back at disbursement"), max_digits=16, decimal_places=2, default=Decimal(0))
    holidays = models.JSONField(default=list, editable=False, help_text="fixed with the terms, ISO")

    is_long_term = models.BooleanField(default=False, editable=False, help_text="agreed for more than one year")

    household_income = amount_field(_("net household income a month"))
    debt_service_ratio = models.DecimalField(
        _("debt-service ratio, percent"), max_digits=7, decimal_places=1, null=True, editable=False
    )

    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    officer = models.ForeignKey(User, models.PROTECT, related_name="loans", verbose_name=_("loan officer"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_on = models.DateField(_("approved on"), null=True, editable=False)
    disbursed_on = models.DateField(_("paid out on"), null=True, editable=False)
    closed_on = models.DateField(_("repaid on"), null=True, editable=False)

    # The projection. All in the loan's currency.
    outstanding_principal = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal(0), editable=False)
    outstanding = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal(0), editable=False)
    credit = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal(0), editable=False)
    unpaid_since = models.DateField(
        null=True, editable=False, help_text="oldest due date with anything unpaid, past or future"
    )

    late_since = models.DateField(
        null=True, editable=False, help_text="oldest due date by which more is unpaid than the office tolerates"
    )

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        default_permissions = ("view",)
        permissions = [
            ("apply_for_loan", "Can enter and submit loan applications"),
            ("approve_loan", "Can approve and reject loans"),
            ("pay_out_loan", "Can pay out loans"),
            ("record_repayment", "Can record repayments"),
            ("request_reversal", "Can ask for a reversal"),
            ("confirm_reversal", "Can confirm a reversal"),
            ("charge_loan", "Can charge a fee or a penalty"),
            ("waive_charge", "Can waive interest, fees and penalties"),
            ("request_change", "Can ask for a write-off or a rescheduling"),
            ("confirm_change", "Can decide on a write-off or a rescheduling"),
            ("refund_credit", "Can pay credit back"),
            ("print_paper", "Can print papers of a loan"),
            ("simulate_terms", "Can try terms without saving"),
        ]
        indexes = [
            models.Index(fields=["status", "unpaid_since"]),
            models.Index(fields=["status", "late_since"]),
            models.Index(fields=["participant", "status", "unpaid_since"]),
            models.Index(fields=["participant", "status", "late_since"]),
            models.Index(fields=["office", "status"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(principal__gt=0), name="principal_above_zero"),
            models.CheckConstraint(
                condition=Q(outstanding__gte=0, outstanding_principal__gte=0, credit__gte=0)
                & Q(outstanding__gte=F("outstanding_principal")),
                name="balances_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PAID_OUT, disbursed_on__isnull=False)
                | (~Q(status__in=PAID_OUT) & Q(disbursed_on=None)),
                name="paid_out_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("loans:loan", args=[self.number])

    @property
    def seal_key(self) -> PersonKey:
        return self.participant.key

    def kept_reason(self, reason: str) -> str:
        """A forgotten person's loan can still be put right; only nothing is written about the person any more."""
        return "" if self.seal_key.is_destroyed else reason

    @property
    def currency(self) -> str:
        return str(self.principal.currency.code)

    @property
    def step(self) -> Decimal:
        return STEP[self.currency]

    @property
    def is_paid_out(self) -> bool:
        return self.status in PAID_OUT

    @property
    def outstanding_money(self) -> Money:
        return Money(self.outstanding, self.currency)

    def client_shown_to(self, user: User) -> str:
        """The name for those who see names, and for the cashier while the voucher is open; else the code."""
        opens_voucher = self.status == LoanStatus.APPROVED and user.has_perm("loans.pay_out_loan")
        return self.participant.name_km if opens_voucher else self.participant.shown_to(user)

    def days_past_due(self, *, on: date) -> int:
        """Days since the oldest due date by which more than the tolerance is unpaid; due today is not late."""
        if self.status != LoanStatus.ACTIVE or self.late_since is None:
            return 0
        return max(0, (on - self.late_since).days)


class LoanOfficer(models.Model):
    """Who looks after a loan from a day on: written when a caseload changes hands. `Loan.officer` follows it."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="officers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_on = models.DateField()

    class Meta:
        default_permissions = ()
        ordering = ["from_on", "pk"]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.user_id} {self.from_on}"


class Guarantor(models.Model):
    loan = models.ForeignKey(Loan, models.CASCADE, related_name="guarantors")
    name = SealedText(_("name of the guarantor"), max_length=80)
    phone = SealedText(_("phone"), max_length=20, blank=True)
    relation = SealedText(_("relation to the client"), max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.loan_id}/{self.pk}"

    @property
    def seal_key(self) -> PersonKey:
        return self.loan.seal_key


class DeclaredDebt(models.Model):
    """A debt the client says to have elsewhere; part of the debt-service ratio."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="declared_debts")
    lender = SealedText(_("lender"), max_length=80)
    balance = amount_field(_("balance"))
    monthly_payment = amount_field(_("payment a month"))

    def __str__(self) -> str:
        return f"{self.loan_id}/{self.pk}"

    @property
    def seal_key(self) -> PersonKey:
        return self.loan.seal_key


class LoanStep(AppendOnly):
    """One step of a loan's life, by whom and when; approvals keep the ratio they were decided on."""

    class Kind(models.TextChoices):
        ENTERED = "entered", _("application entered")
        CHANGED = "changed", _("application changed")
        SUBMITTED = "submitted", _("submitted for approval")
        SECONDED = "seconded", _("first approval of two")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("approval expired")
        PAID_OUT = "paid_out", _("paid out")
        REOPENED = "reopened", _("reopened by a reversal")
        CLOSED = "closed", _("repaid in full")
        WRITTEN_OFF = "written_off", _("written off")
        IMPORTED = "imported", _("approved before this system, named by a second person")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="null: by the calendar"
    )
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = SealedText(max_length=300, blank=True)
    debt_service_ratio = models.DecimalField(max_digits=7, decimal_places=1, null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.kind} {self.on}"

    def told_to(self, user: User) -> str:
        """Who did it, and why where that was written; the reason is about a person, as a name is."""
        parts = (self.by.shown_name if self.by else "", self.note if user.has_perm("livelihoods.see_names") else "")
        return " · ".join(filter(None, parts))

    @property
    def seal_key(self) -> PersonKey:
        return self.loan.seal_key
