"""Which mailbox and which web server does a test tell, on the loopback network?"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from monitor import cli, config
from monitor.home import Home, open_home


@dataclass
class Mailbox:
    """``refusals`` are answered first, one a letter; ``said`` are the letters that were taken."""

    port: int = 0
    refusals: list[str] = field(default_factory=list)
    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):
        if self.refusals:
            return self.refusals.pop(0)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 taken"

    def login(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"open sesame", handled=False)


@contextmanager
def mailbox(tls=None, first=False) -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    login = {"authenticator": box.login, "auth_required": True} if tls else {}
    way = {"ssl_context": tls, "auth_require_tls": False} if first else {"tls_context": tls}
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, require_starttls=bool(tls) and not first, **login, **way
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def home_with(folder, text: str) -> Home:
    """A home whose brassplate.toml says ``text`` as well."""
    cli.run(["--home", str(folder), "init"])
    file = folder / "brassplate.toml"
    file.write_text(file.read_text() + text)
    return open_home(config.load(folder))
