"""A person's code in an address: seven characters, so that it is never taken for a word like "add"."""

from office.core.codes import ALPHABET, BODY


class CodeConverter:
    regex = f"[{ALPHABET}]{{{BODY + 1}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
