"""Which lines of a WHOIS answer belong together, and what is each part about?

Registries write ``key: value``, ``key....: value``, ``[key] value`` and columns; parts are told apart by
headings, by indentation and by empty lines, or by all three.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.collect._whois_time import when
from crawler.collect._whois_words import heading, meaning, plain, starts_contact

_BRACKET = re.compile(r"(?:[a-z]{1,2}\.? {1,3})?\[([^\[\]]{1,60})\]\s*(.*)", re.IGNORECASE)
_TOLD = re.compile(
    r"((?:[a-z]{2,12} ){1,4}(?:on|at|until|till|date)|domain (?:created|registered)) +(\S.*)", re.I
)
_COLUMNS = re.compile(r"(\S+(?: \S+){0,3}?)(?:\t\s*| {2,})(\S.*)")
_ABOVE = re.compile(r"source: {1,20}IANA|#+ ?ENGLISH", re.IGNORECASE)
_SETS = ("nsset", "keyset", "ns list")
_OPENERS = ("contact", "personname", "role", "nic hdl", "nic hdl br")
_NOTHING = ("", "")


@dataclass(slots=True)
class Section:
    """One part of an answer: what it is about, its heading's value, its fields and its bare lines."""

    role: str
    title: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def values(self, *keys: str) -> list[str]:
        return [value for key, value in self.fields if key in keys]

    @property
    def bare(self) -> bool:
        return not self.fields and not self.lines


def sections(answer: str) -> list[Section]:
    """The parts of an answer in their order; the first may be about anything."""
    reader = _Reader()
    for raw in answer.splitlines():
        reader.take(raw.expandtabs())
    for part in reader.found:
        if part.role == "contact" and any(meaning(key) == ("domain", "domain") for key, _ in part.fields):
            part.role = "domain"
    return reader.found


class _Reader:
    """Reads line by line; what a line means depends on the heading and the indentation before it."""

    def __init__(self) -> None:
        self.found = [Section("")]
        self._opened = False  # whether the section has a heading of its own
        self._edge = 0  # the indentation of that heading
        self._inner: int | None = None  # the indentation of the section's first line
        self._first = ""  # the first key of a section without heading
        self._broken = False  # whether an empty line stands before this one
        self._last = ("", -1, False)  # key, indentation and whether the value is still to come

    def take(self, raw: str) -> None:
        line = raw.strip()
        if not line.strip("-=_*"):
            self._broken = self._broken or not line
            self._last = ("", -1, False)
            return
        indent = len(raw) - len(raw.lstrip())
        if line[0] in "%#;>":
            self._remark(line, indent)
            return
        if line.startswith("** "):
            line = line[3:].lstrip()
        self._leave(indent)
        key, value = _halves(line)
        if self._begins_another(key):
            self._open("", "", indent, opened=False)
        if not self._heads(key, value, line, indent):
            self._put(key, value, line, indent)
        self._broken = False

    def _remark(self, line: str, indent: int) -> None:
        """Some servers write headings as remarks: ``% Registrant:``."""
        words = line.strip("%#; \t")
        if words.endswith(":") and (role := heading(plain(words))):
            self._open(role, "", indent)
            self._broken = False

    def _leave(self, indent: int) -> None:
        """Ends the section that this line no longer belongs to."""
        here = self.found[-1]
        if here.bare and self._opened:
            if self._inner is None:
                self._inner = indent
            return
        dedented = self._opened and self._inner is not None and self._edge >= indent > -1 < self._inner
        flat = self._inner is None or self._inner <= self._edge
        if (self._opened and not flat and dedented) or (self._broken and (flat or not self._opened)):
            self._open("", "", indent, opened=False)

    def _begins_another(self, key: str) -> bool:
        """Objects of one shape follow each other, in some answers without an empty line between them."""
        here = self.found[-1]
        if self._opened or here.bare:
            return False
        if here.role == "contact":
            return key == self._first or key in _SETS
        return key in _OPENERS and here.role in ("domain", "nameserver")

    def _heads(self, key: str, value: str, line: str, indent: int) -> bool:
        role = heading(key or plain(line)) if not value and (key or _is_title(line)) else ""
        if role:
            self._open(role, "", indent)
            return True
        return False

    def _open(self, role: str, title: str, indent: int, opened: bool = True) -> None:
        if self.found[-1].bare and not opened:
            self.found[-1].role = self.found[-1].role or role
            return
        self.found.append(Section(role, title))
        self._opened, self._edge, self._inner = opened, indent, None
        self._last = ("", -1, False)

    def _put(self, key: str, value: str, line: str, indent: int) -> None:
        here = self.found[-1]
        if not here.role:
            here.role, here.title = _role(key, value or line)
            self._first = key
        if key and value:
            here.fields.append((key, value))
            self._last = (key, indent, False)
        elif key:
            self._last = (key, indent, True) if meaning(key) != _NOTHING else ("", -1, False)
        elif self._last[0] and (self._last[2] or indent > self._last[1]):
            here.fields.append((self._last[0], line))
        else:
            here.lines.append(line)


def _role(key: str, value: str) -> tuple[str, str]:
    """What a part without a heading is about, as its first line tells."""
    if key in ("nsset", "ns list"):
        return "nameserver", ""
    if starts_contact(key):
        return "contact", ""
    if key == "server name":
        return "host", ""
    if not key and value.lower().startswith(("contact ", "person ")):
        return "contact", ""
    role = heading(key)
    return (role, value) if role in ("registrar", "registrant", "other") else ("domain", "")


def _is_title(line: str) -> bool:
    return len(line) <= 50 and not line.endswith((".", ",", ";"))


def _halves(line: str) -> tuple[str, str]:
    """The plain key and the value of a line; both empty for a bare line."""
    if match := _BRACKET.fullmatch(line):
        return plain(match.group(1)), match.group(2).strip()
    if (match := _TOLD.match(line)) and when(match.group(2)):
        key = plain(match.group(1))
        if meaning(key)[1] in ("created", "expires") or key.startswith(("record", "domain")):
            return key, match.group(2)
    key, colon, value = line.partition(":")
    if colon and len(key) <= 160 and not value.startswith("//") and "@" not in key:
        return plain(key), value.strip(": \t")
    if (match := _COLUMNS.fullmatch(line)) and any(meaning(plain(match.group(1)))):
        return plain(match.group(1)), match.group(2)
    return "", ""


def records(answer: str, domain: str) -> Iterator[str]:
    """The answer of the registry and, where one stands below it, that of the registrar."""
    lines = _own(answer.splitlines())
    starts = [(at, name) for at, line in enumerate(lines) if "." in (name := _begins(line))]
    subject = domain if any(name == domain for _, name in starts) else starts[0][1] if starts else ""
    again = [at for at, name in starts if name == subject][1:]
    cut = again[0] if again else len(lines)
    yield "\n".join(lines[:cut])
    if again:
        yield "\n".join(lines[cut:])


def _own(lines: list[str]) -> list[str]:
    """Without what IANA says of the TLD, and without another language's words for what follows."""
    last = next((at for at in reversed(range(len(lines))) if lines[at].strip()), 0)
    above = [at for at, line in enumerate(lines[:last]) if _ABOVE.fullmatch(line)]
    return lines[above[-1] + 1 :] if above else lines


def _begins(line: str) -> str:
    """The domain whose record begins with this line."""
    key, _, value = line.partition(":")
    return value.strip().lower().rstrip(".") if plain(key) in ("domain", "domain name") else ""
