"""A refusal of a service, shown at its field or above the form."""

from django import forms

from office.errors import Refusal


def add_refusal(form: forms.BaseForm, refused: Refusal) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
