"""What is typed about courses, trainers and items."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from livelihoods.choices import CommuneField
from livelihoods.forms.fields import ServiceForm
from livelihoods.forms.people import HAS_KHMER, NO_KHMER
from livelihoods.models import FREE_TEXT_HINT
from livelihoods.phones import shown_phone
from livelihoods.scope import in_order
from office.forms.fields import ColleagueField
from office.models import Place, User
from paper.forms import DayField, KeyField
from trainings.forms.sessions import CourseField
from trainings.models import Course, Item, StaffMember

MOST_ITEMS = 10_000


class ListedForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))


class CourseForm(ListedForm):
    class Meta:
        model = Course
        fields = [
            "topic", "name_km", "name_en", "version", "hours", "attendance_needed", "pass_mark", "validity_months",
            "is_offered",
        ]  # fmt: skip


class ItemForm(ListedForm):
    class Meta:
        model = Item
        fields = ["name_km", "name_en"]


class StaffForm(ServiceForm):
    """Somebody who trains or is trained; what names them is sealed."""

    user = ColleagueField(User.objects.none(), label=_("Signs in as"), required=False)

    class Meta:
        model = StaffMember
        fields = ["kind", "name_km", "name_latin", "sex", "phone", "safe_hours", "user", "is_active"]
        widgets = {"sex": forms.RadioSelect, "phone": forms.TextInput(attrs={"inputmode": "tel"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_km"].validators.append(HAS_KHMER)
        self.fields["name_latin"].validators.append(NO_KHMER)
        self.fields["sex"].choices = self.fields["sex"].choices[1:]  # type: ignore[attr-defined]
        self.fields["safe_hours"].help_text = FREE_TEXT_HINT
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        free = Q(staff_member=None) | Q(staff_member=self.instance.pk or None)
        self.fields["user"].queryset = User.objects.filter(free, is_active=True)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["phone"] = shown_phone(self.instance.phone)
        else:
            del self.fields["is_active"]

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ElsewhereForm(forms.Form):
    """Certified where we did not hold the session."""

    course = CourseField(Course.objects.all(), label=_("Course"))
    issued_on = DayField(label=_("Issued on"))
    expires_on = DayField(label=_("Holds until"), required=False, help_text=_("Empty: as long as the course says."))


class MoveForm(forms.Form):
    """So many of an item, on a day. Sent twice, it is one movement."""

    key = KeyField()
    item = forms.ModelChoiceField(Item.objects.all(), label=_("Item"))
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_ITEMS)
    on = DayField(label=_("Day"))


class ReceiveForm(MoveForm):
    place = CommuneField(Place.objects.none(), label=_("Commune"))
    field_order = ("item", "quantity", "place", "on")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = in_order(places)  # type: ignore[attr-defined]


class HandOutForm(MoveForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].label = _("How many to each")
        self.fields["quantity"].initial = 1
