"""Is this name server one to which authorities point what they have seized?"""

ZONES = ("seized.gov", "usssdomainseizure.com", "seizedservers.com")


def is_of_seizure(server: str) -> bool:
    """``server`` in lower case and without its final dot."""
    return any(f".{server}".endswith(f".{zone}") for zone in ZONES)
