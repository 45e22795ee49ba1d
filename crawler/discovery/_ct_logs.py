"""How are the entries of a log asked for: as tiles, or as pages of get-entries?"""

import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from crawler.discovery._ct_follow import Log
from crawler.discovery._ct_heads import Head, Key, checkpoint, tree_head
from crawler.discovery._ct_pages import WIDTH, Page, data_tile, entries_page, names_tile, unpacked
from crawler.discovery._web import MEBIBYTE, Answer, Web
from crawler.errors import SourceUnavailable

AT_ONCE = 8  # tiles
PAGES_AT_ONCE = 4
LARGEST_HEAD = 1 << 18
LARGEST_TILE, LARGEST_PAGE = 16 * MEBIBYTE, 32 * MEBIBYTE
FIRST_PAGE = 512  # entries asked for, until the log's own measure is known
PROBES = 2  # single questions that find it out
PATIENCE = 30.0  # seconds that a busy log is waited for, once for each request


def tiled_log(web: Web, where: str, key: Key | None, *, data_only: bool = False) -> Log:
    """The log whose monitoring address is ``where``: names tiles where it has them, data tiles where not."""
    base = where.rstrip("/")

    def head() -> Head:
        url = f"{base}/checkpoint"
        return checkpoint(unpacked(_good(web.get(url, cap=LARGEST_HEAD)).body)[0], key, url)

    def pages(index: int, until: int, size: int) -> Iterator[tuple[int, Page]]:
        kind = "data" if data_only else "names"
        number, last = index // WIDTH, (until - 1) // WIDTH
        while number <= last:
            group = range(number, min(number + AT_ONCE, last + 1))
            widths = {each: min(size - each * WIDTH, WIDTH) for each in group}
            found: dict[int, Page] = {}
            if kind == "names":
                found, missing = _names_tiles(web, base, widths)
                kind = "data" if missing else "names"
            yield from _in_order(web, base, widths, found)
            number = group.stop

    return Log(head, pages, WIDTH)


def paged_log(web: Web, where: str, key: Key | None) -> Log:
    """The log of RFC 6962 at ``where``."""
    base = where.rstrip("/").removesuffix("/ct/v1")
    parts = urlsplit(base)

    def head() -> Head:
        url = f"{base}/ct/v1/get-sth"
        answer = _good(web.get(url, cap=LARGEST_HEAD))
        return tree_head(unpacked(answer.body)[0], key, url, f"{parts.netloc}{parts.path}"[:200])

    def pages(index: int, until: int, size: int) -> Iterator[tuple[int, Page]]:
        probes, step = PROBES, FIRST_PAGE
        while index < until:
            starts = range(index, until, step)[: 1 if probes else PAGES_AT_ONCE]
            urls = [
                f"{base}/ct/v1/get-entries?start={start}&end={min(start + step, until) - 1}"
                for start in starts
            ]
            lengths = []
            for start, answer in zip(starts, _together(web, urls, LARGEST_PAGE), strict=False):
                if start != index:
                    break  # the page before was short, which is legal: from there it goes on
                page = entries_page(_usable(answer).body)
                yield start, page
                lengths.append(len(page.names))
                index += len(page.names)
            probes, step = _measured(probes, step, lengths)

    return Log(head, pages)


def _measured(probes: int, step: int, lengths: Sequence[int]) -> tuple[int, int]:
    """How many single questions are left, and how much to ask for; a first short answer may be alignment."""
    if probes > 1:
        return probes - 1, step
    if probes:
        return 0, max(lengths[0], 1)
    return (0, step) if lengths[0] >= step else (PROBES, FIRST_PAGE)


def tile_path(number: int) -> str:
    """The number of a tile as it stands in an address: 1234067 is ``x001/x234/067``."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03}")
    return "/".join(reversed(parts))


def _tile_url(base: str, kind: str, number: int, width: int) -> str:
    return f"{base}/tile/{kind}/{tile_path(number)}{f'.p/{width}' if width < WIDTH else ''}"


def _names_tiles(web: Web, base: str, widths: dict[int, int]) -> tuple[dict[int, Page], bool]:
    """Those that are whole, and whether the log seems to have none."""
    urls = [_tile_url(base, "names", number, width) for number, width in widths.items()]
    found, missing = {}, False
    for (number, width), answer in zip(widths.items(), _together(web, urls, LARGEST_TILE), strict=False):
        if isinstance(answer, Answer) and answer.status == 200:
            page = names_tile(answer.body)
            if len(page.names) == width:
                found[number] = page
        elif isinstance(answer, Answer) and answer.status in (403, 404, 410):
            missing = True
    return found, missing and not found


def _in_order(
    web: Web, base: str, widths: dict[int, int], found: dict[int, Page]
) -> Iterator[tuple[int, Page]]:
    """The tiles by number: those found, and data tiles for the others; SourceUnavailable at the first gap."""
    others = [number for number in widths if number not in found]
    urls = [_tile_url(base, "data", number, widths[number]) for number in others]
    answers = dict(zip(others, _together(web, urls, LARGEST_TILE), strict=False))
    for number, width in widths.items():
        page = found.get(number)
        if page is None:
            answer = answers[number]
            if width < WIDTH and isinstance(answer, Answer) and answer.status in (404, 410):
                answer = web.get(_tile_url(base, "data", number, WIDTH), cap=LARGEST_TILE)  # full meanwhile
            page = data_tile(_usable(answer).body)
            if page.first is not None and page.first != number * WIDTH:
                raise SourceUnavailable(
                    f"{_usable(answer).url} holds the entries from {page.first} on, not from {number * WIDTH}"
                )
        yield number * WIDTH, page


def _together(web: Web, urls: Sequence[str], cap: int) -> Iterator[Answer | SourceUnavailable]:
    """The answers in their order; where one fails, those before it, and then the failure.

    A busy server gets the pause that it asks for, once, and then each of its questions once more.
    """
    waited = False
    for answer in _asked(web, urls, cap):
        if isinstance(answer, Answer) and answer.status in (429, 503) and 0 < answer.rest <= PATIENCE:
            if not waited:
                time.sleep(answer.rest)
            waited = True
            yield from _asked(web, [answer.url], cap)
        else:
            yield answer


def _asked(web: Web, urls: Sequence[str], cap: int) -> Iterator[Answer | SourceUnavailable]:
    try:
        yield from web.get_many(urls, cap=cap) if urls else ()
    except SourceUnavailable:
        for url in urls:
            try:
                answer = web.get(url, cap=cap)
            except SourceUnavailable as error:
                yield error
                return
            yield answer


def _usable(answer: Answer | SourceUnavailable) -> Answer:
    if isinstance(answer, SourceUnavailable):
        raise answer
    return _good(answer)


def _good(answer: Answer) -> Answer:
    if answer.status == 200:
        return answer
    advice = {429: "it asks for patience", 503: "it asks for patience", 404: "check the address"}
    raise SourceUnavailable(
        f"{answer.url} answered with status {answer.status}; "
        f"{advice.get(answer.status, 'the log may be closed')}; the next run goes on from here"
    )
