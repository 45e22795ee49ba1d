"""Which names of a list resemble a reference's name, in which ways, and by how many bits?

The sift's own matcher and weights; a part is what one process makes of some bytes of the list.
"""

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from crawler.records import canonical, content_hash
from crawler.sift import hits_of
from crawler.sweep import Item, Row, Tally
from crawler.sweep.inputs import Options, named
from monitor.evidence import Weights
from monitor.sifting import LEAST_BITS, Known, Weighing, rows


@dataclass(frozen=True)
class NameWork:
    """Names of a list beside the names of references."""

    references: Known
    least: float = LEAST_BITS
    options: Options = field(default_factory=Options)

    name = "names"

    def identity(self) -> Mapping[str, Any]:
        return {
            "references": content_hash(self.references),
            "weights": Weights.load().hash,
            "brassplate": version("brassplate"),
            "least_bits": self.least,
        }

    def columns(self) -> Any:
        arrow = importlib.import_module("pyarrow")
        text = arrow.string()
        return arrow.schema(
            [
                ("name", text),
                ("reference", text),
                ("kinds", text),
                ("distance", arrow.int64()),
                ("bits", arrow.float64()),
                ("source", text),
            ]
        )

    def rows(self, item: Item, tally: Tally) -> Iterator[Row]:
        domains = tuple(domain for domain, _ in self.references)
        weighing = _weighing(self.references)
        for data in named(item.kind).read(item, self.options, tally):
            for line in rows(hits_of((domains, data)), weighing, self.least).splitlines():
                row = json.loads(line)
                yield {**row, "kinds": canonical(row["kinds"]), "source": item.where}


@lru_cache(maxsize=2)
def _weighing(references: Known) -> Weighing:
    return Weighing(references)
