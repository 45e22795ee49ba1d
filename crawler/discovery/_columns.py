"""In which column of a list's lines does a value stand?"""

import csv
from collections.abc import Mapping, Sequence

SEPARATORS = "\t;,|"


class Columns:
    """Reads the cells of delimited lines; the first that names a wanted column is the header.

    ``wanted`` are, for each value, the names that its column may have, the best first. ``found`` is what must
    be kept to read on from the middle of a list: the separator, and the place of each value.
    """

    def __init__(self, wanted: Mapping[str, Sequence[str]], found: object = None) -> None:
        self._wanted = wanted
        self.found: list[object] = []
        self._separator, self._places = "", dict[str, int]()
        if isinstance(found, list) and len(found) == 2 and isinstance(found[1], dict):
            self._take(str(found[0]), {str(k): v for k, v in found[1].items() if isinstance(v, int)})

    def is_header(self, line: str) -> bool:
        """True for the line that names the columns, which is remembered."""
        for separator in (each for each in SEPARATORS if each in line):
            cells = [each.strip().strip("\"'").lower().replace(" ", "_") for each in line.split(separator)]
            places = {
                value: cells.index(name)
                for value, names in self._wanted.items()
                for name in reversed(names)
                if name in cells
            }
            if places:
                self._take(separator, places)
                return True
        return False

    def cells(self, line: str) -> dict[str, str]:
        """The wanted values of a line under the header; a line that is too short lacks some."""
        if not self.found:
            return {}
        row = cut(line, self._separator)
        return {value: row[at].strip() for value, at in self._places.items() if 0 <= at < len(row)}

    def _take(self, separator: str, places: dict[str, int]) -> None:
        if separator in SEPARATORS and len(separator) == 1:
            self._separator, self._places = separator, places
            self.found = [separator, places]


def cut(line: str, separator: str) -> list[str]:
    """The cells of one line; quoted ones as they are meant."""
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
