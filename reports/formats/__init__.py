"""In which formats can a report be written?

A format is a file of this folder with one FORMAT; being in the folder is its registration.
"""

import importlib
import pkgutil
from functools import lru_cache

from reports.formats._format import Format

__all__ = ["Format", "formats", "named"]


@lru_cache(maxsize=1)
def formats() -> tuple[Format, ...]:
    """Every format in this folder, by name."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__) if not each.name.startswith("_"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    for module in modules:
        if not hasattr(module, "FORMAT"):
            raise LookupError(f"{module.__name__} lies among the formats but defines no FORMAT")
    return tuple(module.FORMAT for module in modules)


def named(name: str) -> Format:
    """The format that an operator asked for; LookupError lists those there are."""
    for each in formats():
        if each.name == name:
            return each
    known = ", ".join(each.name for each in formats())
    raise LookupError(f"cannot write the report as {name!r}: choose one of {known}")
