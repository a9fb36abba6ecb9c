from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.models import Place
from paper.forms import DayField


class CommuneField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


class CollectionForm(forms.Form):
    """Where and on which day money is collected."""

    commune = CommuneField(Place.objects.none(), label=_("Commune"), required=False, empty_label=_("All"))
    on = DayField(label=_("Day"), required=False)

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
