"""How does each tool write down the same site? The site is invented; the forms are those of the tools.

HTTrack 3.49, wget 1.21, SingleFile 2, py-wacz 0.6, Playwright 1.65 and Chromium 156 wrote such files of it.
"""

import base64
import gzip
import io
import json
import os
import quopri
import zipfile
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.crawler.test_pictures import NAVY, WHITE, logo, photo, saved

SITE = "cloudbluefox.com"
AT = "2022-05-01T09:00:00Z"
SAVED = 1_651_395_600  # the same in seconds
HOME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invented Fox Works</title>
<link rel="stylesheet" href="/css/fox-harbour.css"><link rel="icon" href="/favicon.ico">
<script src="/js/fox-crane.js"></script></head>
<body class="home-page"><nav class="top-bar"><img src="/img/logo.png" alt="Fox Works logo">
<a href="/about">About</a> <a href="/contact">Contact</a></nav>
<section class="crane-plan"><h1>Software for harbours and mills</h1>
<p>Our eleven engineers write control software for harbour cranes, and have kept the paper mill of
an invented town running since the spring of its opening. We answer the telephone ourselves.</p>
<img src="/img/office.jpg" alt="our office" width="300" height="200">
<p>Ask for the plan of your own crane: it is drawn by hand, checked twice and sent in nine days.</p></section>
<footer>Call +1 (212) 555-0100 or write to <a href="mailto:office@cloudbluefox.com">us</a></footer></body>
</html>"""
ABOUT = HOME.replace("Software for harbours", "About our harbours")
LOGO, OFFICE = saved(logo(NAVY, WHITE)), saved(photo(1), "JPEG")
ICON = b"\0\0\1\0" + LOGO
FILES = {
    "/": ("text/html; charset=utf-8", HOME.encode()),
    "/about": ("text/html; charset=utf-8", ABOUT.encode()),
    "/img/logo.png": ("image/png", LOGO),
    "/img/office.jpg": ("image/jpeg", OFFICE),
    "/favicon.ico": ("image/x-icon", ICON),
}
SENT = [("Server", "nginx/1.18.0"), ("X-Fox-Mill", "9"), ("X-Frame-Options", "DENY")]
MARK = "by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 01 May 2022 09:00:"
POLICY = (
    "default-src 'none'; font-src 'self' data:; img-src 'self' data:; style-src 'unsafe-inline'; media-src "
    "'self' data:; script-src 'unsafe-inline' data:; object-src 'self' data:; frame-src 'self' data:;"
)


def warc(path: Path, at: str = AT, host: str = f"https://{SITE}") -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Wget/1.21.3 (linux-gnu)"}))
        for place, (kind, body) in FILES.items():
            headers = [SENT[0], ("Content-Type", kind), *SENT[1:], ("Content-Length", str(len(body)))]
            record = writer.create_warc_record(
                f"{host}{place}",
                "response",
                io.BytesIO(body),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": at},
            )
            writer.write_record(record)
    return path


def wacz(folder: Path) -> Path:
    path, inner = folder / "fox.wacz", warc(folder / "inner.warc.gz")
    page = {"id": "1", "url": f"https://{SITE}/", "ts": AT}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("indexes/index.cdx.gz", gzip.compress(b"com,cloudbluefox)/ 20220501090000 {}"))
        made.write(inner, "archive/fox.warc.gz", zipfile.ZIP_STORED)
        made.writestr("pages/pages.jsonl", json.dumps({"format": "json-pages-1.0"}) + "\n" + json.dumps(page))
        made.writestr(
            "datapackage.json", json.dumps({"profile": "data-package", "software": "py-wacz 0.6.0"})
        )
    inner.unlink()
    return path


def har(folder: Path) -> Path:
    entries = []
    for place, (kind, body) in FILES.items():
        content = {"size": len(body), "mimeType": kind, "text": body.decode("latin-1")}
        if not kind.startswith("text/"):
            content |= {"text": base64.b64encode(body).decode(), "encoding": "base64"}
        headers = [{"name": name, "value": value} for name, value in sorted([*SENT, ("Content-Type", kind)])]
        entries.append(
            {
                "startedDateTime": "2022-05-01T09:00:00.379Z",
                "request": {"method": "GET", "url": f"https://{SITE}{place}"},
                "response": {"status": 200, "headers": headers, "content": content},
            }
        )
    creator = {"name": "Playwright", "version": "1.65.1"}
    path = folder / "fox.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}, indent=2))
    return path


def mhtml(folder: Path) -> Path:
    """Of the page as Chromium drew it: without scripts, its links absolute."""
    line = "----MultipartBoundary--UUgbCbv8OERV8wGn----"
    page = HOME.replace('<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html">')
    page = page.replace('\n<script src="/js/fox-crane.js"></script>', "")
    for attribute in ("href", "src"):
        page = page.replace(f'{attribute}="/', f'{attribute}="https://{SITE}/')
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://{SITE}/\r\nSubject: Invented Fox\r\n"
        "Date: Sun, 01 May 2022 09:00:00 GMT\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\ttype="text/html";\r\n\tboundary="{line}"\r\n\r\n\r\n'
    )
    parts = [(f"https://{SITE}/", "text/html", "quoted-printable", quopri.encodestring(page.encode()))]
    for place in ("/img/logo.png", "/img/office.jpg"):
        body = base64.encodebytes(FILES[place][1])
        parts.append((f"https://{SITE}{place}", FILES[place][0], "base64", body))
    text = head.encode()
    for url, kind, encoding, body in parts:
        fields = (
            f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {url}\r\n"
        )
        text += f"--{line}\r\n{fields}\r\n".encode() + body + b"\r\n"
    path = folder / "fox.mhtml"
    path.write_bytes(text + f"--{line}--\r\n".encode())
    return path


def browser(folder: Path) -> Path:
    """ "Save as, complete": the pictures in a folder beside the page, the links absolute, no icon."""
    path = folder / "Invented Fox Works.html"
    page = HOME.replace(
        "<!doctype html>", f"<!DOCTYPE html>\n<!-- saved from url=(0025)https://{SITE}/ -->\n"
    )
    page = page.replace(
        '<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
    )
    files = f"./{path.stem}_files"
    page = page.replace("/css/", f"{files}/").replace("/js/", f"{files}/").replace("/img/", f"{files}/")
    page = page.replace('href="/', f'href="https://{SITE}/')
    path.write_text(page)
    beside = folder / f"{path.stem}_files"
    beside.mkdir()
    (beside / "logo.png").write_bytes(LOGO)
    (beside / "office.jpg").write_bytes(OFFICE)
    (beside / "fox-harbour.css").write_text("p{}")
    os.utime(path, (SAVED, SAVED))
    return path


def single_file(folder: Path) -> Path:
    """All in one page, the attributes without quotes; it comes without scripts."""
    mark = (
        f"<!--\n Page saved with SingleFile \n url: https://{SITE}/ \n"
        " saved date: Sun May 01 2022 11:00:00 GMT+0200 (Central European Summer Time)\n-->"
    )
    page = HOME.replace("<!doctype html>", "<!DOCTYPE html> ").replace('lang="en">', f"lang=en>{mark}")
    page = page.replace(
        '<link rel="stylesheet" href="/css/fox-harbour.css">', "<style>.crane-plan{color:red}</style>"
    )
    page = page.replace('\n<script src="/js/fox-crane.js"></script>', "")
    added = f"<link rel=canonical href=https://{SITE}/>"
    added += f'<meta http-equiv=content-security-policy content="{POLICY}">'
    added += "<style>.sf-hidden{display:none!important}</style>"
    page = page.replace('<link rel="icon"', '<meta name=referrer content=no-referrer><link rel="icon"')
    page = page.replace("</head>", f"{added}</head>").replace('class="top-bar"', 'class="top-bar sf-hidden"')
    for place, (kind, body) in FILES.items():
        if kind.startswith("image/"):
            page = page.replace(f'"{place}"', f"data:{kind};base64,{base64.b64encode(body).decode()}")
    page = page.replace('href="/', f'href="https://{SITE}/')
    path = folder / "fox.html"
    path.write_text(page)
    return path


def httrack(folder: Path) -> Path:
    root = folder / "mirror"
    for place, (kind, body) in FILES.items():
        if kind.startswith("text/html"):
            mark = f"\n<!-- Mirrored from {SITE}{place} {MARK}"
            charset = "<!-- Added by HTTrack -->"
            charset += '<meta http-equiv="content-type" content="text/html;charset=utf-8" />'
            text = body.decode().replace(
                '<html lang="en">', f'<html lang="en">{mark}00 GMT -->\n{charset}', 1
            )
            text = text.replace(charset, f"{charset}<!-- /Added by HTTrack -->\n")
            body = relative(text).replace("</html>", f"{mark}07 GMT -->\n</html>").encode()
        put(root / SITE / (place.lstrip("/") or "index.html"), body, kind)
    log = "HTTrack3.49-4+libhtsjava.so.2 launched on Sun, 01 May 2022 09:00:00 at https://cloudbluefox.com/\n"
    (root / "hts-log.txt").write_text(log)
    (root / "hts-cache").mkdir()
    (root / "hts-cache" / "new.zip").write_bytes(b"PK\3\4 what HTTrack keeps for itself")
    (root / "index.html").write_text(
        "<html><!-- Mirror and index made by HTTrack Website Copier/3.49 --></html>"
    )
    return root


def wget(folder: Path) -> Path:
    root = folder / "wget"
    for place, (kind, body) in FILES.items():
        body = relative(body.decode()).encode() if kind.startswith("text/html") else body
        put(root / SITE / (place.lstrip("/") or "index.html"), body, kind)
    return root


def relative(page: str) -> str:
    page = page.replace('href="/about"', 'href="about.html"').replace(
        'href="/contact"', 'href="contact.html"'
    )
    return page.replace('href="/', 'href="').replace('src="/', 'src="')


def put(path: Path, body: bytes, kind: str) -> None:
    path = path if path.suffix or not kind.startswith("text/html") else path.with_suffix(".html")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (SAVED, SAVED))
