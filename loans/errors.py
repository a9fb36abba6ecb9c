"""What this room refuses, in the user's language. The core names a refusal by code; its words are here."""

from office.errors import KeySentBefore, Refusal


class LoanError(Refusal):
    pass


class KeyReused(LoanError, KeySentBefore):
    """An idempotency key was sent again with other content. Nothing was posted."""


class BreaksAccepted(LoanError):
    """With this entry one that was accepted before would be refused."""


class Doubtful(LoanError):
    """Cash that looks wrong (a future date, far too much). Asked once more, then recorded."""

    def __init__(self, questions: dict[str, str]) -> None:
        """`questions` by name: the answer names those it answers, so that a new doubt is asked anew."""
        super().__init__(" ".join(questions.values()))
        self.questions = questions
