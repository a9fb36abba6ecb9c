"""How sign-in is bent to this office: nobody signs up, secrets are sealed, no mail is sent."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from office import trail
from office.languages import remember_language
from office.sealing import master_key, seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        trail.record(trail.Act.SIGN_IN, user, by=user)
        return remember_language(super().post_login(request, user, **kwargs), user.language)

    def clean_password(self, password: str, user: Any = None) -> str:
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("Choose a password that is not the one you have now."))
        return super().clean_password(password, user)

    def set_password(self, user: Any, password: str) -> None:
        """Called where a user chose their own password."""
        user.must_change_password = False
        super().set_password(user, password)
        trail.record(trail.Act.WRITE, user, by=user, fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing about a user is ever mailed."""


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(master_key("second-factor"), text.encode(), "mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(master_key("second-factor"), bytes.fromhex(encrypted_text), "mfa").decode()
