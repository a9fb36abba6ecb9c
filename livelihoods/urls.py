from django.urls import path, register_converter

from livelihoods.converters import CodeConverter
from livelihoods.views import (
    bookings,
    businesses,
    consents,
    duplicates,
    holdings,
    kinds,
    participants,
    people,
    quality,
    tasks,
    visits,
)

register_converter(CodeConverter, "code")

app_name = "livelihoods"
urlpatterns = [
    path("", people.PeopleList.as_view(), name="people"),
    path("export/", people.people_export, name="people-export"),
    path("villages/", participants.villages, name="villages"),
    path("add/", participants.participant_add, name="participant-add"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/settle/", duplicates.duplicate_settle, name="duplicate-settle"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:pk>/", tasks.task_done, name="task-done"),
    path("livelihoods/", kinds.kinds, name="kinds"),
    path("livelihoods/add/", kinds.kind_edit, name="kind-add"),
    path("livelihoods/<int:pk>/", kinds.kind_edit, name="kind-change"),
    path("visits/due/", visits.due, name="visits-due"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("quality/", quality.quality, name="quality"),
    path("rounds/", visits.rounds, name="rounds"),
    path("businesses/<int:pk>/", holdings.business, name="business"),
    path("businesses/<int:pk>/visit/", visits.visit_add, name="visit-add"),
    path("businesses/<int:pk>/visit/draft/", visits.visit_draft, name="visit-draft"),
    path("businesses/<int:pk>/shares/add/", holdings.share_give, name="share-give"),
    path("businesses/<int:pk>/shares/<int:member_id>/end/", holdings.share_end, name="share-end"),
    path("businesses/<int:pk>/assets/add/", holdings.asset_add, name="asset-add"),
    path("businesses/<int:pk>/assets/<int:asset_id>/gone/", holdings.asset_gone, name="asset-gone"),
    path("businesses/<int:pk>/misfortunes/add/", holdings.shock_add, name="shock-add"),
    path("businesses/<int:pk>/misfortunes/<int:shock_id>/over/", holdings.shock_over, name="shock-over"),
    path("businesses/<int:pk>/bookings/", bookings.bookings, name="bookings"),
    path("businesses/<int:pk>/bookings/<int:booking_id>/cancel/", bookings.booking_cancel, name="booking-cancel"),
    path("businesses/<int:pk>/change/", businesses.business_change, name="business-change"),
    path("<code:code>/change/", participants.participant_change, name="participant-change"),
    path("<code:code>/move/", participants.participant_move, name="participant-move"),
    path("<code:code>/forget/", participants.participant_forget, name="participant-forget"),
    path("<code:code>/consents/", consents.consent_change, name="consent-change"),
    path("<code:code>/visit/", visits.visit_begin, name="visit-begin"),
    path("<code:code>/businesses/add/", businesses.business_add, name="business-add"),
]
