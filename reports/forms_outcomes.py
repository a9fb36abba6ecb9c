from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.outcomes import FOLLOW_UPS

BY = [
    ("livelihood", _("livelihood")),
    ("sex", _("sex")),
    ("age_band", _("age band")),
    ("district", _("district")),
    ("training", _("training")),
]


class OutcomesForm(forms.Form):
    months = forms.TypedChoiceField(
        label=_("Months after the first payout"), choices=[(m, m) for m in FOLLOW_UPS], coerce=int, required=False
    )
    by = forms.ChoiceField(label=_("Grouped by"), choices=BY, required=False)

    def chosen(self, **usual: Any) -> dict[str, Any]:
        """What was chosen, else the usual."""
        values = self.cleaned_data if self.is_valid() else {}
        return {name: values.get(name) or usual[name] for name in usual}
