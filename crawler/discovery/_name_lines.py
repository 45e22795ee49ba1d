"""Which name does one line of a list of names have, however the list is written?"""

import re

from crawler.discovery._columns import SEPARATORS, Columns, cut
from crawler.discovery._lines import Line
from crawler.discovery._lists import Junk

HEADERS = (
    "domain", "domain_name", "domainname", "registered_domain", "apex_domain", "fqdn", "hostname", "host",
    "host_name", "name", "dns_name", "query_name", "rrname", "url",
)  # fmt: skip
LONGEST_NAME = 253
_CELLS = 8
_COMMENT = ("#", "!", ";", "//", "[Adblock", "@@")
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": "."})
_NAME = re.compile(r"(?:[a-z0-9_\-\u0080-\U0010ffff]{1,63}\.)+(?!\d+$)[a-z0-9\-\u0080-\U0010ffff]{2,63}")
_ADDRESS = re.compile(r"[0-9.]{7,15}|[0-9a-f]*:[0-9a-f:.%a-z]*")
_RULE = re.compile(r"\|\|(?P<adblock>[^/^$*|]+)\^?(?:\$.*)?|(?:address|server|local)=/(?P<dnsmasq>[^/]+)/.*")


class NameLines:
    """Takes the name of each line; of a hosts file, the first beside the address."""

    newest = None

    def __init__(self, title: str, kept: object) -> None:
        before = kept if isinstance(kept, dict) else {}
        self._title, self._begun = title, bool(before.get("begun"))
        self._columns = Columns({"name": HEADERS}, before.get("columns"))

    @property
    def kept(self) -> object:
        return {"begun": self._begun, "columns": self._columns.found}

    def __call__(self, line: Line) -> tuple[str, str] | None:
        text = decoded(line)
        if not text or text.startswith(_COMMENT):
            return None
        if not self._begun and not _cell_with_name(text) and self._is_header(text):
            self._begun = True
            return None
        name = self._name(text)
        if name is None:
            return None
        self._begun = True
        return name, f"{self._title}, line {line.number}"

    def _is_header(self, text: str) -> bool:
        return text.lower() in HEADERS or self._columns.is_header(text)

    def _name(self, text: str) -> str | None:
        if self._columns.found:
            return bare(self._columns.cells(text).get("name", ""))
        if len(text) <= LONGEST_NAME and text.isascii() and _NAME.fullmatch(plain := text.lower()):
            return plain  # as nearly every line of nearly every list is
        found = _name_of(text)
        return None if found is None else bare(found)


def decoded(line: Line) -> str:
    """The line as text; Junk for one that is none."""
    if not line.whole or b"\0" in line.text:
        raise Junk
    try:
        return line.text.decode().removeprefix("\ufeff").strip()
    except UnicodeDecodeError:
        raise Junk from None


def bare(text: str) -> str:
    """The name in a cell or word, without what stands around it; Junk for what cannot be one."""
    name = text.strip().strip("\"'").lower().translate(_DOTS)
    if "://" in name:
        name = re.split(r"[/?#]", name.split("://", 1)[1], maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    name = name.removeprefix("*.").strip(".")
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name) or any(map(str.isspace, name)):
        raise Junk
    return name


def _name_of(text: str) -> str | None:
    if rule := _RULE.fullmatch(text):
        return rule["adblock"] or rule["dnsmasq"]
    words = text.partition(" #")[0].split()
    if len(words) > 1 and _ADDRESS.fullmatch(words[0].lower()):
        return words[1] if "." in words[1] and not _ADDRESS.fullmatch(words[1]) else None  # localhost
    return _cell_with_name(text) or (words[0] if len(words) == 1 else text)


def _cell_with_name(text: str) -> str:
    """The first cell of a delimited line that is a name."""
    for separator in (each for each in SEPARATORS if each in text):
        for cell in cut(text, separator)[:_CELLS]:
            if _NAME.fullmatch(cell.strip().strip(".").lower().translate(_DOTS)):
                return cell
    return ""
