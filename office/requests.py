"""The request of a page behind sign-in, for type checkers: its user is one of ours."""

from django.http import HttpRequest

from office.models import User


class SignedInRequest(HttpRequest):
    user: User
