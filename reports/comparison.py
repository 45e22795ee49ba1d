"""How is one pair shown on a page of its own?

Like the daily report it is one file that asks nothing of the network and runs nothing.
"""

from pathlib import Path

from reports.digest import AlertLine
from reports.formats.html import style, templates
from reports.publish import write_all


def render(pair: AlertLine, program: str, bands: tuple[tuple[str, float], ...] = ()) -> str:
    """The page of ``pair``; ``program`` names what weighed it, ``bands`` the names of its scores."""
    page = templates().get_template("comparison.html.j2")
    return page.render(pair=pair, bands=bands, program=program, style=style()) + "\n"


def put(page: str, path: Path) -> None:
    """Writes the page, for its owner alone; no reader ever finds half of one. OSError where it cannot be."""
    write_all([(path, page)])
