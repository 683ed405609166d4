"""What a clause says, for whoever reads its name on the page: article and gist out of the books of law."""

from __future__ import annotations

from functools import lru_cache

from panj.treaty.law.book import Clause, book, treaties


@lru_cache(maxsize=1)
def _clauses() -> dict[str, Clause]:
    return {clause.id: clause for name in treaties() for clause in book(name).clauses}


def says(clause: str) -> str:
    """Article and gist of a clause, or its name alone if no book has it."""
    found = _clauses().get(clause)
    return f"{found.article}: {found.gist}" if found is not None else clause
