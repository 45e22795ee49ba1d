"""How does one reach the people behind the site?

Looks at phones, mailboxes, messenger accounts and street addresses in the visible text and in the links of
every page. It matters because the known fronts were tied together by exactly these: one mailbox, one phone,
rooms side by side in one building.

Phones without ``+`` are read as American, on mostly Chinese or Russian pages as of that country, and give
``phone_block:`` too, the hundred numbers they stand among. A mailbox at neither a free provider nor the
site's own domain also gives ``mailhost:``, a personal one (of several words, or with a digit) ``mailuser:``.
What stands near a word of warning or of sanctions, and nowhere else, is ``quoted:`` and says little: a firm
that was copied prints the contacts of the copy. An address gives ``street:`` with its room, ``rooms:`` (1006
of 1006-25), ``floor:``, ``building:`` and ``street_line:``, once with the postcode and once with the town, so
that neighbours meet; of what two sites share, the narrowest counts.

**What fools it**: contact data copied with the page from its victim; a template's sample data (the usual ones
are dropped); virtual offices and registered agents, whose building houses thousands; contacts in pictures or
behind a form; free mailboxes made for each site; people of one name (``mailuser:``); a word of warning beside
a front's own contacts; one contact among hundreds that are made up. Read are American, Canadian, British,
Chinese, Korean, Indian, Russian and, with a postcode before the town, German, Dutch, Danish, French, Spanish,
Italian and Polish addresses; one that is written in characters here and in English there does not meet
itself.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from crawler import names
from crawler.fingerprint import _normal, _place
from crawler.fingerprint._page import Page
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

MOST_PAGES = 12
MOST_TEXT = 40_000
"""Characters of one page: half from its beginning, half from its end, where footers stand."""
MOST_PHONES = 30
FEWEST_DIGITS, FEWEST_AMERICAN = 7, 10
"""Of a phone; most of what has fewer is a date."""
MOST_MAILBOXES = 100
"""Of one page's text; its links may give as many again."""

_KINDS = (
    "email",
    "phone",
    "telegram",
    "whatsapp",
    "wechat",
    "skype",
    "line",
    "street",
    "rooms",
    "floor",
    "mailuser",
    "mailhost",
    "building",
    "street_line",
    "phone_block",
)
QUOTED = "quoted:"
_QUOTABLE = frozenset(
    ("email", "phone", "telegram", "whatsapp", "wechat", "skype", "line", "street", "building")
)
_TOLD = {
    "email": "list the mailbox {}",
    "phone": "list the phone {}",
    "phone_block": "list phones of the block {}",
    "mailhost": "list a mailbox at {}",
    "mailuser": "list a mailbox of the name '{}'",
    "street": "give the address '{}'",
    "building": "give an address in '{}'",
    "street_line": "give an address at '{}'",
}
_MAYBE_A_PHONE = re.compile(r"\d(?=[\d ().+/\u00a0-]{5})[\d ().+/\u00a0-]{5,60}\d")
_FOR_FICTION = re.compile(r"\+1\d{3}55501\d\d")
"""Set aside for films: their block is nobody's."""
_TOLL_FREE = re.compile(r"\+18(?:00|33|44|55|66|77|88)")
_OFFICES = """
abuse account accounting accounts admin advertising affiliate agency apply asia biz booking business
care career careers china client clients consulting contact contacts contracts corporate customer
customers data desk dev developer digital director email enquiries enquiry europe events feedback
finance gdpr general global group hello help hiring home hr india info inquiries inquiry investor
investors invoice job jobs legal mail manager marketing media member members news newsletter no noreply
office online order orders partner partners payment pr press privacy product project projects protection
purchase quote recruit recruiting recruitment reply request research resume sale sales secretary
security seo service services shop site software store subscribe support talent team tech technical test
trade training usa user web webmaster website work"""
_OFFICE = frozenset(_OFFICES.split())
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def extract(subject: Subject) -> Values:
    """One value for each way to reach somebody."""
    values: list[str] = []
    for page in subject.pages[:MOST_PAGES]:
        values += _of_page(page, subject.domain)
    own = set(values)
    return tidy(each for each in own if each.removeprefix(QUOTED) not in own or not each.startswith(QUOTED))


def _of_page(page: Page, domain: str) -> list[str]:
    from crawler.fingerprint import _quoted

    text, quoted = _quoted.apart(_clip(page.text))
    links = [link.href for link in page.links]
    found = _in(text, links, domain)
    if not quoted:
        return found
    written, theirs = set(_in(text, [], domain)), set(_in(quoted, [], domain))
    told = [f"{QUOTED}{each}" for each in theirs - written if each.partition(":")[0] in _QUOTABLE]
    return told + [each for each in found if each in written or each not in theirs]


def _in(text: str, links: list[str], domain: str) -> list[str]:
    from crawler.fingerprint import _address, _messengers

    links = links[: _messengers.MOST_LINKS]
    phones = list(_phones(text, links))
    values = [f"phone:{number}" for number in phones] + [f"phone_block:{_block(each)}" for each in phones]
    values += _mail_values(text, links, domain)
    values += _messengers.accounts(links, text)
    for address in _address.addresses(text):
        values += address.values()
    return values


def _block(number: str) -> str:
    """The hundred numbers around one, as a firm rents them; toll-free ones are given out singly."""
    nobodys = len(number) < 11 or _TOLL_FREE.match(number) or _FOR_FICTION.match(number)
    return "" if nobodys else f"{number[:-2]}xx"


def _clip(text: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    return f"{text[: MOST_TEXT // 2]}\n{text[-MOST_TEXT // 2 :]}"


def _phones(text: str, links: list[str]) -> Iterator[str]:
    region = _region(text)
    yield from _written_phones(text, region)
    for href in links:
        if href[:4].lower() == "tel:":
            yield _normal.phone(unquote(href[4:80]), region)


def _written_phones(text: str, region: str) -> Iterator[str]:
    # The finder is slow on digits that are no phones, so it gets only pieces that may be one.
    for match in islice(_MAYBE_A_PHONE.finditer(text), 10 * MOST_PHONES):
        start = match.start() - (text[match.start() - 1 : match.start()] == "(")
        start -= text[start - 1 : start] == "+"
        candidate = text[start : match.end()]
        fewest = FEWEST_AMERICAN if region == "US" and "+" not in candidate else FEWEST_DIGITS
        if sum(map(str.isdigit, candidate)) >= fewest:
            yield from _numbers(candidate, region)


@lru_cache(maxsize=4_096)
def _numbers(candidate: str, region: str) -> tuple[str, ...]:
    """The phones in a piece of text; kept, because a site's pages repeat them."""
    from phonenumbers import PhoneNumberMatcher

    found = PhoneNumberMatcher(candidate, region, _strictness(region), max_tries=5)
    return tuple(_normal.e164(match.number) for match in found)


def _strictness(region: str) -> int:
    # Ten digits are an American number wherever they stand; only its grouping tells it from dates and prices.
    from phonenumbers import Leniency

    return Leniency.STRICT_GROUPING if region == "US" else Leniency.VALID


def _region(text: str) -> str:
    written = "" if text.isascii() else "".join(set(text))
    if not (_HAN.search(written) or _CYRILLIC.search(written)):
        return "US"
    letters = len(_LETTER.findall(text))
    if len(_HAN.findall(text)) * 4 > letters:
        return "CN"
    return "RU" if len(_CYRILLIC.findall(text)) * 2 > letters else "US"


def _mail_values(text: str, links: list[str], domain: str) -> list[str]:
    mailboxes = dict.fromkeys(_normal.emails_in(text)[:MOST_MAILBOXES])
    for href in links:
        if href[:7].lower() == "mailto:" and len(mailboxes) < 2 * MOST_MAILBOXES:
            written = unquote(href[7:400]).partition("?")[0]
            mailboxes |= dict.fromkeys(_normal.email(each) for each in written.split(",")[:10])
    values = []
    for mailbox in filter(None, mailboxes):
        values += [f"email:{mailbox}", f"mailuser:{_person(mailbox)}"]
        host = names.registrable(mailbox.partition("@")[2])
        if host not in _free_mail() and host != names.registrable(domain):
            values.append(f"mailhost:{host}")
    return values


def _person(mailbox: str) -> str:
    """The part before ``@`` when it is somebody's own, as far as its form tells: ``zhang.wei88``."""
    user = mailbox.partition("@")[0]
    words = re.findall(r"[a-z]+", user)
    own = len(user) >= 6 and len(words) + any(map(str.isdigit, user)) >= 2
    return user if own and len("".join(words)) >= 4 and not _OFFICE.intersection(words) else ""


@lru_cache(maxsize=1)
def _free_mail() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("_free_mail.txt").read_text("utf-8").split())


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The contacts both list, without those that another shared one implies."""
    shared = set(ours) & set(theirs)
    implied = set()
    for value in shared:
        kind, _, rest = value.partition(":")
        if kind == "email":
            implied |= {f"mailhost:{names.registrable(rest.partition('@')[2])}", f"mailuser:{_person(rest)}"}
        elif kind == "phone":
            implied |= {f"whatsapp:{rest}", f"phone_block:{_block(rest)}"}
    told = [*_place.narrowest(shared - implied), *_told_by_one(ours, theirs), *_told_by_one(theirs, ours)]
    return agree(SIGNAL.name, ours, theirs, told, _tell, "they list no contact in common")


def _told_by_one(ours: Values, theirs: Values) -> list[str]:
    """What ours quotes in a warning and theirs lists."""
    listed = set(theirs)
    return [each for each in ours if each.startswith(QUOTED) and each.removeprefix(QUOTED) in listed]


def meets(values: Values) -> list[str]:
    """What is listed, and what is quoted as if it were."""
    return [each.removeprefix(QUOTED) for each in values]


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    if value.startswith(QUOTED):
        return f"show, in a warning or a report, {_tell(rest).partition(' ')[2]}"
    if kind == "phone":
        import phonenumbers

        number = phonenumbers.parse(rest)
        rest = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    house, _, inside = rest.rpartition(" / ")
    if kind in ("rooms", "floor"):
        where = f"on floor {inside} of" if kind == "floor" else f"in the rooms {inside} of"
        return f"give an address {where} '{house}'"
    template = _TOLD.get(kind, f"list the {kind} account {{}}")
    return template.format(rest.replace(" / ", ", unit "))


def keys(values: Values) -> Values:
    """All values, those of people first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="contacts",
    family=Family.IDENTITY,
    question="Do the sites list the same phones, mailboxes, accounts or addresses?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    meets=meets,
    tell=_tell,
)
