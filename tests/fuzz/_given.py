"""Which files of other tools are there to mangle: archives of a browser, saved pages, an index of captures?"""

import tempfile
from pathlib import Path

from tests.crawler import _archived


def seeds() -> list[bytes]:
    """One file of each tool, of the site that is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tools = (_archived.wacz, _archived.har, _archived.mhtml, _archived.browser, _archived.single_file)
        found = [tool(place).read_bytes() for tool in tools]
        found.append((_archived.httrack(place) / _archived.SITE / "index.html").read_bytes())
    return [each.replace(_archived.SITE.encode(), b"front.test") for each in found]
