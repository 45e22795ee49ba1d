"""Which plug-ins lie in a folder?

A plug-in is one module with one upper-case noun; being in the folder is its registration.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def find(package: ModuleType, noun: str) -> list[Any]:
    """The ``noun`` of every module of ``package`` that does not start with ``_``, by module name.

    A module without the noun is a mistake of its author: LookupError names it.
    """
    found = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        if not hasattr(module, noun):
            raise LookupError(f"{module.__name__} lies among the plug-ins but defines no {noun}")
        found.append(getattr(module, noun))
    return found
