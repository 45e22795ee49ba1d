"""What has the server said so far, and is it already too much?"""

MOST_LINES = 1_000
MOST_HEAD = 300_000
"""Bytes and lines of all heads of one answer together, those of interim answers and trailers included."""
_OF_THE_CONNECTION = {b"connection", b"keep-alive", b"transfer-encoding", b"upgrade"}


class Incoming:
    """Takes the lines and the body of one answer as they come; ``too_big`` says why it stopped."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.too_big = ""
        self.head: list[bytes] = []
        self._body = bytearray()
        self.status = 0
        self.version = ""
        self._lines = 0
        self._bytes = 0
        self.whole_head = False

    def take_line(self, line: bytes) -> int | None:
        """libcurl's HEADERFUNCTION: one line of a head or of the trailers."""
        self._lines += 1
        self._bytes += len(line)
        if self._lines > MOST_LINES or self._bytes > MOST_HEAD:
            self.too_big = f"more than {MOST_LINES} header lines or {MOST_HEAD} bytes of them"
            return -1
        if line.startswith(b"HTTP/") and (self.whole_head or not self.head):
            self.head, self.whole_head = [line], False  # an answer before this one was an interim one
        elif not line.strip(b"\r\n"):
            self.whole_head = True
        elif not self.whole_head:
            if self.most and _length(line) > self.most:
                self.too_big = f"it says that it has more than {self.most} bytes of body"
                return -1
            if line[:1] in b" \t" and self.head:
                self.head[-1] += line
            else:
                self.head.append(line)
        return None

    @property
    def began(self) -> bool:
        """Whether there is a whole head, of an answer that is none of the interim ones."""
        code = self.head[0].split(None, 2)[1:2] if self.head else []
        return self.whole_head and self.status >= 200 and code == [b"%d" % self.status]

    def take_part(self, part: bytes) -> int | None:
        """libcurl's WRITEFUNCTION: a part of the body, as sent."""
        if self.most and len(self._body) + len(part) > self.most:
            self.too_big = f"more than {self.most} bytes of body"
            return -1
        self._body += part
        return None

    def take_told(self, kind: int, text: bytes) -> None:
        """libcurl's DEBUGFUNCTION: the one place where it tells the version of TLS."""
        if kind == 0 and not self.version and text.startswith(b"SSL connection using "):
            self.version = text[21:40].split()[0].decode("ascii", "replace")

    @property
    def protocol(self) -> str:
        return self.head[0].split(b" ", 1)[0].strip()[:10].decode("latin-1") if self.head else ""

    def fields(self) -> list[tuple[bytes, bytes]]:
        """The fields in order, with whatever bytes they have, without those about the connection."""
        split = (line.partition(b":") for line in self.head[1:])
        fields = ((name.strip(), value.strip()) for name, _, value in split)
        return [(name, value) for name, value in fields if name and name.lower() not in _OF_THE_CONNECTION]

    @property
    def until_closed(self) -> bool:
        """Whether the body ends where the connection does."""
        said = {line.partition(b":")[0].strip().lower() for line in self.head}
        return self.whole_head and not said & {b"content-length", b"transfer-encoding"}

    @property
    def body(self) -> bytes:
        return bytes(self._body)


def _length(line: bytes) -> int:
    """What a line says of the body's length; 0 when it is about something else, or says nothing readable."""
    name, _, value = line.partition(b":")
    digits = value.strip()[:30]
    return int(digits) if name.strip().lower() == b"content-length" and digits.isdigit() else 0


def certificates(told: list[list[tuple[bytes, bytes]]]) -> list[str]:
    """The PEM texts of libcurl's CERTINFO, the server's own first."""
    texts = (next((value for name, value in reversed(each) if name == b"Cert"), b"") for each in told)
    return [text.decode("ascii", "replace") for text in texts if text]
