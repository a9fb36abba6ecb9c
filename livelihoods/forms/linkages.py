"""What is typed about a linkage."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from livelihoods.forms.fields import ServiceForm
from livelihoods.models import Linkage
from paper.forms import DayField


class LinkageForm(ServiceForm):
    """Whom the person was brought together with."""

    made_on = DayField(label=pgettext_lazy("linkage", "Made on"))

    class Meta:
        model = Linkage
        fields = ["kind", "to", "made_on"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Linkage.Kind.choices  # type: ignore[attr-defined]
        self.fields["to"].widget.attrs["autocomplete"] = "off"
        self.fields["made_on"].initial = on


class LinkageDoneForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Linkage.Outcome.choices, widget=forms.RadioSelect)
    done_on = DayField(label=_("Outcome known on"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = on
