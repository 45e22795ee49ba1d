"""What do ten million names look like that anybody may register, and that imitate nobody?

Words of the product's own lists, alone, in twos and threes, with digits and hyphens; hosts of top sites, as
they are and altered; invented runs of letters; names of other scripts; lines that are no names at all.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks._sift_seeds import ENDINGS, LETTERS

CHUNK = 50_000
JUNK = ("", "\0\0", "localhost", "192.0.2.7", "http://a.example/b", "-", "..", "a b.com", "x" * 300 + ".com")
SCRIPTS = (
    "中文网络科技公司香港上海北京在线商城",
    "абвгдежзиклмнопрстуфхцчшя",
    "aeinrstäöüéèñçğışldmkhuo",
    "한국어서울쇼핑가나다라마",
    "日本東京カフェストアのはにを",
    "αβγδεζηθικλμνξπρστυφχψω",
)
FOLDER = Path(__file__).parents[2] / "crawler" / "fingerprint"


def words() -> list[str]:
    """The words of the lists that the product ships."""
    lists = (FOLDER / name for name in ("_page_words.txt", "_stock_words.txt"))
    lines = (line for each in lists for line in each.read_text("utf-8").splitlines() if line[:1] != "#")
    return sorted({word for line in lines for word in line.split() if word.isascii() and word.isalpha()})


def tops(corpus: Path | None) -> list[str]:
    """The hosts of the corpus's lists of top sites."""
    files = sorted((corpus / "names").glob("top__*.txt")) if corpus else []
    return [line.strip() for file in files for line in file.read_text("utf-8", "replace").splitlines()]


def names(count: int, hosts: list[str], seed: int = 2) -> Iterator[list[str]]:
    """``count`` names that were not made to resemble anything, a chunk at a time."""
    draw, vocabulary = random.Random(seed), words()
    kinds = _kinds(vocabulary, hosts or [f"{word}.com" for word in vocabulary], draw)
    made = 0
    while made < count:
        chunk: list[str] = []
        for share, make in kinds:
            chunk += make(int(CHUNK * share))
        draw.shuffle(chunk)
        yield chunk[: count - made]
        made += len(chunk)


Maker = Callable[[int], list[str]]


def _kinds(vocabulary: list[str], hosts: list[str], draw: random.Random) -> list[tuple[float, Maker]]:
    many = draw.choices

    def joined(parts: int, between: str) -> Maker:
        def make(n: int) -> list[str]:
            columns = [many(vocabulary, k=n) for _ in range(parts)]
            return [
                f"{between.join(row)}.{end}" for *row, end in zip(*columns, many(ENDINGS, k=n), strict=True)
            ]

        return make

    def numbered(n: int) -> list[str]:
        rows = zip(many(vocabulary, k=n), many(range(10_000), k=n), many(ENDINGS, k=n), strict=True)
        return [f"{word}{number}.{end}" for word, number, end in rows]

    def altered(n: int) -> list[str]:
        rows = zip(many(vocabulary, k=n), many(hosts, k=n), many(ENDINGS, k=n), strict=True)
        return [f"{word}-{host.split('.')[-2]}.{end}" for word, host, end in rows]

    def invented(n: int) -> list[str]:
        return ["".join(many(LETTERS, k=draw.randrange(4, 16))) + ".com" for _ in range(n)]

    def foreign(n: int) -> list[str]:
        labels = ["".join(many(draw.choice(SCRIPTS), k=draw.randrange(2, 9))) for _ in range(n)]
        return [
            f"xn--{each.encode('punycode').decode()}.com" if draw.random() < 0.9 else f"{each}.com"
            for each in labels
        ]

    return [
        (0.12, joined(1, "")),
        (0.4, joined(2, "")),
        (0.08, joined(2, "-")),
        (0.1, joined(3, "")),
        (0.08, numbered),
        (0.08, altered),
        (0.08, lambda n: many(hosts, k=n)),
        (0.048, invented),
        (0.01, foreign),
        (0.002, lambda n: many(JUNK, k=n)),
    ]
