"""What does a saved WHOIS or RDAP answer say of a domain's registration?"""

from typing import BinaryIO

import click


@click.group()
def parse() -> None:
    """Read one saved answer of a registry; nothing is asked or stored.

    \b
    brassplate parse whois answer.txt --domain some-firm.example
    """


def _read(protocol: str, file: BinaryIO, domain: str) -> None:
    import json

    from crawler.collect import read_saved

    row = read_saved(protocol, domain, file.read(1_000_001))
    click.echo(json.dumps(row, ensure_ascii=False, indent=1))


@parse.command()
@click.argument("file", type=click.File("rb"))
@click.option("--domain", required=True, help="The domain that was asked for.")
def whois(file: BinaryIO, domain: str) -> None:
    """Print the registration that FILE, a server's answer on port 43, tells of; "-" reads stdin.

    Where the registry's and the registrar's answers stand in it one below the other, both are told apart.

    \b
    brassplate parse whois answer.txt --domain some-firm.example
    """
    _read("whois", file, domain)


@parse.command()
@click.argument("file", type=click.File("rb"))
@click.option("--domain", required=True, help="The domain that was asked for.")
def rdap(file: BinaryIO, domain: str) -> None:
    """Print the registration that FILE, the JSON of an RDAP domain object, tells of; "-" reads stdin.

    \b
    brassplate parse rdap answer.json --domain some-firm.example
    """
    _read("rdap", file, domain)


COMMAND = parse
