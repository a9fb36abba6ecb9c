"""What is typed about a business."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from livelihoods.forms.fields import ServiceForm
from livelihoods.models import FREE_TEXT_HINT, Business
from paper.forms import DayField

BEGIN_AS = (Business.Status.OPERATING, Business.Status.PLANNED)


class BusinessForm(ServiceForm):
    """A business of a participant."""

    started_on = DayField(
        label=_("Operating since"), required=False, help_text=_("Leave empty while it is only planned.")
    )

    class Meta:
        model = Business
        fields = ["livelihood", "status", "started_on", "name", "place"]
        widgets = {"status": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "place"):
            self.fields[name].help_text = FREE_TEXT_HINT
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.offer_statuses()

    def offer_statuses(self) -> None:
        self.fields["status"].choices = [(s.value, s.label) for s in BEGIN_AS]  # type: ignore[attr-defined]
        self.initial["status"] = Business.Status.OPERATING

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        begun = values.get("status") == Business.Status.OPERATING
        if begun and "started_on" not in self.errors and not values.get("started_on"):
            self.add_error("started_on", _("Enter since when the business has been operating."))
        return values


class BusinessChangeForm(BusinessForm):
    """Its details, and its status from a day on."""

    since = DayField(label=_("This status since"), required=False)

    class Meta(BusinessForm.Meta):
        fields = ["status", "started_on", "name", "place"]

    field_order = ("status", "since", "started_on", "name", "place")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["since"].initial = on

    def offer_statuses(self) -> None:
        self.fields["status"].choices = Business.Status.choices  # type: ignore[attr-defined]

    def clean_since(self) -> date:
        since = self.cleaned_data["since"] or self.on
        if since > self.on:
            raise forms.ValidationError(_("This day has not come yet."))
        return since

    def clean(self) -> dict[str, Any]:
        """A planned business that begins takes its first day from the day of the new status."""
        return super(BusinessForm, self).clean() or {}

    def changes(self) -> dict[str, Any]:
        """Only what was changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "since"}
