"""Handing out certificates: kept as they are handed out, and printed again from what is kept."""

from dataclasses import dataclass, replace
from datetime import datetime

from office import trail
from office.models import User
from paper.issuing import identity_of, issue, value_of
from paper.languages import Language
from paper.models import IssuedDocument
from trainings.documents.certificate import Bearer, Certificate, build_certificate, number_of, render_certificate
from trainings.models import Certification, Enrolment

KIND = IssuedDocument.Kind.CERTIFICATE
LANGUAGE: Language = "both"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One certificate ready to be set."""

    certificate: Certificate
    made_at: datetime
    code: str

    @property
    def file_name(self) -> str:
        """Session, seat and the kind of paper; nothing about the person."""
        return f"{KIND}-{self.certificate.number}.pdf"

    def pdf(self) -> bytes:
        return render_certificate(self.certificate, made_at=self.made_at, code=self.code)


def issue_certificate_paper(seat: Enrolment, certification: Certification, *, by: User) -> Sheet:
    """The one handed out before for this certificate, word for word; else a new one, which is kept."""
    if kept := _kept(seat, certification):
        trail.record(trail.Act.PRINT, IssuedDocument, by=by, objects=[kept], fields=[KIND])
        return _sheet(kept)
    certificate = build_certificate(seat, certification)
    document = issue(
        kind=KIND, reference=certificate.number, language=LANGUAGE, value=certificate.anonymous(), by=by,
        identity=certificate.bearer, key=seat.seal_key, is_lasting=True,
    )  # fmt: skip
    return _sheet(document)


def _kept(seat: Enrolment, certification: Certification) -> IssuedDocument | None:
    """A certificate withdrawn and issued again on another day is another paper."""
    papers = IssuedDocument.objects.select_related("key").filter(kind=KIND, reference=number_of(seat))
    issued_on = certification.issued_on.isoformat()
    return next((paper for paper in papers if paper.figures["issued_on"] == issued_on), None)


def _sheet(document: IssuedDocument) -> Sheet:
    certificate = value_of(document, Certificate)
    bearer = identity_of(document, Bearer)
    return Sheet(replace(certificate, bearer=bearer) if bearer else certificate, document.made_at, document.code)
