"""What this room refuses."""

from django.utils.translation import gettext_lazy as _

from office.errors import Refusal


class TrainingError(Refusal):
    pass


class FormUsed(TrainingError):
    """A key was sent again with other content. Nothing was recorded."""

    def __init__(self) -> None:
        super().__init__(_("This form was already used for another entry. Nothing was recorded; open it anew."))
