"""In which character set is a text whose label is missing or wrong: Chinese, Korean, Japanese or Cyrillic?

Counts which bytes follow which in the first part of the text; nothing is guessed from a handful of bytes.
"""

import re
from collections import Counter

MOST_SNIFFED = 65_536
FEWEST = 24
"""Bytes beyond ASCII; with fewer there is nothing to count."""

_MARKUP = re.compile(rb"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_RUN = re.compile(rb"[\x80-\xff]+")
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]")


def sniffed(body: bytes) -> str:
    """The character set that the text looks like, or ``""``."""
    text = _MARKUP.sub(b" ", body[:MOST_SNIFFED])
    high = sum(byte >= 0x80 for byte in text)
    if high < FEWEST:
        return ""
    return _cyrillic(text, high) or _east_asian(text)


def _cyrillic(text: bytes, high: int) -> str:
    """Letters in words of their own case: small ones lie at 0xE0 in windows-1251 and at 0xC0 in KOI8-R."""
    words = re.findall(rb"[\xc0-\xff\xa8\xb8\xa3\xb3]{2,}", text)
    letters = Counter(b"".join(words))
    total = sum(letters.values())
    spaced = sum(len(word) <= 24 for word in words)
    if total < 0.8 * high or spaced < 0.95 * len(words):
        return ""
    windows = sum(count for byte, count in letters.items() if byte >= 0xE0)
    # The letters that Russian has most of: о е а и н т с р.
    often_windows = sum(letters[byte] for byte in "оеаинтср".encode("cp1251"))
    often_koi8 = sum(letters[byte] for byte in "оеаинтср".encode("koi8-r"))
    if windows >= 0.6 * total and often_windows >= 0.4 * total:
        return "cp1251"
    return "koi8-r" if windows <= 0.4 * total and often_koi8 >= 0.4 * total else ""


def _east_asian(text: bytes) -> str:
    pairs = [pair for pair in _PAIR.findall(text) if len(pair) == 2]
    if len(pairs) < FEWEST // 2:
        return ""
    kana = sum(pair[0] in (0x82, 0x83) for pair in pairs)
    if kana >= 0.25 * len(pairs) and _decodes(text, "cp932"):
        return "cp932"
    low = sum(pair[1] < 0xA1 for pair in pairs)
    if low >= 0.15 * len(pairs):
        common = sum(0xA1 <= pair[0] <= 0xC6 for pair in pairs)
        return "big5hkscs" if common >= 0.85 * len(pairs) and _decodes(text, "big5hkscs") else ""
    runs = _RUN.findall(text)
    if sum(len(run) % 2 == 0 for run in runs) < 0.9 * len(runs):
        return ""  # Greek, Thai, Arabic: one byte a letter
    if sum(pair[0] in (0xA4, 0xA5) for pair in pairs) >= 0.25 * len(pairs) and _decodes(text, "euc_jp"):
        return "euc_jp"
    hangul = sum(0xB0 <= pair[0] <= 0xC8 for pair in pairs)
    if hangul >= 0.92 * len(pairs) and _decodes(text, "cp949"):
        return "cp949"
    return "gb18030" if _decodes(text, "gb18030") else ""


def _decodes(text: bytes, name: str) -> bool:
    """True when hardly a character of the text is broken in that character set."""
    read = text.decode(name, "replace")
    return read.count("\ufffd") <= 1 + 0.01 * sum(each > "\x7f" for each in read)
