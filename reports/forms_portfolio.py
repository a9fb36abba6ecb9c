from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paper.forms import DayField

BY = [
    ("commune", _("commune")),
    ("officer", _("loan officer")),
    ("livelihood", _("livelihood")),
    ("product", _("loan product")),
    ("fund", _("loan fund")),
]


class PortfolioForm(forms.Form):
    as_of = DayField(label=_("As at"), required=False)
    by = forms.ChoiceField(label=_("Grouped by"), choices=BY, required=False)

    def chosen(self, **usual: Any) -> dict[str, Any]:
        """What was chosen, else the usual."""
        values = self.cleaned_data if self.is_valid() else {}
        return {name: values.get(name) or usual[name] for name in usual}
