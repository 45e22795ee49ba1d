"""What does a signal get to look at?"""

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.fingerprint._page import Page
from crawler.records import Observation


@dataclass(frozen=True, slots=True)
class Image:
    """One picture that a site shows, as it was fetched: ``role`` is logo or photo."""

    role: str
    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """One domain at one time: the latest look of each kind that can be believed, and its pages, home first.

    ``pages`` holds the owner's content only: parked, seized and error pages never get here.
    ``icons`` are the favicon's raw bytes (0 or 1 of them today); ``images`` the logo and a few photos.
    """

    domain: str
    observations: Mapping[str, Observation]
    pages: tuple[Page, ...] = ()
    icons: tuple[bytes, ...] = ()
    images: tuple[Image, ...] = ()
