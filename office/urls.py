"""The office's own pages: users, who works where, calendar, trail."""

from django.urls import path

from office.views import assignments, calendar, language, offices, trail, users

app_name = "office"

urlpatterns = [
    path("language/", language.language, name="language"),
    path("users/", users.UserList.as_view(), name="user-list"),
    path("users/add/", users.user_add, name="user-add"),
    path("users/<int:pk>/", users.user_change, name="user-change"),
    path("users/<int:pk>/reset-password/", users.user_reset_password, name="user-reset-password"),
    path("users/<int:pk>/reset-factor/", users.user_reset_second_factor, name="user-reset-second-factor"),
    path("users/<int:pk>/deactivate/", users.user_deactivate, name="user-deactivate"),
    path("users/<int:pk>/reactivate/", users.user_reactivate, name="user-reactivate"),
    path("communes/", assignments.AssignmentList.as_view(), name="assignment-list"),
    path("communes/assign/", assignments.assignment_add, name="assignment-add"),
    path("communes/<int:pk>/end/", assignments.assignment_end, name="assignment-end"),
    path("communes/offices/", offices.OfficeList.as_view(), name="office-list"),
    path("communes/offices/add/", offices.office_add, name="office-add"),
    path("communes/offices/<int:pk>/", offices.office_change, name="office-change"),
    path("communes/offices/<int:pk>/communes/", offices.office_communes, name="office-communes"),
    path("calendar/", calendar.HolidayList.as_view(), name="holiday-list"),
    path("calendar/add/", calendar.holiday_add, name="holiday-add"),
    path("calendar/<int:pk>/remove/", calendar.holiday_remove, name="holiday-remove"),
    path("calendar/rates/", calendar.RateList.as_view(), name="rate-list"),
    path("calendar/rates/set/", calendar.rate_set, name="rate-set"),
    path("calendar/policy/", calendar.PolicyList.as_view(), name="policy-list"),
    path("calendar/policy/set/", calendar.policy_set, name="policy-set"),
    path("trail/", trail.TrailList.as_view(), name="trail-list"),
    path("trail/verify/", trail.trail_verify, name="trail-verify"),
]
