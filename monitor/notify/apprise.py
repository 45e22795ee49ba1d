"""How does the day reach Slack, Teams, Matrix, Telegram and whatever else Apprise knows?

The addresses hold tokens, so they come from the environment variable that ``secret`` names, blanks between.
Apprise dials by itself: our guard does not vet it.
"""

import contextlib
import importlib
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from crawler.errors import ConfigError, SourceUnavailable, to_install
from monitor.notify._channel import Channel, Given
from monitor.notify._digest import digest

MOST = 20
_CALM = str.maketrans({"<": "‹", ">": "›", "@": "＠", "`": "ʼ", "*": "∗", "_": "＿"})  # no mention, no markup


def tell(given: Given, receiver: str) -> None:
    """Sends the digest to one address; its number is all that is ever said of it."""
    address, said = given.secret.split()[int(receiver) - 1], digest(given.report, given.test)
    service = address.partition("://")[0][:20]
    with _quiet():
        library = _library()
        sender = library.Apprise()
        if not sender.add(address):
            raise ConfigError(
                f"Apprise cannot read address {receiver} of those that 'secret' names ({service}://)"
            )
        try:
            told = sender.notify(
                title=said.subject.translate(_CALM),
                body=said.text().translate(_CALM),
                body_format=library.NotifyFormat.TEXT,
            )
        except Exception as error:
            # A service's own words may hold its token.
            raise SourceUnavailable(
                f"{service} (address {receiver}) failed: {type(error).__name__}"
            ) from None
    if not told:
        raise SourceUnavailable(f"{service} (address {receiver}) did not take it")


def receivers(given: Given) -> Sequence[str]:
    """The addresses by their numbers."""
    _library()
    count = len(given.secret.split())
    if not 0 < count <= MOST:
        raise ConfigError(
            f"[tell.{given.name}] 'secret' names the environment variable with 1 to {MOST} Apprise addresses"
        )
    return tuple(map(str, range(1, count + 1)))


def _library() -> Any:
    try:
        return importlib.import_module("apprise")
    except ImportError:
        raise ConfigError(f"Apprise is not installed: {to_install('apprise')}") from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Apprise's own log would name addresses."""
    log = logging.getLogger("apprise")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


CHANNEL = Channel(
    name="apprise",
    question="Which chats and services hear of the day?",
    tell=tell,
    receivers=receivers,
)
