"""What came of trying to reach a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from livelihoods.calls import Reach
from livelihoods.models import Contact
from paper.forms import DayField

TRIED = [(o.value, o.label) for o in Contact.Outcome if o != Contact.Outcome.SENT]


class OutcomeForm(forms.Form):
    """Only the ways that the person agreed to are offered."""

    channel = forms.ChoiceField(
        label=_("How"), choices=Contact.Channel.choices, initial=Contact.Channel.CALL, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label=_("What came of it"), choices=TRIED, widget=forms.RadioSelect)

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = Contact.Channel
        refused = {channel.CALL: not reach.phone_link, channel.MESSAGE: not reach.may_message}
        offered = [(c.value, c.label) for c in channel if not refused.get(c)]
        self.fields["channel"].choices = offered  # type: ignore[attr-defined]
        self.fields["channel"].initial = offered[0][0]


class ContactForm(OutcomeForm):
    """With a day to ask again the task waits until then."""

    again_on = DayField(
        label=_("Ask again on"), required=False, help_text=_("Leave empty where nothing is left to do.")
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("outcome") == Contact.Outcome.NO_CONTACT and values.get("again_on"):
            self.add_error("again_on", _("Who asked not to be contacted is not asked again."))
        return values
