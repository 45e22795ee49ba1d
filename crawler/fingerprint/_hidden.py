"""Which words of a registration stand where somebody's data were taken out, or for a service in between?"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from crawler.fingerprint import _normal

_SERVICE = (
    r"privacy (?:services?|inc|llc|ltd|ehf|hero|guard|corp(?:oration)?|trust|trustee|administrator"
    r"|link|above|protection|customer|team|dept|department)\b"
    r"|(?:withheld ?for|contact|perfect|super|see|whois|domains?|my|your|our|moniker|jewella|dynadot|digital"
    r"|customer|registration|respect ?my|global domain) ?privacy\b"
    r"|privacy ?(?:protect|guardian|dot ?link)|domains ?by ?proxy|proxy|knock knock whois|1337 services"
    r"|njalla|whois ?(?:guard|agent|protect|secure|trustee|hidden|mask|service)"
    r"|private ?(?:whois|registra|domain|who is)|reg ?private|protection of private|protected domain"
    r"|domain ?(?:discreet|protect|contact org|id ?shield)|(?:identity|id) ?(?:protect|shield)|anonymi[sz]e"
    r"|on behalf of .{1,80} (?:owner|registrant|customer)|hidden by|o w o info"
    r"|yin ?si ?bao ?hu|隐私|隱私|代行サービス|개인정보"
)
_REDACTED = (
    r"redacted|privacy|private (?:person|registr)|privately|withheld|(?:data|is) protected|^protected|masked"
    r"|not (?:disclosed|shown|applicable|available|public|provided|specified)|non ?public|statutory masking"
    r"|gdpr|unavailable|registr\w+ private|can ?not be (?:publicly )?disclosed|not be publicly|confidential"
    r"|^hidden|please (?:query|contact|visit)|select (?:contact|request)|registration policy|^https?\b"
    r"|non trading individual"
    r"|^(?:n ?a|none|null|nil|unknown|anonymous|ano nymous|undisclosed|registrant|private|owner|admin\w*)$"
    r"|^(?:domains?|dns|it|legal|network|web|hostmaster|technical|corporate|internet|system|trademark)s?"
    r"(?: (?:name|domain|names|legal|it|dns))? ?(?:admin(?:s|istrat(?:or|ion|ors))?|managers?|management"
    r"|master|department|dept|team|services|office|operations|contact|support)?$"
)


@lru_cache(maxsize=2)
def _written(words: str) -> re.Pattern[str]:
    """Who only compares registrations reads none: these take longer to compile than to be asked."""
    return re.compile(words)


def is_service(contact: Mapping[str, Any]) -> bool:
    """Whether a privacy service stands in the place of who registered."""
    fields = ("name", "organisation", "email", "street")
    return any(_written(_SERVICE).search(plain(contact.get(field))) for field in fields)


def text(holder: Mapping[str, Any], field: str) -> str:
    """The field as text; ``""`` when missing, or when it only names an office or says that it is hidden."""
    value = holder.get(field)
    return "" if _written(_REDACTED).search(plain(value)) else _joined(value)


def plain(value: object) -> str:
    return re.sub(r"[^\w]+|_", " ", _joined(value).casefold()).strip()


def _joined(value: object) -> str:
    parts = value[:10] if isinstance(value, list | tuple) else [value or ""]
    return " ".join(str(part)[: _normal.MOST_CHARACTERS] for part in parts)[: _normal.MOST_CHARACTERS]
