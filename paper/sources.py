"""What a paper may load: files under static/, and nothing from anywhere else."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from paper.fonts import STATIC

BASE_URL = f"{STATIC.as_uri()}/"


class SourceRefused(FatalURLFetchingError):
    """Stops the rendering: a paper without its picture must not be handed out as if it were whole."""


class StaticFetcher(URLFetcher):
    """Reads `img/mark.png` as static/img/mark.png; never the network, never another folder."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not path.is_relative_to(STATIC.resolve()) or not path.is_file():
            raise SourceRefused(f"Not a file of static/: {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes())
