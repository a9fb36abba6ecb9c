"""Random codes that stand for a person: seven characters of Crockford's base 32, the last one a check.

They carry no order, place or date, and a single wrong or two swapped neighbouring characters are noticed.
"""

import secrets

# Crockford (https://www.crockford.com/base32.html) leaves out I, L, O, U. We leave out Z as well: 31 is
# prime, so with weights 2 to 7 every wrong character and every swap of neighbours changes the check.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
BODY = 6
_READ_AS = str.maketrans("ILO", "110")


def check_character(body: str) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(c) for weight, c in enumerate(body, start=2)) % len(ALPHABET)]


def new_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return body + check_character(body)


def read_code(typed: str) -> str | None:
    """The code as stored, from what somebody typed (case, spaces, O for 0), or None if it cannot be one."""
    code = "".join(typed.split()).replace("-", "").upper().translate(_READ_AS)
    if len(code) != BODY + 1 or any(c not in ALPHABET for c in code):
        return None
    return code if check_character(code[:BODY]) == code[BODY] else None
