"""How is one web address fetched from the vetted address alone, within bounds, whatever the server's manners?

A Scrapy download handler over libcurl; ``crawler.settings`` names it for http and https.
"""

from crawler.download._handler import CurlHandler

__all__ = ["CurlHandler"]
