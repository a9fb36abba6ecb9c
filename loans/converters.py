class NumberConverter:
    """A loan's number as it stands in an address: BM-L26-00007."""

    regex = r"[A-Za-z0-9-]{3,16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
