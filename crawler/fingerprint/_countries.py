"""Which country does the name of a country, a state or a town stand for, as a site writes it?

A closed list: the countries that firms of this trade name, their large towns, the states of the U.S. An
unknown name stands for none.
"""

import re
from types import MappingProxyType

_COUNTRIES = """US united states of america|united states|u.s.a|u.s|usa|us|америка|美国|美國|미국|сша
CA canada|канада|канаде|加拿大|캐나다
GB united kingdom|great britain|england|scotland|wales|u.k|uk|великобритании|英国|영국
IE ireland
AU australia|澳大利亚
NZ new zealand
CN p.r. china|pr china|p.r.china|china|prc|китае|китай|中国|中國|중국
HK hong kong|香港
TW taiwan|台湾
SG singapore|新加坡
MY malaysia
JP japan|日本|японии
KR south korea|republic of korea|korea|韩国|한국
RU russian federation|russia|россия|россии|俄罗斯|러시아
UA ukraine|украина|украине|україна|україні
BY belarus|беларусь|беларуси
KZ kazakhstan|казахстан|казахстане
PL poland
RO romania
BG bulgaria
RS serbia
LT lithuania
LV latvia
EE estonia
DE germany|deutschland|германии|德国
FR france
ES spain
PT portugal
IT italy
NL the netherlands|netherlands
BE belgium
CH switzerland
AT austria
SE sweden
NO norway
DK denmark
FI finland
CZ czech republic|czechia
TR turkey
IL israel
AE united arab emirates|u.a.e|uae|dubai
SA saudi arabia
EG egypt
IN india
PK pakistan
BD bangladesh
LK sri lanka
NP nepal
VN vietnam|viet nam
PH philippines
ID indonesia
TH thailand
ZA south africa
NG nigeria
KE kenya
MX mexico
BR brazil
AR argentina
CO colombia"""

_TOWNS = """US new york|new york city|san francisco|los angeles|san jose|palo alto|austin|dallas|houston
US chicago|boston|seattle|miami|atlanta|denver|philadelphia|san diego|phoenix|silicon valley|las vegas|detroit
GB london|manchester|birmingham|edinburgh|leeds|bristol
CA toronto|vancouver|montreal|ottawa|calgary
CN beijing|shanghai|shenzhen|guangzhou|shenyang|dalian|hangzhou|chengdu|nanjing|wuhan|yanji
CN dandong|tianjin
CN 北京|上海|深圳|广州|沈阳|大连|杭州|成都|延边|丹东|天津
RU moscow|saint petersburg|st. petersburg|vladivostok|novosibirsk|kazan|москва|москве|владивосток
UA kyiv|kiev|kharkiv|kharkov|lviv|odesa|odessa|dnipro|київ|киев
BY minsk|минск
PL warsaw|krakow|wroclaw
IN mumbai|delhi|new delhi|bangalore|bengaluru|hyderabad|chennai|pune|noida|gurgaon|gurugram|ahmedabad|kolkata
IN jaipur|indore|kochi|surat|vadodara|mohali|chandigarh
PK karachi|lahore|islamabad
BD dhaka
VN hanoi|ho chi minh city|da nang
KR seoul|서울
JP tokyo|osaka
DE berlin|munich|hamburg
FR paris
AU sydney|melbourne|brisbane"""

_STATES = """AL alabama|AK alaska|AZ arizona|AR arkansas|CA california|CO colorado|CT connecticut|DE delaware
FL florida|HI hawaii|ID idaho|IL illinois|IN indiana|IA iowa|KS kansas|KY kentucky|LA louisiana|ME maine
MD maryland|MA massachusetts|MI michigan|MN minnesota|MS mississippi|MO missouri|MT montana|NE nebraska
NV nevada|NH new hampshire|NJ new jersey|NM new mexico|NC north carolina|ND north dakota|OH ohio|OK oklahoma
OR oregon|PA pennsylvania|RI rhode island|SC south carolina|SD south dakota|TN tennessee|TX texas|UT utah
VT vermont|VA virginia|WA washington|WV west virginia|WI wisconsin|WY wyoming|DC d.c|NY new york"""

_STATE_ROWS = [row.split(" ", 1) for row in re.split(r"[|\n]", _STATES)]


def _read(table: str) -> dict[str, str]:
    rows = (line.split(" ", 1) for line in table.splitlines())
    return {name: code for code, names in rows for name in names.split("|")}


COUNTRIES = MappingProxyType(_read(_COUNTRIES))
_PLACES = MappingProxyType(
    {name: "US" for _, name in _STATE_ROWS if name != "georgia"} | _read(_TOWNS) | COUNTRIES
)
_CODES = frozenset(COUNTRIES.values())
STATE_CODES = frozenset([*(code for code, _ in _STATE_ROWS), "GA"])
_WORD = re.compile(r"[\w.]+(?:-\w+)?")
LONGEST = 4
"""Words of the longest name."""


def named(code_or_name: str) -> str:
    """The country of what structured data calls one: ``US``, ``us``, ``United States``; ``""`` for others."""
    plain = code_or_name.strip(" .\t").casefold()
    return plain.upper() if plain.upper() in _CODES else COUNTRIES.get(plain, "")


def begins(text: str) -> str:
    """The country whose name, or whose town's or state's, ``text`` begins with; ``""`` for none."""
    words = _WORD.findall(text[:60].casefold())[:LONGEST]
    for length in range(len(words), 0, -1):
        name = " ".join(words[:length])
        if found := _PLACES.get(name) or _PLACES.get(name.rstrip(".")):
            return found
    return ""


def ends(text: str, *, countries_only: bool = False) -> str:
    """The country whose name ``text`` ends with; without ``countries_only``, also by a town or a state."""
    words = _WORD.findall(text[-60:].casefold())[-LONGEST:]
    table = COUNTRIES if countries_only else _PLACES
    for start in range(len(words)):
        name = " ".join(words[start:])
        if found := table.get(name) or table.get(name.rstrip(".")):
            return found
    return ""


def names_of(country: str) -> tuple[str, ...]:
    """What a country and its towns are called here, in lower case; ``us`` is left out, as it is a word."""
    return tuple(name for name, code in _PLACES.items() if code == country and name != "us")
