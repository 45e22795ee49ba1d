"""Which words of a source's address and secret must not be read in a report or a reason?"""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from monitor.config import SourceConfig

SHORTEST = 4
"""Characters; what is shorter would be taken out of ordinary words."""
LONGEST = 500
"""Characters of a fault."""
_TELLING = re.compile(r"key|token|secret|pass|auth|sig|cred|code|login|user", re.IGNORECASE)
_MEMBER = re.compile(r"([^&;=]{1,200})=([^&;]+)")


def quiet(config: SourceConfig, secret: str) -> Callable[[str], str]:
    """Takes out of a text what lets somebody in: the secret, and credentials in the address."""
    parts = urlsplit(config.where) if "://" in config.where else urlsplit("")
    words = [secret, *secret.split(":", 1)]
    if "@" in parts.netloc:
        words += parts.netloc.rpartition("@")[0].partition(":")[::2]
    words += [value for name, value in _MEMBER.findall(parts.query) if _TELLING.search(name)]
    hidden = {form for word in words for form in (word, unquote(word)) if len(form) >= SHORTEST}
    if not hidden:
        return lambda text: text
    pattern = re.compile("|".join(map(re.escape, sorted(hidden, key=len, reverse=True))))
    return lambda text: pattern.sub("…", text)
