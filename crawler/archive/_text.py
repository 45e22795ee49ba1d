"""Are these bytes a page, and which text do they hold?"""

import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

# Those that browsers know; among Python's are some that are no character sets, or quadratic in their input.
_CHARACTER_SETS = re.compile(
    r"utf-(8|16)(-[lb]e)?|ascii|big5(hkscs)?|cp(125\d|866|874|932|949)|euc_(jp|kr)|gb(18030|2312|k)"
    r"|iso2022_jp|iso8859-\d+|koi8-[ru]|mac-(cyrillic|roman)|shift_jis|tis-620"
)


_HTML = {"text/html", "application/xhtml+xml"}
_UNTOLD = {"", "text/plain", "application/octet-stream"}
_BEGINS_LIKE_A_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!|(?!svg\b)[a-z])", re.IGNORECASE)


def html_of(body: bytes, media_type: str) -> str:
    """The text of a page; nothing when neither its header nor its beginning says that it is one."""
    kind = media_type.partition(";")[0].strip().lower()
    is_html = kind in _HTML or (kind in _UNTOLD and _BEGINS_LIKE_A_PAGE.match(body[:200]))
    return text_of(body, media_type) if is_html else ""


def text_of(body: bytes, media_type: str = "") -> str:
    """The text of a page, by the charset of its BOM, header or markup; else UTF-8 or windows-1252."""
    charset, mark = read_bom(body)
    in_markup = html_body_declared_encoding(body) or ""
    if in_markup.startswith("utf-16"):
        in_markup = "utf-8"  # as browsers do: markup that can be read is not in UTF-16
    told = (charset, http_content_type_encoding(media_type), in_markup, _guess(body))
    known = next(each for each in told if each and _CHARACTER_SETS.fullmatch(each))
    return to_unicode(body[len(mark or b"") :], known)


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
