"""How is one web address fetched from the vetted address alone, within bounds, whatever the server's manners?

A Scrapy download handler over libcurl, named by ``crawler.settings`` for http and https, and the same without
Scrapy for sweeps, which therefore do not import it.
"""

from typing import TYPE_CHECKING, Any

from crawler.download._fetching import Fetching
from crawler.download._plain import Fetched, fetch

if TYPE_CHECKING:
    from crawler.download._handler import CurlHandler

__all__ = ["CurlHandler", "Fetched", "Fetching", "fetch"]


def __getattr__(name: str) -> Any:
    if name != "CurlHandler":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from crawler.download._handler import CurlHandler  # slow, and only a crawl needs it

    return CurlHandler
