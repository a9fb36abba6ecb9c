"""What this room refuses."""

from office.errors import Refusal


class TrainingError(Refusal):
    pass
