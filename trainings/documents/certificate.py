"""The certificate (A4, lying): who completed which course. It says nothing else of the person."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from paper.languages import Language
from paper.pdf import render_pdf
from trainings.documents.letterhead import letterhead
from trainings.models import Certification, Enrolment

TITLE = _("Certificate")
STYLE = "trainings/documents/certificate.css"


@dataclass(frozen=True, slots=True)
class Bearer:
    """The code stands in clear wherever the paper is kept; the name is sealed, and gone once forgotten."""

    code: str
    name_km: str = ""
    name_latin: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    number: str
    bearer: Bearer
    course_km: str
    course_en: str
    hours: int
    first_on: date
    last_on: date
    place_km: str
    place_en: str
    issued_on: date
    expires_on: date | None

    @property
    def is_of_one_day(self) -> bool:
        return self.first_on == self.last_on

    def anonymous(self) -> "Certificate":
        return replace(self, bearer=Bearer(self.bearer.code))


def number_of(seat: Enrolment) -> str:
    """S-26-0012-07: the session and the seat."""
    return f"{seat.session.code}-{seat.seat:02d}"


def build_certificate(seat: Enrolment, certification: Certification) -> Certificate:
    session, course, person = seat.session, certification.course, seat.person
    places = []
    for language in ("km", "en"):
        with override(language):
            places.append(session.commune.full_name)
    return Certificate(
        number=number_of(seat),
        bearer=Bearer(person.code, person.name_km, person.name_latin),
        course_km=course.name_km,
        course_en=course.name_en,
        hours=course.hours,
        first_on=session.first_on,
        last_on=session.last_on,
        place_km=places[0],
        place_en=places[1],
        issued_on=certification.issued_on,
        expires_on=certification.expires_on,
    )


def render_certificate(
    certificate: Certificate, *, language: Language = "both", made_at: datetime | None = None, code: str = ""
) -> bytes:
    """In Khmer and English beside each other, on one page."""
    return render_pdf(
        "trainings/documents/certificate.html", {"certificate": certificate, "code": code, **letterhead()},
        language=language, title=TITLE, made_at=made_at, stylesheets=[STYLE],
    )  # fmt: skip
