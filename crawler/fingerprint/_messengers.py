"""Which messenger accounts does a page name, in its links or in words?"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from crawler.fingerprint import _normal

MOST_LINKS = 2_000

_LINKS = (
    (
        "telegram",
        re.compile(
            r"^(?:https?:)?//(?:www\.)?(?:t|telegram)\.(?:me|dog)/(?:s/)?(\+?[\w-]{4,40})/?(?:[?#]|$)"
        ),
    ),
    ("telegram", re.compile(r"^tg://resolve\?domain=(\w{4,40})")),
    ("whatsapp", re.compile(r"^(?:https?:)?//(?:www\.)?wa\.me/\+?(\d{8,15})\b")),
    (
        "whatsapp",
        re.compile(
            r"^(?:https?://(?:api|web)\.whatsapp\.com/|whatsapp://)send/?\?(?:\S{0,200}&)?phone=\+?(\d{8,15})\b"
        ),
    ),
    ("skype", re.compile(r"^skype:([\w.,:-]{4,60})")),
    ("line", re.compile(r"^(?:https?:)?//(?:line\.me/(?:r/)?ti/p/~?|lin\.ee/)([@\w.%-]{3,40})")),
    ("wechat", re.compile(r"^weixin://dl/chat\?([\w-]{5,30})")),
)
_MAYBE_AN_ACCOUNT = re.compile(
    r"(?:https?:)?//(?:(?:www|api|web)\.)?(?:t|telegram|wa|whatsapp|line|lin)\.(?:me|dog|com|ee)/"
    r"|tg:|skype:|weixin:|whatsapp:"
)
_WORDS = (
    ("telegram", re.compile(r"\btelegram\s?[:：]\s?@?([a-z]\w{4,31})\b")),
    ("telegram", re.compile(r"\btelegram\s?@([a-z]\w{4,31})\b")),
    ("wechat", re.compile(r"(?:\bwe ?chat(?: ?id)?|微信号?)\s?[:：]\s?([a-z][\w-]{5,19})(?![\w-])")),
    ("skype", re.compile(r"\bskype(?: ?id)?\s?[:：]\s?((?:live:)?\.?[a-z][\w.,-]{4,50})(?![\w.-])")),
    ("line", re.compile(r"\bline ?id\s?[:：]\s?(@?[\w.-]{3,30})(?![\w.-])")),
    ("whatsapp", re.compile(r"\bwhatsapp\s?[:：]?\s?(\+[\d ()-]{8,24})")),
)
_HINTS = {
    "telegram": ("telegram",),
    "wechat": ("wechat", "we chat", "微信"),
    "skype": ("skype",),
    "line": ("lineid", "line id"),
    "whatsapp": ("whatsapp",),
}
"""Looked for first: most pages name none of them."""
_NOT_ACCOUNTS = {"share", "joinchat", "addstickers", "proxy", "login", "username", "yourname", "telegram"}


def accounts(links: Iterable[str], text: str) -> list[str]:
    """``telegram:``, ``whatsapp:`` (E.164), ``wechat:``, ``skype:`` and ``line:`` values."""
    found = []
    for href in list(links)[:MOST_LINKS]:
        # A link may be of any length, and an account stands at its beginning.
        plain = unquote(href[:500]).strip().lower()
        if _MAYBE_AN_ACCOUNT.match(plain):
            found += [_value(kind, match[1]) for kind, form in _LINKS if (match := form.match(plain))]
    low = text.lower()
    named = {kind for kind, hints in _HINTS.items() if any(hint in low for hint in hints)}
    for kind, form in _WORDS:
        if kind not in named:
            continue
        found += [_value(kind, name) for name in form.findall(low)[:20]]
    return [value for value in found if value]


def _value(kind: str, name: str) -> str:
    if kind == "whatsapp":
        number = _normal.phone(name if name.startswith("+") else f"+{name}")
        return f"whatsapp:{number}" if number else ""
    name = name.strip(".,")
    return "" if name in _NOT_ACCOUNTS else f"{kind}:{name}"
