"""Where do raw bytes lie: those a crawl kept, and those in a WARC file that somebody gives us?"""

from crawler.archive._given import ArchivedAnswer, records
from crawler.archive._kept import Archive, Writer
from crawler.archive._text import html_of, text_of
from crawler.records import body_hash

__all__ = [
    "Archive",
    "ArchivedAnswer",
    "Writer",
    "body_hash",
    "html_of",
    "records",
    "text_of",
]
