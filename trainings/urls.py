from django.urls import path, register_converter

from trainings.converters import SessionCodeConverter
from trainings.views import attendance, cascade, enrolling, items, lists, papers, results, sessions, sites, workplan

register_converter(SessionCodeConverter, "session")

app_name = "trainings"
urlpatterns = [
    path("", sessions.SessionList.as_view(), name="sessions"),
    path("add/", sessions.session_add, name="session-add"),
    path("cascade/", cascade.cascade, name="cascade"),
    path("courses/", lists.courses, name="courses"),
    path("courses/add/", lists.course_edit, name="course-add"),
    path("courses/<int:pk>/", lists.course_edit, name="course-change"),
    path("staff/", lists.staff, name="staff"),
    path("staff/add/", lists.staff_add, name="staff-add"),
    path("staff/<code:code>/", lists.staff_change, name="staff-change"),
    path("staff/<code:code>/certify/", lists.staff_certify, name="staff-certify"),
    path("staff/<code:code>/forget/", lists.staff_forget, name="staff-forget"),
    path("items/", items.items, name="items"),
    path("items/add/", items.item_add, name="item-add"),
    path("items/receive/", items.items_receive, name="items-receive"),
    path("items/movements/<int:pk>/undo/", items.movement_undo, name="movement-undo"),
    path("sites/", sites.SiteList.as_view(), name="sites"),
    path("sites/add/", sites.site_add, name="site-add"),
    path("sites/<int:pk>/", sites.site_page, name="site"),
    path("sites/<int:pk>/change/", sites.site_change, name="site-change"),
    path("sites/<int:pk>/budget/", sites.budget_set, name="site-budget"),
    path("sites/<int:pk>/costs/add/", sites.cost_add, name="site-cost-add"),
    path("sites/costs/<int:pk>/reverse/", sites.cost_reverse, name="site-cost-reverse"),
    path("workplan/", workplan.workplan, name="workplan"),
    path("workplan/add/", workplan.line_edit, name="workplan-add"),
    path("workplan/<int:pk>/change/", workplan.line_edit, name="workplan-change"),
    path("workplan/<int:pk>/done/", workplan.line_done, name="workplan-done"),
    path("<session:code>/", sessions.session_page, name="session"),
    path("<session:code>/change/", sessions.session_change, name="session-change"),
    path("<session:code>/enrol/", enrolling.enrol_page, name="enrol"),
    path("<session:code>/enrol/<int:pk>/remove/", enrolling.enrolment_remove, name="enrolment-remove"),
    path("<session:code>/attendance/", attendance.attendance, name="attendance"),
    path("<session:code>/attendance.pdf", papers.attendance_pdf, name="attendance-pdf"),
    path("<session:code>/absent/", attendance.absent, name="absent"),
    path("<session:code>/scores/", results.scores, name="scores"),
    path("<session:code>/certificates/", results.certificates, name="certificates"),
    path("<session:code>/certificates/<int:seat>.pdf", papers.certificate_pdf, name="certificate-pdf"),
    path("<session:code>/certificates/<int:seat>/withdraw/", results.certificate_withdraw, name="certificate-withdraw"),
    path("<session:code>/hand-out/", items.hand_out_page, name="hand-out"),
]
