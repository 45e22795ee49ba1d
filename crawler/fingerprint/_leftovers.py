"""Which languages and hours did the makers of a page leave in it?

The language is the declared one, and that of a script which fills the page. A leftover is a script that
visitors do not read: in comments, in the fonts asked for, in a few words between others, or declared and not
written.
"""

import re
from collections.abc import Iterator, Mapping

MOST_HTML = 300_000
MOST_COMMENTS = 60
MOST_TIMES = 200
ENOUGH = 400
"""Characters of text from which a declared script should be seen in it."""
MAIN, FEW = 0.2, 0.05
"""Parts of the text: from the first on, a script is the page's own; up to the second, it is a leftover."""

_LANG = re.compile(r"<html\b[^>]{0,600}?\slang\s{0,3}=\s{0,3}[\"']?\s{0,3}([a-zA-Z]{2,3})\b")
_CODE = re.compile(r"\s{0,3}([a-zA-Z]{2,3})\b")
_RUN = re.compile(r"[\u0400-\u04ff\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,}")
_WRITTEN_SO = {"ru": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "uz")}
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_MENU = """简体中文 簡體中文 繁體中文 繁体中文 中文 简体 簡體 繁體 繁体 中文版 日本語 한국어 русский
українська беларуская български српски қазақша қазақ монгол рус укр"""
_NAMES_OF_LANGUAGES = frozenset(_MENU.split())
_FONTS = {
    "zh": re.compile(r"microsoft ya ?hei|simsun|simhei|pingfang sc|微软雅黑|宋体|黑体", re.IGNORECASE),
    "ko": re.compile(r"malgun gothic|nanum ?gothic|gulim|dotum|맑은 고딕|굴림|돋움", re.IGNORECASE),
}
_FAMILY = re.compile(r"font-family\s{0,3}:([^;{}<>]{1,300})")
_KANA = re.compile(r"[\u3041-\u30ff]")
_KNOWN = frozenset(("ja", "ko", "zh", *_WRITTEN_SO["ru"]))
_TIME = re.compile(r":[0-5]\d(?:\.\d{1,6})? ?([+-])(0\d|1[0-4]):?(00|30|45)\b")


def declared(html: str, meta: Mapping[str, str]) -> tuple[str, ...]:
    """The languages that the page declares, as two or three letters."""
    start = html.find("<html")
    found = {match[1] for match in [_LANG.match(html[start : start + 800])] if start >= 0 and match}
    for name in ("content-language", "og:locale"):
        if match := _CODE.match(meta.get(name, "")):
            found.add(match[1])
    return tuple(sorted(each.lower() for each in found))


def languages(text: str, said: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(languages of the page, leftovers in what it shows and declares)."""
    runs = _runs(text)
    of_page, left = [], []
    for name in ("ja", "ko", "ru", "zh"):
        written = _WRITTEN_SO.get(name, (name,))
        declares = [each for each in said if each in written]
        part = len(runs.get(name, "")) / max(1, len(text))
        own = [_cyrillic(runs.get(name, "")) if name == "ru" else name]
        if part > MAIN:
            of_page += declares or own
        elif declares:
            few = part < FEW and len(text) > ENOUGH
            left += declares if few else []
            of_page += [] if few else declares
        elif 0 < part < FEW:
            left += own
    of_page += [each for each in said if each not in _KNOWN]
    return tuple(sorted(set(of_page))), tuple(sorted(set(left)))


def _runs(text: str) -> dict[str, str]:
    """What is written in each script, without the names of languages that menus show."""
    if text.isascii():
        return {}
    found: dict[str, list[str]] = {}
    for run in _RUN.findall(text):
        if run.lower() not in _NAMES_OF_LANGUAGES:
            found.setdefault(_script(run), []).append(run)
    if "ja" in found:
        found["ja"] += found.pop("zh", [])
    return {name: "".join(runs) for name, runs in found.items()}


def _script(run: str) -> str:
    if run[0] < "\u0500":
        return "ru"
    if run[0] >= "\uac00":
        return "ko"
    return "ja" if _KANA.search(run) else "zh"


def _cyrillic(text: str) -> str:
    if "ў" in text:
        return "be"
    return "uk" if _UKRAINIAN.search(text) else "ru"


def unseen(html: str, of_page: tuple[str, ...]) -> Iterator[str]:
    """The languages of comments, and of fonts that the style asks for, where the page has another."""
    html = html[:MOST_HTML]
    for name, written in () if html.isascii() else _runs("\n".join(_comments(html))).items():
        # Whoever writes one Cyrillic language commonly writes Russian too.
        if not set(of_page).intersection(_WRITTEN_SO.get(name, (name,))):
            yield _cyrillic(written) if name == "ru" else name
    place = html.find("font-family")
    for _ in range(MOST_COMMENTS):
        if place < 0:
            return
        family = _FAMILY.match(html, place, place + 300)
        if family:
            yield from (
                name for name, fonts in _FONTS.items() if name not in of_page and fonts.search(family[1])
            )
        place = html.find("font-family", place + 12)


def _comments(html: str) -> Iterator[str]:
    place = html.find("<!--")
    for _ in range(MOST_COMMENTS):
        if place < 0:
            return
        end = html.find("-->", place)
        yield html[place : min(place + 400, end if end >= 0 else len(html))]
        place = html.find("<!--", max(end, place + 4))


def offsets(html: str) -> Iterator[str]:
    """The time zones of dated artefacts, as ``+0800``; UTC says nothing."""
    for _, found in zip(range(MOST_TIMES), _TIME.finditer(html[:MOST_HTML]), strict=False):
        if (found[2], found[3]) != ("00", "00"):
            yield f"{found[1]}{found[2]}{found[3]}"
