"""Which text do these bytes hold?"""

import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

# Those that browsers know; among Python's are some that are no character sets, or quadratic in their input.
_CHARACTER_SETS = re.compile(
    r"utf-(8|16)(-[lb]e)?|ascii|big5(hkscs)?|cp(125\d|866|874|932|949)|euc_(jp|kr)|gb(18030|2312|k)"
    r"|iso2022_jp|iso8859-\d+|koi8-[ru]|mac-(cyrillic|roman)|shift_jis|tis-620"
)


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
