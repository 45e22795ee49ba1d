"""Does an advisory give exactly the domains that a person would mark in it, each with the sentence that does?

Every text was invented for these tests, and so was every name in it.
"""

from crawler.discovery._marked import domains_in


def told(text: str) -> list[tuple[str, str]]:
    return [(each.domain, each.sentence) for each in domains_in(text)]


def names(text: str) -> list[str]:
    return [each.domain for each in domains_in(text)]


GOVERNMENT = """\
TLP:CLEAR
www.agency-of-nothing.gov
Product ID: A26-0001

JOINT ADVISORY
Front Companies Offering Remote IT Workers

Summary
The U.S. Agency of Nothing, Inc. (i.e., a body invented for this text) warns of companies that exist only as
web sites.The sites were registered in 2024 and 2025, e.g. through resellers. One of them, Copper Heron
Software, used the site copper-heron[.]example and, from May 2025, hxxps://www.copperheron-soft[.]com/careers,
where applicants were sent a file named interview.zip. It held setup.py, update.sh, readme.md, libcrypt.so and
payload.exe, version 2.10.1. A second company, Plum Orchard Digital, wrote to customers from
jobs[at]plum-orchard[.]tech and plumorchard.hr@gmail[.]com. Both resolved to 192[.]0[.]2[.]44 and
198.51.100.7 ... until June.

The workers used the packages com.copper.interview, socket.io and asp.net; os.path and console.log were seen
in their code. Payments went through a legitimate service, paypal[.]com.

Technical Details
See https://www.justice-of-nothing.gov/opa/pr/2026/fronts and https://blog.vendor-of-nothing.com/heron for
earlier reports. SHA-256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

Reporting
Report any sighting to tips@agency-of-nothing.gov or soc[at]agency-of-nothing[.]gov.

References
[1] Vendor of Nothing: hxxps://research.vendor-of-nothing[.]com/heron
[2] https://attack.mitre-of-nothing.org/groups/G0000
"""


def test_a_government_advisory_marks_what_it_made_harmless() -> None:
    site = (
        "One of them, Copper Heron Software, used the site copper-heron[.]example and, from May 2025, "
        "hxxps://www.copperheron-soft[.]com/careers, where applicants were sent a file named interview.zip."
    )
    mail = (
        "A second company, Plum Orchard Digital, wrote to customers from jobs[at]plum-orchard[.]tech and "
        "plumorchard.hr@gmail[.]com."
    )
    assert told(GOVERNMENT) == [
        ("copper-heron.example", site),
        ("copperheron-soft.com", site),
        ("plum-orchard.tech", mail),
    ]
    assert [(each.place, each.how) for each in domains_in(GOVERNMENT)] == [
        ("line 11", "defanged"),
        ("line 11", "defanged"),
        ("line 14", "host of a defanged mail address"),
    ]


VENDOR = """\
# Anatomy of a fake software house

*By Jo Sample (jo@vendor-of-nothing.com), published on vendor-of-nothing.com*

In March we met **Larch Bridge Labs**. Its site was built with next.js and hosted on netlify.app. Two more
sites share its template; [our first post](https://vendor-of-nothing.com/blog/larch-1) has pictures.

```python
import os.path
requests.get("https://api.vendor-of-nothing.com/v1").json()
```

## Indicators of compromise

| Domain            | Registered | IP            | Source                          |
|-------------------|------------|---------------|---------------------------------|
| larch-bridge.com  | 2024-11-02 | 203.0.113.9   | https://vendor-of-nothing.com/a |
| larchlabs.dev     | 2024-12-24 | 203.0.113.9   | crtlist.org                     |
| `birchbridge.io`  | 2025-01-03 | 203.0.113.10  | whoislist.net                   |

| File name     | MD5                              |
|---------------|----------------------------------|
| invoice.zip   | d41d8cd98f00b204e9800998ecf8427e |
| update.sh     | 0cc175b9c0f1b6a831c399e269772661 |

### Packages
- org.larch.agent
- com.example.app

## About us
Vendor of Nothing writes at vendor-of-nothing.com and mirror.vendor-of-nothing.com.
"""


def test_a_vendors_table_marks_its_column_of_domains_and_no_other() -> None:
    assert told(VENDOR) == [
        (
            "larch-bridge.com",
            "| larch-bridge.com | 2024-11-02 | 203.0.113.9 | https://vendor-of-nothing.com/a |",
        ),
        ("larchlabs.dev", "| larchlabs.dev | 2024-12-24 | 203.0.113.9 | crtlist.org |"),
        ("birchbridge.io", "| `birchbridge.io` | 2025-01-03 | 203.0.113.10 | whoislist.net |"),
    ]
    assert {each.how for each in domains_in(VENDOR)} == {"listed under 'Domain'"}


PASTE = """\
# dump 2026-11-20, found by somebody
walnutgrove-it.com
www.walnutgrove-it.net
http://login.walnutgrove.example/
xn--80ak6aa92e.com
wolnut-grove.pl
203.0.113.7
6c1f0a3d9be2a7716c1f0a3d9be2a771
stage.zip
readme.md
node.js
"""


def test_a_pasted_list_marks_its_lines_but_not_the_files_among_them() -> None:
    assert told(PASTE) == [
        ("walnutgrove-it.com", "walnutgrove-it.com"),
        ("walnutgrove-it.net", "www.walnutgrove-it.net"),
        ("login.walnutgrove.example", "http://login.walnutgrove.example/"),
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("wolnut-grove.pl", "wolnut-grove.pl"),
    ]


COLLEAGUE = """\
From: Sam Sample <sam.sample@bank-of-nothing.com>
To: threat-list@sharing-of-nothing.org
Subject: two more of them?

Hi all,

thanks for the notes of the last call. I think quince-data dot com belongs to the same people as
hxxp://quincedata[.]net : same photos, same phone. They wrote to our HR from anna(at)quince-talent(dot)org.
Compare with https://www.quincyphotos.com/stock/4711, where the photos come from. The attachment was
CV_Anna.docx, and its macro loads quince.dll.

Does anybody know who.is behind it? Let's speak at 3.15 p.m.

Best,
Sam
--
Sam Sample | Bank of Nothing | www.bank-of-nothing.com
sam.sample@bank-of-nothing.com
"""


def test_a_colleagues_letter_marks_what_it_spells_out_and_not_its_signature() -> None:
    same = (
        "I think quince-data dot com belongs to the same people as hxxp://quincedata[.]net : same photos, "
        "same phone."
    )
    assert told(COLLEAGUE) == [
        ("quince-data.com", same),
        ("quincedata.net", same),
        ("quince-talent.org", "They wrote to our HR from anna(at)quince-talent(dot)org."),
    ]


CHINESE = """\
关于虚假IT公司的通报

近日发现有人冒充软件公司。其网站为hongshan-soft。com和www．hongshansoft．net，注册于2025年。应聘者会收到压缩包面试题.zip，
内含main.py。该团伙还使用域名：红杉[.]中国，邮箱hr[@]hongshan-hr[.]org。服务器位于192。0。2。1。

参考资料：
https://www.tongbao-of-nothing.cn/2026/1
"""
KOREAN = """\
위장 IT 업체 주의

공격자는 sonamu-soft[.]com을 사용했으며, 이후 sonamusoft{.}kr로 옮겼다. 첨부파일 이력서.zip에는
run.sh가 있었다.
침해 지표
- 소나무[.]한국
- sonamu․dev
출처: https://www.gonggo-of-nothing.kr/notice/5
"""
RUSSIAN = """\
Предупреждение о подставных компаниях

Сайт компании «Берёза Софт» (berezа-soft[.]ru, т.е. с русской «а») открыт в 2025 г. Рядом найдены
берёза-софт[.]рф и bereza\\.tech. Подробнее: https://news-of-nothing.ru/a/1 и в файле otchet.docx.
Пишите на press@cert-of-nothing.ru.
"""


def test_names_with_the_dots_and_the_scripts_of_chinese_korean_and_russian_texts_are_marked() -> None:
    assert names(CHINESE) == [
        "hongshan-soft.com", "hongshansoft.net", "xn--2qvq33c.xn--fiqs8s", "hongshan-hr.org",
    ]  # fmt: skip
    assert names(KOREAN) == ["sonamu-soft.com", "sonamusoft.kr", "xn--910b64rf5e.xn--3e0b707e", "sonamu.dev"]
    assert names(RUSSIAN) == ["xn--berez-soft-3qi.ru", "xn----7sbcqk8bklkt1l.xn--p1ai", "bereza.tech"]


FREE_TEXT = """\
Event 4711: walnut cluster (TLP:GREEN)
org: CERT of Nothing, cert-of-nothing.org
domain: hazelforge.com
hostname | mail.hazelforge.com
url=http://hazelforge-dev.net/login.php
type,value,comment
domain,hazel-forge.io,seen 2026-10-01
filename,hazel.zip,dropped
link,https://cert-of-nothing.org/reports/1,report
email-src,cv@hazelforge.com,
"""


def test_free_text_of_a_sharing_platform_marks_the_values_of_its_host_types() -> None:
    assert names(FREE_TEXT) == [
        "hazelforge.com",
        "mail.hazelforge.com",
        "hazelforge-dev.net",
        "hazel-forge.io",
    ]


TWEET = """\
🚨 Another one! #DPRK fake dev shop @sample_hunter: hXXps[:]//tamarisk-apps[.]com/ + tamarisk-apps[.]io
(same favicon as tamariskapps[.]co.uk). Not ours: tamarisk.com 🙃 h/t @other https://t.co/AbCdEf123
cc news.example.org
"""


def test_a_short_message_marks_the_names_it_defanged() -> None:
    assert names(TWEET) == ["tamarisk-apps.com", "tamarisk-apps.io", "tamariskapps.co.uk"]
