from django.urls import path

from trainings.views import sites, workplan

app_name = "trainings"
urlpatterns = [
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
]
