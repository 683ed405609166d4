"""Names of the program as words that people read, on the page and in reports."""

from __future__ import annotations

from panj.treaty.ladder import ENTRIES


def spaced(name: str) -> str:
    """A name of the program as words; not yet HTML."""
    return name.replace("_", " ")


def measure(name: str) -> str:
    """A measure, or whatever else is a name, as words."""
    return ENTRIES[name].title if name in ENTRIES else spaced(name)
