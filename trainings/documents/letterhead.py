"""The name above the papers of trainings: it says nothing of loans."""

from django.conf import settings


def letterhead() -> dict[str, str]:
    """Takes the place of the lender's name, on the page and in the properties of the file."""
    return {"lender_km": settings.TRAINING_NAME_KM, "lender_en": settings.TRAINING_NAME_EN}
