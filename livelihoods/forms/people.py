"""What is typed about a person. Forms check the shape; the rules are the services'."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from livelihoods.choices import CommuneField
from livelihoods.forms.fields import VILLAGES, ServiceForm, chosen_commune, offers_villages
from livelihoods.models import FREE_TEXT_HINT, Consent, Participant
from livelihoods.phones import shown_phone
from livelihoods.scope import communes_of, communes_within, villages_of
from office.core.codes import read_code
from office.models import Place, User
from paper.forms import DayField, KeyField

MOST_PEOPLE = 40
HAS_KHMER = RegexValidator(r"[\u1780-\u17b3]", _("Write this name in Khmer letters."))
NO_KHMER = RegexValidator(r"[\u1780-\u17ff]", _("Write this name in Latin letters."), inverse_match=True)


class DetailsForm(ServiceForm):
    """What registering and changing have in common."""

    year_of_birth = forms.IntegerField(label=_("Year of birth"), help_text=_("Four digits: 1990."))
    household_size = forms.IntegerField(
        label=_("People in the household"), min_value=1, max_value=MOST_PEOPLE, initial=1,
        help_text=_("With the person: everybody who eats from one pot."),
    )  # fmt: skip

    class Meta:
        model = Participant
        fields = ["name_km", "name_latin", "sex", "year_of_birth", "household_size", "village", "phone", "safe_hours"]
        widgets = {"sex": forms.RadioSelect, "phone": forms.TextInput(attrs={"inputmode": "tel"})}

    parts: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_km"].validators.append(HAS_KHMER)
        self.fields["name_latin"].validators.append(NO_KHMER)
        self.fields["sex"].choices = self.fields["sex"].choices[1:]  # type: ignore[attr-defined]
        for name in ("village", "safe_hours"):
            self.fields[name].help_text = FREE_TEXT_HINT
        for name in self.fields:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def in_parts(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Heading after heading, with the fields below each."""
        return ((heading, [self[name] for name in names]) for heading, names in self.parts)


class RegistrationForm(DetailsForm):
    """A new participant. The key it carries makes a second sending harmless."""

    form_key = KeyField()
    commune = CommuneField(None, label=_("Commune"))
    consents = forms.MultipleChoiceField(
        label=_("The person agrees to"), choices=Consent.Purpose.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Explain each one and ask. Without the first, nothing is recorded."),
    )  # fmt: skip

    parts = (
        (_("Person"), ("name_km", "name_latin", "sex", "year_of_birth", "household_size")),
        (_("Where and how to reach them"), ("commune", "village", "phone", "safe_hours")),
        (_("Consent"), ("consents",)),
    )

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = communes_of(user, on=on)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        if len(few := communes[:2]) == 1:
            self.fields["commune"].initial = few[0]
        offers_villages(self.fields["commune"].widget, self.fields["village"].widget)

    def clean_consents(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["consents"])

    def communes(self) -> QuerySet[Place]:
        return self.fields["commune"].queryset  # type: ignore[attr-defined]

    def villages(self) -> QuerySet[Place]:
        return villages_of(chosen_commune(self))

    def renew_key(self) -> None:
        """For another person, after the form has been used."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["form_key"] = str(uuid4())  # type: ignore[index]


class ParticipantForm(DetailsForm):
    """A participant's details. Where they live is changed by moving them."""

    class Meta(DetailsForm.Meta):
        fields = [*DetailsForm.Meta.fields, "status"]

    parts = (
        (_("Person"), ("name_km", "name_latin", "sex", "year_of_birth", "household_size", "status")),
        (_("Where and how to reach them"), ("village", "phone", "safe_hours")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In the shape in which they are typed: what was left alone must not count as changed.
        self.initial["phone"] = shown_phone(self.instance.phone)
        self.initial["year_of_birth"] = int(self.instance.year_of_birth)
        self.fields["village"].widget.attrs["list"] = VILLAGES

    def changes(self) -> dict[str, Any]:
        """Only what was changed: two people may have the same record open."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class MoveForm(forms.Form):
    """To which commune, and since when."""

    commune = CommuneField(None, label=_("New commune"))
    village = forms.CharField(
        label=_("Village"), max_length=80, required=False, help_text=FREE_TEXT_HINT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    moved_on = DayField(label=_("Lives there since"))

    def __init__(self, *args: Any, province: Place, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["commune"].queryset = communes_within(province)  # type: ignore[attr-defined]
        self.fields["moved_on"].initial = on
        offers_villages(self.fields["commune"].widget, self.fields["village"].widget)

    def clean_moved_on(self) -> date:
        if self.cleaned_data["moved_on"] > self.on:
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["moved_on"]

    def villages(self) -> QuerySet[Place]:
        return villages_of(chosen_commune(self))


class HasCode(Protocol):
    """A participant, or anybody else who bears a code."""

    code: str


class ForgetForm(forms.Form):
    """The code, typed once more."""

    code = forms.CharField(
        label=_("Type the code of this person"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, participant: HasCode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = participant.code

    def clean_code(self) -> str:
        if read_code(self.cleaned_data["code"]) != self.expected:
            raise forms.ValidationError(_("This is not the code of this person."))
        return self.expected
