"""Which domains does an analyst mean who pastes a name, a URL, a mailbox or a whole message?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from crawler.discovery import domains_in, is_everybodys, names_in
from crawler.errors import ConfigError
from crawler.names import InvalidName, parse, registrable

LARGEST = 1_000_000
LONGEST_SHOWN = 120
MOST_LINES = 100_000
STDIN = "-"
_DOT = re.compile(r"[\[({]\s?(?:\.|dot)\s?[\])}]|\\\.", re.IGNORECASE)
_AT = re.compile(r"[\[({]\s?(?:@|at)\s?[\])}]", re.IGNORECASE)
_COLON = re.compile(r"[\[({]:[\])}]|[\[({]:(?=//)")
_SCHEME = re.compile(r"(?:h\S{2}p(s?)|ftp)\[?:\]?//", re.IGNORECASE)
_AROUND = "<>()[]{}\"'“”‘’«»,;"


@dataclass(frozen=True, slots=True)
class Meant:
    """A domain, what it was read from, and how; ``sentence`` is what a text says of it."""

    domain: str
    given: str
    how: str  # "" for a bare name, which needs no word
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not watched, and why."""

    given: str
    why: str


def understood(texts: Iterable[str], stdin: BinaryIO) -> Iterator[Meant | LeftOut]:
    """What arguments mean: each a name, a URL, a mailbox, a text, a file, or '-' for standard input.

    InvalidName for one that is none of them: then nothing is taken.
    """
    for each in texts:
        text = each.encode("utf-8", "replace").decode()
        if text == STDIN:
            yield from _of_text(_text(stdin, "standard input"))
        elif (path := _file(text)) is not None:
            with path.open("rb") as file:
                yield from _of_text(_text(file, path.name))
        elif len(text.split()) > 1:
            yield from _of_text(text)
        else:
            yield _one(text)


def _file(text: str) -> Path | None:
    """The file of this name; a name that could be a domain is one, whatever lies in the folder."""
    path = Path(text).expanduser() if text.startswith("~/") else Path(text)
    try:
        if not path.is_file():
            return None
    except (OSError, ValueError):
        return None
    return path if "/" in text or not any(names_in(text)) else None


def _text(file: BinaryIO, name: str) -> str:
    raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ConfigError(f"{name} is larger than {LARGEST:,} bytes; 'watch import' takes long lists")
    if b"\0" in raw:
        raise ConfigError(f"{name} is no text; 'brassplate discover --from iocs FILE' reads documents")
    return raw.decode("utf-8-sig", "replace")


def _of_text(text: str) -> Iterator[Meant | LeftOut]:
    lines = [each.strip() for each in text.splitlines()]
    full = [each for each in lines if each and not each.startswith("#")]
    if all(len(each.split()) == 1 for each in full):
        for number, line in enumerate(full):
            if number == MOST_LINES:
                yield LeftOut(
                    "", f"only the first {MOST_LINES:,} lines are read; 'watch import' takes long lists"
                )
                return
            yield _tried(line)
    else:
        yield from _marked(text)


def _tried(line: str) -> Meant | LeftOut:
    try:
        return _one(line)
    except InvalidName as error:
        return LeftOut(line, str(error))


def _marked(text: str) -> Iterator[Meant | LeftOut]:
    """What a person would mark in a running text; the other names it writes are told."""
    found = set()
    for each in domains_in(text):
        found.add(each.domain)
        domain = _site(each.domain)
        yield Meant(domain, each.domain, f"{each.how}, {each.place}", each.sentence)
    for host in dict.fromkeys(each.removeprefix("www.") for each in names_in(text)):
        if host not in found:
            why = (
                "everybody's mail or pages"
                if is_everybodys(registrable(host))
                else "the text does not mark it as a suspect; name it by itself to watch it"
            )
            yield LeftOut(host, why)


def _one(text: str) -> Meant | LeftOut:
    """One word: a name, a URL or a mailbox, however it was made harmless."""
    plain = _plain(text)
    address = plain.removeprefix("mailto:").partition("?")[0]
    if "://" in plain:
        how, host = "the host of a URL", _host(plain, text)
    elif "@" in address and "/" not in address:
        how, host = "the domain of a mailbox", address.rpartition("@")[2]
    elif "/" in plain or re.search(r"[^:]:\d{1,5}$", plain):
        how, host = "the host of an address", _host(f"//{plain}", text)
    else:
        name = parse(plain)
        bare = name.removeprefix("www.")
        return Meant(bare, text, "" if bare == text.lower().rstrip(".") else "a name")
    domain = parse(host)
    if is_everybodys(domain.removeprefix("www.")):
        what = "mailbox" if "mailbox" in how else "page"
        return LeftOut(text, f"anybody can have a {what} at {domain}, so it says nothing of a firm")
    return Meant(_site(domain), text, how)


def _plain(text: str) -> str:
    """The word as its writer meant it to be clicked."""
    plain = _COLON.sub(":", _AT.sub("@", _DOT.sub(".", text.strip()))).strip(_AROUND)
    return _SCHEME.sub(lambda found: f"http{found[1] or ''}://", plain, count=1)


def _host(address: str, text: str) -> str:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host:
        raise InvalidName(f"'{text[:80]}' is a URL without a host; give the domain itself")
    return host


def _site(domain: str) -> str:
    """What is registered of a host; below everybody's host, the host itself."""
    bare, whole = domain.removeprefix("www."), registrable(domain)
    return bare if is_everybodys(whole) else whole
