"""What is the text of a letter: who wrote it, its parts, and the documents that hang on it?"""

import re
from collections.abc import Callable, Iterator
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser

from crawler.discovery._passages import Line

DEEPEST = 3
MOST_PARTS = 200
_HEAD = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+\r?\n){2,200}+(?:\r?\n|\Z)"
)
_TELLING = re.compile(
    rb"^(?:From|Date|MIME-Version|Message-ID|Received|Return-Path|Delivered-To|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)
_SHOWN = ("From", "To", "Cc", "Subject")
_READABLE = ("text/plain", "text/html", "text/markdown")
Read = Callable[[bytes, str, int, str], Iterator[Line | str | int]]


def is_mail(data: bytes) -> bool:
    """True when the bytes begin with the head of a letter."""
    begin = data[:65_536].lstrip(b"\r\n")
    if begin.startswith(b"From "):
        begin = begin.partition(b"\n")[2]
    head = _HEAD.match(begin)
    return head is not None and len(set(map(bytes.lower, _TELLING.findall(head[0])))) >= 2


def mail_lines(data: bytes, place: str, depth: int, read: Read) -> Iterator[Line | str]:
    """Its lines; ``read`` reads what hangs on it: bytes, their place, their depth, their type."""
    try:
        letter = BytesParser().parsebytes(data)
    except Exception as error:  # the parser has been seen to raise any kind on made-up input
        yield f"{place}the letter cannot be read: {type(error).__name__}"
        return
    yield from _letter(letter, place, depth, read)


def _letter(letter: Message, place: str, depth: int, read: Read) -> Iterator[Line | str]:
    for name in _SHOWN:
        if (told := letter.get(name)) is not None:
            yield Line(f"{name}: {_decoded(told)}", f"{place}{name}")
    yield Line("", place)
    waiting = [(letter, 0)]
    count = 0
    while waiting:
        part, level = waiting.pop()
        count += 1
        if count > MOST_PARTS or level > 20:
            yield f"{place}the letter is not read behind part {count - 1}: it has too many"
            return
        if part.get_content_type() == "message/rfc822":
            yield from _attached_letters(part, f"{place}attachment {count}, ", depth, read)
        elif part.is_multipart():
            inner = part.get_payload()
            parts = inner if isinstance(inner, list) else []
            waiting += [(each, level + 1) for each in reversed(parts) if isinstance(each, Message)]
        else:
            yield from _leaf(part, place, depth, read)


def _attached_letters(part: Message, place: str, depth: int, read: Read) -> Iterator[Line | str]:
    inner = part.get_payload()
    if depth >= DEEPEST:
        yield f"{place}it was not read: it hangs on letters {DEEPEST} deep"
        return
    for each in inner if isinstance(inner, list) else ():
        if isinstance(each, Message):
            yield from _letter(each, place, depth + 1, read)


def _leaf(part: Message, place: str, depth: int, read: Read) -> Iterator[Line | str]:
    kind = part.get_content_type()[:60]
    name = _name(part)
    try:
        body = part.get_payload(decode=True)
    except Exception as error:
        yield f"{place}part '{name or kind}' cannot be decoded: {type(error).__name__}"
        return
    if not isinstance(body, bytes) or not body.strip():
        return
    if name or kind not in _READABLE:
        if kind.startswith(("image/", "audio/", "video/", "font/")):
            return
        if depth >= DEEPEST:
            yield f"{place}attachment '{name or kind}' was not read: it hangs on letters {DEEPEST} deep"
            return
        place, depth = f"{place}attachment '{name or kind}', ", depth + 1
    charset = part.get_param("charset")
    label = f"{kind}; charset={charset}" if isinstance(charset, str) else kind
    yield from (each for each in read(body, place, depth, label) if not isinstance(each, int))


def _name(part: Message) -> str:
    try:
        return " ".join((part.get_filename() or "").split())[:60]
    except Exception:  # made-up parameters break the parser of parameters
        return "?"


def _decoded(value: object) -> str:
    try:
        pieces = decode_header(str(value)[:4_000])
        text = "".join(
            piece if isinstance(piece, str) else piece.decode(charset or "latin-1", "replace")
            for piece, charset in pieces
        )
    except Exception:  # an unknown character set, or broken base64
        text = str(value)[:4_000]
    return " ".join(text.split())
