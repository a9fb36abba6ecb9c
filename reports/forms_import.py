"""Sending a workbook, and naming the second person."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from office.models import User
from reports.workbook.committing import may_vouch

MEGABYTE = 1024 * 1024


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), allow_empty_file=False
    )

    def __init__(self, *args: Any, is_too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.WORKBOOK_MAX_BYTES // MEGABYTE
        self._too_big = _("The file is larger than %(most)s MB.") % {"most": most} if is_too_big else None
        self.fields["file"].help_text = _("Up to %(most)s MB. It is kept encrypted, for an hour.") % {"most": most}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.WORKBOOK_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB."), params={"most": settings.WORKBOOK_MAX_BYTES // MEGABYTE}
            )
        return file

    def full_clean(self) -> None:
        super().full_clean()
        if self._too_big and self.is_bound:
            # It was not taken in at all, so "required" would be the wrong word.
            self._errors = forms.utils.ErrorDict(renderer=self.renderer)
            self.add_error("file", self._too_big)


class UserChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return f"{user.shown_name} ({user.username})" if user.name else user.username


class SecondPersonForm(forms.Form):
    second = UserChoice(
        queryset=User.objects.none(), label=_("Second person"),
        help_text=_("Who confirms with you that these loans were approved before this system."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        second: Any = self.fields["second"]
        second.queryset = may_vouch(by=by)
        if not is_needed:
            del self.fields["second"]
