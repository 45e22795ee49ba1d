"""What does an invented registry's zone file look like?"""

from collections.abc import Iterable


def zone_text(
    names: Iterable[str], *, zone: str = "example", serial: int = 2026112001, host: str = "ns1.host.test."
) -> bytes:
    """In the form that registries write: tabs, whole names, the SOA record first and last."""
    soa = f"{zone}.\t900\tin\tsoa\tns.{zone}. mail.{zone}. {serial} 1800 900 604800 86400\n"
    own = f"{zone}.\t86400\tin\tns\tns.{zone}.\nns.{zone}.\t86400\tin\ta\t192.0.2.1\n"
    records = "".join(
        f"{name}.{zone}.\t86400\tin\tds\t1 13 2 00\n{name}.{zone}.\t86400\tin\tns\t{each}\n"
        f"{name}.{zone}.\t86400\tin\tns\tns2.host.test.\n"
        for name in names
        for each in (host,)
    )
    return (soa + own + records + soa).encode()
