"""Every page. Public ones are the sign-in pages alone; tests/test_access.py lists them all."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

to_sign_in = RedirectView.as_view(pattern_name="account_login")

account_urls = [
    path("login/", account.login, name="account_login"),
    path("signup/", to_sign_in, name="account_signup"),  # allauth links to it; nobody signs up
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", include("reports.urls")),
    path("people/", include("livelihoods.urls")),
    path("loans/", include("loans.urls")),
    path("trainings/", include("trainings.urls")),
    path("office/", include("office.urls")),
    path("paper/", include("paper.urls")),
    path("account/", include(account_urls)),
]
