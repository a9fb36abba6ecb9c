"""What the forms of this room share: their services write, and the villages follow the commune."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Participant
from office.core.codes import read_code
from office.models import Place, User

VILLAGES = "villages"


class ServiceForm(forms.ModelForm):
    """Takes labels, lengths and choices from the model. What is typed goes to a service, never into the instance."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)  # sealed fields keep the small letter of the model

    def _post_clean(self) -> None:
        pass


class PersonField(forms.CharField):
    """A code; cleaned to the participant, of those the user sees. Anybody else is not there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)
        self.user: User | None = None

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        seen = Participant.objects.visible_to(self.user) if self.user else Participant.objects.none()
        found = seen.not_forgotten().select_related("key").filter(code=read_code(typed) or "").first()
        if found is None:
            raise forms.ValidationError(_("Nobody with this code is in your communes."))
        return found


def offers_villages(select: forms.Widget, village: forms.Widget) -> None:
    """The list of villages beside the field follows the chosen commune; without script it is that of the page."""
    select.attrs |= {"hx-get": reverse_lazy("livelihoods:villages"), "hx-target": f"#{VILLAGES}"}
    village.attrs["list"] = VILLAGES


def chosen_commune(form: forms.BaseForm) -> Place | None:
    """The commune as posted, else as proposed; None where there is no such choice."""
    field, value = form.fields["commune"], form["commune"].value()
    if isinstance(value, Place) or not value:
        return value or None
    return field.queryset.filter(pk=value).first()  # type: ignore[attr-defined]
