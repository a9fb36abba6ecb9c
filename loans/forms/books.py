from django import forms
from django.utils.translation import gettext_lazy as _

from paper.forms import DayField


class BooksForm(forms.Form):
    on = DayField(label=_("As at"), required=False)
