"""Which names does a certificate have, read without the rest of it?

A bounded walk over DER (X.690): every step goes forward, so it ends, and what is not framed as a
certificate (RFC 5280) is a ValueError. Only the subject's common name and the subject alternative names are
looked at.
"""

from collections.abc import Iterable

_COMMON_NAME = b"\x06\x03\x55\x04\x03"
_ALTERNATIVE_NAMES = b"\x06\x03\x55\x1d\x11"
_SEQUENCE, _SET, _INTEGER, _OCTETS = 0x30, 0x31, 0x02, 0x04
_VERSION, _EXTENSIONS, _DNS_NAME = 0xA0, 0xA3, 0x82
_UNIQUE_IDS = (0x81, 0x82)
_WIDE = {0x1E: "utf-16-be", 0x1C: "utf-32-be"}  # BMPString and UniversalString
MOST_OCTETS = 4  # of a length
LONGEST_NAME = 253
_CUT = "it ends in the middle"


def certificate_names(der: bytes, at: int, end: int) -> list[str]:
    """The names of the Certificate in ``der[at:end]``; ValueError says where it is none."""
    try:
        return _names(der, *_inside(der, at, end, _SEQUENCE))
    except IndexError:
        raise ValueError(_CUT) from None


def request_names(der: bytes, at: int, end: int) -> list[str]:
    """The names of the TBSCertificate that begins at ``at``, common name first, as they stand there."""
    try:
        return _names(der, at, end)
    except IndexError:
        raise ValueError(_CUT) from None


def plain(names: Iterable[str]) -> list[str]:
    """Each name of one certificate once, in lower case and without ``*.``.

    Left out are addresses, bare labels, and what has a space or a character beyond ASCII that nobody sees.
    """
    found = {name.lower(): None for name in names}
    for each in found:
        if "." not in each or each[0] == "*" or each[-1] <= "9" or " " in each:
            return _cleaned(found)
        if len(each) > LONGEST_NAME or not each.isascii():
            return _cleaned(found)
    return list(found)


def _cleaned(names: Iterable[str]) -> list[str]:
    """The same where there is something to do, as with one certificate of ten."""
    found: dict[str, None] = {}
    for name in names:
        each = name.removeprefix("*.")
        if "." not in each or " " in each or len(each) > LONGEST_NAME:
            continue
        if each.isascii() or each.isprintable():
            found[each] = None
    return [each for each in found if not each.rpartition(".")[2].isdecimal()]


def _names(der: bytes, at: int, end: int) -> list[str]:
    at, end = _inside(der, at, end, _SEQUENCE)
    if der[at] == _VERSION:
        at = _after(der, at, end, _VERSION)
    at = _after(der, at, end, _INTEGER)  # serial number
    at = _after(der, at, end, _SEQUENCE)  # signature algorithm
    at = _after(der, at, end, _SEQUENCE)  # issuer
    at = _after(der, at, end, _SEQUENCE)  # validity
    subject, at = at, _after(der, at, end, _SEQUENCE)
    found = _common_names(der, subject, at) if der.find(_COMMON_NAME, subject, at) >= 0 else []
    at = _after(der, at, end, _SEQUENCE)  # public key
    while at < end and der[at] in _UNIQUE_IDS:
        at = _after(der, at, end, der[at])
    if at >= end:
        return found
    at, end = _inside(der, *_inside(der, at, end, _EXTENSIONS), _SEQUENCE)
    while at < end:
        start, after = _inside(der, at, end, _SEQUENCE)
        if der.startswith(_ALTERNATIVE_NAMES, start, after):
            found += _alternative_names(der, start + len(_ALTERNATIVE_NAMES), after)
        at = after
    return found


def _alternative_names(der: bytes, at: int, end: int) -> list[str]:
    if der[at] == 1:  # critical
        at = _after(der, at, end, 1)
    at, end = _inside(der, *_inside(der, at, end, _OCTETS), _SEQUENCE)
    found = []
    while at < end:
        size = der[at + 1]
        if der[at] == _DNS_NAME and size < 0x80:  # nearly all of them
            start, stop = at + 2, at + 2 + size
            if stop > end:
                raise ValueError("a name is longer than what holds it")
        else:
            start, stop = _inside(der, at, end, der[at])
        if der[at] == _DNS_NAME:
            found.append(der[start:stop].decode("utf-8", "replace"))
        at = stop
    return found


def _common_names(der: bytes, at: int, end: int) -> list[str]:
    found = []
    at, end = _inside(der, at, end, _SEQUENCE)
    while at < end:
        inner, after = _inside(der, at, end, _SET)
        while inner < after:
            start, stop = _inside(der, inner, after, _SEQUENCE)
            if der.startswith(_COMMON_NAME, start, stop):
                value = start + len(_COMMON_NAME)
                text, text_end = _inside(der, value, stop, der[value])
                found.append(der[text:text_end].decode(_WIDE.get(der[value], "utf-8"), "replace"))
            inner = stop
        at = after
    return found


def _after(der: bytes, at: int, end: int, tag: int) -> int:
    return _inside(der, at, end, tag)[1]


def _inside(der: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Where the body of the element at ``at`` begins and where it ends."""
    if der[at] != tag:
        raise ValueError(f"a tag {der[at]:#04x} stands where {tag:#04x} belongs")
    size = der[at + 1]
    at += 2
    if size >= 0x80:
        octets = size & 0x7F
        if not 0 < octets <= MOST_OCTETS:
            raise ValueError("a length is none of DER")
        size = int.from_bytes(der[at : at + octets])
        at += octets
    if at + size > end:
        raise ValueError("a part is longer than what holds it")
    return at, at + size
