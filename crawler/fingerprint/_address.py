"""Which street addresses does a text give?

American, Canadian, British, Chinese (in characters or in English) and Russian forms, each with a town, a
state or a postcode beside the street, as "100 Main Street" alone is in every town. Others are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.fingerprint import _normal

MOST_CHARACTERS = 200_000
MOST_ADDRESSES = 40

_STATES = """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas
KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi
MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming|AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick
NL Newfoundland|NS Nova Scotia|ON Ontario|QC Quebec|SK Saskatchewan"""
_SHORT = {each[3:].casefold(): each[:2] for each in re.split(r"[|\n]", _STATES)}
_STATE = rf"(?P<state>{'|'.join(_SHORT.values())}|(?i:{'|'.join(_SHORT)}))"
_TYPE = """street st avenue ave road rd boulevard blvd drive dr lane ln court ct circle cir place pl parkway
pkwy highway hwy terrace ter square sq trail trl way plaza plz loop expressway expy alley row crescent
broadway"""
_WAY = rf"(?i:{'|'.join(_TYPE.split())})"
_TOWN = r"[A-Z][\w.'-]{1,20}(?: (?:[A-Z][\w.'-]{0,20}|de|du|of|the)){0,3}?"
_UNIT = r"(?i:suite|ste\.?|unit|apt\.?|apartment|room|rm\.?|office|bay|floor|fl\.?|\#)"

_ROOM = rf"(?P<unit>[\s,]+(?:{_UNIT}\s*\#?\s*[\w-]{{1,8}}|\d{{1,2}}(?:st|nd|rd|th)\s+(?i:floor|fl)\b))?"
_NAMED = r"(?:[A-Z][\w'.-]{0,20}|\d{1,3}(?:st|nd|rd|th))"
_POSTCODE = r"(?P<postcode>\d{5}(?!\d)|[A-Z]\d[A-Z]\s?\d[A-Z]\d)"
_BRITISH = r"(?P<british>[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})"
_AMERICAN = re.compile(
    rf"(?P<street>\d(?<![\w.#-]\d)\d{{0,5}}[A-Za-z]? +(?:{_NAMED} +){{0,4}}?"
    rf"{_WAY}\b\.?(?: +(?:NE|NW|SE|SW|N|S|E|W)\b\.?)?){_ROOM}"
    rf"[\s,]+(?P<town>{_TOWN})[\s,]+{_STATE}\b(?:[\s,.]+{_POSTCODE})?"
)
_NUMBER = re.compile(r"\d(?<![\w.#-]\d)\d{0,5}[A-Za-z]? ")
# A postcode vouches for streets that are called by no usual word: "77 Wexley Mews".
_WITH_POSTCODE = re.compile(
    rf"(?P<street>\d(?<![\w.#-]\d)\d{{0,5}}[A-Za-z]?(?: +(?:{_NAMED}|del?|of|the)){{1,5}}){_ROOM}"
    rf" *[,\n]\s*(?P<town>{_TOWN})[\s,]+(?:{_STATE}[\s,.]+{_POSTCODE}|{_BRITISH}\b)"
)
_CHINESE_IN_ENGLISH = re.compile(
    r"(?:(?:No\.?|Room|Rm\.?|Unit)\s*(?P<unit>[\w-]{1,10}),?\s+)?"
    r"(?:(?:Building|Bldg\.?)\s+(?:No\.?\s*)?(?P<block>\w{1,4}),?\s+)?"
    r"\b(?:No\.?\s*)?(?P<number>\d{1,5}),?\s+(?P<street>(?:[A-Z][a-z]{1,20}\s){1,4}?"
    r"(?:Street|Road|Avenue|Lane|St\.|Rd\.|Ave\.))"
    r"(?P<rest>,[\s\w,.'-]{0,90})"
)
_CHINESE_POSTCODE = re.compile(r"\d(?<!\w\d)\d{5}\b")
_CHINESE = re.compile(
    r"(?P<way>[\u4e00-\u9fff]{2,24}(?:路|街|大道|巷|胡同))(?P<number>\d{1,5})[号號]"
    r"(?P<block>[\u4e00-\u9fffA-Za-z0-9]{0,10}?(?:号楼|栋|座|幢|大厦|单元|楼))?(?P<unit>[\dA-Za-z-]{1,10}(?=[室房号]))?"
)
_RUSSIAN = re.compile(
    r"(?P<kind>ул|улица|просп|проспект|пр-т|пер|переулок|бульвар|шоссе|наб|набережная)\.?\s+"
    r"(?P<way>[А-ЯЁ0-9][\w-]{1,25}(?:\s[\w-]{1,25}){0,2}?),?\s+(?:д|дом)\.?\s*(?P<number>\d{1,4}[а-я]?(?:/\d{1,3})?)\b"
    r"(?:,?\s*(?:корп|корпус|стр|строение|к)\.?\s*(?P<block>\d{1,3}\w?)\b)?"
    r"(?:,?\s*(?:кв|квартира|оф|офис|пом|помещение)\.?\s*(?P<unit>\d{1,5}\w?))?",
)
_RUSSIAN_TOWN = re.compile(r"\b(?:г|город)\.?\s+([А-ЯЁ][а-яё-]{2,25})|\b(\d{6})\b")
_RUSSIAN_KINDS = {
    "ул": "улица",
    "просп": "проспект",
    "пр-т": "проспект",
    "пер": "переулок",
    "наб": "набережная",
}


@dataclass(frozen=True, slots=True)
class Address:
    """``building`` is street, number and place; ``unit`` the room or flat in it, or ``""``."""

    building: str
    unit: str

    @property
    def whole(self) -> str:
        return f"{self.building} / {self.unit}" if self.unit else self.building


def addresses(text: str) -> list[Address]:
    """The addresses in a text, in no particular order, at most 40."""
    clipped = text[:MOST_CHARACTERS]
    found: dict[Address, None] = {}
    for reader in (_american, _chinese_in_english) if clipped.isascii() else _READERS:
        for address in reader(clipped):
            found.setdefault(address)
            if len(found) >= MOST_ADDRESSES:
                return list(found)
    return list(found)


def _american(text: str) -> Iterator[Address]:
    if not _NUMBER.search(text):
        return
    for match in (*_AMERICAN.finditer(text), *_WITH_POSTCODE.finditer(text)):
        street, unit = _normal.street(f"{match['street']} {match['unit'] or ''}")
        said = match.groupdict()
        place = (said["postcode"] or said.get("british") or "").replace(" ", "").casefold()
        if not place:
            state = _SHORT.get(match["state"].casefold(), match["state"])
            place = _normal.words(f"{match['town']} {state}")
        yield Address(f"{street}, {place}", unit)


def _chinese_in_english(text: str) -> Iterator[Address]:
    if "China" not in text and not _CHINESE_POSTCODE.search(text):
        return
    for match in _CHINESE_IN_ENGLISH.finditer(text):
        postcode = _CHINESE_POSTCODE.search(match["rest"])
        town = re.search(
            r"([A-Z][a-z]+)(?: City)?,(?: [A-Z][a-z]+(?: Province)?,)? (?:P\.?R\.? ?)?China", match["rest"]
        )
        place = postcode[0] if postcode else town[1] if town else ""
        if place:
            block = f" building {match['block']}" if match["block"] else ""
            street = _normal.street(f"{match['number']} {match['street']}{block}")[0]
            yield Address(
                f"{street}, {place.casefold()}", _normal.words(match["unit"] or "").replace(" ", "-")
            )


def _chinese(text: str) -> Iterator[Address]:
    for match in _CHINESE.finditer(text):
        area, way = re.fullmatch(r"(.*[省市区县州镇])?(.+)", match["way"]).groups()  # type: ignore[union-attr]
        town = re.search(r"(?:.*省)?([^省]{2,5}?市)|([^省市]{2,5}[区县州])", area or "")
        if town:
            block = match["block"] or ""
            yield Address(
                f"{way}{match['number']}号{block}, {town[1] or town[2]}".casefold(),
                (match["unit"] or "").casefold(),
            )


def _russian(text: str) -> Iterator[Address]:
    for match in _RUSSIAN.finditer(text):
        around = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
        town = next((found for found in map(_RUSSIAN_TOWN.search, around) if found), None)
        if town:
            kind = _RUSSIAN_KINDS.get(match["kind"], match["kind"])
            block = f" корпус {match['block']}" if match["block"] else ""
            building = f"{kind} {match['way']} {match['number']}{block}, {town[1] or town[2]}"
            yield Address(building.casefold(), (match["unit"] or "").casefold())


_READERS = (_american, _chinese_in_english, _chinese, _russian)
