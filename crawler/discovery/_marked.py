"""Which domains of an advisory would a person mark as suspects, and by which sentence?

A text that makes any name harmless (``evil[.]com``) marks those names; its plain names are links and sources.
Plain names count where the text lists them: under a heading over indicators, behind such a label, in such a
column, on lines of their own. In running text they count only in a text that makes nothing harmless, and only
in a sentence that calls them suspicious. What fools it is written in docs/sources.md.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.discovery._decoys import (
    ends_like_a_file,
    is_everybodys,
    is_known_file,
    is_no_name,
    is_of_a_state,
    is_the_real_one,
)
from crawler.discovery._listed import ASIDE, ON, OTHER, column_over, kind_before, label_before, says, settings
from crawler.discovery._passages import LONGEST_QUOTE, Line, Passages
from crawler.discovery._refang import INVISIBLE, Written, is_defanged_address, written
from crawler.names import registrable

LONGEST_TEXT = 5_000_000
_MOST_LOOKS = 50
"""At one name in one text."""
_A_LIST = 3
"""Lines of plain names in a text that makes others harmless: fewer may be links."""
_A_GAP = 4
"""Lines from one name of a list to the next, with comments between."""
_A_TEXT = 5
"""Lines of a text with a letterhead."""

# What may stand beside the names of a list's line: addresses, hashes, numbers, dates, and words for kinds.
_BESIDE = re.compile(
    r"(?:h\S{2}ps?|ftp|tcp|udp)[\[({]?:[\])}]?[\[({]?/?[\])}]?/{0,2}|[0-9a-f:]*:[0-9a-f:]+|[0-9a-f]{16,128}"
    r"|\d[\d.:/\-+TZ\[\]()]*|\b(?:domain|hostname|host|url|fqdn|ipv?[46]?|dns|a|aaaa|ns|mx|cname|port|c2|and|or)\b"
    r"|[\W_]",
    re.IGNORECASE,
)
_COMES_ONCE = re.compile(
    r"(?:web ?)?(?:sites?|pages?)|web|url|homepage|сайт|网站|网址|홈페이지|사이트", re.IGNORECASE
)
_CITATION = re.compile(r"\s{0,40}\[\d{1,4}\]")
_MAILBOX = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64}(?:@|[ \t]?[\[({<][ \t]?(?:@|at)[ \t]?[\])}>][ \t]?)$", re.IGNORECASE
)
_FROM = re.compile(
    r"(?:from|to|cc|bcc|sender|reply-to|von|an|от|кому|发件人|收件人|보낸 ?사람)\s{0,3}[:：]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A domain that a text marks, the sentence that does, where it stands, and how it is marked there."""

    domain: str
    sentence: str
    place: str
    how: str


def domains_in(text: str, longest: int = LONGEST_QUOTE) -> list[Marked]:
    """The domains that a person would mark in ``text``, each once, at its first place."""
    return marked(lines_of(text[:LONGEST_TEXT]), longest=longest)


def lines_of(text: str, before: str = "") -> list[Line]:
    """The lines of a plain text; ``before`` is the place of the text in a document."""
    lines = re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return [Line(each, f"{before}line {number}", flows=True) for number, each in enumerate(lines, 1)]


def marked(
    lines: Sequence[Line], own: frozenset[str] = frozenset(), longest: int = LONGEST_QUOTE
) -> list[Marked]:
    """As :func:`domains_in`; ``own`` are registered domains of who wrote or carried the document."""
    seen = [
        Line(_plain(each.text), each.place, each.level, tuple(map(_plain, each.cells)), each.flows)
        for each in lines
    ]
    reader = _Reader(Passages(seen), own)
    found: dict[str, Marked] = {}
    for name, how in reader.marked():
        domain = name.host.removeprefix("www.")
        if domain not in found:
            sentence = reader.passages.sentence(name.start, name.end, longest)
            place = seen[reader.passages.line_at(name.start)].place
            found[domain] = Marked(domain, sentence, place, how)
    return list(found.values())


def _plain(text: str) -> str:
    return text if text.isascii() else INVISIBLE.sub("", text)


class _Reader:
    """One document: its names, what stands over its lines, and whether it makes names harmless."""

    def __init__(self, passages: Passages, own: frozenset[str]) -> None:
        self.passages = passages
        self.names = list(written(passages.text))
        self.at = [passages.line_at(name.start) for name in self.names]
        self.of_line: dict[int, list[Written]] = {}
        for name, number in zip(self.names, self.at, strict=True):
            self.of_line.setdefault(number, []).append(name)
        self.full = [number for number, line in enumerate(passages.lines) if line.text.strip()]
        self.settings = settings(
            passages.lines, [number in self.of_line for number in range(len(passages.lines))]
        )
        self.harmless = any(name.defanged for name in self.names) or is_defanged_address(passages.text)
        self.labels = Counter(
            label_before(passages.lines[number].text, len(passages.lines[number].text))[0].lower()
            for number in self.of_line
        )
        self.own = own | self._authors()
        self.listing = self._listing()

    def marked(self) -> Iterator[tuple[Written, str]]:
        looks = Counter[str]()
        for name, number in zip(self.names, self.at, strict=True):
            looks[name.host] += 1
            if looks[name.host] <= _MOST_LOOKS and (how := self._how(name, number)):
                looks[name.host] = _MOST_LOOKS
                yield name, how

    def _how(self, name: Written, number: int) -> str:
        """How this name is marked; ``""`` when it is not."""
        domain = name.host.removeprefix("www.")
        told, title = self._over(name, number)
        if told == ASIDE or is_everybodys(domain) or is_the_real_one(self.passages.text, name.start):
            return ""
        if name.defanged:
            return self._defanged(name, domain)
        if registrable(domain) in self.own or is_of_a_state(domain) or is_no_name(self.passages.text, name):
            return ""
        if told == ON and self._stands_out(name, number) and not self._is_file(name, number, title):
            return f"listed under '{title}'"
        if told == OTHER or name.mail:
            return ""
        beside = any(each.defanged for each in self.of_line[number])  # left plain on purpose
        if number in self.listing and not name.path and not beside and not self._is_file(name, number):
            return "on a line of its own"
        return self._in_prose(name, domain)

    def _defanged(self, name: Written, domain: str) -> str:
        if name.mail:
            near = self.passages.sentence(name.start, name.end)
            return "" if says("reach", near) or is_of_a_state(domain) else "host of a defanged mail address"
        return "defanged" if name.web or not is_known_file(domain) else ""

    def _in_prose(self, name: Written, domain: str) -> str:
        if self.harmless or name.mail or ends_like_a_file(domain):
            return ""
        sentence = self.passages.sentence(name.start, name.end)
        if not says("suspicion", sentence.replace(self.passages.text[name.start : name.until], " ")) or says(
            "elsewhere", sentence
        ):
            return ""
        return "called suspicious, in a text without defanging"

    def _over(self, name: Written, number: int) -> tuple[str, str]:
        """What the column, the label or the heading over a name says, and its title; the nearest speaks."""
        line, over = self.passages.lines[number], self.settings[number]
        at = name.start - self.passages.span(number)[0]
        if over.columns:
            self.passages.alone.add(number)
            if column := column_over(line, over, at):
                return column
        title, told = label_before(line.text, at)
        if kind := kind_before(line.text, at):
            return ON, kind
        if _COMES_ONCE.fullmatch(title) and not over.within and self.labels[title.lower()] < 2:
            told = ""  # it may be the publisher's own
        if told:
            return (ON if told == ON or (told != OTHER and told != ASIDE and over.within) else told), title
        return over.says, over.title

    def _stands_out(self, name: Written, number: int) -> bool:
        """Under a heading over indicators: a cell, a label's value, or what a line begins with."""
        line, over = self.passages.lines[number], self.settings[number]
        low, _ = self.passages.span(number)
        before = line.text[: name.start - low]
        labelled = label_before(line.text, len(before))[1] or kind_before(line.text, len(before))
        if line.cells or over.columns or labelled or number in self.listing:
            return True
        before = self._without_names(number, upto=name.start)
        return not _BESIDE.sub("", _MAILBOX.sub("", before))

    def _is_file(self, name: Written, number: int, title: str = "") -> bool:
        """An ending of files, where neither the title nor the other names of the list speak for a domain."""
        if name.web or not ends_like_a_file(name.host):
            return False
        of_files, all_names = self.listing.get(number, (1, 1))
        for_domains = says("names", title) if title else 2 * of_files < all_names
        return is_known_file(name.host) or not for_domains

    def _listing(self) -> dict[int, tuple[int, int]]:
        """The lines of blocks that hold nothing but names: how many end as files, of how many."""
        found: dict[int, tuple[int, int]] = {}
        for block in self._blocks():
            names = [name for number in block for name in self.of_line[number]]
            harmless = any(name.defanged for name in names)
            pages = sum(name.path and not name.defanged for name in names)
            enough = harmless or len(block) >= _A_LIST or not self.harmless
            if enough and 2 * pages <= len(names) and not (len(block) == 1 and self._is_letterhead(block[0])):
                of_files = sum(ends_like_a_file(name.host) for name in names)
                found.update(dict.fromkeys(block, (of_files, len(names))))
        return found

    def _blocks(self) -> Iterator[list[int]]:
        """Lines one after another, or with one empty line between, that hold nothing but names."""
        block: list[int] = []
        for number in sorted(self.of_line):
            if _BESIDE.sub("", self._without_names(number)):
                continue
            self.passages.alone.add(number)
            cited = _CITATION.match(self.passages.lines[number].text)
            if cited or any(name.mail for name in self.of_line[number]):
                continue
            if block and (number - block[-1] > _A_GAP or not self._is_gap(block[-1] + 1, number)):
                yield block
                block = []
            block.append(number)
        if block:
            yield block

    def _is_gap(self, first: int, last: int) -> bool:
        """Whether the lines between are at most one empty one, and comments."""
        between = [each.text.strip() for each in self.passages.lines[first:last]]
        return between.count("") <= 1 and all(not each or each[0] in "#;/" for each in between)

    def _is_letterhead(self, number: int) -> bool:
        """The first or the last line of a text of some length."""
        return len(self.full) >= _A_TEXT and number in (self.full[0], self.full[-1])

    def _without_names(self, number: int, upto: int | None = None) -> str:
        low, high = self.passages.span(number)
        high, pieces = high if upto is None else upto, []
        for name in self.of_line.get(number, ()):
            if name.start >= high:
                break
            before = self.passages.text[low : name.start]
            pieces.append(_MAILBOX.sub("", before[-90:]) if name.mail and len(before) < 90 else before)
            low = max(low, name.until)
        return " ".join((*pieces, self.passages.text[low:high]))

    def _authors(self) -> frozenset[str]:
        """The registered domains of mail addresses at which the writer can be reached."""
        found, looks = set[str](), Counter[str]()
        for name, number in zip(self.names, self.at, strict=True):
            looks[name.host] += name.mail
            if name.mail and not name.defanged and looks[name.host] <= _MOST_LOOKS:
                line = self.passages.lines[number].text
                if (
                    self.settings[number].says == ASIDE
                    or _FROM.match(line)
                    or label_before(line, len(line))[1] == ASIDE
                    or says("reach", self.passages.sentence(name.start, name.end))
                ):
                    found.add(registrable(name.host))
        return frozenset(found)
