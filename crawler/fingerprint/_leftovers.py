"""Which languages and hours did the makers of a page leave in it?

The language is the declared one, and that of a script which fills the page. A leftover is a script that visitors
do not read: in comments, in the fonts asked for, in a few words between others, or declared and not written.
"""

import re
from collections.abc import Iterator, Mapping

MOST_HTML = 300_000
MOST_COMMENTS = 60
MOST_TIMES = 200
MAIN, FEW = 0.2, 0.05
"""Parts of the text: from the first on, a script is the page's own; up to the second, it is a leftover."""

_LANG = re.compile(r"<html\b[^>]{0,600}?\slang\s{0,3}=\s{0,3}[\"']?\s{0,3}([a-zA-Z]{2,3})\b")
_CODE = re.compile(r"\s{0,3}([a-zA-Z]{2,3})\b")
_SCRIPTS = {
    "zh": re.compile(r"[\u4e00-\u9fff]{2,}"),
    "ja": re.compile(r"[\u3041-\u30ff]{2,}"),
    "ko": re.compile(r"[\uac00-\ud7a3]{2,}"),
    "ru": re.compile(r"[\u0400-\u04ff]{3,}"),
}
_WRITTEN_SO = {"ru": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "uz")}
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_MENU = re.compile(
    r"[简簡繁][体體]中文|中文[(（]?[简簡繁]?[体體]?[)）]?|日本語|한국어|русский|українська|беларуская|български|српски|қазақ\w*"
    r"|монгол|[(（][简簡繁][体體][)）]",
    re.IGNORECASE,
)
_FONTS = {
    "zh": re.compile(r"microsoft ya ?hei|simsun|simhei|pingfang sc|微软雅黑|宋体|黑体", re.IGNORECASE),
    "ko": re.compile(r"malgun gothic|nanum ?gothic|gulim|dotum|맑은 고딕|굴림|돋움", re.IGNORECASE),
}
_FAMILY = re.compile(r"font-family\s{0,3}:([^;{}\"<>]{1,300})", re.IGNORECASE)
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
    parts = dict.fromkeys(_SCRIPTS, 0.0)
    plain = "" if text.isascii() else _MENU.sub(" ", text)
    for name, pattern in _SCRIPTS.items() if plain else ():
        parts[name] = sum(map(len, pattern.findall(plain))) / max(1, len(plain))
    if parts["ja"]:
        parts["ja"], parts["zh"] = parts["ja"] + parts["zh"], 0.0
    of_page, left = [], []
    for name, part in parts.items():
        written = _WRITTEN_SO.get(name, (name,))
        declares = [each for each in said if each in written]
        if part > MAIN:
            of_page += [] if declares else [_cyrillic(plain) if name == "ru" else name]
        elif 0 < part < FEW and not declares:
            left.append(_cyrillic(plain) if name == "ru" else name)
        if declares and len(text) > 400 and part < FEW:
            left += declares
        else:
            of_page += declares
    known = {each for name in _SCRIPTS for each in _WRITTEN_SO.get(name, (name,))}
    of_page += [each for each in said if each not in known]
    return tuple(sorted(set(of_page))), tuple(sorted(set(left)))


def _cyrillic(text: str) -> str:
    return "uk" if _UKRAINIAN.search(text) else "ru"


def unseen(html: str, of_page: tuple[str, ...]) -> Iterator[str]:
    """The languages of comments, and of fonts that the style asks for, where the page has another."""
    html = html[:MOST_HTML]
    hidden = "" if html.isascii() else "\n".join(_comments(html))
    for name, pattern in _SCRIPTS.items() if hidden else ():
        if pattern.search(hidden):
            found = _cyrillic(hidden) if name == "ru" else name
            if found not in of_page and not (name == "zh" and _SCRIPTS["ja"].search(hidden)):
                yield found
    for _, family in zip(range(MOST_COMMENTS), _FAMILY.finditer(html), strict=False):
        yield from (name for name, fonts in _FONTS.items() if name not in of_page and fonts.search(family[1]))


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
