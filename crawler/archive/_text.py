"""Are these bytes a page, and which text do they hold?

Labels are read as browsers read them (the WHATWG's Encoding Standard). Where a label is plainly wrong the
text is read as what it is: a page that its visitors see as mojibake still names its owner.
"""

import re

from crawler.archive._sniff import sniffed

_HTML = {"text/html", "application/xhtml+xml"}
_UNTOLD = {"", "text/plain", "application/octet-stream"}
_BEGINS_LIKE_A_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(?:!|(?!svg\b)[a-z])", re.IGNORECASE
)
# Those that browsers know; among Python's are some that are no character sets, or quadratic in their input.
_CHARACTER_SETS = re.compile(
    r"utf-(8|16)(-[lb]e)?|ascii|big5(hkscs)?|cp(125\d|866|874|932|949)|euc_(jp|kr)|gb(18030|2312|k)"
    r"|iso2022_jp|iso8859-\d+|koi8-[ru]|mac-(cyrillic|roman)|shift_jis|tis-620"
)
_LABELS = """utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8
iso8859-2: iso88592
iso8859-5: iso88595
iso8859-6: csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i
iso8859-7: sun_eu_greek
iso8859-8: csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i visual logical
iso8859-15: csisolatin9
koi8-r: koi koi8
koi8-u: koi8-ru
mac-roman: csmacintosh mac x-mac-roman
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
cp874: dos-874 iso885911
cp1250: x-cp1250
cp1251: x-cp1251
cp1252: x-cp1252 iso88591
cp1253: x-cp1253
cp1254: x-cp1254
cp1255: x-cp1255
cp1256: x-cp1256
cp1257: x-cp1257
cp1258: x-cp1258
gb18030: csgb2312 gb_2312 x-gbk
big5hkscs: cn-big5 x-x-big5
euc_jp: cseucpkdfmtjapanese x-euc-jp
cp949: cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601 windows-949"""
_UNKNOWN_TO_PYTHON = {
    label: line.partition(":")[0]
    for line in _LABELS.splitlines()
    for label in line.partition(": ")[2].split()
}
_LABEL = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_IN_MARKUP = re.compile(
    rb"<meta\b[^>]{0,400}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})"
    rb"|^\s{0,99}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_FIRST = 4_096
"""Bytes in which markup names its character set."""
_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_MOST_BROKEN = 0.02
"""Of the bytes beyond ASCII: with more of them broken the text is not in UTF-8."""
_SURELY = 20
"""Bytes beyond ASCII that are whole UTF-8 by accident in no other character set."""


def html_of(body: bytes, media_type: str) -> str:
    """The text of a page; nothing when neither its header nor its beginning says that it is one."""
    kind = media_type.partition(";")[0].strip().lower()
    begin = body[:200].replace(b"\0", b"")  # UTF-16 too begins like a page
    is_html = kind in _HTML or (kind in _UNTOLD and _BEGINS_LIKE_A_PAGE.match(begin))
    return text_of(body, media_type) if is_html else ""


def text_of(body: bytes, media_type: str = "") -> str:
    """The text of a page, by its BOM, else by the header's or the markup's word if the bytes bear it out."""
    from w3lib.encoding import read_bom, to_unicode

    charset, mark = read_bom(body)
    if charset and _CHARACTER_SETS.fullmatch(charset):
        return to_unicode(body[len(mark or b"") :], charset)
    return to_unicode(body, _charset(body, media_type))


def _charset(body: bytes, media_type: str) -> str:
    in_header, in_markup = _in_header(media_type), _in_markup(body[:_FIRST])
    told = in_header or in_markup
    if told.startswith("utf-16"):
        return told
    if body[:2] in _WIDE and body[2:4].count(0) == 1:
        return _WIDE[body[:2]]
    beyond, broken = _beyond_ascii(body)
    if not beyond:
        return told or "utf-8"
    if not broken and (told in ("", "utf-8") or beyond >= _SURELY):
        return told if told == "iso2022_jp" else "utf-8"
    if told == "cp1252":
        return sniffed(body) or told  # what servers say of every file, whatever is in it
    if told not in ("", "utf-8"):
        return told
    if broken <= beyond * _MOST_BROKEN and told:
        return told
    other = in_markup if in_markup not in ("", "utf-8") else ""
    return other or sniffed(body) or ("utf-8" if broken <= beyond * _MOST_BROKEN else "cp1252")


def _in_header(media_type: str) -> str:
    from w3lib.encoding import http_content_type_encoding

    named = _LABEL.search(media_type[:300])
    return (_known(named[1]) if named else "") or _allowed(http_content_type_encoding(media_type))


def _in_markup(begin: bytes) -> str:
    from w3lib.encoding import html_body_declared_encoding

    named = _IN_MARKUP.search(begin)
    label = (named[1] or named[2]).decode("ascii", "replace") if named else ""
    found = _known(label) or _allowed(html_body_declared_encoding(begin))
    return "utf-8" if found.startswith("utf-16") else found  # markup that can be read is not in UTF-16


def _known(label: str) -> str:
    return _UNKNOWN_TO_PYTHON.get(label.lower(), "")


def _allowed(name: str | None) -> str:
    return name if name and _CHARACTER_SETS.fullmatch(name) else ""


def _beyond_ascii(body: bytes) -> tuple[int, int]:
    """How many bytes are beyond ASCII, and how many of them are broken as UTF-8; a cut end is not broken."""
    if body.isascii():
        return 0, 0
    beyond = len(body) - len(body.translate(None, _BEYOND))
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        rest = len(body) - error.start
        cut = rest <= 3 and error.reason == "unexpected end of data" and beyond > rest
        return beyond, 0 if cut else body.decode("utf-8", "replace").count("\ufffd")
    return beyond, 0


_BEYOND = bytes(range(0x80, 0x100))
