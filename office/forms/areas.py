"""Forms about offices, their communes, and who works where."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms.fields import CommunesField, DayField, grouped
from office.models import Office, Place, User
from office.roles import OFFICER


class OfficerField(forms.ModelChoiceField):
    """A loan officer who may sign in."""

    def __init__(self, **kwargs: Any) -> None:
        officers = User.objects.filter(is_active=True, groups__name=OFFICER).order_by("username")
        super().__init__(officers, label=_("Loan officer"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.shown_name} · {obj.username}" if obj.name else obj.username


class WhoForm(forms.Form):
    """Which officer, and in which of the office's districts: asked first, by GET."""

    user = OfficerField()
    district = forms.ChoiceField(label=_("District"), required=False)
    q = forms.CharField(label=_("Commune: name or code"), max_length=60, required=False)

    def __init__(self, *args: Any, districts: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", _("All")), *grouped(districts)]  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    from_on = DayField(label=_("First day"))
    to_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, communes: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communes"] = CommunesField(communes)
        self.order_fields(["communes", "from_on", "to_on"])


class EndForm(forms.Form):
    last_on = DayField(label=_("Last day"))


class OfficeForm(forms.ModelForm):
    class Meta:
        model = Office
        fields = ["code", "name_km", "name_en", "phone"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper()
        if not (code.isascii() and code.isalnum()):
            raise forms.ValidationError(_("Only the letters A to Z and digits."))
        return code


class DistrictForm(forms.Form):
    """Which district's communes are to be looked at: asked by GET."""

    district = forms.ChoiceField(label=_("District"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = Place.objects.filter(level="district").select_related("parent").order_by("code")
        self.fields["district"].choices = [("", "—"), *grouped(districts)]  # type: ignore[attr-defined]


class OfficeCommunesForm(forms.Form):
    def __init__(self, *args: Any, communes: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communes"] = CommunesField(communes, required=False)
