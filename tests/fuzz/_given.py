"""Which files of other tools are there to mangle: archives of a browser, and pages that somebody saved?"""

import tempfile
from pathlib import Path

from tests.crawler import _archived

WORDS = (
    b'PK\x03\x04 PK\x01\x02 PK\x05\x06 archive/../x.warc \xff\xff\xff\xff { } [ ] " "entries":[ "log":{ '
    b'"text": boundary= Content-Location: Content-Transfer-Encoding:~base64 =3D =\r\n data:image/png;base64, '
    b"<!--~ ~--> saved~from~url=(0025)http://front.test/ Mirrored~from BEGIN~WAYBACK~TOOLBAR~INSERT "
    b"/web/20220501090000id_/"
)


def seeds() -> list[bytes]:
    """One file of each tool, of the site that is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tools = (_archived.wacz, _archived.har, _archived.mhtml, _archived.browser, _archived.single_file)
        found = [tool(place).read_bytes() for tool in tools]
        found.append((_archived.httrack(place) / _archived.SITE / "index.html").read_bytes())
    return [each.replace(_archived.SITE.encode(), b"front.test") for each in found]
