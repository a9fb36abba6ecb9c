"""What this room refuses, in the user's language. The core names a refusal by code; its words are here."""

from django.utils.translation import gettext_lazy as _

from office.errors import Refusal


class LoanError(Refusal):
    pass


class KeyReused(LoanError):
    """An idempotency key was sent again with other content. Nothing was posted."""

    def __init__(self) -> None:
        super().__init__(_("This form was already used for another entry. Nothing was recorded; open it anew."))


class BreaksAccepted(LoanError):
    """With this entry one that was accepted before would be refused."""


class Doubtful(LoanError):
    """Cash that looks wrong (a future date, far too much). Asked once more, then recorded."""

    def __init__(self, questions: dict[str, str]) -> None:
        """`questions` by name: the answer names those it answers, so that a new doubt is asked anew."""
        super().__init__(" ".join(questions.values()))
        self.questions = questions
