"""Does a site claim a country in which none of its contacts lies, or that its makers' traces do not fit?

Firms of several countries are the rule in this trade. So one contact in the claimed country is enough, and a
country that the site names itself as that of an office or a team contradicts nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from crawler.fingerprint import Values
from monitor.contradictions._kinds import Contradiction, claims, listed, rests

_NEIGHBOURS = (
    frozenset({"US", "CA", "PR"}),
    frozenset({"GB", "IE", "GG", "JE", "IM"}),
    frozenset({"CN", "HK", "MO", "TW"}),
    frozenset({"RU", "KZ"}),
)
"""Countries that share numbers, firms and makers so commonly that one stands for the other."""
_AT_HOME = {
    "zh": frozenset({"CN", "HK", "MO", "TW", "SG", "MY"}),
    "ko": frozenset({"KR"}),
    "ru": frozenset({"RU", "BY", "KZ", "UA", "LV", "LT", "EE", "IL", "PL", "RS", "BG"}),
}
"""Where a language is no surprise. Ukrainian is that of many firms that work for others."""
_HOURS = {
    "US": (-10, -4),
    "CA": (-8, -2),
    "GB": (0, 1),
    "IE": (0, 1),
    "DE": (1, 2),
    "FR": (1, 2),
    "NL": (1, 2),
    "PL": (1, 2),
    "UA": (2, 3),
    "RU": (2, 12),
    "IN": (5, 6),
    "SG": (8, 8),
    "CN": (8, 8),
    "HK": (8, 8),
    "JP": (9, 9),
    "KR": (9, 9),
    "AU": (8, 11),
}
"""Hours from UTC, those of summer with them."""


@dataclass(frozen=True, slots=True)
class _Said:
    seats: frozenset[str]
    phones: frozenset[str]
    addresses: frozenset[str]
    offices: frozenset[str]

    @property
    def everywhere(self) -> frozenset[str]:
        return self.seats | self.phones | self.addresses | self.offices


def contradictions(values: Mapping[str, Values]) -> Iterator[Contradiction]:
    """Where the site says to sit against where its contacts, its languages and its hours are."""
    found = claims(values)
    kinds = ("country", "phone_country", "address_country", "office")
    said = _Said(*(frozenset(rests(found, kind)) for kind in kinds))
    yield from _contacts(said)
    if said.seats:
        yield from _languages(said, found)
        yield from _hours(said, found)


def _contacts(said: _Said) -> Iterator[Contradiction]:
    if said.seats and not _meet(said.seats, said.phones | said.addresses):
        phones, addresses = said.phones - said.offices, said.addresses - said.offices
        kinds = {(True, True): "seat_abroad", (True, False): "seat_phone", (False, True): "seat_address"}
        kind = kinds.get((bool(phones), bool(addresses)))
        if kind:
            where = [f"its phones are of {listed(phones)}"] if phones else []
            where += [f"its addresses are in {listed(addresses)}"] if addresses else []
            sentence = f"it says to sit in {listed(said.seats)}; {' and '.join(where)}"
            facts = _facts(country=said.seats, phone_country=phones, address_country=addresses)
            yield Contradiction(kind, sentence, facts)
    elif not (said.offices or _meet(said.phones, said.addresses)):
        sentence = f"its phones are of {listed(said.phones)}; its addresses are in {listed(said.addresses)}"
        facts = _facts(phone_country=said.phones, address_country=said.addresses)
        yield Contradiction("phone_and_address", sentence, facts)


def _languages(said: _Said, found: Values) -> Iterator[Contradiction]:
    spoken = rests(found, "language")
    odd = [
        language
        for language in rests(found, "leftover")
        if language not in spoken and not said.everywhere & _AT_HOME.get(language, said.everywhere)
    ]
    if odd:
        sentence = f"it says to sit in {listed(said.seats)}; its pages hold leftovers in {listed(odd)}"
        yield Contradiction("leftover_language", sentence, _facts(country=said.seats, leftover=odd))


def _hours(said: _Said, found: Values) -> Iterator[Contradiction]:
    spans = [_HOURS.get(country) for country in said.everywhere]
    hours = {rest: _hour(rest) for rest in rests(found, "timezone")}
    if None in spans or not hours or None in hours.values():
        return
    known = [hour for hour in hours.values() if hour is not None]
    fits = any(low <= hour <= high for low, high in filter(None, spans) for hour in known)
    if not fits:
        sentence = f"it says to sit in {listed(said.seats)}; its dates are of the time zone {listed(hours)}"
        yield Contradiction("time_zone", sentence, _facts(country=said.seats, timezone=hours))


def _hour(offset: str) -> float | None:
    """``+0530`` → 5.5; None for what is no offset."""
    if len(offset) != 5 or offset[0] not in "+-" or not offset[1:].isdigit():
        return None
    return (int(offset[1:3]) + int(offset[3:]) / 60) * (-1 if offset[0] == "-" else 1)


def _meet(some: Collection[str], others: Collection[str]) -> bool:
    """Whether a country of one side, or a neighbour of it, is among the other's; nowhere meets anything."""
    near = {each for country in some for group in _NEIGHBOURS if country in group for each in group}
    return not some or not others or not near.union(some).isdisjoint(others)


def _facts(**found: Collection[str]) -> tuple[str, ...]:
    return tuple(f"{kind}:{each}" for kind, countries in found.items() for each in sorted(countries))
