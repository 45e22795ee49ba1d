"""Which names were certified, as saved tiles, pages of get-entries or lines of a certstream tell?

``where`` is a file or a folder; what a file is, its content says. What fools it: a folder to which files
are added that stand before those read already; that is told.
"""

from crawler.discovery._ct_saved import read_saved
from crawler.discovery._source import Source

SOURCE = Source(
    "certificates_saved", "Which names were certified, as saved tiles, pages and streams tell?", read_saved
)
