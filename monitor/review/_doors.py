"""Who may come in?

A token lies in the home, readable by its owner alone. It is exchanged for a cookie that scripts cannot read:
by a key that opens once, or by typing the token. The cookie is not the token: other programs on this machine
that listen on another port are sent it too.
"""

import hmac
import os
import re
import secrets
from pathlib import Path

from crawler.errors import ConfigError

FILE = "serve.token"
VARIABLE = "BRASSPLATE_SERVE_TOKEN"
SHORTEST = 16
_SAFE = re.compile(r"[\x21-\x7e]+")


class Doors:
    """The token of one home and the key that was printed; ``port`` is part of the cookie."""

    def __init__(self, token: str, port: int) -> None:
        self._token = token
        self.port = port
        self.key = secrets.token_urlsafe(24)
        self._used = False

    @property
    def name(self) -> str:
        """Cookies know no ports, so each port's has a name of its own."""
        return f"brassplate_{self.port}"

    @property
    def cookie(self) -> str:
        return self._derived(f"cookie {self.port}")

    @property
    def secret(self) -> str:
        """What signs the tokens of forms: the same after a restart."""
        return self._derived("forms")

    def admits(self, cookie: str) -> bool:
        return hmac.compare_digest(cookie.encode(), self.cookie.encode())

    def opens(self, key: str) -> bool:
        """True the first time that the printed key is brought."""
        fits = not self._used and hmac.compare_digest(key.encode(), self.key.encode())
        self._used = self._used or fits
        return fits

    def knows(self, token: str) -> bool:
        return hmac.compare_digest(token.strip().encode(), self._token.encode())

    def _derived(self, purpose: str) -> str:
        return hmac.digest(self._token.encode(), purpose.encode(), "sha256").hex()


def token_of(home: Path) -> str:
    """The token: from the environment, else from the home's file, which is made where it is missing."""
    if given := os.environ.get(VARIABLE):
        return _checked(given, f"${VARIABLE}")
    path = home / FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(32)
        file.write(f"{made}\n")
    return made


def _kept(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise ConfigError(f"others can read {path}; remove it, and the next start makes another")
    try:
        return _checked(path.read_text(encoding="ascii").strip(), str(path))
    except UnicodeDecodeError:
        raise ConfigError(f"{path} holds no token; remove it, and the next start makes one") from None


def _checked(token: str, place: str) -> str:
    if len(token) < SHORTEST or not _SAFE.fullmatch(token):
        raise ConfigError(
            f"the token in {place} must have {SHORTEST} or more letters, digits and signs without a space"
        )
    return token
