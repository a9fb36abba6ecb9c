"""Those who sign in, for the administrator."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from django_tables2 import SingleTableMixin

from office import services, trail
from office.errors import Refusal
from office.forms.users import UserAddForm, form_for
from office.models import User
from office.requests import SignedInRequest
from office.tables import UserTable

MAY = "office.manage_users"


class UserList(PermissionRequiredMixin, SingleTableMixin, ListView):
    request: SignedInRequest
    permission_required = MAY
    table_class = UserTable
    template_name = "office/user_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[User]:
        trail.record(trail.Act.LIST, User, by=self.request.user, fields=["name"])
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        users = User.objects.select_related("key", "office").prefetch_related("groups")
        return users.annotate(has_second_factor=Exists(factor)).order_by("-is_active", "username")


@permission_required(MAY, raise_exception=True)
@never_cache
def user_add(request: SignedInRequest) -> HttpResponse:
    form = UserAddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.add_user(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            return _shown_once(request, user, password)
    return render(request, "office/user_add.html", {"form": form})


@permission_required(MAY, raise_exception=True)
def user_change(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = form_for(user, request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_user(user, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:user-list")
    return _user_page(request, user, form)


@permission_required(MAY, raise_exception=True)
@require_POST
@never_cache
def user_reset_password(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        return _shown_once(request, user, services.reset_password(user, by=request.user))
    except Refusal as refusal:
        return _refused(request, user, refusal)


@permission_required(MAY, raise_exception=True)
@require_POST
def user_reset_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        services.reset_second_factor(user, by=request.user)
    except Refusal as refusal:
        return _refused(request, user, refusal)
    messages.success(request, _("The second factor is taken away. It is set up again at the next sign-in."))
    return redirect("office:user-change", pk)


@permission_required(MAY, raise_exception=True)
@require_POST
def user_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        services.deactivate_user(user, by=request.user)
    except Refusal as refusal:
        return _refused(request, user, refusal)
    messages.success(request, _("This user can no longer sign in."))
    return redirect("office:user-change", pk)


@permission_required(MAY, raise_exception=True)
@require_POST
@never_cache
def user_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        return _shown_once(request, user, services.reactivate_user(user, by=request.user))
    except Refusal as refusal:
        return _refused(request, user, refusal)


def _shown_once(request: SignedInRequest, user: User, password: str) -> HttpResponse:
    """In the answer to the POST itself: no address leads back to the password, and no cache keeps it."""
    return render(request, "office/user_password.html", {"shown": user, "password": password})


def _refused(request: SignedInRequest, user: User, refusal: Refusal) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("office:user-change", user.pk)


def _user_page(request: SignedInRequest, user: User, form: object) -> HttpResponse:
    trail.record(trail.Act.READ, user, by=request.user, fields=["name"])
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    context = {
        "shown": user,
        "form": form,
        "has_second_factor": factor.exists(),
        "is_self": user == request.user,
    }
    return render(request, "office/user_change.html", context)
