"""Where do raw bytes lie: those a crawl kept, and those in a file or folder that somebody gives us?"""

from crawler.archive._answered import MOST_BODY, ArchivedAnswer, bounded
from crawler.archive._cdx import Row, rows_page
from crawler.archive._given import Kind, kind_of, records
from crawler.archive._httrack import MIRRORS_OWN
from crawler.archive._kept import Archive, Writer
from crawler.archive._records import end_of_record
from crawler.archive._text import html_of, text_of
from crawler.records import body_hash

__all__ = [
    "MIRRORS_OWN",
    "MOST_BODY",
    "Archive",
    "ArchivedAnswer",
    "Kind",
    "Row",
    "Writer",
    "body_hash",
    "bounded",
    "end_of_record",
    "html_of",
    "kind_of",
    "records",
    "rows_page",
    "text_of",
]
