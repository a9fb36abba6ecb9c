"""Holidays, exchange rates, and the figures the office sets."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView
from django_tables2 import SingleTableMixin

from office import services
from office.errors import Refusal
from office.forms.calendar import HolidayForm, PolicyForm, RateForm
from office.models import ExchangeRate, Holiday, PolicyFigure
from office.policy import figures_on
from office.requests import SignedInRequest
from office.tables import HolidayTable, PolicyHistoryTable, RateTable
from office.working_days import FIRST_YEAR, LAST_YEAR, holidays_of_year

MAY = "office.manage_calendar"


class HolidayList(PermissionRequiredMixin, TemplateView):
    request: SignedInRequest
    permission_required = MAY
    template_name = "office/holiday_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        year = _year(self.request.GET.get("year", ""), today.year)
        table = HolidayTable(holidays_of_year(year, get_language() or "km"), on=today)
        before, after = max(year - 1, FIRST_YEAR), min(year + 1, LAST_YEAR)
        return super().get_context_data(table=table, year=year, before=before, after=after, **kwargs)


@permission_required(MAY, raise_exception=True)
def holiday_add(request: SignedInRequest) -> HttpResponse:
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_holiday(by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:holiday-list")
    return render(request, "office/holiday_form.html", {"form": form})


@permission_required(MAY, raise_exception=True)
def holiday_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=pk)
    if request.method != "POST":
        when = date_format(holiday.on, "SHORT_DATE_FORMAT")
        return render(request, "office/holiday_remove.html", {"holiday": holiday, "when": when})
    try:
        services.remove_holiday(holiday, by=request.user, on=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The holiday is removed."))
    return redirect("office:holiday-list")


class RateList(PermissionRequiredMixin, SingleTableMixin, ListView):
    request: SignedInRequest
    permission_required = MAY
    model = ExchangeRate
    table_class = RateTable
    template_name = "office/rate_list.html"
    paginate_by = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rate = ExchangeRate.objects.on(today)
        return super().get_context_data(rate=rate, is_of_today=rate is not None and rate.on == today, **kwargs)


@permission_required(MAY, raise_exception=True)
def rate_set(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    form = RateForm(request.POST or None, initial={"rate_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rate(by=request.user, on=today, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:rate-list")
    return render(request, "office/rate_form.html", {"form": form})


class PolicyList(PermissionRequiredMixin, SingleTableMixin, ListView):
    request: SignedInRequest
    permission_required = MAY
    table_class = PolicyHistoryTable
    template_name = "office/policy_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        return PolicyFigure.objects.select_related("set_by__key").order_by("-from_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(figures=figures_on(timezone.localdate()), **kwargs)


@permission_required(MAY, raise_exception=True)
def policy_set(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = {"name": request.GET.get("name"), "from_on": today}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_policy_figure(by=request.user, on=today, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:policy-list")
    return render(request, "office/policy_form.html", {"form": form})


def _year(text: str, this_year: int) -> int:
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else this_year
    return year if FIRST_YEAR <= year <= LAST_YEAR else this_year
