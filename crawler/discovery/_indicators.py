"""Which domain does somebody's indicator name, and what may be quoted of what is said with it?

An indicator is a domain, a URL, a mail address or a host with a port, as it is or made harmless
(``hxxp://front[.]example``). It comes with a judgement: what its own author calls harmless is none.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from crawler import names
from crawler.discovery import _refang

LONGEST = 2_000
LONGEST_QUOTE = 160
_SCHEME = re.compile(r"[a-z][a-z0-9+*_-]{1,12}+:/{1,3}+", re.IGNORECASE)
_AFTER_HOST = re.compile(r"[/?#\\]")
_PLAIN = re.compile(r"[a-zA-Z0-9_.-]+")
_PORT = re.compile(r":\d{1,5}$")
_BLANKS = re.compile(r"\s++")
HARMLESS = frozenset(
    {
        "benign",
        "false-positive",
        "false_positive",
        "allow-list",
        "allowlist",
        "whitelist",
        "whitelisted",
        "legitimate",
    }
)
"""Labels and tags by which an author takes an indicator back."""


def domain_of(value: object) -> str:
    """The domain that an indicator names, as A-labels; InvalidName says why there is none."""
    text = str(value).strip().strip("\"'")[:LONGEST]
    host = plain_host(text)
    domain = names.parse(host.removeprefix("*."))
    if "@" in text and "/" not in text and domain in free_mail():
        raise names.InvalidName(f"'{domain}' gives a mailbox to everybody")
    if "/" in text and domain.removeprefix("www.") in platforms():
        raise names.InvalidName(f"'{domain}' shows everybody's pages")
    return domain


def plain_host(text: str) -> str:
    """The host in an indicator; ``""`` where none is written."""
    if _PLAIN.fullmatch(text):
        return text
    found = next(_refang.written(text), None)
    if found is not None and not _BLANKS.search(text[: found.start]):
        return found.host
    without = _SCHEME.sub("", text, count=1)
    host = _AFTER_HOST.split(without, maxsplit=1)[0].rpartition("@")[2]
    return _PORT.sub("", host)


@lru_cache(maxsize=1)
def free_mail() -> frozenset[str]:
    """The hosts at which anybody can have a mailbox."""
    return frozenset(files("crawler.fingerprint").joinpath("_free_mail.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def platforms() -> frozenset[str]:
    """The hosts at which anybody can have a page, a file or a short link."""
    text = files("crawler.discovery").joinpath("_platforms.txt").read_text("utf-8")
    return frozenset(text.partition("\n")[2].split())


def quote(text: object, longest: int = LONGEST_QUOTE) -> str:
    """A stranger's text on one line, short; ``""`` for what is no text."""
    if not isinstance(text, str):
        return ""
    line = _BLANKS.sub(" ", text[: 4 * longest]).strip()
    line = "".join(each for each in line if each.isprintable())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def reason(*parts: str) -> str:
    """The parts that say something, as one reason."""
    return "; ".join(filter(None, parts))


def is_harmless(labels: object) -> bool:
    """True when one of the labels or tags takes the indicator back."""
    if not isinstance(labels, Iterable) or isinstance(labels, str | bytes | dict):
        return False
    told = (each.lower().strip().replace(" ", "-") for each in list(labels)[:200] if isinstance(each, str))
    return any(each in HARMLESS or "false-positive" in each for each in told)
