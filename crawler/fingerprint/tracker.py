"""Do two sites report to the same account?

Looks at: account numbers of analytics, advertising, chat and marketing services in the pages' markup, and the
ownership tokens that services ask for in a meta element or a TXT record; also of services that take in what
visitors write into a form, for many a site's only contact. ``ga4:G-…``, ``gtm:GTM-…``.

Why it matters: whoever reads the numbers of two sites runs both, or works for someone who does.

What fools it: a page copied whole brings its victim's account along, which proves copying and not who did it;
an agency or a site builder puts one account on all its customers' sites (rarity decides); a key or a form
that a public template brings along is its maker's; numbers from a manual's example (``UA-XXXXX-Y``,
``G-XXXXXXXXXX``) are nobody's and are ignored.
"""

import re
from collections.abc import Iterable, Mapping

from crawler.fingerprint._rarity import tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

NAME = "tracker"
MOST_VALUES = 64
MOST_CHARACTERS = 2_000_000

_IN_MARKUP: Mapping[str, str] = {
    "ua": r"(UA-(?<!\wUA-)\d{4,10})-\d{1,4}\b",
    "ga4": r"(G-(?<![\w-]G-)(?=[A-Z]*\d)[A-Z0-9]{8,12})(?![\w-])",
    "gtm": r"(GTM-(?<![\w-]GTM-)[A-Z0-9]{5,9})(?![\w-])",
    "aw": r"(AW-(?<![\w-]AW-)\d{8,12})(?![\w-])",
    "adsense": r"(pub-(?<!\wpub-)\d{14,16})\b",
    "google_tag": r"(GT-(?<![\w-]GT-)(?=[A-Z]*\d)[A-Z0-9]{6,12})(?![\w-])",
    "google_key": r"(AIza[A-Za-z0-9_-]{35})(?![\w-])",
    "facebook": r"fbq\(\s*['\"]init['\"]\s*,\s*['\"]?(\d{10,18})"
    r"|facebook\.com/tr/?\?(?:[\w=]{1,20}&(?:amp;)?)?id=(\d{10,18})",
    "yandex": r"(?:ym\((?<!\wym\()\s*|mc\.yandex\.(?:ru|com)/(?:watch/|metrika/tag\.js\?id=)|yaCounter"
    r"|Ya\.Metrika2?\(\{\s{0,20}id\s?:\s?|bs\.yandex\.ru/informer/)(\d{5,9})\b",
    "baidu": r"hm\.baidu\.com/hm\.js\?([0-9a-f]{32})",
    "cnzz": r"cnzz\.com/[\w./]{0,40}\?(?:web_)?id=(\d{6,12})",
    "la51": r"LA\.init\(\{\s{0,9}id\s{0,3}:\s{0,3}['\"]([A-Za-z0-9]{10,20})|js\.users\.51\.la/(\d{5,10})\.js",
    "hotjar": r"\bhjid\s*[:=]\s*['\"]?(\d{5,9})|\.hotjar\.com/c/hotjar-(\d{5,9})",
    "contentsquare": r"t\.contentsquare\.net/uxa/([0-9a-f]{10,16})\.js",
    "clarity": r"clarity\.ms/tag/([a-z0-9]{8,12})\b"
    r"|\bclarity['\"]\s*,\s*['\"]script['\"]\s*,\s*['\"]([a-z0-9]{8,12})",
    "hubspot": r"js(?:-\w{2,4})?\.hs-(?:scripts|analytics)\.(?:com|net)"
    r"/(?:analytics/\d{1,16}/)?(\d{4,10})\.js"
    r"|\bportalId['\"]?\s{0,3}[:=]\s{0,3}['\"]?(\d{4,10})\b",
    "tawk": r"embed\.tawk\.to/([0-9a-f]{24})\b",
    "crisp": r"CRISP_WEBSITE_ID\s*=\s*['\"]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "intercom": r"widget\.intercom\.io/widget/([a-z0-9]{6,10})\b",
    "tiktok": r"ttq\.load\(\s*['\"]([A-Z0-9]{16,24})",
    "linkedin": r"_linkedin_partner_id\s*=\s*['\"]?(\d{4,9})|px\.ads\.linkedin\.com/collect/?\?pid=(\d{4,9})",
    "pinterest": r"pintrk\(\s*['\"]load['\"]\s*,\s*['\"](\d{10,16})",
    "twitter": r"twq\(\s*['\"](?:init|config)['\"]\s*,\s*['\"]([a-z0-9]{5,8})['\"]",
    "vk": r"vk\.com/rtrg\?p=(VK-RTRG-\d{5,8}-\w{4,8})|VK\.Retargeting\.Init\(['\"](VK-RTRG-\d{5,8}-\w{4,8})",
    "cloudflare": r"cf-beacon=['\"]?\{(?:\"|&quot;)token(?:\"|&quot;)\s?:\s?(?:\"|&quot;)([0-9a-f]{32})",
    "mixpanel": r"mixpanel\.init\(\s*['\"]([0-9a-f]{32})",
    "umami": r"data-website-id=['\"]?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "zendesk": r"zdassets\.com/ekr/snippet\.js\?key=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "livechat": r"__lc\.license\s*=\s*(\d{5,9})",
    "jivo": r"code\.jivo(?:site)?\.\w{2,3}/(?:script/)?widget/([A-Za-z0-9]{10})\b",
    "smartsupp": r"_smartsupp\.key\s*=\s*['\"]([0-9a-f]{40})",
    "tidio": r"code\.tidio\.co/([a-z0-9]{32})\.js",
    "mailchimp": r"list-manage\.com/subscribe/post\?u=([0-9a-f]{20,32})",
    "formspree": r"formspree\.io/f/([a-z]{8})\b",
    "formsubmit": r"formsubmit\.co/(?:ajax/)?([0-9a-f]{32})\b",
    "web3forms": r"access_key['\"]\s{1,4}value=['\"]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "emailjs": r"emailjs\.init\(\s*\{?\s*(?:publicKey\s?:\s?)?['\"]([\w-]{15,30})['\"]",
    "google_form": r"docs\.google\.com/forms/d/e/([\w-]{40,70})/",
    "mailru": r"top-fwz1\.mail\.ru/counter\?id=(\d{5,9})",
    "liveinternet": r"counter\.yadro\.ru/hit;([A-Za-z0-9_-]{3,30})",
    "statcounter": r"\bsc_project\s*=\s*['\"]?(\d{5,9})",
    "matomo": r"setTrackerUrl['\"]\s*,\s*['\"](?:https?:)?//([\w.-]{4,80})/",
    "recaptcha": r"(6L(?<![\w-]6L)[A-Za-z0-9_-]{6}AAAAA[A-Za-z0-9_-]{27})(?![\w-])",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _IN_MARKUP.items()}
_HINTS: Mapping[str, tuple[str, ...]] = {
    "ua": ("UA-",),
    "ga4": ("G-",),
    "gtm": ("GTM-",),
    "aw": ("AW-",),
    "adsense": ("pub-",),
    "google_tag": ("GT-",),
    "google_key": ("AIza",),
    "facebook": ("fbq(", "facebook.com/tr"),
    "yandex": ("ym(", "yandex", "Ya.Metrika"),
    "baidu": ("hm.baidu.com/hm.js?",),
    "cnzz": ("cnzz.com/",),
    "la51": ("LA.init(", "js.users.51.la/"),
    "hotjar": ("hjid", ".hotjar.com/c/"),
    "contentsquare": ("t.contentsquare.net/uxa/",),
    "clarity": ("clarity",),
    "hubspot": (".hs-scripts.", ".hs-analytics.", "portalId"),
    "tawk": ("embed.tawk.to/",),
    "crisp": ("CRISP_WEBSITE_ID",),
    "intercom": ("widget.intercom.io/widget/",),
    "tiktok": ("ttq.load(",),
    "linkedin": ("_linkedin_partner_id", "px.ads.linkedin.com/collect"),
    "pinterest": ("pintrk(",),
    "twitter": ("twq(",),
    "vk": ("VK-RTRG-",),
    "cloudflare": ("cf-beacon=",),
    "mixpanel": ("mixpanel.init(",),
    "umami": ("data-website-id=",),
    "zendesk": ("zdassets.com/ekr/",),
    "livechat": ("__lc.license",),
    "jivo": ("code.jivo",),
    "smartsupp": ("_smartsupp.key",),
    "tidio": ("code.tidio.co/",),
    "mailchimp": ("list-manage.com/subscribe/post?u=",),
    "formspree": ("formspree.io/f/",),
    "formsubmit": ("formsubmit.co/",),
    "web3forms": ("access_key",),
    "emailjs": ("emailjs.init(",),
    "google_form": ("docs.google.com/forms/d/e/",),
    "mailru": ("top-fwz1.mail.ru/counter?id=",),
    "liveinternet": ("counter.yadro.ru/hit;",),
    "statcounter": ("sc_project",),
    "matomo": ("setTrackerUrl",),
    "recaptcha": ("AAAAA",),
}
"""Looked for first: most pages have few of these services, and a longer text is found missing sooner."""
_SELDOM = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_(?-.jqxzkywvbgfu"
_OFTEN = bytes(each for each in range(256) if each not in _SELDOM)
_LOOKED_FOR = tuple(
    (name, hint, hint.encode().translate(None, _OFTEN)) for name, hints in _HINTS.items() for hint in hints
)
"""A hint is first looked for where only seldom letters are left of both: in an eighth of the markup."""
_META = {
    "google-site-verification": "google-site-verification",
    "msvalidate.01": "bing-site-verification",
    "yandex-verification": "yandex-verification",
    "baidu-site-verification": "baidu-site-verification",
    "facebook-domain-verification": "facebook-domain-verification",
    "p:domain_verify": "pinterest-site-verification",
    "naver-site-verification": "naver-site-verification",
    "360-site-verification": "site-360-site-verification",
    "sogou_site_verification": "sogou-site-verification",
    "shenma-site-verification": "shenma-site-verification",
    "bytedance-verification-code": "bytedance-verification-code",
    "mailru-domain": "mailru-domain",
    "wmail-verification": "wmail-verification",
    "google-adsense-account": "adsense-account",
    "fb:app_id": "facebook-app",
    "fb:pages": "facebook-page",
    "ahrefs-site-verification": "ahrefs-site-verification",
}
_TXT = re.compile(
    r"^\"?(?:v=verifydomain\s)?_?([a-z0-9][\w.-]{0,40}(?:verification|verify|verification-(?:code|key))(?:\.\w{1,12})?"
    r"|ms|mailru-domain|docusign|apple-domain|firebase|amazonses|pardot\d{0,9}|(?:brevo|sendinblue)-code|tmes)"
    r"\s*[=:]\s*\"?([\w+/=.-]{6,120})\"?$",
    re.IGNORECASE,
)
_TOKENS_OWN = re.compile(r"(?<=verification)\.\w{1,12}$")
_TOKEN = re.compile(r"[\w+/=.-]{6,120}")
_EXAMPLE = re.compile(r"x{3,}|y{4,}|example|measurement|your|1234567|abcdef", re.IGNORECASE)


def extract(subject: Subject) -> Values:
    """At most 64 accounts and tokens of the site's pages and TXT records."""
    values: set[str] = set()
    for page in subject.pages:
        values |= _accounts(page.html[:MOST_CHARACTERS])
        values |= {
            f"{_META[name]}:{value}"
            for name, value in page.meta.items()
            if name in _META and _TOKEN.fullmatch(value)
        }
    observation = subject.observations.get("dns")
    if observation is not None:
        records = observation.payload.get("TXT") or ()
        values |= _tokens(each for each in records if isinstance(each, str))
    return tidy((value for value in values if not _is_placeholder(value)), MOST_VALUES)


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The accounts both name."""
    if not ours or not theirs:
        return None
    shared = tuple(sorted(set(ours) & set(theirs)))
    if not shared:
        return Comparison(NAME, 0.0, (), "the sites share no account of a web service")
    similarity = len(shared) / min(len(ours), len(theirs))
    return Comparison(
        NAME, round(similarity, 4), shared, f"both use the same account: {', '.join(shared[:5])}"
    )


def keys(values: Values) -> Values:
    return values[:MOST_VALUES]


def _tell(value: str) -> str:
    service, _, account = value.partition(":")
    return f"use the {service} account {account}"


def _accounts(html: str) -> set[str]:
    left = html.encode("utf-8", "replace").translate(None, _OFTEN)
    found = set()
    for name in dict.fromkeys(name for name, hint, seldom in _LOOKED_FOR if seldom in left and hint in html):
        groups = (next(filter(None, each.groups())) for each in _PATTERNS[name].finditer(html))
        found |= {f"{name}:{account}" for account in groups}
    return found


def _tokens(records: Iterable[str]) -> set[str]:
    found = set()
    for record in records:
        if match := _TXT.match(record[:300].strip()):
            found.add(f"{_service(match[1])}:{match[2]}")
    return found


def _service(name: str) -> str:
    """A token's name as the prefix of a value; what follows the last dot is part of the token."""
    plain = _TOKENS_OWN.sub("", name.lower()).replace(".", "-").strip("_-")
    return plain if plain[:1].isalpha() else f"site-{plain}"


def _is_placeholder(value: str) -> bool:
    """One repeated digit, a counting row or an example's words: nobody's account."""
    account = value.partition(":")[2]
    digits = re.sub(r"\D", "", account)
    if (
        digits
        and account.startswith(("UA-", "AW-", "pub-", "G-"))
        and len(set(digits)) == 1
        and len(digits) > 3
    ):
        return True
    return bool(_EXAMPLE.search(account))


SIGNAL = Signal(
    name=NAME,
    family=Family.IDENTITY,
    question="Do two sites report to the same account?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
