"""What does a part of an advisory hold by its heading, label or column: suspects, or something else?"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from crawler.discovery._passages import Line

ON, OTHER, MAIL, ASIDE = "suspects", "other things", "mail addresses", "aside"
_MOST_TITLE = 90
_BULLET = r"[\s>*•●▪‣·–—+\-|☐✓✔‧◦]{0,12}(?:\(?\d{1,4}[.)\]]\s{0,4}|\[\d{1,4}\]\s{0,4})?"
_MARKDOWN = re.compile(r"\s{0,3}(#{1,6})\s+(.{1,200}?)[\s#]{0,9}$")
_BOLD = re.compile(r"\s{0,3}(?:\*\*|__)(.{1,90}?)(?:\*\*|__)\s{0,3}[:：]?\s{0,9}$")
_RULE = re.compile(r"\s{0,3}(?:={3,200}|-{3,200}|~{3,200})\s{0,9}$")
_NUMBER = re.compile(
    r"^(?:(?:appendix|annex|table|section|part|附录|표|таблица)\s+)?(?:[a-z]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2}){0,3})[.):：\-–—]\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"{_BULLET}(?:\*\*|__|[\"'`])?([^\W\d_][^:：=\n@<>.。]{{0,60}}?)(?:\*\*|__|[\"'`])?\s{{0,8}}[:：=](?![/\])}}])(?:\*\*|__)?"
)
_KIND = re.compile(
    r"[\s\"']{0,9}(domain(?:-name)?|host(?:name)?|fqdn|ur[il]|c2)[\"']?\s{0,9}[,;|=\t]", re.IGNORECASE
)


_TYPE = re.compile(
    r"(?:ioc |indicator )?(?:type|kind|category)|tipo|typ|тип|类型|類型|유형|種類", re.IGNORECASE
)
_KIND_NEAR = re.compile(
    r"(?<![\w-])(domains?|hostname|fqdn|c2)\s{0,2}[:=]\s{0,2}[\"'`]?(?:https?://)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands over a line: its ``title``, what that says (``""`` for nothing), and the rank of a heading.

    ``within`` says that a heading over indicators stands further up, ``outer`` its rank; ``columns`` are
    those of a table.
    """

    says: str = ""
    title: str = ""
    level: int = 9
    within: bool = False
    outer: int = 9
    columns: tuple[tuple[str, str], ...] = ()
    separator: str = ""


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    told = tomllib.loads(Path(__file__).with_name("_advisory_words.toml").read_text("utf-8"))
    return {name: _pattern(words.split()) for name, words in told.items()}


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    solid = [re.escape(word) for word in words if word[0] > "\u2e7f"]
    spaced = [
        re.escape(word.rstrip("*")).replace("_", r"[\s_-]{1,3}") + (r"\w{0,20}" if word[-1] == "*" else "")
        for word in words
        if word[0] <= "\u2e7f"
    ]
    either = rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"
    return re.compile("|".join((either, *solid)), re.IGNORECASE)


def says(kind: str, text: str) -> bool:
    """True when ``text`` has one of the words of this kind."""
    return _words()[kind].search(text[:2_000]) is not None


def meaning(title: str) -> str:
    """What a heading, a label or the head of a column says of what it stands over; ``""`` for nothing."""
    text = _NUMBER.sub("", title.strip().strip("*_:：-–— ")).strip().replace("egitimate-looking", "")
    if not text or len(text) > _MOST_TITLE:
        return ""
    if says("aside", text) or _words()["aside_whole"].fullmatch(text):
        return ASIDE
    if says("names", text):
        return ON
    if says("mail", text):
        return MAIL
    if says("other", text):
        return OTHER
    return ON if says("indicators", text) else ""


def settings(lines: Sequence[Line], has_name: Sequence[bool]) -> list[Setting]:
    """What stands over each line; ``has_name`` says which lines hold host names."""
    found, now = [], Setting()
    for number, line in enumerate(lines):
        now = _in_table(line, now, has_name[number])
        title, level = ("", 0) if now.columns and not line.level else _title(lines, number, has_name)
        if level:
            now = _under(now, title, level)
        elif _is_closing(line.text) and not has_name[number]:
            now = Setting(ASIDE, "signature", 1)
        found.append(now)
    return found


def _title(lines: Sequence[Line], number: int, has_name: Sequence[bool]) -> tuple[str, int]:
    """The title that this line is, and its level: 7 for a label with a colon, 8 for a short line."""
    line = lines[number]
    text = line.text.strip()
    if line.level:
        return text, line.level
    if not text or len(text) > _MOST_TITLE or line.cells:
        return "", 0
    if found := _MARKDOWN.match(line.text):
        return found[2], len(found[1])
    if has_name[number]:
        return "", 0
    below = lines[number + 1].text if number + 1 < len(lines) else ""
    if _RULE.match(below) and len(text.split()) <= 12:
        return text, 2
    if found := _BOLD.match(line.text):
        return found[1], 6
    if text[-1] in ":：" and len(text.split()) <= 14:
        return text, 7
    return _short_line(lines, number, text, has_name)


def _short_line(lines: Sequence[Line], number: int, text: str, has_name: Sequence[bool]) -> tuple[str, int]:
    above = lines[number - 1].text.strip() if number else ""
    below = lines[number + 1].text.strip() if number + 1 < len(lines) else ""
    few = len(text.split()) <= 8 and text[-1] not in ".,;!?。、"
    told = meaning(text) if few and not text[0].islower() else ""
    begins = not above or text.isupper() or above[-1] in ".!?:;)。" or has_name[number - 1] or len(above) < 45
    goes_on = number + 1 < len(lines) and (has_name[number + 1] or not below)
    if told and begins and (goes_on or text.isupper() or told == ASIDE):
        return text, 5 if text.isupper() else 8
    return "", 0


def _under(now: Setting, title: str, level: int) -> Setting:
    told = meaning(title)
    if told == MAIL:
        told = ON if now.within else ASIDE if now.says == ASIDE else OTHER
    shown = _NUMBER.sub("", title.strip().strip("*_# ")).strip(":： ")[:80]
    if told in (ON, OTHER):
        outer = min(level, now.outer) if told == ON and now.within else level if told == ON else now.outer
        return Setting(told, shown, level, told == ON or now.within, outer)
    if told == ASIDE:
        return Setting(ASIDE, shown, level)
    if level > now.level or (level >= 7 and now.says in (ON, OTHER)):
        return now  # a heading below the one that spoke, or a label that says nothing of its own
    if level >= 7:
        return Setting(now.says, now.title, now.level, now.within, now.outer)
    return Setting(level=level, within=now.within and level > now.outer, outer=now.outer)


def _is_closing(text: str) -> bool:
    told = text.strip().rstrip(",.!，。 ")
    return text.rstrip() == "--" or text == "-- " or bool(told and _words()["closing"].fullmatch(told))


def cells_of(line: Line, separator: str = "") -> list[tuple[int, str]]:
    """The cells of a table's row with their places in the line; none for what is no row."""
    if line.cells:
        parts, at = [], 0
        for cell in line.cells:
            start = max(line.text.find(cell, at), 0)
            parts.append((start, cell))
            at = start + len(cell)
        return parts
    mark = separator or next((each for each in "|\t" if line.text.strip().strip("|").count(each)), "")
    if not mark or mark not in line.text:
        return []
    parts, at = [], 0
    for cell in line.text.split(mark)[:100]:
        parts.append((at, cell))
        at += len(cell) + 1
    return parts


def _in_table(line: Line, now: Setting, has_name: bool) -> Setting:
    """The columns of the table that this line is in; the first row that holds no name is its head."""
    if not line.text.strip():
        return replace(now, columns=(), separator="") if now.columns and not line.cells else now
    if now.columns:
        if cells_of(line, now.separator):
            return now
        return replace(now, columns=(), separator="")
    if has_name:
        return now
    is_sentence = line.text.rstrip()[-1] in ".:：?!" or "(" in line.text
    for mark in ("",) if is_sentence else ("", ",", ";"):
        heads = [(cell.strip(), meaning(cell)) for _, cell in cells_of(line, mark)]
        if len(heads) > 1 and any(told for _, told in heads) and all(len(cell) <= 40 for cell, _ in heads):
            return replace(now, columns=tuple(heads), separator=mark)
    return now


def label_before(text: str, at: int) -> tuple[str, str]:
    """The label at the beginning of a line, and what it says, when it ends before ``at``."""
    found = _LABEL.match(text)
    if found is None or found.end() > at or len(found[1].split()) > 8:
        return "", ""
    return found[1].strip(), meaning(found[1])


def kind_before(text: str, at: int) -> str:
    """The word that says that a host name follows: a line's first cell, or directly before the name."""
    found = _KIND.match(text)
    if found and found.end() <= at:
        return found[1]
    near = _KIND_NEAR.search(text[max(0, at - 40) : at])
    return near[1] if near else ""


def column_over(line: Line, over: Setting, at: int) -> tuple[str, str] | None:
    """What the column at this place says, with its head; None when the table says nothing of it.

    A cell of the row that tells its kind ("filename", "reference") speaks before the column.
    """
    cells = cells_of(line, over.separator)
    for (_, cell), (head, _) in zip(cells, over.columns, strict=False):
        if _TYPE.fullmatch(head) and (told := meaning(cell)) in (OTHER, ASIDE):
            return told, cell.strip()
    column = sum(1 for start, _ in cells if start <= at) - 1
    if 0 <= column < len(over.columns) and over.columns[column][1]:
        title, told = over.columns[column]
        return told, title
    if any(told == ON for _, told in over.columns):
        return OTHER, "another column"
    return None
