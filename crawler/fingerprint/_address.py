"""Which street addresses does a text give?

American, Canadian and British forms here, others in the modules beside; each with a town, a state or a
postcode beside the street, as "100 Main Street" alone is in every town.
"""

import re
from collections.abc import Iterator

from crawler.fingerprint import _address_asia, _address_europe
from crawler.fingerprint._place import Address, placed

MOST_CHARACTERS = 200_000
MOST_ADDRESSES = 20

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

_PART = rf"(?:{_UNIT}|(?i:building|bldg\.?))\s*\#?\s*[\w-]{{1,8}}|\d{{1,2}}(?:st|nd|rd|th)\s+(?i:floor|fl)\b"
_ROOM = rf"(?P<unit>(?:[\s,]+(?:{_PART})){{0,3}})"
_PARTS = re.compile(_PART)
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


def addresses(text: str) -> list[Address]:
    """The addresses in a text, in no particular order, at most 20."""
    clipped = text[:MOST_CHARACTERS]
    found: dict[Address, None] = {}
    for reader in _READERS if clipped.isascii() else (*_READERS, *_OF_OTHER_SCRIPTS):
        for address in reader(clipped):
            found.setdefault(address)
            if len(found) >= MOST_ADDRESSES:
                return list(found)
    return list(found)


def _american(text: str) -> Iterator[Address]:
    if not _NUMBER.search(text):
        return
    for match in (*_AMERICAN.finditer(text), *_WITH_POSTCODE.finditer(text)):
        said = match.groupdict()
        postcode = said["postcode"] or said.get("british") or ""
        town = match["town"]
        if said["state"]:
            town = f"{town} {_SHORT.get(match['state'].casefold(), match['state'])}"
        yield placed(match["street"], _PARTS.findall(match["unit"]), (postcode, town))


_READERS = (_american, _address_asia.in_english, _address_asia.indian, _address_europe.western)
_OF_OTHER_SCRIPTS = (_address_asia.chinese, _address_asia.korean, _address_europe.russian)
