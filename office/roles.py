"""The roles of the office and what each may do. One table; `sync_roles` writes it after every migrate."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_lazy as _

OFFICER = "loan_officer"
CASHIER = "cashier"
MANAGER = "manager"
TRAINER = "trainer"
MONITORING = "monitoring_officer"
AUDITOR = "auditor"
ADMIN = "administrator"

ROLE_NAMES = {
    OFFICER: _("loan officer"),
    CASHIER: _("cashier"),
    MANAGER: _("manager"),
    TRAINER: _("trainer"),
    MONITORING: _("monitoring officer"),
    AUDITOR: _("auditor"),
    ADMIN: _("administrator"),
}

# Who takes money needs an office: its cash, its receipt numbers.
OFFICE_ROLES = (OFFICER, CASHIER)

# Groups whose members see beyond their own communes need a second factor.
SECOND_FACTOR_ROLES = (CASHIER, MANAGER, MONITORING, AUDITOR, ADMIN)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    OFFICER: (
        "livelihoods.view_participant",
        "livelihoods.add_participant",
        "livelihoods.change_participant",
        "livelihoods.see_names",
        "loans.view_loan",
        "loans.apply_for_loan",
        "loans.record_repayment",
        "loans.request_reversal",
        "loans.charge_loan",
        "loans.request_change",
        "loans.print_paper",
        "loans.simulate_terms",
        "reports.view_portfolio",
        "reports.view_outcomes",
        "livelihoods.view_quality",
        "trainings.view_workplan",
        "trainings.view_session",
    ),
    CASHIER: (
        "loans.view_loan",
        "loans.pay_out_loan",
        "loans.record_repayment",
        "loans.request_reversal",
        "loans.confirm_reversal",
        "loans.print_paper",
        "loans.keep_cash",
        "loans.settle_suspense",
        "loans.refund_credit",
    ),
    MANAGER: (
        "livelihoods.view_participant",
        "livelihoods.change_participant",
        "livelihoods.see_names",
        "livelihoods.see_all_communes",
        "livelihoods.manage_kinds",
        "livelihoods.manage_complaints",
        "loans.view_loan",
        "loans.approve_loan",
        "loans.charge_loan",
        "loans.waive_charge",
        "loans.request_change",
        "loans.confirm_change",
        "loans.name_deputy",
        "loans.record_repayment",
        "loans.request_reversal",
        "loans.confirm_reversal",
        "loans.print_paper",
        "loans.simulate_terms",
        "loans.manage_products",
        "loans.view_fund",
        "loans.manage_funds",
        "loans.keep_cash",
        "loans.settle_suspense",
        "loans.view_books",
        "loans.close_month",
        "office.manage_calendar",
        "office.manage_assignments",
        "office.view_trail",
        "reports.import_workbook",
        "reports.view_portfolio",
        "reports.view_outcomes",
        "livelihoods.view_quality",
        "trainings.view_site",
        "trainings.manage_sites",
        "trainings.view_workplan",
        "trainings.manage_workplan",
        "trainings.view_session",
        "trainings.see_all_sessions",
        "trainings.run_session",
        "trainings.manage_trainings",
        "trainings.view_figures",
    ),
    TRAINER: (
        "trainings.view_workplan",
        "trainings.view_session",
        "trainings.run_session",
        "trainings.view_figures",
    ),
    MONITORING: (
        "reports.view_portfolio",
        "reports.view_outcomes",
        "livelihoods.view_quality",
        "trainings.view_site",
        "trainings.manage_sites",
        "trainings.view_workplan",
        "trainings.manage_workplan",
        "trainings.view_session",
        "trainings.see_all_sessions",
        "trainings.view_figures",
    ),
    AUDITOR: (
        "livelihoods.view_participant",
        "livelihoods.see_all_communes",
        "loans.view_loan",
        "loans.view_fund",
        "loans.view_books",
        "office.view_trail",
        "reports.view_portfolio",
        "reports.view_outcomes",
        "livelihoods.view_quality",
        "trainings.view_site",
        "trainings.view_workplan",
        "trainings.view_session",
        "trainings.see_all_sessions",
        "trainings.view_figures",
    ),
    ADMIN: (
        "office.manage_users",
        "office.manage_assignments",
        "office.manage_calendar",
        "office.view_trail",
    ),
}


def sync_roles(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Make the groups and give each exactly its permissions of the table."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0, using=using)
    by_name = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.using(using).select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.using(using).get_or_create(name=role)
        # During the first migrate other rooms' tables are not there yet: a later call completes the group.
        group.permissions.set([by_name[n] for n in names if n in by_name])
