"""Which parts has an address, and which values let its neighbours meet?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.fingerprint import _normal

_BLOCK = re.compile(
    r"(?:building|bldg|bld|block|tower|wing)\s+(?:no\.?\s*)?([a-z]?-?\d{0,4}[a-z]?)$"
    r"|([a-z]|[a-z]?-?\d{1,4})\s*(?:building|bldg|bld|block|tower)$"
)
_FLOOR = re.compile(
    r"(?:floor|fl|flr|level)\s*(\d{1,3})$|(\d{1,3})\s*(?:st|nd|rd|th)?\s*(?:floor|fl|flr)$|(\d{1,3})\s?/\s?f$"
)
_UNIT = re.compile(
    r"(?:suite|ste|unit|apt|apartment|room|rm|office|bay|flat|shop|no|#)\s*(?:no\s*)?#?\s*"
    r"([a-z]{0,2}-?\d{1,5}(?:-\d{1,4})?[a-z]?|[a-z]{1,2})$|#\s?([\w-]{1,8})$"
)
_BLOCK_OF_ROOMS = re.compile(r"(\d{2,5})(?:-\d{1,4}|[a-z])$")
_ROOM_ON_FLOOR = re.compile(r"(\d{1,2})\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Address:
    """``way`` is street and number; ``block`` the house behind it; ``places`` the postcode and the town."""

    way: str
    block: str
    floor: str
    unit: str
    places: tuple[str, ...]

    def values(self) -> Iterator[str]:
        """Once with each place, so that who leaves out the postcode or the town meets who writes both."""
        house = f"{self.way} {self.block}".strip()
        room = self.unit or (f"floor {self.floor}" if self.floor else "")
        for place in self.places:
            building = f"{house}, {place}"
            yield f"street:{building} / {room}" if room else f"street:{building}"
            yield f"building:{building}"
            yield f"street_line:{self.way}, {place}"
            if found := _BLOCK_OF_ROOMS.match(self.unit):
                yield f"rooms:{building} / {found[1]}"
            if self.on_floor:
                yield f"floor:{building} / {self.on_floor}"

    @property
    def on_floor(self) -> str:
        """The floor as said, or that of a room of three or four digits."""
        found = _ROOM_ON_FLOOR.match(self.unit)
        return self.floor or (found[1] if found else "")


def placed(street: str, parts: Iterable[str], places: Iterable[str]) -> Address:
    """The address whose other parts ("Suite 200", "Building A1", "12/F") are written in any order."""
    way, room = _normal.street(street)
    said = {"block": "", "floor": "", "unit": ""}
    for part in (*parts, room if room.startswith("floor") else f"unit {room}"):
        if named := part_of(part):
            said[named[0]] = said[named[0]] or named[1]
    return Address(way, **said, places=tidy_places(places))


def part_of(text: str) -> tuple[str, str] | None:
    """("unit", "1006-25") of "No. 1006-25", ("block", "building a1") of "A1 Bldg."; None of anything else."""
    plain = re.sub(r"[.\s]+", " ", text[:60].casefold()).strip(" ,")
    for kind, form in (("block", _BLOCK), ("floor", _FLOOR), ("unit", _UNIT)):
        if found := form.fullmatch(plain):
            said = next((group for group in found.groups() if group), "").lstrip("-")
            if said:
                return kind, f"building {said}" if kind == "block" else said
    return None


def tidy_places(places: Iterable[str]) -> tuple[str, ...]:
    """Postcodes without spaces, towns in the form in which names are compared; no empty ones, at most 3."""
    found = (
        place.replace(" ", "").casefold() if any(map(str.isdigit, place)) else _normal.words(place)
        for place in places
    )
    return tuple(dict.fromkeys(filter(None, found)))[:3]


_NARROWNESS = ("street", "rooms", "floor", "building", "street_line")


def narrowest(shared: Iterable[str]) -> set[str]:
    """Of shared values about one house the narrowest alone: a room implies its floor, and that its house."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in (*_NARROWNESS[:1], "house", *_NARROWNESS[1:])}
    kept = set()
    for value in sorted(shared):
        kind = value.partition(":")[0]
        if kind not in _NARROWNESS:
            kept.add(value)
        else:
            # A street without a room says no more than the house.
            by_kind["house" if kind == "street" and " / " not in value else kind].append(value)
    by_kind["building"] = by_kind.pop("house") + by_kind["building"]
    told: list[str] = []
    for kind in _NARROWNESS:
        for value in by_kind[kind]:
            rest = value.partition(":")[2]
            house = rest.partition(" / ")[0].rpartition(", ")[0]
            if not any(each.startswith(house) for each in told):
                told.append(rest)
                kept.add(value)
    return kept
