"""What is typed about what belongs to a business: shares, things, misfortunes, bookings, and kinds of livelihood."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from livelihoods.forms.fields import PersonField
from livelihoods.models import FREE_TEXT_HINT, LivelihoodKind, Shock
from office.forms.fields import FigureField
from office.models import User
from office.money import CURRENCY_CHOICES
from office.validators import validate_khmer
from paper.forms import AmountField, DayField, KeyField, in_chosen_currency


class ShareForm(forms.Form):
    participant = PersonField(label=_("Code of the participant"))
    share = FigureField(
        label=_("Share, percent"), max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=Decimal(100)
    )
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].user = user  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate


class OnForm(forms.Form):
    """Since when; today or before."""

    on = DayField(label=_("Date"))

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        self.fields["on"].label = label or self.fields["on"].label

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["on"]


class ShockForm(OnForm):
    kind = forms.ChoiceField(label=_("What happened"), choices=Shock.Kind.choices, widget=forms.RadioSelect)
    field_order = ("kind", "on")


class AssetForm(forms.Form):
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    name = forms.CharField(label=_("What it is"), max_length=80, help_text=FREE_TEXT_HINT)
    cost = AmountField(label=_("What it cost"))
    bought_on = DayField(label=_("Bought on"))
    loan_number = forms.ChoiceField(label=_("Paid from loan"), required=False)
    field_order = ("name", "currency", "cost", "bought_on", "loan_number")

    def __init__(self, *args: Any, loan_numbers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loan_number"].choices = [("", "–"), *((n, n) for n in loan_numbers)]  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        in_chosen_currency(self, "cost")


class BookingForm(forms.Form):
    key = KeyField()
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    participant = PersonField(
        label=_("Code of the participant"),
        required=False,
        help_text=_("Leave empty for a villager who is not a participant."),
    )
    on = DayField(label=_("Date"))
    tonnes = FigureField(label=_("Tonnes"), max_digits=7, decimal_places=2, min_value=Decimal("0.01"))
    fee = AmountField(label=_("Fee"))
    field_order = ("participant", "on", "tonnes", "currency", "fee")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].user = user  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate
        in_chosen_currency(self, "fee")


class LivelihoodKindForm(forms.ModelForm):
    """A template: what one needs to begin, how long from cost to cash, the season, the usual grace."""

    class Meta:
        model = LivelihoodKind
        fields = [
            "name_km", "name_en", "start_up_items_km", "start_up_items_en", "cycle_days", "first_month", "last_month",
            "usual_grace", "is_shared_facility",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        for name, most in (("cycle_days", 730), ("usual_grace", 24)):
            self.fields[name].validators.append(MaxValueValidator(most))
        self.fields["name_km"].validators.append(validate_khmer)

    def clean_name_en(self) -> str:
        """It makes the short name under which a workbook finds the livelihood."""
        name = self.cleaned_data["name_en"]
        slug = slugify(name)[:30]
        if not slug or LivelihoodKind.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a livelihood of this name already."))
        if not self.instance.pk:
            self.instance.slug = slug
        return name
