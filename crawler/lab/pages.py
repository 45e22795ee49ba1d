"""What does an invented firm's web site look like, byte for byte?"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from crawler.lab import icons
from crawler.lab.vocabulary import Vocabulary
from crawler.lab.world import SITES, Firm

HTML = "text/html; charset=utf-8"
PARTS = {
    "shell": 6,
    "header": 5,
    "hero": 5,
    "services": 6,
    "prose": 5,
    "people": 4,
    "contact": 5,
    "footer": 5,
}
PATHS = (
    {"about": "/about", "contact": "/contact", "team": "/team"},
    {"about": "/about.html", "contact": "/contact.html", "team": "/people.html"},
    {"about": "/about-us/", "contact": "/contact-us/", "team": "/our-team/"},
    {"about": "/company", "contact": "/get-in-touch", "team": "/company/people"},
)
LABELS = {
    "home": ("Home", "Start", "Overview", "Welcome", "Front page"),
    "about": ("About", "About us", "Company", "Our story", "Who we are", "The firm"),
    "contact": ("Contact", "Contact us", "Get in touch", "Talk to us", "Reach us"),
    "team": ("Team", "People", "Our team", "Crew", "Staff"),
    "services": ("Services", "What we do", "Our work", "Expertise", "How we help", "Capabilities"),
    "news": ("News", "Notebook", "Lately", "Updates", "From the desk"),
    "more": ("Read on", "See more", "Learn more", "Details", "Next"),
}
ASSETS = (
    ("css/{}.css", "js/{}.js", "img/{}-logo.png"),
    ("assets/css/{}.min.css", "assets/js/{}.bundle.js", "assets/images/{}.png"),
    ("wp-content/themes/{}/style.css", "wp-content/themes/{}/main.js", "wp-content/uploads/{}-mark.png"),
    ("static/{}-main.css", "static/{}-app.js", "static/media/{}.png"),
    ("{}/screen.css", "{}/site.js", "{}/brand.png"),
)


@dataclass(frozen=True, slots=True)
class File:
    """One thing a site serves."""

    media_type: str
    body: bytes


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(SITES / "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def files(firm: Firm) -> Mapping[str, File]:
    """Everything the site serves, by path."""
    if firm.state in {"parked", "seized", "construction", "default"}:
        page = _templates().get_template(f"state-{firm.state}.html.j2").render(site=firm)
        return {"/": File(HTML, page.encode())}
    paths = page_paths(firm)
    made = {paths[page]: File(HTML, page_html(firm, page).encode()) for page in firm.pages}
    style, script, image = (f"/{each}" for each in assets(firm))
    words = Vocabulary(_seed(firm))
    made[style] = File("text/css", words.style_sheet().encode())
    made[script] = File("text/javascript", f"/* {words.prefix} */\n".encode())
    made[image] = File("image/png", icons.png(f"logo {firm.favicon or firm.domain}", 48, firm.grain))
    if firm.favicon:
        made["/favicon.ico"] = File("image/x-icon", icons.ico(firm.favicon, firm.grain))
    made |= {f"/img/{each}.png": File("image/png", icons.photo(each)) for each in firm.photos}
    return made


def page_paths(firm: Firm) -> dict[str, str]:
    """The path of each page; sites of one template have the same paths."""
    return {"home": "/"} | random.Random(f"paths {_seed(firm)}").choice(PATHS)  # noqa: S311 - variety, no secret


def page_html(firm: Firm, page: str) -> str:
    """One page of a live site."""
    draw = random.Random(f"parts {_seed(firm)}")  # noqa: S311 - variety, no secret
    spoken = random.Random(f"labels {firm.theme or firm.domain}")  # noqa: S311 - variety, no secret
    words = Vocabulary(_seed(firm))
    style, script, image = assets(firm)
    context: dict[str, Any] = {
        "site": firm,
        "page": page,
        "v": {part: draw.randrange(count) for part, count in PARTS.items()},
        "label": {key: spoken.choice(each) for key, each in LABELS.items()},
        "c": words.classes,
        "url": page_paths(firm),
        "style": style,
        "script": script,
        "image": firm.leftover.get("image", image),
        "alt": firm.leftover.get("alt", firm.name),
    }
    template = f"layout-{firm.layout}.html.j2" if firm.layout else "composed.html.j2"
    text = _templates().get_template(template).render(context)
    text = _linked(text, firm.links)
    text = _reordered(text, firm.reorder) if firm.reorder else text
    return _renamed(text, firm.rename) if firm.rename else text


def assets(firm: Firm) -> tuple[str, str, str]:
    """Style sheet, script and logo of the site, as its pages name them."""
    draw = random.Random(f"assets {_seed(firm)}")  # noqa: S311 - variety, no secret
    pattern = draw.choice(ASSETS)
    base = firm.files or Vocabulary(_seed(firm)).prefix
    mark = firm.domain.split(".")[0]
    return pattern[0].format(base), pattern[1].format(base), pattern[2].format(mark)


def _seed(firm: Firm) -> str:
    return firm.layout or f"structure {firm.structure}"


def _linked(text: str, links: Sequence[tuple[str, str]]) -> str:
    """The page with links at its foot."""
    made = "".join(f'<p><a href="{escape(url)}">{escape(words)}</a></p>' for url, words in links)
    return text.replace("</body>", f"{made}</body>") if "</body>" in text else text + made


def _reordered(text: str, seed: str) -> str:
    """The page with its sections in another order, where each stands on a line of its own."""
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if line.startswith("<section")]
    order = random.Random(f"reorder {seed}").sample(places, len(places))  # noqa: S311 - variety, no secret
    moved = dict(zip(places, (lines[place] for place in order), strict=True))
    return "\n".join(moved.get(place, line) for place, line in enumerate(lines))


def _renamed(text: str, seed: str) -> str:
    """The page with every class and id renamed, the same old name always to the same new one."""
    words = Vocabulary(f"rename {seed}")

    def renamed(match: re.Match[str]) -> str:
        attribute, quoted = match.groups()
        return f'{attribute}="{" ".join(words.rename(each) for each in quoted.split())}"'

    return re.sub(r'\b(class|id|for)="([^"]*)"', renamed, text)
