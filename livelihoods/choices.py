"""Choosing a commune: grouped by district, in one list that needs no script. For forms and filters alike."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator


class ByDistrict(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for district, communes in groupby(self.queryset.select_related("parent"), key=lambda c: c.parent):
            yield (district.full_name, [self.choice(c) for c in communes])


class CommuneField(forms.ModelChoiceField):
    iterator = ByDistrict

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name
