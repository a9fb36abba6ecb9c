"""Forms about those who sign in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from office.models import Office, User
from office.roles import ROLE_NAMES


class UserForm(forms.Form):
    """What may be changed about a user."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Colleagues see it instead of the sign-in name. It is stored encrypted."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    office = forms.ModelChoiceField(
        Office.objects.order_by("code"),
        label=_("Office"),
        required=False,
        help_text=_("Needed by loan officers and cashiers."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class UserAddForm(UserForm):
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=30,
        help_text=_("Neutral: a desk or a number, not a person's name."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["username"]


def form_for(user: User, data: Any, *, by: User) -> UserForm:
    """The form filled with the user as they are; nobody is asked about their own role."""
    initial = {"name": user.name, "role": user.role, "office": user.office_id, "language": user.language}
    form = UserForm(data, initial=initial)
    form.fields["role"].disabled = user.pk == by.pk
    return form
