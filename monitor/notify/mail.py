"""How does the day arrive in a mailbox?

One message a receiver over SMTP, plain text and HTML alike. The connection is encrypted (``tls://`` from the
first byte, ``starttls://`` before anything is said, never without) and its certificate verified; ``plain://``
reaches this machine alone. Only the vetted address is dialled.
"""

import asyncio
import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

import certifi

from crawler.errors import ConfigError, SourceUnavailable
from crawler.net import LookupFailed, Network
from crawler.records import content_hash, parse_time
from monitor.notify._channel import Channel, Given
from monitor.notify._digest import digest

_PORTS = {"starttls": 587, "tls": 465, "plain": 25}
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}", re.ASCII)
MOST_RECEIVERS, MOST_ADDRESSES = 50, 4


@dataclass(frozen=True, slots=True)
class _Server:
    way: str
    host: str
    port: int


def tell(given: Given, receiver: str) -> None:
    """Sends one message; whoever does not take it is named in the error."""
    server, letter = _server(given), message(given, receiver)
    made = _dial(given, server)
    try:
        with _in_time(made, given.seconds):
            _send(given, server, made, letter, receiver)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _refused(given, server, code, text) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(given, server, error.smtp_code, error.smtp_error) from None
    except ssl.SSLCertVerificationError:
        raise ConfigError(
            f"the certificate of {server.host} is not trusted; name its authority in net.authorities"
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise ConfigError(f"{server.host} lacks what was asked for: {given.conceal(str(error))}") from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        why = given.conceal(str(error)) or type(error).__name__
        raise SourceUnavailable(f"{server.host} broke off: {why}") from None
    finally:
        made.close()


def message(given: Given, receiver: str) -> EmailMessage:
    """The letter as it is sent: both parts, and no header that a stranger's words could end."""
    said = digest(given.report, given.test)
    sender = _mailbox(given.name, "from", given.options.get("from", ""))
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, receiver, said.subject
    letter["Date"] = format_datetime(parse_time(given.report.finished))
    told = content_hash([given.report.run, given.name, receiver]).removeprefix("sha256:")[:32]
    letter["Message-ID"] = (
        f"<{told}@{sender.rpartition('@')[2]}>"  # a second try can be told from a second day
    )
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(said.text(), cte="quoted-printable")
    letter.add_alternative(said.html(), subtype="html", cte="quoted-printable")
    return letter


def receivers(given: Given) -> Sequence[str]:
    """The mailboxes that ``to`` names; each gets a letter of its own."""
    named = given.options.get("to", "").replace(",", " ").split()
    if not 0 < len(named) <= MOST_RECEIVERS:
        raise ConfigError(
            f"[tell.{given.name}.options] 'to' names 1 to {MOST_RECEIVERS} mailboxes, not {len(named)}"
        )
    _mailbox(given.name, "from", given.options.get("from", ""))
    return tuple(dict.fromkeys(_mailbox(given.name, "to", each) for each in named))


def _mailbox(name: str, option: str, text: str) -> str:
    if not _MAILBOX.fullmatch(text):
        raise ConfigError(
            f"[tell.{name}.options] '{option}' is '{text[:80]}'; write a mailbox such as watch@firm.example"
        )
    return text


def _server(given: Given) -> _Server:
    try:
        parts = urlsplit(given.where)
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or parts.username or parts.path.strip("/"):
        raise ConfigError(
            f"[tell.{given.name}] 'where' is no mail server; write starttls://mail.firm.example:587, "
            "tls://mail.firm.example:465 or plain://127.0.0.1:25"
        )
    return _Server(parts.scheme, parts.hostname, port)


def _dial(given: Given, server: _Server) -> socket.socket:
    host = "127.0.0.1" if server.host == "localhost" else server.host
    own = (host,) if _is_loopback(host) else ()  # whoever writes this machine's address means it
    network = Network(replace(given.net, allow=(*given.net.allow, *own)))
    try:
        addresses = asyncio.run(network.lookup(host))[:MOST_ADDRESSES]
    except LookupFailed as error:
        raise SourceUnavailable(
            f"{server.host} is not reached: {error}; 'allow' names networks of your own"
        ) from None
    if server.way == "plain" and not all(map(_is_loopback, addresses)):
        raise ConfigError(
            f"plain:// reaches this machine alone, not {server.host}; write starttls:// or tls://"
        )
    said = ""
    for address in addresses:
        try:
            return socket.create_connection(
                (address, network.port(server.port)), given.seconds / len(addresses)
            )
        except OSError as error:
            said = error.strerror or "no answer in time"
    raise SourceUnavailable(f"port {server.port} of {server.host} is not reached: {said}")


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


class _Session(smtplib.SMTP):
    """SMTP over a connection that was made before."""

    def __init__(self, made: socket.socket, server: _Server, seconds: float) -> None:
        self._made = made
        address = made.getsockname()[0]
        ours = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        super().__init__(server.host, server.port, ours, seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._made


def _send(given: Given, server: _Server, made: socket.socket, letter: EmailMessage, receiver: str) -> None:
    made.settimeout(given.seconds)
    trust = ssl.create_default_context(cafile=certifi.where())
    for each in given.net.authorities:
        trust.load_verify_locations(each)
    if server.way == "tls":
        made = trust.wrap_socket(made, server_hostname=server.host)
    session = _Session(made, server, given.seconds)
    try:
        if server.way == "starttls":
            session.starttls(context=trust)
        if user := given.options.get("user", ""):
            session.login(user, given.secret)
        session.send_message(letter, letter["From"].addresses[0].addr_spec, [receiver])
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            session.quit()  # who took the letter may leave as they please
        session.close()


@contextlib.contextmanager
def _in_time(made: socket.socket, seconds: float) -> Iterator[None]:
    """Ends the connection after ``seconds``: a server that sends a letter a minute never times out."""

    twin = made.dup()  # TLS takes the socket itself over

    def end() -> None:
        with contextlib.suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        twin.close()


def _refused(given: Given, server: _Server, code: int, text: bytes | str) -> Exception:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    sentence = f"{server.host} answered {code} {given.conceal(said[:200])}"
    if 400 <= code < 500 or code < 0:
        return SourceUnavailable(sentence)
    return ConfigError(f"{sentence}; check 'to', 'from', 'user' and the password that 'secret' names")


CHANNEL = Channel(
    name="mail",
    question="Who gets a letter about the day?",
    tell=tell,
    receivers=receivers,
    options={
        "to": "mailboxes, with commas between",
        "from": "the mailbox that it comes from",
        "user": "who logs in, where the server wants that; 'secret' names the variable with the password",
    },
)
