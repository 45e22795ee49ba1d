"""How is a phone, a mailbox, a street or a company's name written so that equal ones are equal?"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.fingerprint._disguise import without_unseen

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MOST_CHARACTERS = 300

_STREET_WORDS = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "rd": "road", "blvd": "boulevard",
    "dr": "drive", "ln": "lane", "ct": "court", "cir": "circle", "pl": "place", "pkwy": "parkway",
    "hwy": "highway", "ter": "terrace", "sq": "square", "trl": "trail", "expy": "expressway", "plz": "plaza",
    "n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest",
    "se": "southeast", "sw": "southwest", "bldg": "building", "bld": "building",
    "ste": "unit", "suite": "unit", "apt": "unit", "apartment": "unit", "rm": "unit", "room": "unit",
    "office": "unit", "bay": "unit", "unit": "unit", "fl": "floor", "flr": "floor", "no": "",
}  # fmt: skip
_UNIT = re.compile(
    r"(?:\bunit\s+|#\s*)(?:unit\s+)?([\w-]{1,10})\b|\b(floor)\s+(\d{1,3})\b|\b(\d{1,3})(?:st|nd|rd|th)\s+(floor)\b"
)
_COMPANY_FORM = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|llc|(?:(?:pvt|private) )?(?:ltd|limited)|llp|lp|plc"
    r"|pte|pty|gmbh|ag|kg|bv|nv|oy|ab|aps|sarl|s [aà] r l|sas|srl|s r l|spa|s p a|ltda|doo|d o o|sro|s r o"
    r"|sp z o o|ooo|ead)$"
    r"|^(?:ооо|оао|зао|ао|пао|ип)\b|有限责任公司$|股份有限公司$|有限公司$|^株式会社|株式会社$|^주식회사|주식회사$"
)
_SPELT = re.compile(r"[\[({]\s?(?:at|dot)\s?[\])}]")
_EMAIL = re.compile(r"[a-z0-9._%+'-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}")

_FILE_ENDINGS = "png jpg jpeg gif svg webp avif ico css js mjs json html htm php map woff mp4 pdf"
_SAMPLE_USERS = """you your youremail yourname yourmail name username user email example mail someone somebody
me test sample john.doe johndoe john jane.doe jdoe xxx abc your.name your.email hello info contact support"""
_SAMPLE_HOSTS = """example.com example.org example.net companyname.com domainname.com sitename.com sentry.io
wixpress.com startbootstrap.com colorlib.com html5up.net templatemo.com themeforest.net bootstrapmade.com
htmlcodex.com"""
_MAYBE_SAMPLE_HOSTS = """domain.com email.com mail.com mysite.com website.com company.com site.com test.com
sample.com info.com gmail.com yahoo.com hotmail.com outlook.com"""
_YOURS = re.compile(r"your(?![a-z])|your(?:company|domain|e?mail|name|site|website|business|firm)")
_NOT_A_TLD = frozenset(_FILE_ENDINGS.split())
_NOBODY = frozenset(_SAMPLE_USERS.split())
_NOWHERE = frozenset(_SAMPLE_HOSTS.split())
_MAYBE_NOWHERE = frozenset(_MAYBE_SAMPLE_HOSTS.split())


def phone(text: str, region: str = "US") -> str:
    """E.164 (``+12125550100``), or ``""`` when the text is no number that could be dialled.

    Registration data writes ``+1.2125550100``; the dot is no trouble.
    """
    return dialled(text[:60], region)[0]


@lru_cache(maxsize=4_096)
def dialled(text: str, region: str) -> tuple[str, str]:
    """The E.164 form of a phone and the country it lies in; both ``""`` for none.

    Kept, because two signals read the phones of a page, and it takes longer than to find them.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "", ""
    country = phonenumbers.region_code_for_number(number) or ""
    if not country or not phonenumbers.is_valid_number_for_region(number, country):
        return "", ""
    written = e164(number)
    return (written, country) if written else ("", "")


def e164(number: "PhoneNumber") -> str:
    """How a valid number is dialled from anywhere; ``""`` for one that stands for any."""
    written = f"+{number.country_code}{number.national_number}"
    return "" if _is_placeholder(written) else written


def _is_placeholder(e164: str) -> bool:
    digits = e164.lstrip("+")
    return len(set(digits[-7:])) == 1 or digits.endswith(
        ("1234567", "345678", "456789", "567890", "45678910")
    )


def email(text: str) -> str:
    """The mailbox in lower case without ``+tag``, or ``""`` for none and for a template's sample mailbox."""
    found = _EMAIL.fullmatch(without_unseen(text.strip().lower()[:320]))
    if found is None:
        return ""
    user, _, host = found.group().partition("@")
    user = user.partition("+")[0].strip(".'")
    if not user or host.rpartition(".")[2] in _NOT_A_TLD or _is_sample(user, host):
        return ""
    return f"{user}@{host}"


def _is_sample(user: str, host: str) -> bool:
    # Real people have mailboxes at mail.com; only "you@mail.com" is a template's.
    invented = _YOURS.match(user) or _YOURS.match(host)
    return bool(invented) or host in _NOWHERE or (host in _MAYBE_NOWHERE and user in _NOBODY)


def emails_in(text: str) -> list[str]:
    """The mailboxes in a text, also those written ``name [at] host [dot] com``."""
    plain = text.lower()
    if any(map(plain.__contains__, "[({")) and _SPELT.search(plain):
        plain = re.sub(r"\s?[\[({]\s?at\s?[\])}]\s?", "@", plain)
        plain = re.sub(r"\s?[\[({]\s?dot\s?[\])}]\s?", ".", plain)
    if "@" not in plain:
        return []
    written = (each for word in plain.split() if "@" in word for each in _EMAIL.findall(word))
    return [found for found in map(email, written) if found]


def words(text: str) -> str:
    """Lower case, accents kept, punctuation as single spaces: the form in which names are compared."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold()
    return re.sub(r"[^\w]+|_", " ", plain).strip()


def company(text: str) -> str:
    """A company's name without its legal form: ``ACME SOFT LLC``, ``Acme Soft Co., Ltd.`` → ``acme soft``."""
    name = words(text)
    while True:
        shorter = _COMPANY_FORM.sub("", name).strip()
        if shorter in ("", name):
            return name
        name = shorter


def street(text: str) -> tuple[str, str]:
    """(building, unit): ``100 Main St., Suite 200`` → ``("100 main street", "200")``; unit may be ``""``."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold()
    plain = re.sub(r"[^\w#-]+", " ", plain)
    plain = " ".join(filter(None, (_STREET_WORDS.get(word, word) for word in plain.split())))
    found = _UNIT.search(plain)
    if found is None:
        return plain, ""
    unit = found[1] or f"floor {found[3] or found[4]}"
    building = f"{plain[: found.start()]} {plain[found.end() :]}"
    return " ".join(building.split()), unit
