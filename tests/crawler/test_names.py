"""Which texts name a domain, and what is an analyst told when one does not?"""

import pytest

from crawler import names


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Example.COM", "example.com"),
        ("example.com.", "example.com"),
        (" www.a.co.uk\n", "www.a.co.uk"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("延边银星.example", "xn--6zt62n3y1bjne.example"),
        ("_dmarc.example.com", "_dmarc.example.com"),
        ("firm.github.io", "firm.github.io"),
    ],
)
def test_a_domain_is_kept_as_lower_case_a_labels(text: str, domain: str) -> None:
    assert names.parse(text) == domain


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the name is empty"),
        ("192.0.2.1", "is an IP address"),
        ("[2001:db8::1]", "is an IP address"),
        ("0x7f.1", "is an IP address"),
        ("2130706433", "is an IP address"),
        ("localhost", "has no dot"),
        ("https://example.com/", "is not a bare domain"),
        ("a" * 300 + ".example", "a label of 300 characters"),
        ("💥.example", "is not a domain that can be registered"),
        ("a..example", "empty label"),
        ("-a.example", "inner hyphens"),
        ("a b.example", "is not a bare domain"),
        (".".join(["abcdefghij"] * 30) + ".example", "a domain has at most 253"),
        ("xn--zzzzzzzz99999.example", "not valid IDNA"),
        ("co.uk", "a suffix under which others register"),
    ],
)
def test_what_is_no_domain_is_refused_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(names.InvalidName, match=says) as refused:
        names.parse(text)
    assert "\n" not in str(refused.value)


def test_the_registrable_part_follows_the_public_suffix_list() -> None:
    assert names.registrable("www.shop.a.co.uk") == "a.co.uk"
    assert names.registrable("blog.firm.example") == "firm.example"
    assert names.split("www.cloudbluefox.com") == ("cloudbluefox", "com")


def test_people_read_the_unicode_form() -> None:
    assert names.to_unicode("xn--bcher-kva.example") == "bücher.example"
    assert names.to_unicode("xn--a.example") == "xn--a.example"
    assert names.to_unicode("Plain.example") == "plain.example"
    assert names.to_unicode("XN--BCHER-kva.example") == "bücher.example"
