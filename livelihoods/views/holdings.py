"""One business: its page, and what belongs to it: shares, things, misfortunes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from livelihoods.business_page import business_page
from livelihoods.forms.holdings import AssetForm, OnForm, ShareForm, ShockForm
from livelihoods.models import Asset, Business, BusinessMember, Milestone, Shock
from livelihoods.services import add_asset, end_share, end_shock, give_share, note_asset_gone, note_shock
from livelihoods.views.common import act_form, business_or_404, note_reading
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import short_date

SEE, CHANGE = "livelihoods.view_participant", "livelihoods.change_participant"


@permission_required(SEE, raise_exception=True)
def business(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it is, whose, how it stands, what it earned."""
    found = business_or_404(request, pk)
    note_reading(request, found)
    page = business_page(found, to=request.user)
    return render(request, "livelihoods/business.html", {"business": found, "page": page})


@permission_required(CHANGE, raise_exception=True)
def share_give(request: SignedInRequest, pk: int) -> HttpResponse:
    found = business_or_404(request, pk)

    def act(values: dict[str, Any]) -> BusinessMember:
        return give_share(found, by=request.user, **values)

    form = ShareForm(request.POST or None, user=request.user, initial={"participant": request.GET.get("for", "")})
    return act_form(request, form, act, _saved(request, found), page_title=_("Give a share"), submit=_("Save"),
                    **_about(found))  # fmt: skip


@permission_required(CHANGE, raise_exception=True)
def share_end(request: SignedInRequest, pk: int, member_id: int) -> HttpResponse:
    found = business_or_404(request, pk)
    member = get_object_or_404(found.memberships.filter(to_on=None), pk=member_id)

    def act(values: dict[str, Any]) -> None:
        end_share(member, by=request.user, **values)

    form = OnForm(request.POST or None, label=_("Last day of the share"))
    return act_form(request, form, act, _saved(request, found), page_title=_("End a share"), submit=_("End it"),
                    **_about(found))  # fmt: skip


@permission_required(CHANGE, raise_exception=True)
def asset_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = business_or_404(request, pk)

    def act(values: dict[str, Any]) -> Asset:
        values = {name: value for name, value in values.items() if name != "currency"}
        return add_asset(found, by=request.user, **values)

    form = AssetForm(request.POST or None, loan_numbers=_loan_numbers(found))
    return act_form(request, form, act, _saved(request, found), page_title=_("Add a tool or asset"),
                    submit=_("Add"), **_about(found))  # fmt: skip


@permission_required(CHANGE, raise_exception=True)
def asset_gone(request: SignedInRequest, pk: int, asset_id: int) -> HttpResponse:
    found = business_or_404(request, pk)
    asset = get_object_or_404(found.assets.filter(gone_on=None).select_related("business__key"), pk=asset_id)

    def act(values: dict[str, Any]) -> None:
        note_asset_gone(asset, by=request.user, **values)

    form = OnForm(request.POST or None, label=_("No longer there since"))
    line = asset.name if request.user.has_perm("livelihoods.see_names") else ""
    return act_form(request, form, act, _saved(request, found), page_title=_("It is no longer there"),
                    submit=_("Save"), **_about(found) | {"context_line": line})  # fmt: skip


@permission_required(CHANGE, raise_exception=True)
def shock_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = business_or_404(request, pk)

    def act(values: dict[str, Any]) -> Shock:
        return note_shock(found, by=request.user, **values)

    form = ShockForm(request.POST or None, label=_("Since"))
    done = _saved(request, found, _("Saved. The page of the loan proposes a rescheduling."))
    return act_form(request, form, act, done, page_title=_("Note a misfortune"), submit=_("Save"),
                    notice=_("While it lasts, rescheduling the loan is proposed."), **_about(found))  # fmt: skip


@permission_required(CHANGE, raise_exception=True)
def shock_over(request: SignedInRequest, pk: int, shock_id: int) -> HttpResponse:
    found = business_or_404(request, pk)
    shock = get_object_or_404(found.shocks.open(), pk=shock_id)

    def act(values: dict[str, Any]) -> None:
        end_shock(shock, by=request.user, **values)

    line = f"{shock.get_kind_display()} · {short_date(shock.on)}"
    form = OnForm(request.POST or None, label=_("Over since"))
    return act_form(request, form, act, _saved(request, found), page_title=_("The misfortune is over"),
                    submit=_("Save"), **_about(found) | {"context_line": line})  # fmt: skip


def _loan_numbers(business: Business) -> list[str]:
    """Loans paid out to its members, the newest first."""
    told = Milestone.objects.filter(participant__memberships__business=business, kind=Milestone.Kind.FUNDED)
    return list(told.order_by("-on").values_list("reference", flat=True).distinct())


def _saved(request: SignedInRequest, business: Business, said: str = "") -> Any:
    def done(made: object) -> HttpResponse:
        messages.success(request, said or _("Saved."))
        return redirect("livelihoods:business", business.pk)

    return done


def _about(business: Business) -> dict[str, Any]:
    url = reverse("livelihoods:business", args=[business.pk])
    return {"back_url": url, "back_label": business.livelihood.name, "context_line": business.get_status_display()}
