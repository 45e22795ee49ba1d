"""How does each platform want to be asked for a value?

Everything in a query was a stranger's: a name, an address or a hash is taken only if it is one, and a phrase
loses what would end its quotes. The fields are those that the platforms document; where Censys renamed them,
the new ones. Shodan finds certificates by a SHA-1 that is not kept here, so it is asked by serial number.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

import phonenumbers

MOST_LETTERS = 120
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})+")
_HASH = re.compile(r"[0-9a-f]{40,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_=+/.:-]{4,100}")
_CERTIFICATE = "host.services.cert"

Queries = list[tuple[str, str]]
"""Platform and query; none where the value is not what it should be."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a value of a prefix is called and looked for."""

    noun: str
    ask: Callable[[str], Queries]


def asked(signal: str, value: str) -> tuple[str, Queries]:
    """How a person calls ``value``, and what to ask for it; no query where nobody can be asked."""
    prefix, _, rest = value.partition(":")
    kind = _kind(signal, prefix)
    return (f"{kind.noun} {_named(prefix, rest)}", kind.ask(rest)) if kind else ("", [])


def rank(signal: str, value: str) -> int | None:
    """Among values that are as rare, what leads to a person comes first; None for what is not looked for."""
    prefix = value.partition(":")[0]
    return None if _kind(signal, prefix) is None else _RANK.get(prefix, _RANK["account"])


def of_domain(domain: str) -> Queries:
    """What the platforms know of the domain itself."""
    if not _HOST.fullmatch(domain):
        return []
    return [("urlscan", f'page.domain:"{domain}"'), *_covered(domain), ("DNSDB", f"dnsdbq -r {domain}")]


def written(text: str) -> Queries:
    """Whatever pages write."""
    phrase = _phrase(text)
    return [("Google", phrase), ("PublicWWW", phrase)] if phrase else []


def _kind(signal: str, prefix: str) -> _Kind | None:
    if signal == "tracker":
        return _Kind(f"the {prefix.replace('_', ' ')} account", _markup)
    return _KINDS.get(signal, {}).get(prefix)


def _named(prefix: str, rest: str) -> str:
    return _international(rest) if prefix in _PHONES else rest[:MOST_LETTERS]


def _international(number: str) -> str:
    try:
        form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(phonenumbers.parse(number[:30], None), form)
    except phonenumbers.NumberParseException:
        return number[:MOST_LETTERS]


def _phrase(text: str) -> str:
    """``text`` in quotes, as search engines take it; nothing where too little is left."""
    plain = " ".join(re.sub(r'["“”\\\x00-\x1f]', " ", text[:1000]).split())[:MOST_LETTERS].strip()
    return f'"{plain}"' if len(plain) > 3 else ""


def _phone(number: str) -> Queries:
    digits = number.removeprefix("+")
    if not (digits.isdigit() and digits.isascii() and len(digits) < 20):
        return []
    shown = _international(number)
    return [("Google", f'"{shown}" OR "{digits}"'), ("PublicWWW", f'"{shown}"')]


def _mailbox(text: str) -> Queries:
    return [*written(text), ("DomainTools reverse WHOIS", _phrase(text).strip('"'))] if "@" in text else []


def _whois(by: str) -> Callable[[str], Queries]:
    def ask(text: str) -> Queries:
        term = _phrase(text).strip('"')
        whoxy = [(f"Whoxy reverse WHOIS by {by}", term)] if by else []
        return [("DomainTools reverse WHOIS", term), *whoxy] if term else []

    return ask


def _street(text: str) -> Queries:
    phrases = filter(None, map(_phrase, text.partition(" / ")[0].split(",")[:4]))
    told = " ".join(phrases)
    return [("Google", told)] if told else []


def _markup(text: str) -> Queries:
    return [("PublicWWW", f'"{text}"')] if _TOKEN.fullmatch(text) else []


def _address(text: str) -> Queries:
    try:
        address = str(ip_address(text))
    except ValueError:
        return []
    return [
        ("urlscan", f'page.ip:"{address}"'),
        ("Shodan", f"net:{address}"),
        ("DNSDB", f"dnsdbq -i {address}"),
    ]


def _record(kind: str) -> Callable[[str], Queries]:
    return lambda name: [("DNSDB", f"dnsdbq -n {name}/{kind}")] if _HOST.fullmatch(name) else []


def _covered(name: str) -> Queries:
    return [("crt.sh, identity", name)] if _HOST.fullmatch(name) else []


def _certificate(what: str, field: str) -> Callable[[str], Queries]:
    def ask(text: str) -> Queries:
        digest = text.removeprefix("sha256:")
        found = [(f"crt.sh, SHA-256({what})", digest), ("Censys", f'{_CERTIFICATE}.{field}: "{digest}"')]
        return found if _HASH.fullmatch(digest) else []

    return ask


def _serial(text: str) -> Queries:
    if not re.fullmatch("[0-9a-f]{1,64}", text):
        return []
    censys = f'{_CERTIFICATE}.parsed.serial_number_hex: "{text}"'
    return [("Shodan", f"ssl.cert.serial:{int(text, 16)}"), ("Censys", censys)]


def _icon(text: str) -> Queries:
    if not re.fullmatch(r"-?[0-9]{1,10}", text):
        return []
    censys = f'host.services.endpoints.http.favicons.hash_shodan: "{text}"'
    return [("Shodan", f"http.favicon.hash:{text}"), ("Censys", censys)]


def _file(text: str) -> Queries:
    return [("urlscan", f"hash:{text}")] if _HASH.fullmatch(text) else []


def _file_name(text: str) -> Queries:
    name = text.rpartition("/")[2]
    return [("urlscan", f'filename:"{name}"')] if re.fullmatch(r"[A-Za-z0-9_.@-]{4,120}", name) else []


_ACCOUNT = _Kind("the account", written)
_KINDS: Mapping[str, Mapping[str, _Kind]] = {
    "contacts": {
        "email": _Kind("the mailbox", _mailbox),
        "phone": _Kind("the phone", _phone),
        "telegram": _ACCOUNT,
        "wechat": _ACCOUNT,
        "skype": _ACCOUNT,
        "line": _ACCOUNT,
        "whatsapp": _Kind("the WhatsApp number", _phone),
        "street": _Kind("the address", _street),
    },
    "registration": {
        "registrant_email": _Kind("the registrant's mailbox", _whois("e-mail")),
        "registrant_phone": _Kind("the registrant's phone", _whois("")),
        "registrant_name": _Kind("the registrant", _whois("owner name")),
        "registrant_org": _Kind("the registrant", _whois("company name")),
        "registrant_handle": _Kind("the registrant's handle", _whois("")),
    },
    "certificate": {
        "key": _Kind(
            "the certificate's key",
            _certificate("SubjectPublicKeyInfo", "parsed.subject_key_info.fingerprint_sha256"),
        ),
        "cert": _Kind("the certificate", _certificate("Certificate", "fingerprint_sha256")),
        "serial": _Kind("the certificate's serial number", _serial),
        "san": _Kind("the certificate's name", _covered),
    },
    "favicon": {"mmh3": _Kind("the icon", _icon), "sha256": _Kind("the icon's file", _file)},
    "images": {"file": _Kind("the picture's file", _file), "svg": _Kind("the drawing's file", _file)},
    "assets": {
        "bundle": _Kind("the file", _file_name),
        "integrity": _Kind("the file of the hash", _markup),
    },
    "dns_records": {
        "a": _Kind("the server", _address),
        "aaaa": _Kind("the server", _address),
        "ns": _Kind("the name server", _record("NS")),
        "mx": _Kind("the mail host", _record("MX")),
    },
    "identities": {
        "company": _Kind("the company name", written),
        "person": _Kind("the name", written),
    },
}
_PHONES = ("phone", "whatsapp", "registrant_phone")
_ORDER = (
    "registrant_email email phone whatsapp telegram wechat skype line registrant_phone registrant_org "
    "registrant_name registrant_handle account key cert serial mmh3 a aaaa street person company mx ns san "
    "integrity bundle file svg sha256"
)
_RANK = {prefix: place for place, prefix in enumerate(_ORDER.split())}
"""Trackers, whose prefixes are many, stand where "account" does."""
