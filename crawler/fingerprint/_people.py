"""Which people does a text name beside their office?"""

import re
from collections.abc import Iterator
from itertools import islice

MOST_OFFICES = 30
REACH = 60

_OFFICES = """CEO CTO COO CFO Founder founder FOUNDER Officer President Managing@Director Executive@Director
General@Director General@Manager"""
_WORDS_OF_OFFICE = tuple(each.replace("@", " ") for each in _OFFICES.split())
_BEGINNING = re.compile(r"(?:Chief [A-Z][a-z]{2,15} |[Cc]o-?|Vice )$")
_NAME = r"[A-Z][a-z’'-]{1,20}(?:[ ][A-Z]\.)?(?:[ ][A-Z][a-z’'-]{1,20}){1,2}"
_BEFORE = re.compile(
    rf"(?<![\w.]\s)(?<![\w])({_NAME})(?:\s?[,–—|(:/-]\s?|\n|\s)(?:(?:is|our|the|and|&|our)\s)?$"
)
_AFTER = re.compile(
    rf"^(?:\s?(?:&|and|/|,)\s?[A-Z][\w-]{{2,12}}(?: [A-Z][a-z]{{1,20}})?)?"
    rf"(?:\s?[,–—|):/-]\s?|\n|\s)({_NAME})(?![\w])"
)
_NO_NAMES_WORDS = """\
about address all and areas best board business careers center chief choice company consulting contact
customer design development digital director doe engineering enterprise executive first focus founder from
general global group head home human inc india information international investor learn limited links llc
ltd management manager managing market marketing meet member message more new news north office officer
operations our partner president product project quick read relations resources sales senior service
services software solutions south staff strategy street support system systems team tech technologies
technology the united university vice view web what who why words your"""
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())

_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林郑鄭谢謝罗羅梁宋唐许許韩韓冯馮邓鄧曹"
    "彭曾肖田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤佟童"
)
_HAN_OFFICE = r"(?:总经理|總經理|首席执行官|CEO|创始人|董事长|法定代表人|法人代表|负责人)"
_HAN = re.compile(
    rf"{_HAN_OFFICE}[:：\s]{{0,3}}([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"
    rf"|(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})[,，\s]?{_HAN_OFFICE}"
)
_KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구나민진지엄채원"
    "천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모"
)
_HANGUL_OFFICE = r"(?:대표이사|대표자|대표|CEO|사장|총경리)"
_HANGUL = re.compile(
    rf"{_HANGUL_OFFICE}\s?[:：]?\s?([{_KOREAN_SURNAMES}][가-힣]{{2}})(?![가-힣]{{2}})"
    rf"|(?<![가-힣])([{_KOREAN_SURNAMES}][가-힣]{{2}})\s?{_HANGUL_OFFICE}"
)
_CYRILLIC = re.compile(
    r"(?:[Дд]иректор|[Рр]уководитель|[Оо]снователь|CEO)(?:\s?[:,–—-]\s?|\s)"
    r"([А-ЯЁ][а-яё]{1,20}(?:\s[А-ЯЁ][а-яё]{1,20}){1,2})(?![а-яё])"
)


_OTHER_SCRIPTS = re.compile(r"[\u0400-\u04ff\u4e00-\u9fff\uac00-\ud7a3]")
_SCRIPTS = (
    (_HAN, ("CEO", "经理", "經理", "执行官", "创始人", "董事长", "法定代表", "法人代表", "负责人")),
    (_HANGUL, ("CEO", "대표", "사장", "총경리")),
    (_CYRILLIC, ("CEO", "иректор", "уководитель", "снователь")),
)
"""Looked for first: each form holds one of its words."""


def read(text: str) -> list[str]:
    """Names of people as they are written, in the order of their scripts."""
    found = [*islice(_latin(text), MOST_OFFICES)]
    if not text.isascii() and _OTHER_SCRIPTS.search(text):
        for form, hints in _SCRIPTS:
            if any(hint in text for hint in hints):
                matches = islice(form.finditer(text), MOST_OFFICES)
                found += [next(filter(None, match.groups())) for match in matches]
    return found


def _latin(text: str) -> Iterator[str]:
    for start, end in islice(_offices(text), MOST_OFFICES):
        before = _BEFORE.search(text[max(0, start - REACH) : start])
        after = _AFTER.search(text[end : end + REACH])
        for match in (before, after):
            if match is not None and not set(match[1].lower().split()) & _NO_NAMES:
                yield match[1]
                break


def _offices(text: str) -> Iterator[tuple[int, int]]:
    """Where an office begins and ends; a plain search is ten times as fast as a pattern."""
    for word in _WORDS_OF_OFFICE:
        at, left = text.find(word), MOST_OFFICES
        while at >= 0 and left:
            end, left = at + len(word), left - 1
            beginning = _BEGINNING.search(text[max(0, at - 30) : at])
            start = at - (len(beginning[0]) if beginning else 0)
            if not text[end : end + 1].isalnum() and not text[start - 1 : start].isalnum():
                yield start, end
            at = text.find(word, end)
