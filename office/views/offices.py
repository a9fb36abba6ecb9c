"""The offices, and which communes belong to them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import ListView
from django_tables2 import SingleTableMixin

from office import services
from office.errors import Refusal
from office.forms.areas import DistrictForm, OfficeCommunesForm, OfficeForm
from office.models import Office, OfficeCommune, Place
from office.requests import SignedInRequest
from office.tables import OfficeTable

MAY = "office.manage_assignments"


class OfficeList(PermissionRequiredMixin, SingleTableMixin, ListView):
    request: SignedInRequest
    permission_required = MAY
    table_class = OfficeTable
    template_name = "office/office_list.html"

    def get_queryset(self) -> QuerySet[Office]:
        return Office.objects.annotate(commune_count=Count("commune_links")).order_by("code")


@permission_required(MAY, raise_exception=True)
def office_add(request: SignedInRequest) -> HttpResponse:
    return _office_page(request, Office())


@permission_required(MAY, raise_exception=True)
def office_change(request: SignedInRequest, pk: int) -> HttpResponse:
    return _office_page(request, get_object_or_404(Office, pk=pk))


@permission_required(MAY, raise_exception=True)
def office_communes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Without a district: which districts the office works in. With one: its communes, to be ticked."""
    office = get_object_or_404(Office, pk=pk)
    choice = DistrictForm(request.GET if "district" in request.GET else None)
    if choice.is_valid():
        return _district_page(request, office, choice)
    works_in = Place.objects.filter(children__office_link__office=office)
    districts = works_in.annotate(count=Count("children")).order_by("code")
    context = {"office": office, "choice": choice, "districts": districts}
    return render(request, "office/office_communes.html", context)


def _district_page(request: SignedInRequest, office: Office, choice: DistrictForm) -> HttpResponse:
    district = Place.objects.get(pk=choice.cleaned_data["district"])
    form, taken = _communes_form(request, office, district)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_office_communes(office, district=district, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:office-communes", office.pk)
    context = {"office": office, "choice": choice, "district": district, "form": form, "taken": taken}
    return render(request, "office/office_communes.html", context)


def _communes_form(
    request: SignedInRequest, office: Office, district: Place
) -> tuple[OfficeCommunesForm, list[OfficeCommune]]:
    """Every commune that is this office's or nobody's; and the links of those that are another's."""
    links = list(OfficeCommune.objects.filter(commune__parent=district).select_related("commune", "office"))
    taken = [link for link in links if link.office_id != office.pk]
    free = district.children.exclude(pk__in=[link.pk for link in taken])
    form = OfficeCommunesForm(
        request.POST if request.method == "POST" else None,
        communes=free.select_related("parent").order_by("code"),
        initial={"communes": [link.pk for link in links if link.office_id == office.pk]},
    )
    return form, taken


def _office_page(request: SignedInRequest, office: Office) -> HttpResponse:
    form = OfficeForm(request.POST or None, instance=office)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_office(form.instance, by=request.user)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:office-list")
    return render(request, "office/office_form.html", {"form": form, "office": office})
