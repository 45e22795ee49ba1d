"""Sites that say something to every signal; the firms are invented."""

import random
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image as picturing

from crawler.fingerprint import Image, Subject
from crawler.fingerprint._page import Page
from crawler.records import Observation, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_WORDS = """ledger harbor cedar meadow lantern copper saddle winter orchard timber marble candle pepper
velvet anchor basket cotton falcon garden hammer island jacket kettle ladder magnet needle oyster pillow"""


def observed(domain: str, kind: str, payload: dict[str, Any]) -> Observation:
    return Observation(domain, kind, NOW, Outcome.OBSERVED, payload=payload)


def a_subject(domain: str, seed: int, phone: str) -> Subject:
    """A site that says something to every signal; another seed says other things, a few the same."""
    chance = random.Random(seed)
    sentences = [" ".join(chance.sample(_WORDS.split(), 9)).capitalize() + "." for _ in range(30)]
    sections = "".join(
        f"<section class='part-{number} tone-{chance.randint(1, 9)}' id='s{seed}-{number}'><h2>{number}</h2>"
        f"<div class='body wide'><p>{line}</p>{'<hr><b></b>' * (seed % 3)}"
        f"<img src='/img/{number}.png'></div></section>"
        for number, line in enumerate(
            [*sentences, "We build careful software for ports, mills and orchards."]
        )
    )
    html = (
        f"<html><head><title>Ginkgo</title><meta name=description content='{sentences[0]}'>"
        "<link rel=stylesheet href='/assets/site.css'>"
        f"<script src='/js/app.js'></script><script>gtag('config', 'G-{seed}ZQ8K2M1P')</script></head><body>"
        f"<nav class='top'><a href='/about'>About</a></nav>{sections}"
        f"<blockquote>{sentences[1]}</blockquote><footer><p>Call {phone}</p>"
        f"<p>hr@{domain}</p><p>100 Main St, Suite {seed}, New York, NY 10001</p>"
        f"<p>&copy; 20{seed} Ginkgo</p></footer></body></html>"
    )
    tls = {"key": f"sha256:{seed:064x}", "certificate": f"sha256:{seed + 1:064x}", "names": [domain]}
    registrar = {"name": "Ginkgo Names", "iana_id": "9"}
    headers = {"server": "nginx/1.24", "x-powered-by": "PHP/8.1"}
    kinds: dict[str, dict[str, Any]] = {
        "dns": {"A": [f"203.0.113.{seed}"], "NS": ["ns1.ginkgo.example", f"ns{seed}.ginkgo.example"]},
        "tls": {**tls, "verdict": "valid", "issuer": "CN=R1"},
        "registration": {"created": f"2023-10-{seed:02}T00:00:00Z", "registrar": registrar},
        "site": {
            "url": f"https://{domain}/",
            "status": 200,
            "title": "Ginkgo",
            "server": headers,
            "headers": [["server", "nginx/1.24"], [f"x-ginkgo-{seed}", ""], ["link", ""]],
            "assets": ["/assets/site.css", "/js/app.js", f"/js/own-{seed}.js"],
            "redirects": [],
        },
    }
    screen = random.Random(seed).getrandbits(256) | 0xFFFF
    kinds["screenshot"] = {"url": f"https://{domain}/", "dhash": f"{screen:064x}"}
    observations = {kind: observed(domain, kind, payload) for kind, payload in kinds.items()}
    icon = b"\x89PNG\r\n\x1a\n" + chance.randbytes(200)
    photo = Image("photo", f"https://{domain}/img/1.png", picture(chance.randbytes(256)))
    return Subject(domain, observations, (Page(f"https://{domain}/", html),), (icon,), (photo,))


def picture(cells: bytes) -> bytes:
    """A PNG of 16 x 16 grey cells."""
    held = BytesIO()
    picturing.frombytes("L", (16, 16), cells).resize((160, 160)).save(held, "PNG")
    return held.getvalue()
