"""In which words does a WHOIS server say that it tells nothing, and why?

Only asked of an answer without dates and name servers: the terms below a registration are full of such words.
"""

import re

from crawler.records import Reason

_NONE_SUCH = re.compile(
    r"\A\s{0,50}available[ \t]*$"
    r"|^[ \t%#>*\"'-]*+(?:error:?[ \t]*(?:10[13]:?[ \t]*)?)?(?:the )?(?:queried |above )?(?:"
    r"no[_ ]match(?:ing record)?\b|not found\b|no entries found|no data (?:was )?found|no found\b"
    r"|nothing found"
    r"|no[_ ]object[_ ]found|object[_ ]not[_ ]found|no_se_encuentra|no such domain"
    r"|no records? (?:matching|found)"
    r"|no information (?:available|was found)|domain (?:name )?not found|nincs tal[aá]lat"
    r"|(?:domain )?(?:object|domain) (?:does not|doesn't) exist|this query returned 0 objects"
    r"|(?:domain |query_)?status:[ \t]*(?:free|(?:220 )?available|not registered|no object found)[ \t]*$"
    r"|(?:domain )?(?:name )?\S{1,80} (?:is (?:available|free|not registered)|(?:was )?not found)\b"
    r"|(?:domain )?(?:name )?\S{1,80} (?:does not exist in|has not been registered)\b"
    r"|domain name is not registered|(?:invalid query or )?domain name not known"
    r"|\S{4,253}[ \t]?[:-] ?(?:no match|no entries found|not found|this domain is available)"
    r"|this domain (?:name )?(?:is available|has not been registered|is not registered|cannot be found)"
    r"|sorry, but domain: \S{1,253} not found|requested domain was not found|domain unknown|not registered\b"
    r"|we do not have an entry|(?:el )?dominio no (?:se encuentra|encontrado|existe))",
    re.IGNORECASE | re.MULTILINE,
)
_SLOW_DOWN = re.compile(
    r"limit exceeded|exceeded (?:the |your )?(?:maximum|query|quota|limit|number|allowed)"
    r"|(?:requests|queries|lookups)(?: per \w{1,10})? exceeded"
    r"|quota (?:has been )?(?:exceeded|used)|too many (?:requests|queries|connections)|slow down|rate.?limit"
    r"|try again later|(?:access|permission) denied|blacklisted|excessive querying"
    r"|\b(?:been|are) (?:banned|blocked)"
    r"|requests of this client are not permitted|temporarily (?:blocked|denied|unavailable)|query rate",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"discontinued|decommissioned|terminated on|retired|sunset|replaced by rdap|use (?:our |the )?rdap"
    r"|no longer (?:available|provided|supported|offer)",
    re.IGNORECASE,
)


def refusal(answer: str) -> Reason:
    """The reason that the answer gives; NONE when it gives none that we know."""
    for pattern, reason in (
        (_NONE_SUCH, Reason.NOT_REGISTERED),
        (_SLOW_DOWN, Reason.RATE_LIMITED),
        (_GONE, Reason.SUNSET),
    ):
        if pattern.search(answer):
            return reason
    return Reason.NONE
