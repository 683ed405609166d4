"""What a clause says, for whoever reads its name on the page: article and gist out of the book of law."""

from __future__ import annotations

from panj.treaty.law.book import Book


def says(clause: str, book: Book) -> str:
    """Article and gist of a clause, or its name alone if the book does not have it."""
    found = book.by_id.get(clause)
    return f"{found.article}: {found.gist}" if found is not None else clause
