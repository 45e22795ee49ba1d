"""Which Russian and which other European addresses does a text give?

Of the western ones only those with a postcode before the town: the form is sure, and the usual one.
"""

import re
from collections.abc import Iterator

from crawler.fingerprint import _normal
from crawler.fingerprint._place import Address, tidy_places

_RUSSIAN = re.compile(
    r"(?P<kind>ул|улица|просп|проспект|пр-т|пер|переулок|бульвар|б-р|шоссе|наб|набережная)\.?\s+"
    r"(?P<way>[А-ЯЁ0-9][\w-]{1,25}(?:\s[\w-]{1,25}){0,2}?)(?:,?\s+(?:д|дом)\.?\s*|,\s*)"
    r"(?P<number>\d{1,4}[а-я]?(?:/\d{1,3})?)\b"
    r"(?:,?\s*(?:корп|корпус|стр|строение|к)\.?\s*(?P<block>\d{1,3}\w?)\b)?"
    r"(?:,?\s*(?:этаж\s*(?P<floor>\d{1,2})\b|(?P<storey>\d{1,2})(?:-й)?\s*этаж\b))?"
    r"(?:,?\s*(?:кв|квартира|оф|офис|пом|помещение|каб|кабинет)\.?\s*(?P<unit>\d{1,5}\w?))?",
)
_RUSSIAN_TOWN = re.compile(r"\b(?:г|город)\.?\s+([А-ЯЁ][а-яё-]{2,25})")
_RUSSIAN_POSTCODE = re.compile(r"(?<![\w-])\d{6}(?![\w-])")
_RUSSIAN_KINDS = {
    "ул": "улица",
    "просп": "проспект",
    "пр-т": "проспект",
    "пер": "переулок",
    "наб": "набережная",
    "б-р": "бульвар",
}
_WORD = r"[A-ZÀ-Ž][\w'’-]{1,24}"
_PLACE = re.compile(
    rf"(?P<postcode>\d(?<!\w\d)(?:\d{{4}}|\d{{3}}(?: [A-Z]{{2}}\b)?|\d-\d{{3}}|\d{{2}} \d{{2}}))\s+"
    rf"(?P<town>{_WORD}(?:[ -](?:am|an|der|im|bei|la|le|sur|de|den|nad|{_WORD})){{0,3}})"
)
MOST_BEFORE = 90
"""Characters before a postcode in which the street may stand."""
_NUMBER = r"(?P<number>\d{1,4}(?:\s?[a-zA-Z](?!\w))?(?:[-/]\d{1,4})?)"
_BETWEEN = r"\s*[,\n•|·-]?\s*(?:(?:D|DE|A|AT|CH|NL|B|F|FR|PL|CZ|I|E)-)?$"
_NUMBER_LAST = re.compile(
    rf"(?P<way>(?:{_WORD}[ ]){{0,2}}?(?:{_WORD}(?:stra(?:ß|ss)e|str\.|gasse|platz|allee|damm|ufer|weg|straat"
    r"|laan|plein|gracht|gatan|vägen|gade|vej)|(?:Straße|Strasse|Str\.|Platz|Allee|Weg|Damm|Ufer))"
    r"|(?:Calle|Avenida|Via|Viale|Piazza|Corso|ul\.|al\.|Rue|Avenue|Boulevard)"
    rf"(?:[ ](?:de|del|della|dei|la|el|des|du|{_WORD})){{1,4}}?),?\s+{_NUMBER}{_BETWEEN}"
)
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.-]){_NUMBER}(?:\s?(?:bis|ter))?,?\s+(?P<way>(?i:rue|avenue|boulevard|place|quai|allée|chemin)"
    rf"(?:[ ](?:de|d'|du|des|la|l'|le|les|{_WORD}|[a-z]{{1,3}}'{_WORD})){{1,5}}?){_BETWEEN}"
)
_SHORTENED = re.compile(r"str(?:aße|asse|\.)(?= |$)")


def russian(text: str) -> Iterator[Address]:
    """``690091, г. Владивосток, ул. Лесная, д. 45, офис 12``."""
    for match in _RUSSIAN.finditer(text):
        around = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
        town = next((found[1] for found in map(_RUSSIAN_TOWN.search, around) if found), "")
        postcode = next((found[0] for found in map(_RUSSIAN_POSTCODE.search, around) if found), "")
        if town or postcode:
            kind = _RUSSIAN_KINDS.get(match["kind"], match["kind"])
            block = f"корпус {match['block']}" if match["block"] else ""
            way = f"{kind} {match['way']} {match['number']}".casefold()
            floor, unit = match["floor"] or match["storey"] or "", (match["unit"] or "").casefold()
            yield Address(way, block.casefold(), floor, unit, tidy_places((postcode, town)))


def western(text: str) -> Iterator[Address]:
    """``Musterstraße 12, 10115 Berlin`` and ``12 rue des Lilas, 75002 Paris``."""
    for place in _PLACE.finditer(text):
        before = text[max(0, place.start() - MOST_BEFORE) : place.start()]
        match = _NUMBER_LAST.search(before) or _NUMBER_FIRST.search(before)
        if match:
            way = _normal.words(_SHORTENED.sub("strasse", match["way"].casefold()))
            number = match["number"].replace(" ", "").casefold()
            yield Address(f"{way} {number}", "", "", "", tidy_places((place["postcode"], place["town"])))
