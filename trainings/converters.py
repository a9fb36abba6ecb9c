"""The code of a session in an address: S-26-0012."""


class SessionCodeConverter:
    regex = r"S-[0-9]{2}-[0-9]{4,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
