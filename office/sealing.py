"""Envelope encryption: what is known about a person is sealed with that person's own key.

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces. Each person's key is stored wrapped by the master
key, which lives outside the database and its backups; destroying the wrapped key makes everything sealed with
it unreadable. Search keys are derived from the master key by HKDF (RFC 5869).
"""

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


def seal(key: bytes, text: bytes, context: str) -> bytes:
    """Version, nonce and ciphertext. `context` (which field of which key) cannot be swapped unnoticed."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, text, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """Raises cryptography.exceptions.InvalidTag where key, context or bytes are not the ones sealed."""
    body = bytes(sealed)[len(VERSION) :]
    return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], context.encode())


def new_wrapped_key(context: str) -> bytes:
    return seal(master_key("wrap"), secrets.token_bytes(KEY_BYTES), context)


def unwrap_key(wrapped: bytes, context: str) -> bytes:
    return unseal(master_key("wrap"), wrapped, context)


def fingerprint(purpose: str, text: str) -> str:
    """A keyed hash of 128 bits, for looking something up without storing it."""
    return hmac.new(master_key(purpose), text.encode(), sha256).hexdigest()[:32]


def master_key(purpose: str) -> bytes:
    """The key for one purpose, derived from the master key; none of them reveals another."""
    return _derived(settings.MASTER_KEY, purpose)


@lru_cache(maxsize=32)
def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(master)
