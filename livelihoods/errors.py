"""What this room refuses."""

from django.utils.translation import gettext_lazy as _

from office.errors import Refusal


class LivelihoodError(Refusal):
    pass


class FormSentBefore(LivelihoodError):
    """The form has already registered somebody, with other content."""

    def __init__(self) -> None:
        super().__init__(_("This form has already registered somebody else. If this is another person, send it again."))
