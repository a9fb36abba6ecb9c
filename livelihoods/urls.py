from django.urls import path, register_converter

from livelihoods.converters import CodeConverter
from livelihoods.views import businesses, consents, duplicates, participants, people, tasks

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
    path("businesses/<int:pk>/change/", businesses.business_change, name="business-change"),
    path("<code:code>/change/", participants.participant_change, name="participant-change"),
    path("<code:code>/move/", participants.participant_move, name="participant-move"),
    path("<code:code>/forget/", participants.participant_forget, name="participant-forget"),
    path("<code:code>/consents/", consents.consent_change, name="consent-change"),
    path("<code:code>/businesses/add/", businesses.business_add, name="business-add"),
]
