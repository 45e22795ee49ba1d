"""Which labels has a name that a stranger wrote, and which of them was registered?"""

import re
from dataclasses import dataclass

from crawler import names
from crawler.sift._letters import fold
from crawler.sift._punycode import decoded, is_unlike

LONGEST = 253
LONGEST_LABEL = 63
_MOST_BYTES = 4 * LONGEST

_PLAIN = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63}")
_DOTS = re.compile("[。．｡]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its labels, as people read them and folded."""

    domain: str  # lower-case A-labels
    registrable: str
    label: str
    core: str
    above: tuple[tuple[str, str], ...]  # labels above the registered one: as read, and folded


def read(line: bytes) -> Name | None:
    """The name on a line; None where there is none."""
    if len(line) > _MOST_BYTES:
        return None
    text = line.decode("utf-8", "replace").strip().strip(".").lower().removeprefix("*.")
    if not 3 < len(text) <= LONGEST:
        return None
    domain = text if text.isascii() else _encoded(text)
    if len(domain) > LONGEST or _PLAIN.fullmatch(domain) is None:
        return None
    registrable = names.registrable(domain)
    labels = domain.split(".")[: domain.count(".") - registrable.count(".") + 1]
    shown = [shown_label(each) for each in labels]
    above = tuple((each, fold(each)) for each in shown[:-1])
    return Name(domain, registrable, shown[-1], fold(shown[-1]), above)


def _encoded(text: str) -> str:
    """As A-labels, lenient where a registry would not be; ``""`` where there is no such form."""
    try:
        return ".".join(_a_label(each) for each in _DOTS.sub(".", text).split("."))
    except UnicodeError:
        return ""


def _a_label(label: str) -> str:
    if label.isascii() or len(label) > LONGEST_LABEL:
        return label
    return "xn--" + label.encode("punycode").decode("ascii")


def line_folded(line: bytes) -> bytes:
    """Every label on a line, folded; nothing, at no cost, where the line is longer than any name."""
    if len(line) > _MOST_BYTES:
        return b""
    text = _DOTS.sub(".", line.decode("utf-8", "replace").lower())
    return b".".join([_ascii(_folded(each.strip())) for each in text.split(".")])


def a_label_folded(label: bytes) -> bytes:
    """An A-label as it is read, folded; the label itself where it is read as it stands."""
    text = label.decode("ascii")
    shown = shown_label(text)
    return label if shown is text else _ascii(fold(shown))


def _ascii(label: str) -> bytes:
    """A mark that is no letter for each that is none in ASCII, and for a dot that is none."""
    return label.encode("ascii", "replace").replace(b".", b"?").replace(b"\n", b"?")


def _folded(label: str) -> str:
    if label.isascii():
        return fold(shown_label(label))
    return fold(_a_label(label) if is_unlike(label) else label)


def shown_label(label: str) -> str:
    """The label as people read it; as it is where it decodes to nothing."""
    if not label.startswith("xn--") or len(label) > LONGEST_LABEL:
        return label
    return decoded(label[4:]) or label
