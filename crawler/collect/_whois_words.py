"""What do the keys and headings of WHOIS answers mean, in whichever words a registry puts them?"""

import re
from functools import lru_cache

_PUNCTUATION = re.compile(r"[._#*\-–\s]+")
_ASIDE = re.compile(r"\([^()]{0,120}\)|\d+$")

_EXPIRES = re.compile(
    r"\bexp(?:ir\w*)?\b(?! (?:notice|status))|paid till|\bvalid (?:until|till|to|thru|date)|\bvalidity\b"
    r"|\brenewal (?:date|due)|\brenew (?:date|by)|billed ?until|vencimiento|caduc|\bexpira|^有効|종료일"
)
_UPDATED = re.compile(
    r"\bupdate[ds]?\b|\bmodif|\bchanged?\b|last ?modified|actualizaci|modifica|^最終更新|변경일"
    r"|\blast edited\b"
)
_CREATED = re.compile(
    r"\bcreat(?:ed?\b|ion)|\bregistered$|\bregistered (?:on|date|at)\b|\bregistration (?:date|time|on)\b"
    r"|\bregister date\b|\bregistration$|commencement|\bactivat(?:ed|ion)|\bassigned\b|\bentered\b"
    r"|date ?registered|\bcr[eé]ation|\bcriado|\bcreaci|fecha de (?:alta|registro)|^登録年月日|등록일"
)
_NO_DATE = re.compile(
    r"database|\bwhois\b|\boption\b|\btransfer|\bdnssec|\bds\b|\blookup|\btimestamp|\bby$|connected"
    r"|\bregistr?ar created"
)
_WEAK = re.compile(r"(?:last )?(?:created|changed?|registered|updated?|modified)")

_SERVER = re.compile(
    r"(?:(?:domain|primary|secondary|listed|first|second|dns|ns|main) ?)?"
    r"(?:name ?servers?|nservers?|dns|ns|servers?|host ?names?)"
    r"(?: (?:name|host ?names?|information|records?|in (?:the )?listed order))?"
    r"|servidor(?:es)? de (?:nombres?|nomes?)(?: de dominio)?|domain name servers?(?: in listed order)?"
    r"|name servers? in (?:the )?listed order|ネームサーバ|호스트이름"
)
_REGISTRAR = re.compile(
    r"(?:current |sponsoring |managing |domain )?registr?ar(?: name| organi[sz]ation| company)?"
    r"|registration service provider|registered (?:by|through|via)|authori[sz]ed agency"
    r"|registrar info(?:rmation)?|등록대행자"
)
_STATUS = re.compile(
    r"(?:domain |epp ?|registration |domain name )?(?:status|state)|estatus del dominio|domaintype|flags|状態"
)
_OTHER = re.compile(
    r"(?:the )?(?:admin|adm|tech|bill|zone|abuse|reseller|sponsor$|onsite|security|emergency|cobranza|support"
    r"|authinfo|data validation|keys?$|dnssec|disclaimer|ns ?set|keyset|contacto|rsp\b|public key)"
)
_REGISTRANT = re.compile(
    r"(?:domain name |domain )?(?:registrant|holder|owner|titular|licensee|registrant contact)s?"
    r"|registrant organi[sz]ation or person|登録者名|등록인"
)
_HOLDER_HEADING = re.compile(
    rf"(?:{_REGISTRANT.pattern})(?: contacts?| details| information| info)*"
    r"|organization using domain name|(?:holder|owner) of (?:the )?domain(?: name)?"
)
_OWNED = re.compile(
    r"(?:(?:domain )?(?:registrant|holder|owner)(?:'s)?(?: contact)?(?: info| information)?|titular|org)"
    r"(?: |(?=org|addr))"
)
_DOMAIN_HEADING = re.compile(
    r"domain(?: name)?(?: information| info| data| record| details)?|relevant dates?|important dates?|dates"
    r"|additional info(?:rmation)?|registration (?:dates?|information)|whois|domain dates"
)
_CONTACT_START = re.compile(
    r"contact(?: id| handle)?|id|nic hdl(?: br)?|nic handle|person(?:name)?|role|handle|norid handle|keyset"
    r"|mntner|source"
)
_IANA = ("registrar iana id", "sponsoring registrar iana id")
_REFERRAL = ("registrar whois server", "whois server")
_HANDLES = (
    "id",
    "nic hdl",
    "nic hdl br",
    "nic handle",
    "handle",
    "contact id",
    "contact handle",
    "norid handle",
    "contact",
)
_HOLDERS = (
    "registrant",
    "holder",
    "holder c",
    "owner c",
    "registrant c",
    "registrant handle",
    "domain holder handle",
    "org handle",
)

_CONTACT = {
    "name": "name|person|personname|contact name|role|full name|contact person|responsible|contact|descr"
    "|holder|owner|registrant",
    "organisation": "org|orgname|org name|organization|organisation|organization name|organisation name"
    "|company|company name|company english name|corporate name|contact organization"
    "|contact organisation|legal name",
    "street": "address|addr|street|street name|street address|postal address|address line|mailing address",
    "city": "city|locality|town|city name",
    "country": "country|country code|countrycode|cc|country/economy|country name",
    "email": "email|e mail|email address|mail|holder email|contact email|electronic mail",
    "phone": "phone|phone number|telephone|tel|voice|telephone number|phone no|contact phone",
}
_FIELD = {key: field for field, keys in _CONTACT.items() for key in keys.split("|")}


def plain(key: str) -> str:
    """``Registrant Street1`` and ``registrant-street....`` as one key."""
    words = _PUNCTUATION.sub(" ", _ASIDE.sub("", key.strip().lower()[:160])).strip(" :'\"")
    return words.removesuffix(" loc").removesuffix(" int")


@lru_cache(maxsize=4096)
def meaning(key: str) -> tuple[str, str]:
    """Whose field a plain key names and which: ("domain", "created"), ("", "city")."""
    if key in _IANA:
        return "domain", "iana_id"
    if key in _REFERRAL:
        return "domain", "referral"
    if key in ("domain", "domain name", "domainname", "nombre de dominio"):
        return "domain", "domain"
    if _OTHER.match(key):
        return "other", ""
    for pattern, name in ((_REGISTRAR, "registrar"), (_STATUS, "status"), (_SERVER, "nameserver")):
        if pattern.fullmatch(key):
            return "domain", name
    if date := _date(key):
        return "domain", date
    if _REGISTRANT.fullmatch(key):
        return "registrant", "name"
    if owned := _OWNED.match(key):
        return "registrant", _FIELD.get(key[owned.end() :], "")
    return "", _FIELD.get(key, "")


def _date(key: str) -> str:
    if _NO_DATE.search(key):
        return ""
    for pattern, name in ((_EXPIRES, "expires"), (_UPDATED, "updated"), (_CREATED, "created")):
        if pattern.search(key):
            return name
    return ""


def says_little(key: str) -> bool:
    """Whether ``created`` alone stands there, which every object of an answer may have."""
    return bool(_WEAK.fullmatch(key))


@lru_cache(maxsize=4096)
def heading(key: str) -> str:
    """The part of the answer that a plain heading opens: domain, registrant, registrar, nameserver, other."""
    if not key or len(key) > 60:
        return ""
    if _OTHER.match(key):
        return "other"
    for pattern, role in (
        (_HOLDER_HEADING, "registrant"),
        (_REGISTRAR, "registrar"),
        (_SERVER, "nameserver"),
        (_DOMAIN_HEADING, "domain"),
    ):
        if pattern.fullmatch(key):
            return role
    return "other" if re.search(r"\bcontacts?(?: information| details)?$", key) else ""


def starts_contact(key: str) -> bool:
    return bool(_CONTACT_START.fullmatch(key))


def is_handle(key: str) -> bool:
    return key in _HANDLES


def names_holder(key: str) -> bool:
    return key in _HOLDERS
