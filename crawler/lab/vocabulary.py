"""Which class names does a template use? Each seed has a naming style and words of its own."""

import hashlib
import random

SYNONYMS = {
    "wrap": ("wrap", "container", "shell", "inner", "page", "frame", "canvas", "holder"),
    "top": ("top", "masthead", "header", "banner", "bar", "crown", "lead"),
    "nav": ("nav", "menu", "links", "navigation", "trail", "rail"),
    "link": ("link", "item", "entry", "anchor", "tab"),
    "brand": ("brand", "logo", "mark", "name", "signet", "badge"),
    "hero": ("hero", "jumbo", "intro", "splash", "opening", "stage", "front"),
    "title": ("title", "heading", "headline", "caption", "topic"),
    "lead": ("lead", "kicker", "strap", "summary", "tagline", "sub"),
    "button": ("btn", "button", "cta", "action", "pill"),
    "section": ("section", "block", "band", "strip", "zone", "part", "row"),
    "grid": ("grid", "columns", "cells", "deck", "flow", "rack"),
    "card": ("card", "tile", "box", "panel", "cell", "module", "slab"),
    "text": ("text", "copy", "prose", "body", "words", "content"),
    "person": ("person", "member", "staff", "profile", "bio", "face"),
    "form": ("form", "enquiry", "mailer", "ask", "request"),
    "field": ("field", "input", "control", "line", "slot"),
    "address": ("address", "place", "where", "office", "location"),
    "foot": ("foot", "footer", "bottom", "base", "end", "colophon"),
    "small": ("small", "fine", "legal", "note", "meta"),
    "list": ("list", "stack", "series", "set", "pile"),
    "side": ("side", "aside", "margin", "gutter", "flank"),
    "image": ("image", "pic", "photo", "figure", "visual"),
}
UTILITIES = [
    "flex",
    "block",
    "grid",
    "hidden",
    "px-4",
    "px-6",
    "py-2",
    "py-8",
    "py-12",
    "mx-auto",
    "mt-4",
    "mt-8",
    "mb-3",
    "mb-10",
    "gap-4",
    "gap-8",
    "text-sm",
    "text-lg",
    "text-4xl",
    "font-bold",
    "font-light",
    "rounded",
    "shadow-md",
    "border",
    "bg-white",
    "bg-slate-50",
    "bg-teal-700",
    "text-gray-600",
    "items-center",
    "justify-between",
    "max-w-5xl",
    "w-full",
    "md:w-1/2",
    "lg:w-1/3",
    "leading-7",
    "tracking-tight",
    "uppercase",
]
SYLLABLES = ("bri", "sol", "ven", "mar", "tok", "lum", "dax", "pel", "qui", "nor", "fae", "zim", "hob", "ruk")
STYLES = 6


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


class Vocabulary:
    """The names one template gives to the parts of its pages."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        draw = random.Random(f"vocabulary {seed}")  # noqa: S311 - variety, no secret
        self.style = draw.randrange(STYLES)
        self.prefix = draw.choice(SYLLABLES) + draw.choice(SYLLABLES)

    def classes(self, *parts: str) -> str:
        """The class attribute of an element that plays these parts."""
        return " ".join(self._one(part) for part in parts)

    def rename(self, name: str) -> str:
        """Another name for ``name``, always the same one."""
        number = _number(f"{self.seed} {name}")
        return f"{SYLLABLES[number % 14]}{SYLLABLES[number // 14 % 14]}-{number // 196 % 900 + 100}"

    def style_sheet(self) -> str:
        """A small style sheet that names every class."""
        rules = (
            f".{self._one(part).split()[0]}{{margin:{_number(self.seed + part) % 30}px}}" for part in SYNONYMS
        )
        return "\n".join(rules) + "\n"

    def _one(self, part: str) -> str:
        number = _number(f"{self.seed} {part}")
        words = SYNONYMS[part]
        word = words[number % len(words)]
        if self.style == 0:
            return f"{self.prefix}-{word} {self.prefix}-{word}--{number % 7}"
        if self.style == 1:
            draw = random.Random(number)  # noqa: S311 - variety, no secret
            return " ".join(sorted(draw.sample(UTILITIES, 4)))
        if self.style == 2:
            return f"{word} {word}-{('md', 'lg', 'alt', 'wide', 'dark')[number % 5]}"
        if self.style == 3:
            return f"elementor-element elementor-element-{number % 0xFFFFFFF:07x} elementor-widget-{word}"
        if self.style == 4:
            return f"{word.title()}_{self.prefix}__{number % 0xFFFFF:05x}"
        return f"{self.prefix}{word.title()}"
