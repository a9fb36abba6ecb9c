"""Fields that more than one form has."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.models import Place

SEPARATORS = re.compile("[,\\s\u200b]")


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class FigureField(forms.DecimalField):
    """A number typed as people write it: 4,100 or ៤ ១០០."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(SEPARATORS.sub("", value) if isinstance(value, str) else value)


class ColleagueField(forms.ModelChoiceField):
    """A user, by the name colleagues see."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.shown_name


class CommunesField(forms.MultipleChoiceField):
    """Some of these communes, ticked under their districts; cleaned to a list of places."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, communes: Iterable[Place], **kwargs: Any) -> None:
        self.by_code = {commune.pk: commune for commune in communes}
        kwargs.setdefault("label", _("Communes"))
        super().__init__(choices=grouped(self.by_code.values()), **kwargs)

    def clean(self, value: Any) -> Any:
        return [self.by_code[code] for code in super().clean(value)]


def grouped(places: Iterable[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """As choices under the place above each; the places come sorted by code, with their parent."""
    return [
        (
            group[0].parent.full_name if group[0].parent else "",
            [(place.pk, place.full_name) for place in group],
        )
        for group in (list(g) for _parent, g in groupby(places, key=lambda place: place.parent_id))
    ]
