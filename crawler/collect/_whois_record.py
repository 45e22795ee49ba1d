"""Which registration do the parts of a WHOIS answer tell of together?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import MappingProxyType

from crawler.collect._registration import CONTACT, Registration, clean, hosts, statuses, text
from crawler.collect._whois_sections import Section
from crawler.collect._whois_time import when
from crawler.collect._whois_words import is_handle, meaning, names_holder, says_little

_HOST = re.compile(
    r"(?<![\w.@:/-])(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{0,61}[a-z0-9]", re.I
)
_HANDLE = re.compile(r"(?=\S*\d)[A-Za-z0-9_-]{3,40}")
_PHONE = re.compile(r"(?:tel|phone)?[:. ]*(\+? ?\(?\d[\d ().-]{6,20}\d)\W*", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![^\s<(,;:])([\w.+'-]{1,64})(?:@| AT | at )([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})(?![\w@])"
)
_DOMAIN_WIDE = (
    "org",
    "organization",
    "organisation",
    "person",
    "responsible",
    "owner",
    "descr",
    "org name",
    "country",
    "phone",
    "e mail",
    "email",
)
MOST = 200
"""Values of one field that are looked at."""
_STATED = re.compile(r"\S{4,253} is ([A-Za-z]{4,20})")
_COUNTRY = re.compile(r"[A-Z]{2}")


def registration(parts: Sequence[Section], american: bool) -> Registration:
    """What the parts say; the domain's own part first, where several speak of one thing."""
    own = [each for each in parts if each.role == "domain"]
    holder = _holder(parts, own)
    return Registration(
        **{name: _date(parts, own, name, american) for name in ("created", "updated", "expires")},
        registrar=_registrar(parts),
        iana_id=_first(each for each in _told(parts, "iana_id") if each[:1].isdecimal()),
        statuses=statuses(islice(_statuses(parts), MOST)),
        nameservers=hosts(islice(_servers(parts), MOST)),
        registrant=MappingProxyType({name: _first(holder[name]) for name in CONTACT}),
        redacted=tuple(sorted(f"registrant {name}" for name in CONTACT if _taken_out(holder[name]))),
    )


def referral(parts: Iterable[Section]) -> str:
    """The registrar's own WHOIS server, as the answer names it."""
    return next(iter(_told(parts, "referral")), "")


def _told(parts: Iterable[Section], name: str) -> Iterator[str]:
    """The values of the domain's own field ``name`` wherever they stand."""
    for part in parts:
        if part.role not in ("contact", "host"):
            yield from (value for key, value in part.fields if meaning(key) == ("domain", name))


def _first(values: Iterable[str]) -> str | None:
    return next((found for each in values if (found := text(each))), None)


def _date(parts: Sequence[Section], own: Sequence[Section], name: str, american: bool) -> str | None:
    near = [value for part in own for key, value in part.fields if meaning(key) == ("domain", name)]
    far = [
        value
        for part in parts
        for key, value in part.fields
        if part.role not in ("contact", "host") and meaning(key) == ("domain", name) and not says_little(key)
    ]
    return next((found for value in near[:20] + far[:20] if (found := when(value, american))), None)


def _registrar(parts: Sequence[Section]) -> str | None:
    named = _first(_told(parts, "registrar"))
    for part in parts:
        if part.role == "registrar":
            titles = [part.title, *(value for key, value in part.fields if meaning(key)[1] == "registrar")]
            if named is None or named in titles:
                named = _party(part) or named or _first(titles)
    if named:
        return named
    return _first(value for part in parts for value in part.values("account name", "provider")) or _behind(
        parts
    )


def _behind(parts: Sequence[Section]) -> str | None:
    """The registrar of whom the domain's part gives only the handle; the handle if nothing explains it."""
    handle = _first(value for part in parts for value in part.values("registrar handle"))
    theirs = (part for part in parts if handle and _handle(part) == handle)
    named = (
        value for part in theirs for key, value in part.fields if meaning(key) == ("domain", "registrar")
    )
    return _first(named) or handle


def _party(part: Section) -> str | None:
    """Who a part is about: its organisation, its name, or what stands first in it."""
    for wanted in ("organisation", "name"):
        if found := _first(value for key, value in part.fields if meaning(key) == ("", wanted)):
            return found
    return None if part.title else _first(part.lines[:1])


def _statuses(parts: Iterable[Section]) -> Iterator[str]:
    for part in parts:
        for key, value in part.fields:
            if meaning(key) == ("domain", "status") and (part.role == "domain" or " " in key):
                yield from value.replace(" - ", "(").split(",")
        if part.role == "domain":
            yield from (state.group(1) for line in part.lines[:5] if (state := _STATED.fullmatch(line)))


def _servers(parts: Iterable[Section]) -> Iterator[str]:
    subjects = {value.lower() for value in _told(parts, "domain")}
    for part in parts:
        for key, value in part.fields:
            if meaning(key) == ("domain", "nameserver") and part.role != "host":
                yield from (
                    each for each in _HOST.findall(value) if key != "dns" or each.lower() not in subjects
                )
        if part.role == "nameserver":
            named = (value for key, value in part.fields if meaning(key) == ("", "name"))
            yield from (match.group() for value in named if (match := _HOST.match(value)))
            yield from (match.group() for line in part.lines if (match := _HOST.match(line.lstrip("- "))))


def _holder(parts: Sequence[Section], own: Sequence[Section]) -> dict[str, list[str]]:
    """Every value of each field of the registrant, the best first."""
    found: dict[str, list[str]] = {name: [] for name in CONTACT}
    handles = {value for part in own for key, value in part.fields if names_holder(key)}
    theirs = [part for part in parts if part.role == "registrant" or _handle(part) in handles - {""}]
    known = {_handle(part) for part in theirs}
    for part in parts:
        for key, value in part.fields:
            role, name = meaning(key)
            if role == "registrant" and name and part.role != "contact" and value not in known:
                found[name].append(value)
    for part in theirs:
        _add(found, part)
    for key, value in ((key, value) for part in own for key, value in part.fields if _wide(key)):
        found[meaning(key)[1]].append(value)
    return _tidy(found)


def _wide(key: str) -> bool:
    """Whether the registrant is meant although the key does not say so, in a part about the domain."""
    return key in _DOMAIN_WIDE or (key.startswith("contact ") and meaning(key)[1] in CONTACT)


def _handle(part: Section) -> str:
    return next((value for key, value in part.fields if is_handle(key)), "") if part.role == "contact" else ""


def _add(found: dict[str, list[str]], part: Section) -> None:
    handle = _handle(part)
    for key, value in part.fields:
        role, name = meaning(key)
        if name in found and role == "" and value != handle:
            found[name].append(value)
    if part.title:
        found["name"].append(part.title)
    named = bool(part.title or part.values("name"))
    hidden = bool(part.lines) and not text(part.lines[0])
    for line in part.lines[: 1 if hidden else None]:
        named = _place(found, line, named)


def _place(found: dict[str, list[str]], line: str, named: bool) -> bool:
    """Puts a bare line where it belongs: the first is a name, what stands beside an address too."""
    email = _EMAIL.search(line)
    if email:
        found["email"].append(email.group())
        line = line.replace(email.group(), "").strip(" <>(),;")
    if line and (email or not named):
        found["name"].append(line)
        return True
    if line:
        found["phone" if _PHONE.fullmatch(line) else "street"].append(line)
    return named


def _tidy(found: dict[str, list[str]]) -> dict[str, list[str]]:
    streets = list(dict.fromkeys(value for value in found["street"] if text(value)))
    if not _first(found["country"]) and streets and _COUNTRY.fullmatch(streets[-1]):
        found["country"].append(streets[-1])
    if streets:
        found["street"] = [", ".join(clean(each) for each in streets[:8])]
    found["email"] = [
        f"{match[1]}@{match[2]}" if (match := _EMAIL.search(each)) else each
        for each in found["email"]
        if _EMAIL.search(each) or not text(each)
    ]
    named = [each for each in found["name"] if not _HANDLE.fullmatch(each)]
    found["name"] = named + [each for each in found["name"] if _HANDLE.fullmatch(each)]
    return found


def _taken_out(values: Sequence[str]) -> bool:
    """Whether only words stand there that say the value was taken out."""
    return bool(values) and _first(values) is None
