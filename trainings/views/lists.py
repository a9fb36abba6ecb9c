"""Courses, trainers and staff: lists that a manager keeps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from livelihoods.forms.people import ForgetForm
from office import trail
from office.requests import SignedInRequest
from trainings.forms.lists import CourseForm, ElsewhereForm, StaffForm
from trainings.models import Course, StaffMember
from trainings.services.courses import save_listed
from trainings.services.staff import add_staff_member, certify_elsewhere, change_staff_member, forget_staff_member
from trainings.tables import CourseTable, StaffTable
from trainings.views.common import attempt

MAY = "trainings.manage_trainings"
PER_PAGE = 25


@permission_required(MAY, raise_exception=True)
def courses(request: SignedInRequest) -> HttpResponse:
    table = CourseTable(Course.objects.all())
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "trainings/courses.html", {"table": table})


@permission_required(MAY, raise_exception=True)
def course_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    course = get_object_or_404(Course, pk=pk) if pk else None
    form = CourseForm(request.POST or None, instance=course)
    if form.is_valid():
        save_listed(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("trainings:courses")
    context = {"form": form, "page_title": course.name if course else _("Add a course")}
    return render(request, "trainings/course_form.html", context)


@permission_required(MAY, raise_exception=True)
def staff(request: SignedInRequest) -> HttpResponse:
    standing = Q(certifications__withdrawn_on=None, certifications__isnull=False)
    members = StaffMember.objects.for_lists().annotate(
        certificates=Count("certifications", filter=standing, distinct=True), sessions=Count("led", distinct=True)
    )
    table = StaffTable(members, user=request.user)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    shown = [row.record for row in table.paginated_rows]
    trail.record(trail.Act.LIST, StaffMember, by=request.user, objects=shown)
    return render(request, "trainings/staff.html", {"table": table})


@permission_required(MAY, raise_exception=True)
def staff_add(request: SignedInRequest) -> HttpResponse:
    form = StaffForm(request.POST or None)
    if form.is_valid():
        member = attempt(form, add_staff_member, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        if member is not None:
            messages.success(request, _("Added. The code is %(code)s.") % {"code": member.code})
            return redirect("trainings:staff-change", member.code)
    return render(request, "trainings/staff_form.html", {"form": form})


@permission_required(MAY, raise_exception=True)
def staff_change(request: SignedInRequest, code: str) -> HttpResponse:
    member = _member_or_404(request, code)
    form = StaffForm(request.POST or None, instance=member)
    if form.is_valid():
        changes = form.changes()
        if not changes or attempt(form, change_staff_member, member, by=request.user, **changes):
            messages.success(request, _("Saved.") if changes else _("Nothing was changed."))
            return redirect("trainings:staff-change", member.code)
    context: dict[str, Any] = {
        "form": form, "member": member, "shown": member.shown_to(request.user),
        "certifications": member.certifications.standing().select_related("course", "enrolment__session"),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "trainings/staff_form.html", context)


@permission_required(MAY, raise_exception=True)
def staff_certify(request: SignedInRequest, code: str) -> HttpResponse:
    """Certified before us or abroad."""
    member, today = _member_or_404(request, code), timezone.localdate()
    form = ElsewhereForm(request.POST or None)
    if form.is_valid() and attempt(form, certify_elsewhere, member, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("trainings:staff-change", member.code)
    context = {"form": form, "member": member, "shown": member.shown_to(request.user)}
    return render(request, "trainings/staff_certify.html", context)


@permission_required(MAY, raise_exception=True)
def staff_forget(request: SignedInRequest, code: str) -> HttpResponse:
    member = _member_or_404(request, code)
    form = ForgetForm(request.POST or None, participant=member)
    if form.is_valid():
        attempt(form, forget_staff_member, member, by=request.user)
        if not form.errors:
            messages.success(request, _("The data of %(code)s were erased.") % {"code": member.code})
            return redirect("trainings:staff")
    context = {"form": form, "member": member, "shown": member.shown_to(request.user)}
    return render(request, "trainings/staff_forget.html", context)


def _member_or_404(request: SignedInRequest, code: str) -> StaffMember:
    member = get_object_or_404(StaffMember.objects.for_lists().filter(key__wrapped__isnull=False), code=code)
    if request.method == "GET":
        trail.record(trail.Act.READ, member, by=request.user)
    return member
