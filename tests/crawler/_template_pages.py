"""Which invented pages are made from one template, and how does one look that hides it?"""

import random

_TAGS = ("div", "section", "article", "ul", "figure", "p", "h2", "h3", "span", "a", "img", "form", "header")
_EMPTY = ("img",)


def template(seed: int, sections: int = 12) -> list[str]:
    """The sections of an invented template, each with its own build and names."""
    chance = random.Random(seed)
    return [_part(chance, f"t{seed}", 0) for _ in range(sections)]


def _part(chance: random.Random, name: str, depth: int) -> str:
    tag = chance.choice(_TAGS[:5] if depth == 0 else _TAGS)
    classes = " ".join(f"{name}-{chance.randrange(60)}" for _ in range(chance.randrange(4)))
    held = f' class="{classes}"' if classes else ""
    held += f' id="{name}-{chance.randrange(900)}"' if chance.random() < 0.15 else ""
    if tag in _EMPTY:
        return f"<{tag}{held}>"
    inner = "".join(_part(chance, name, depth + 1) for _ in range(chance.randrange(2, 5) if depth < 3 else 0))
    return f"<{tag}{held}>{inner or 'words'}</{tag}>"


def page(sections: list[str]) -> str:
    return f"<!doctype html><html><head><title>Invented</title></head><body>{''.join(sections)}</body></html>"
