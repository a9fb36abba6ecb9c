from django.urls import path

from reports import views_import as workbook
from reports.views import home, outcomes, person, portfolio, reminders, visits

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("people/<str:code>/story/", person.participant, name="participant"),
    path("reminders/", reminders.reminder_list, name="reminders"),
    path("reminders/<str:code>/message/", reminders.reminder_send, name="reminder-send"),
    path("reminders/<str:code>/called/", reminders.reminder_called, name="reminder-called"),
    path("visits/", visits.visits, name="visits"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/export.csv", portfolio.portfolio_export, name="portfolio-export"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/export.csv", outcomes.outcomes_export, name="outcomes-export"),
    path("import/", workbook.workbook_import, name="import"),
    path("import/template.xlsx", workbook.import_template, name="import-template"),
    path("import/<int:pk>/", workbook.import_result, name="import-result"),
    path("import/<int:pk>/progress/", workbook.import_progress, name="import-progress"),
    path("import/<int:pk>/commit/", workbook.import_commit, name="import-commit"),
]
