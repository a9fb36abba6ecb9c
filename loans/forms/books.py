from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paper.forms import DayField


class BooksForm(forms.Form):
    on = DayField(label=_("As at"), required=False)


class DaysForm(forms.Form):
    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "start" in found and "end" in found and found["end"] < found["start"]:
            self.add_error("end", _("The last day lies before the first."))
        return found
