"""The short code on a paper by which the office can tell whether the paper is its own and unaltered."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
_MISREAD = str.maketrans("OILoil០១២៣៤៥៦៧៨៩", "0110110123456789", " -\u2010\u2011\u2013\u200b")
_LENGTH = 10  # 50 bits: no forger guesses it, and it can be read out over a telephone


def verification_code(statement: Mapping[str, object], key: bytes) -> str:
    """Code of what a paper states, as XXXX-XXXX-XX."""
    digest = hmac.digest(key, canonical_json(statement), hashlib.sha256)
    number = int.from_bytes(digest[:8], "big") >> (64 - 5 * _LENGTH)
    code = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def is_genuine(code: str, statement: Mapping[str, object], key: bytes) -> bool:
    """Whether `code`, as someone read it out or typed it, belongs to `statement`."""
    return hmac.compare_digest(_read(code).encode(), _read(verification_code(statement, key)).encode())


def canonical_json(statement: Mapping[str, object]) -> bytes:
    """The same bytes for the same statement: keys sorted, 25.5 and 25.50 alike, no float."""
    return json.dumps(_plain(statement), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"A paper does not state a {type(value).__name__}")


def _read(code: str) -> str:
    return code.translate(_MISREAD).upper()
