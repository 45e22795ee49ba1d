"""What does one saved page show under every signal?"""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--url", default="", help="Where the page came from; its domain is then looked at too.")
def fingerprint(file: Path, url: str) -> None:
    """Print what FILE (a page, or an archive: WARC, WACZ, HAR …) shows under every signal, as JSON.

    \b
    brassplate fingerprint page.html --url https://some-firm.example/
    """
    import json

    from monitor.commands import _given
    from monitor.references.gathered import host

    if url and _given.is_archive(file):
        raise click.UsageError("--url is for an HTML page; an archive says itself where its pages came from")
    if url and not host(url):
        raise click.UsageError(f"--url takes an address such as https://some-firm.example/, not '{url[:80]}'")
    seen = _given.page(file, url) if url else _given.file(file)
    domain = seen.fingerprint.domain
    named = {"domain": "" if domain == _given.NAMELESS else domain, "class": seen.page_class}
    row = {**seen.fingerprint.to_json(), **named}
    click.echo(json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True))


COMMAND = fingerprint
