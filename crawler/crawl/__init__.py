"""How are many domains looked at without one of them stopping the others?

Scrapy runs in a child process that is fed a few domains at a time; see ``_parent`` and ``__main__``.
"""

from crawler.crawl._job import CrawlJob
from crawler.crawl._parent import crawl

__all__ = ["CrawlJob", "crawl"]
