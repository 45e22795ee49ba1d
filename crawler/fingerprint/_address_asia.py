"""Which Chinese, Korean and Indian addresses does a text give, and which others with six-digit postcodes?

Chinese ones in characters or in English; the two forms of one address do not meet.
"""

import re
from collections.abc import Iterator

from crawler.fingerprint._place import Address, part_of, placed, tidy_places

MOST_BEFORE = 90
"""Characters before a street in which its room and building may stand."""

_POSTCODE = re.compile(r"(?<![\w-])\d{3} ?\d{3}(?![\w-])")
_IN_ENGLISH = re.compile(
    r"\b(?:No\.?\s*)?(?P<number>\d{1,5}[A-Z]?),?\s+(?P<street>(?:[A-Z][a-z]{1,20}\s){1,4}?"
    r"(?:(?:North|South|East|West|Middle)\s)?(?:Street|Road|Avenue|Lane|St|Rd|Ave|Boulevard|Marg)\b)\.?"
    r"(?P<rest>(?:,\s*|\n\s*|\s+)[\w\s,.'()#/-]{1,110})"
)
_SIGNS = ("China", "CHINA", "PRC", "P.R.", "India", "INDIA", "District", "Province")
"""One of these, or a postcode, stands beside an address; most pages have none."""
_PROVINCE_NAMES = """Anhui|Fujian|Gansu|Guangdong|Guangxi|Guizhou|Hainan|Hebei|Heilongjiang|Henan|Hubei|Hunan
Jiangsu|Jiangxi|Jilin|Inner Mongolia|Liaoning|Ningxia|Qinghai|Shaanxi|Shandong|Shanxi|Sichuan|Tibet
Xinjiang|Yunnan|Zhejiang|Uttar Pradesh|Karnataka|Maharashtra|Tamil Nadu|Telangana|Gujarat|Haryana
West Bengal|Kerala|Punjab|Rajasthan"""
_PROVINCES = frozenset(re.split(r"[|\n]", _PROVINCE_NAMES))
_DISTRICT = re.compile(
    r"(?:district|dist|county|zone|area|subdistrict|new area|qu|prefecture|industrial park"
    r"|science park|software park|layout|nagar)\.?$",
    re.IGNORECASE,
)
_COUNTRY = re.compile(r"(?:P\.? ?R\.? ?(?:of )?)?China|PRC|India", re.IGNORECASE)
_TOWN = re.compile(r"([A-Z][a-z'-]{2,19}(?: [A-Z][a-z]{2,15}){0,2}?)(?: City)?")
_HOUSE = re.compile(
    r"(?:plaza|tower|towers|center|centre|mansion|building|house|park|garden)$", re.IGNORECASE
)
_INDIAN = re.compile(
    r"(?<![\w-])(?:(?i:plot|h\.?|house)\s*(?i:no\.?)?\s*)?"
    r"(?P<plot>[A-Z]{0,2}-?\s?\d{1,4}[A-Z]?(?:/\d{1,4})?),?\s+"
    r"(?:(?i:block)[ -](?P<block>[A-Z]),?\s+)?(?i:sector)[ -]?(?P<sector>\d{1,3}[A-Z]?),?\s+"
    r"(?P<rest>[A-Z][\w\s,.-]{2,60})"
)
_WAY = re.compile(
    r"(?P<way>[\u4e00-\u9fff]{2,28}(?:路|街|大道|巷|胡同))(?P<number>\d{1,5})[号號]"
    r"(?P<block>[\u4e00-\u9fffA-Za-z0-9]{0,10}?(?:号楼|栋|座|幢|大厦|单元|楼))?"
    r"(?:(?P<floor>\d{1,3})[层層樓楼])?(?P<unit>[\dA-Za-z-]{1,10}(?=[室房号]))?"
)
_AREA = re.compile(r"(?P<area>.*[省市区县州镇])?(?P<way>.+)")
_DIVISIONS = re.compile(
    r"(?:[^省]{2,8}(?:省|自治区))?(?:[^省市区县]{2,10}(?:自治州|盟|地区))?"
    r"(?:(?P<city>[^省市区县]{2,8}?)市)?(?P<district>[^省市]{1,8}[区县州镇市])?"
)
_CITIES = """北京 上海 天津 重庆 广州 深圳 沈阳 大连 丹东 长春 吉林 延吉 珲春 哈尔滨 南京 苏州 无锡 杭州 宁波
温州 厦门 福州 青岛 济南 烟台 武汉 长沙 成都 西安 郑州 合肥
昆明 南宁 东莞 佛山 珠海 中山 石家庄 太原 兰州 贵阳"""
_KNOWN_CITY = re.compile(rf"(?P<city>{'|'.join(_CITIES.split())})市?(?P<rest>.*)")
_KOREAN = re.compile(
    r"(?P<district>[가-힣]{1,5}[구군시])\s+(?:(?P<inner>[가-힣]{1,5}[구읍면])\s+)?"
    r"(?P<way>[가-힣A-Za-z0-9·]{1,15}(?:대로|로|길)(?:\s?\d{1,4}(?:번|가)?길)?)\s+"
    r"(?P<number>\d{1,4}(?:-\d{1,3})?)(?!\d)"
    r"(?P<rest>[^\n]{0,40})"
)
_KOREAN_FLOOR = re.compile(r"(\d{1,3})\s?층")
_KOREAN_UNIT = re.compile(r"(\d{1,5})\s?호")


def in_english(text: str) -> Iterator[Address]:
    """``No. 1006-25, Building A1, No. 11 Ginkgo Street, Huanggu District, Shenyang 110036``."""
    if not (any(sign in text for sign in _SIGNS) or _POSTCODE.search(text)):
        return
    for match in _IN_ENGLISH.finditer(text):
        rest = match["rest"]
        postcode, country = _POSTCODE.search(rest), _COUNTRY.search(rest)
        ends = [found.start() for found in (postcode, country) if found]
        after = [part.strip(" .") for part in re.split(r"[,\n]", rest[: min(ends, default=len(rest))])]
        if not ends and not any(map(_is_division, after)):
            continue
        towns = list(_towns(after))
        # Without an end nobody knows which of the words behind the town belong to the address.
        if towns := towns[-2:] if ends else towns[:1]:
            parts = [*_before(text, match.start()), *after]
            places = (postcode[0] if postcode else "", *reversed(towns))
            yield placed(f"{match['number']} {match['street']}", parts, places)


def _before(text: str, end: int) -> list[str]:
    """The parts that stand before a street, as long as they are rooms, floors and houses."""
    parts = []
    for part in reversed(re.split(r"[,\n]", text[max(0, end - MOST_BEFORE) : end].rstrip(" ,\n"))[-5:]):
        # The first of them follows other words: "Our office: Room 1205".
        last_words = part[-25:].split(":")[-1].split()
        found = next((" ".join(last_words[at:]) for at in range(3) if part_of(" ".join(last_words[at:]))), "")
        if not found and not _HOUSE.search(part):
            break
        parts.append(found)
    return parts


def _is_division(part: str) -> bool:
    return part.removesuffix(" Province") in _PROVINCES or bool(re.search(r"District$|Province$", part))


def _towns(parts: list[str]) -> Iterator[str]:
    for part in parts:
        if not part or part_of(part) or _HOUSE.search(part) or _DISTRICT.search(part):
            continue
        found = _TOWN.match(part)
        if found and part.removesuffix(" Province") not in _PROVINCES:
            yield found[1]


def indian(text: str) -> Iterator[Address]:
    """``Plot No. 12, Sector 63, Noida 201301``."""
    if not any(word in text for word in ("ector", "ECTOR")):
        return
    for match in _INDIAN.finditer(text):
        postcode = _POSTCODE.search(match["rest"])
        town = _TOWN.match(match["rest"])
        if town:
            plot = match["plot"].replace(" ", "")
            block = f" block {match['block']}" if match["block"] else ""
            way = f"plot {plot} sector {match['sector']}{block}".casefold()
            places = (postcode[0] if postcode else "", town[1])
            yield Address(way, "", "", "", tidy_places(places))


def chinese(text: str) -> Iterator[Address]:
    """``辽宁省沈阳市皇姑区银杏街11号A1栋1006-25室``, also without the province, the city or the district."""
    if "号" not in text and "號" not in text:
        return
    for match in _WAY.finditer(text):
        area, way = _AREA.fullmatch(match["way"]).groups()  # type: ignore[union-attr]
        known = None if area else _KNOWN_CITY.match(way)
        city, district = _divided(area or "")
        if known and len(known["rest"]) > 1:
            city, way = known["city"], known["rest"]
        if city or district:
            block, floor, unit = ((match[name] or "").casefold() for name in ("block", "floor", "unit"))
            yield Address(f"{way}{match['number']}号", block, floor, unit, tidy_places((city, district)))


def _divided(area: str) -> tuple[str, str]:
    found = _DIVISIONS.match(area)
    city, district = (found["city"] or "", found["district"] or "") if found else ("", "")
    known = _KNOWN_CITY.match(district)
    if known and len(known["rest"]) > 1:
        return city or known["city"], known["rest"]
    return city, district


def korean(text: str) -> Iterator[Address]:
    """``서울특별시 강남구 은행로 123, 12층``: roads are named once in a district, which is the place."""
    if "로" not in text and "길" not in text:
        return
    for match in _KOREAN.finditer(text):
        floor, unit = _KOREAN_FLOOR.search(match["rest"]), _KOREAN_UNIT.search(match["rest"])
        way = f"{match['way'].replace(' ', '')} {match['number']}"
        inner = match["inner"] or ""
        district = inner if inner.endswith("구") else match["district"]
        yield Address(way, "", floor[1] if floor else "", unit[1] if unit else "", (district,))
