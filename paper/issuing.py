"""Papers as they are handed out: kept under a verification code, and printed again from what is kept."""

import json
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import PersonKey, User
from office.sealing import master_key
from paper.core.frozen import from_plain, to_plain
from paper.core.verification import is_genuine, verification_code
from paper.languages import Language
from paper.models import IssuedDocument

Value = TypeVar("Value")
PURPOSE = "verification"


@transaction.atomic
def issue(
    *,
    kind: IssuedDocument.Kind,
    reference: str,
    language: Language,
    value: object,
    by: User | None,
    identity: object = None,
    key: PersonKey | None = None,
    is_lasting: bool = False,
) -> IssuedDocument:
    """Keep a paper as it is handed out. `value` stays in clear and must name nobody; `identity` (name and
    address) is sealed with the person's `key`.

    What was already issued today and says the same is used again; of a lasting paper (a receipt) what was issued
    on any day. `by` is None for a command on the server.
    """
    document = IssuedDocument(
        kind=kind, reference=reference, language=language, figures=to_plain(value), key=key,
        made_at=timezone.now(), made_by=by,
    )  # fmt: skip
    if identity is not None and key is not None and not key.is_destroyed:
        document.identity = json.dumps(to_plain(identity), ensure_ascii=False)
    kept = _said_before(document, since=None if is_lasting else _midnight()) or _keep(document)
    trail.record(trail.Act.PRINT, IssuedDocument, by=by, objects=[kept], fields=[kind])
    return kept


def value_of(document: IssuedDocument, kind: type[Value]) -> Value:
    """The figures as they were handed out."""
    return from_plain(kind, document.figures)


def identity_of(document: IssuedDocument, kind: type[Value]) -> Value | None:
    """Name and address as they were handed out; None once the person is forgotten, or where nobody is named."""
    text = _opened(document)
    return from_plain(kind, json.loads(text)) if text else None


def is_unaltered(document: IssuedDocument) -> bool:
    """Whether the code on the paper still belongs to what is kept of it."""
    return is_genuine(document.code, _stated(document), master_key(PURPOSE))


def _keep(document: IssuedDocument) -> IssuedDocument:
    document.code = verification_code(_stated(document), master_key(PURPOSE))
    document.save()
    return document


def _said_before(document: IssuedDocument, *, since: datetime | None) -> IssuedDocument | None:
    """The newest paper of its kind, where it says the same as this one."""
    same = IssuedDocument.objects.select_related("key").filter(
        kind=document.kind, reference=document.reference, language=document.language, key=document.key
    )
    earlier = (same.filter(made_at__gte=since) if since else same).order_by("-made_at").first()
    if earlier is None or earlier.figures != document.figures or _opened(earlier) != _opened(document):
        return None
    return earlier


def _stated(document: IssuedDocument) -> dict[str, Any]:
    """What the code vouches for. The name is not in it: a forgotten person's paper can still be checked."""
    return {
        "kind": document.kind,
        "reference": document.reference,
        "language": document.language,
        "figures": document.figures,
        "made_at": document.made_at.astimezone(timezone.get_default_timezone()).isoformat(),
    }


def _opened(document: IssuedDocument) -> str:
    return document.identity if document.key is not None else ""


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
