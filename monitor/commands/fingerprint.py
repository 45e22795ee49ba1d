"""What does one saved page show under every signal?"""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--url", default="", help="Where the page came from; its domain is then looked at too.")
def fingerprint(file: Path, url: str) -> None:
    """Print what FILE (an HTML page or a .warc[.gz]) shows under every signal, as JSON.

    \b
    brassplate fingerprint page.html --url https://some-firm.example/
    """
    import json

    from monitor.commands import _given

    seen = _given.archive(file) if file.name.endswith((".warc", ".warc.gz")) else _given.page(file, url)
    row = {**seen.fingerprint.to_json(), "class": seen.page_class}
    click.echo(json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True))


COMMAND = fingerprint
