"""What a person typed and the program will not guess at."""


class NotUnderstood(ValueError):
    """Typed input refused; `code` says why, so that a form can ask again in the reader's language.

    Codes: `empty`, `unreadable`, `ambiguous` (two readings: ask which), `impossible` (no such day),
    `decimals` (finer than the currency's smallest unit), `negative`, `too_large`, `wrong_currency`.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text
