"""The site registry: the list, a site with its budget and cost, and the forms that write them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from livelihoods.views.common import attempt
from office.models import Place
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import money
from trainings.documents.site_money import MoneySheet, money_of
from trainings.filters import SiteFilter
from trainings.forms.sites import BudgetForm, CostForm, ProvinceForm, ReversalForm, SiteForm, SitesForm
from trainings.models import Site, SiteBudget, SiteCost
from trainings.models.sites import SiteQuerySet
from trainings.services.sites import add_sites, change_site, record_cost, reverse_cost, set_budget
from trainings.tables import SiteTable, site_state

SEE, MANAGE = "trainings.view_site", "trainings.manage_sites"
PER_PAGE, ROWS_ON_A_PAGE = 25, 10


class SiteList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    permission_required = SEE
    raise_exception = True
    table_class = SiteTable
    filterset_class = SiteFilter
    template_name = "trainings/sites.html"
    table_pagination = {"per_page": PER_PAGE}

    def get_queryset(self) -> SiteQuerySet:
        return Site.objects.select_related("commune__parent").with_spent()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sites = Site.objects.all()
        figures = [
            {"label": _("Active sites"), "value": sites.active().count()},
            {"label": _("Planned sites"), "value": sites.planned().count()},
            {"label": _("Closed sites"), "value": sites.closed().count()},
        ]
        return super().get_context_data(figures=figures, **kwargs)


@permission_required(MANAGE, raise_exception=True)
def site_add(request: SignedInRequest) -> HttpResponse:
    """The province comes by GET; its communes that are no sites yet by POST to the same address."""
    chosen = ProvinceForm(request.GET if "province" in request.GET else None)
    province = chosen.cleaned_data["province"] if chosen.is_valid() else None
    offered = _offered(province)
    form = SitesForm(request.POST if request.method == "POST" else None, communes=offered)
    if form.is_valid():
        made = add_sites(by=request.user, **form.cleaned_data)
        text = ngettext("%(count)s site added.", "%(count)s sites added.", len(made))
        messages.success(request, text % {"count": len(made)})
        return redirect("trainings:sites")
    context = {"chosen": chosen, "province": province, "form": form, "offered": offered}
    return render(request, "trainings/site_add.html", context)


@permission_required(SEE, raise_exception=True)
def site_page(request: SignedInRequest, pk: int) -> HttpResponse:
    site, today = _site_or_404(pk), timezone.localdate()
    sheets = money_of(site, on=today)
    costs = SiteCost.objects.filter(site=site).select_related("entered_by__key", "reverses", "reversed_by")
    history = SiteBudget.objects.filter(site=site).select_related("set_by__key").order_by("-pk")
    context = {
        "site": site,
        "state": site_state(site),
        "figures": [_figure(sheet) for sheet in sheets],
        "sheets": sheets,
        "costs": Paginator(costs.order_by("-spent_on", "-pk"), ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "history": Paginator(history, ROWS_ON_A_PAGE).get_page(request.GET.get("before")),
        "reversal_form": ReversalForm(auto_id=False),
    }
    return render(request, "trainings/site.html", context)


@permission_required(MANAGE, raise_exception=True)
def site_change(request: SignedInRequest, pk: int) -> HttpResponse:
    site = _site_or_404(pk)
    form = SiteForm(request.POST or None, site=site)
    if request.method == "POST" and form.is_valid():
        act = {"by": request.user, "on": timezone.localdate(), **form.cleaned_data}
        if attempt(form, change_site, site, **act):
            messages.success(request, _("Saved."))
            return redirect(site)
    return _form_page(request, site, form, title=_("Dates of the site"), submit=_("Save"))


@permission_required(MANAGE, raise_exception=True)
def budget_set(request: SignedInRequest, pk: int) -> HttpResponse:
    site = _site_or_404(pk)
    form = BudgetForm(request.POST or None, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        months = {name: form.cleaned_data[name] for name in ("first", "last")}
        count = attempt(form, set_budget, site, amounts=form.amounts(), by=request.user, **months)
        if count is not None:
            messages.success(request, _("The budget is set.") if count else _("Nothing was changed."))
            return redirect(site)
    notice = _("What is left empty stays as it is. What was set before is kept below the budget, with who set it.")
    return _form_page(request, site, form, title=_("Set the budget"), submit=_("Set the budget"), notice=notice)


@permission_required(MANAGE, raise_exception=True)
def cost_add(request: SignedInRequest, pk: int) -> HttpResponse:
    site, today = _site_or_404(pk), timezone.localdate()
    form = CostForm(request.POST or None, on=today)
    if form.is_valid() and attempt(form, record_cost, site, by=request.user, on=today, **form.entry()):
        messages.success(request, _("The cost is recorded."))
        return redirect(site)
    return _form_page(request, site, form, title=_("Record a cost"), submit=_("Record"))


@require_POST
@permission_required(MANAGE, raise_exception=True)
def cost_reverse(request: SignedInRequest, pk: int) -> HttpResponse:
    cost = get_object_or_404(SiteCost.objects.select_related("site"), pk=pk)
    form = ReversalForm(request.POST)
    if form.is_valid() and attempt(form, reverse_cost, cost, by=request.user, **form.cleaned_data):
        messages.success(request, _("The cost is reversed."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(cost.site)


def _site_or_404(pk: int) -> Site:
    return get_object_or_404(Site.objects.select_related("commune__parent"), pk=pk)


def _offered(province: Place | None) -> list[Place]:
    communes = Place.objects.filter(level=Place.Level.COMMUNE, parent__parent=province)
    if province is None:
        return []
    return list(communes.exclude(pk__in=Site.objects.values("commune")).select_related("parent").order_by("code"))


def _figure(sheet: MoneySheet) -> dict[str, Any]:
    """What was spent until this month, beside what was planned for it."""
    planned = _("of %(amount)s planned until this month") % {"amount": money(sheet.to_date.budget)}
    tone = "late" if sheet.to_date.is_over else ""
    return {"label": _("Spent"), "amount": sheet.to_date.actual, "note": planned, "tone": tone}


def _form_page(
    request: SignedInRequest, site: Site, form: Any, *, title: str, submit: str, notice: str = ""
) -> HttpResponse:
    context = {
        "form": form, "page_title": title, "submit": submit, "notice": notice,
        "back_url": reverse("trainings:site", args=[site.pk]), "back_label": site.commune.full_name,
    }  # fmt: skip
    return render(request, "simple_form.html", context)
