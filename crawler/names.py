"""Which domain does this text name?

Names are kept as lower-case A-labels (RFC 5890) without a final dot; people see the Unicode form.
"""

import ipaddress
import re
from collections import defaultdict
from functools import cache, lru_cache

import idna
from publicsuffixlist import PSLFILE, PublicSuffixList

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")


class InvalidName(ValueError):
    """The text names no domain; the message says why in one sentence."""


@lru_cache(maxsize=1)
def _registries() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[str]]:
    """The rules of the Public Suffix List by their last label: to read all of them takes 40 ms."""
    found = defaultdict(list)
    with open(PSLFILE, encoding="utf-8") as lines:
        for line in lines:
            rule = line.split(" ")[0].strip().lower()
            if rule and not rule.startswith("//"):
                found[rule.rpartition(".")[2]].append(rule)
    for last in [each for each in found if not each.isascii()]:
        found[last.encode("idna").decode("ascii")] = found[last]
    return dict(found)


@cache
def _suffixes(last: str) -> PublicSuffixList:
    """The rules for names that end so; none for what nobody registers under, whatever it is."""
    return PublicSuffixList(_rules().get(last, []))


def _below_suffix(name: str) -> str | None:
    last = name.rpartition(".")[2].lower()
    return _suffixes(last if last in _rules() else "").privatesuffix(name)


def parse(text: str) -> str:
    """The domain that ``text`` names, as lower-case A-labels; InvalidName says what is wrong with it."""
    name = text.strip().rstrip(".").lower()
    shown = text.strip()[:80]
    if not name:
        raise InvalidName("the name is empty")
    _refuse_addresses(name, shown)
    if any(mark in name for mark in "/:@ \t[]"):
        raise InvalidName(f"'{shown}' is not a bare domain; give it without scheme, path or brackets")
    if "." not in name.replace("。", "."):
        raise InvalidName(f"'{shown}' has no dot; give a whole domain such as name.example")
    ascii_name = name if name.isascii() else _to_ascii(name, shown)
    for label in ascii_name.split("."):
        _check_label(label, shown)
    if len(ascii_name) > 253:
        raise InvalidName(f"'{shown}…' is {len(ascii_name)} characters long; a domain has at most 253")
    if is_registry(ascii_name):
        raise InvalidName(f"'{shown}' is a suffix under which others register; give a name below it")
    return ascii_name


def _refuse_addresses(name: str, shown: str) -> None:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        if not re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]+", name):
            return
    raise InvalidName(f"'{shown}' is an IP address; brassplate watches domains")


def _to_ascii(name: str, shown: str) -> str:
    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise InvalidName(f"'{shown}' is not a domain that can be registered: {error}") from None


def _check_label(label: str, shown: str) -> None:
    if not label:
        raise InvalidName(f"'{shown}' has an empty label (two dots in a row)")
    if len(label) > 63:
        raise InvalidName(f"'{shown}…' has a label of {len(label)} characters; a label has at most 63")
    if not _LABEL.fullmatch(label):
        raise InvalidName(
            f"'{shown}' has the label '{label}'; letters, digits and inner hyphens make a label"
        )
    if label.startswith("xn--"):
        try:
            idna.decode(label)
        except (idna.IDNAError, UnicodeError) as error:
            raise InvalidName(
                f"'{shown}' has the label '{label}', which is not valid IDNA: {error}"
            ) from None


@lru_cache(maxsize=4_096)
def registrable(domain: str) -> str:
    """The part one registers (``www.a.co.uk`` → ``a.co.uk``) by the Public Suffix List, or the name."""
    return _below_suffix(domain) or domain


def is_registry(name: str) -> bool:
    """True for a suffix under which a registry registers domains (``com``, ``co.uk``), not a blog host's."""
    if not name or _below_suffix(name) is not None:
        return False  # as nearly always: the second list is not even read
    return _registries().privatesuffix(name) is None


def split(domain: str) -> tuple[str, str]:
    """``('cloudbluefox', 'com')``: the registered label and its public suffix."""
    head, _, suffix = registrable(domain).partition(".")
    return head, suffix


def to_unicode(domain: str) -> str:
    """The form people read; the A-labels themselves where IDNA has no Unicode form."""
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain
