"""Does tracker read account numbers where they are, and nobody's where they are examples?"""

import time
from datetime import UTC, datetime

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.tracker import SIGNAL
from crawler.records import Observation, Outcome


def subject(html: str = "", txt: tuple[str, ...] = ()) -> Subject:
    seen = Observation(
        "invented.example",
        "dns",
        datetime(2026, 11, 22, tzinfo=UTC),
        Outcome.OBSERVED,
        payload={"TXT": list(txt)},
    )
    pages = (Page("https://invented.example/", html, "home"),) if html else ()
    return Subject("invented.example", {"dns": seen}, pages)


@pytest.mark.parametrize(
    ("html", "value"),
    [
        ("<script>ga('create', 'UA-48210375-2', 'auto')</script>", "ua:UA-48210375"),
        (
            "<script async src='https://www.googletagmanager.com/gtag/js?id=G-7QK2M9TZ4W'></script>",
            "ga4:G-7QK2M9TZ4W",
        ),
        ("<script>(w,d,s,'dataLayer','GTM-K7P2QZ9')</script>", "gtm:GTM-K7P2QZ9"),
        ("<script>gtag('config', 'AW-948271630')</script>", "aw:AW-948271630"),
        ("<ins data-ad-client='ca-pub-4820193758264019'></ins>", "adsense:pub-4820193758264019"),
        ("<script>fbq('init', '482019375826401');</script>", "facebook:482019375826401"),
        ("<script>ym(48201937, 'init', {})</script>", "yandex:48201937"),
        ("<img src='https://mc.yandex.ru/watch/48201937'>", "yandex:48201937"),
        (
            "<script>s.src='https://hm.baidu.com/hm.js?9f86d081884c7d659a2feaa0c55ad015'</script>",
            "baidu:9f86d081884c7d659a2feaa0c55ad015",
        ),
        ("<script>h._hjSettings={hjid:2840193,hjsv:6}</script>", "hotjar:2840193"),
        ("<script>(window, document, 'clarity', 'script', 'k3v9x2m7qa')</script>", "clarity:k3v9x2m7qa"),
        ("<script src='//js.hs-scripts.com/8402913.js'></script>", "hubspot:8402913"),
        ("<script src='//js-eu1.hs-scripts.com/25840291.js'></script>", "hubspot:25840291"),
        (
            "<script>s1.src='https://embed.tawk.to/5f3c1a9b2e8d7c4b6a0f1e2d/default'</script>",
            "tawk:5f3c1a9b2e8d7c4b6a0f1e2d",
        ),
        (
            "<img src='https://www.facebook.com/tr?id=482019375826401&ev=PageView'>",
            "facebook:482019375826401",
        ),
        ("<script>new Ya.Metrika({id:48201937,webvisor:true})</script>", "yandex:48201937"),
        ("<script src='https://mc.yandex.ru/metrika/tag.js?id=48201937'></script>", "yandex:48201937"),
        ("<script src='https://static.hotjar.com/c/hotjar-2840193.js?sv=6'></script>", "hotjar:2840193"),
        ('<script>hbspt.forms.create({region: "na1", portalId: "8402913"})</script>', "hubspot:8402913"),
        (
            "<script src='https://www.googletagmanager.com/gtag/js?id=GT-K7P2QZ9'></script>",
            "google_tag:GT-K7P2QZ9",
        ),
        ("<script>LA.init({id:'JkR93kfPqWm2x',ck:'JkR93kfPqWm2x'})</script>", "la51:JkR93kfPqWm2x"),
        (
            """<script data-cf-beacon='{"token": "9f86d081884c7d659a2feaa0c55ad015"}'></script>""",
            "cloudflare:9f86d081884c7d659a2feaa0c55ad015",
        ),
        ("<form action='https://formspree.io/f/mkqzwvre'>", "formspree:mkqzwvre"),
        (
            "<input name='access_key' value='4f1c9a2e-7b3d-4c58-9e60-1a2b8d7f5c34'>",
            "web3forms:4f1c9a2e-7b3d-4c58-9e60-1a2b8d7f5c34",
        ),
        (
            "<form action='//ginkgo.us12.list-manage.com/subscribe/post?u=84c02e9d7a1f5b36c0d91e27a&id=1'>",
            "mailchimp:84c02e9d7a1f5b36c0d91e27a",
        ),
        ("<script>window.__lc.license = 8402913;</script>", "livechat:8402913"),
        (
            "<meta name='google-site-verification' content='kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA'>",
            "google-site-verification:kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA",
        ),
        (
            "<meta name='yandex-verification' content='7f3a9c2e5b8d1046'>",
            "yandex-verification:7f3a9c2e5b8d1046",
        ),
    ],
)
def test_an_account_in_the_markup_is_a_value(html, value):
    assert SIGNAL.extract(subject(html)) == (value,)


@pytest.mark.parametrize(
    "html",
    [
        "ga('create', 'UA-XXXXX-Y', 'auto')",
        "ga('create', 'UA-00000000-0')",
        "gtag('config', 'G-XXXXXXXXXX')",
        "gtag('config', 'G-0000000000')",
        "GTM-XXXXXXX",
        "fbq('init', 'your-pixel-id-goes-here')",
        "gtag('config', 'UA-1234567-1')",
        "<meta name=google-site-verification content='your verification code'>",
        "<p>Class G-PROTEIN receptors and the G-20 summit; part AW-12 fits MEGA-100200300.</p>",
        "<div class='section-g-7qk2m9tz4w bg-G-7QK2M9TZ4W'></div>",
        "<p>Our ymca(1234567) club</p>",
        "hbspt.forms.create({portalId: 'YOUR_PORTAL_ID'})",
        "<form action='https://formspree.io/f/your-id'>",
        "<form action='https://formsubmit.co/your@email.com'>",
        "<a href='https://www.facebook.com/trains?id=482019375826401'>",
        "{'token': '9f86d081884c7d659a2feaa0c55ad015'}",
    ],
)
def test_an_example_or_a_chance_likeness_is_nobodys_account(html):
    assert SIGNAL.extract(subject(f"<body>{html}</body>")) == ()


def test_ownership_tokens_of_txt_records_are_values_and_other_records_are_not():
    records = (
        "google-site-verification=kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA",
        "MS=ms48201937",
        "v=verifydomain MS=4820193",
        "360-site-verification=9f86d081884c7d659a2feaa0c55ad015",
        "docusign=4f1c9a2e-7b3d-4c58-9e60-1a2b8d7f5c34",
        "firebase=ginkgo-harbor",
        "_globalsign-domain-verification=kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA",
        "webexdomainverification.8YX6G=6e6922db-e3e6-4a36-904e-a805c28087fa",
        "apple-domain=kT7vQ2mZ9xW4pL8n",
        "k=rsa; p=MIGfMA0GCSqGSIb3",
        "v=spf1 include:_spf.google.com ~all",
        "v=DMARC1; p=none",
        "just a remark",
    )
    assert SIGNAL.extract(subject(txt=records)) == (
        "apple-domain:kT7vQ2mZ9xW4pL8n",
        "docusign:4f1c9a2e-7b3d-4c58-9e60-1a2b8d7f5c34",
        "firebase:ginkgo-harbor",
        "globalsign-domain-verification:kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA",
        "google-site-verification:kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA",
        "ms:4820193",
        "ms:ms48201937",
        "site-360-site-verification:9f86d081884c7d659a2feaa0c55ad015",
        "webexdomainverification:6e6922db-e3e6-4a36-904e-a805c28087fa",
    )


def test_a_token_in_a_page_equals_the_same_token_in_a_txt_record():
    page = subject("<meta name='google-site-verification' content='kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA'>")
    record = subject(txt=("google-site-verification=kT7vQ2mZ9xW4pL8nB3cR6yH1dF5gJ0sA",))
    assert SIGNAL.extract(page) == SIGNAL.extract(record)


def test_two_properties_of_one_account_are_one_account():
    left, right = (SIGNAL.extract(subject(f"<script>'UA-48210375-{k}'</script>")) for k in (1, 2))
    found = SIGNAL.compare(left, right)
    assert found is not None
    assert found.shared == ("ua:UA-48210375",)
    assert found.sentence == "both use the same account: ua:UA-48210375"


def test_different_accounts_share_nothing_and_no_account_is_no_evidence():
    left, right = (
        SIGNAL.extract(subject(f"<script>'{each}'</script>")) for each in ("UA-48210375-1", "UA-9182736-1")
    )
    found = SIGNAL.compare(left, right)
    assert found is not None and (found.similarity, found.shared) == (0.0, ())
    assert SIGNAL.compare(left, ()) is None


def test_a_page_full_of_accounts_is_bounded_and_read_in_linear_time():
    html = " ".join(f"UA-{k}-1 fbq('init' ym( hjid : clarity' ," for k in range(48210375, 48240375))
    started = time.process_time()
    values = SIGNAL.extract(subject(f"<script>{html}</script>"))
    assert len(values) == 64
    assert time.process_time() - started < 2.0
