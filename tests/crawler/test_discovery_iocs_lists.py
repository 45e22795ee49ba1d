"""Are suspects told from decoys in lists, press releases and texts that make no name harmless?

Every text was invented for these tests, and so was every name in it.
"""

from crawler.discovery import domains_in


def told(text: str) -> list[tuple[str, str]]:
    return [(each.domain, each.sentence) for each in domains_in(text)]


def names(text: str) -> list[str]:
    return [each.domain for each in domains_in(text)]


PLAIN = """\
The police of Nothing shut down a front company on Monday. Mulberry Systems posed as a software house at
mulberry-systems.com, a fake site with stolen photos. According to newspaper-of-nothing.com, nobody was hurt.
A phishing site, mulberry-login.net, impersonated the bank. Its customers may visit bank-of-nothing.com as
before. The malicious installer setup.py called os.path and node.js; the group also used socket.io.In May it
went dark.
Please contact us at press@police-of-nothing.org.
"""


def test_a_text_without_defanging_marks_names_that_its_sentences_call_suspicious() -> None:
    assert told(PLAIN) == [
        (
            "mulberry-systems.com",
            "Mulberry Systems posed as a software house at mulberry-systems.com, a fake site with stolen "
            "photos.",
        ),
        ("mulberry-login.net", "A phishing site, mulberry-login.net, impersonated the bank."),
    ]


SEIZURE = """\
                 DEPARTMENT OF NOTHING
              Office of Public Affairs

FOR IMMEDIATE RELEASE

Court Authorizes Seizure of Domains

According to court documents, the following domains were seized:

    1. elderberry-tech.com
    2. elder-berry.dev
    3. elderberrygroup.ph (see Exhibit A.1)

The companies claimed offices in the U.S. and Co. Down. Exhibit list.zip holds screenshots.

Related Links
www.department-of-nothing.gov
https://www.fbi-of-nothing.gov/

Contact:
press.office@department-of-nothing.gov
"""


def test_a_press_release_marks_the_list_of_seized_domains() -> None:
    assert told(SEIZURE) == [
        ("elderberry-tech.com", "1. elderberry-tech.com"),
        ("elder-berry.dev", "2. elder-berry.dev"),
        ("elderberrygroup.ph", "3. elderberrygroup.ph (see Exhibit A.1)"),
    ]


RUSE = """\
Impersonated domains (legitimate, do not block):
  github[.]com
  rowan-bank[.]com

Malicious domains:
  rowan-bank-login[.]com
  secure.rowanbank[.]info

The page at rowan-help[.]site mimics rowan-bank[.]co and redirects to the legitimate site rowan-bank[.]org.
"""


def test_the_names_of_those_who_were_imitated_are_not_marked_even_when_defanged() -> None:
    assert names(RUSE) == ["rowan-bank-login.com", "secure.rowanbank.info", "rowan-help.site"]


TABLES_OF_A_PDF = """\
Joint Advisory TLP:CLEAR
Page 3 of 12 | Product ID: AA26-0000
Table 2: Domains Used by the Workers
Domain First Seen
amber-fjord[.]com 2025-01-02
amberfjord-it[.]com 2025-02-11
Table 3: Email Addresses
admin@amber-fjord[.]net
larsson.dev@outlook[.]com
Table 4: File Hashes
AmberSetup.zip 0cc175b9c0f1b6a831c399e269772661
CONTACT INFORMATION
To report suspicious activity, contact your local office at office-of-nothing.gov/contact-us or the Operations
Center at Report@cert-of-nothing.gov.
DISCLAIMER
cert-of-nothing.gov does not endorse any vendor, such as Vendor-of-nothing.com.
"""


def test_tables_that_a_pdf_gives_as_lines_are_read_line_by_line() -> None:
    assert told(TABLES_OF_A_PDF) == [
        ("amber-fjord.com", "amber-fjord[.]com 2025-01-02"),
        ("amberfjord-it.com", "amberfjord-it[.]com 2025-02-11"),
        ("amber-fjord.net", "admin@amber-fjord[.]net"),
    ]


CITING = """\
# IOCs

## Domains
* amber-fjord.com - registered 2025-01-02 via registrar-of-nothing.com
* `login.amberfjord.dev`

## Repository
* https://code-of-nothing.org/vendor/iocs

## Email
* admin@amber-fjord.org

## Notes
Amber Fjord was reported twice [1], [2].

[1] news-of-nothing.com
[2] blog-of-nothing.net
[3] post-of-nothing.org
"""


def test_a_list_of_indicators_marks_its_items_and_not_what_it_cites() -> None:
    assert told(CITING) == [
        ("amber-fjord.com", "* amber-fjord.com - registered 2025-01-02 via registrar-of-nothing.com"),
        ("login.amberfjord.dev", "* `login.amberfjord.dev`"),
        ("amber-fjord.org", "* admin@amber-fjord.org"),
    ]


COMPANIES = """\
Name: Amber Fjord IT
Website: amber-fjord.com

Name: Fjord Labs
Website: fjordlabs.io

Prepared by Vendor of Nothing, vendor-of-nothing.com
"""


def test_a_list_of_companies_marks_their_web_sites() -> None:
    assert names(COMPANIES) == ["amber-fjord.com", "fjordlabs.io"]
    assert names("Vendor of Nothing\nWebsite: vendor-of-nothing.com\nPhone: 555-0100\n") == []


TYPED = """\
indicator,type,description
hollowdesk.com,domain,front
hollowdesk.zip,filename,dropper
http://hollow.dev/a.php,url,c2
192.0.2.4,ip,x
vendor-of-nothing.com,reference,blog
"""


def test_a_table_with_kinds_marks_the_rows_of_hosts() -> None:
    assert names(TYPED) == ["hollowdesk.com", "hollow.dev"]
    tabs = "Indicator\tType\tSeen\nhollow.com\tdomain\tvendor-of-nothing.com blog\nreadme.md\tfile\tx\n"
    assert told(tabs) == [("hollow.com", "hollow.com domain vendor-of-nothing.com blog")]


def test_a_name_that_was_left_plain_beside_defanged_ones_is_a_link() -> None:
    chain = "hxxps://hollow[.]com/login -> hxxps://desk[.]dev/x => https://accounts.search-of-nothing.com/"
    assert names(chain) == ["hollow.com", "desk.dev"]
    link = (
        "`hollow-desk[.]com` [resolved](https://scan-of-nothing.com/domain/hollow-desk.com) to 192.0.2[.]4."
    )
    assert names(link) == ["hollow-desk.com"]


def test_a_label_within_a_sentence_marks_what_follows_it() -> None:
    text = (
        "Jo Roe <jo.roe@partner-of-nothing.gov> told us. Domain: hollow-desk.com. Registrar: names.com. "
        "NS: ns1.park-of-nothing.com. Whois: pw-1@guard-of-nothing.org"
    )
    assert told(text) == [("hollow-desk.com", "Domain: hollow-desk.com.")]
