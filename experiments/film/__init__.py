"""A game in one file: a page that plays it back offline, with map, course of time, reasons, votes and outcomes."""

from panj.experiments.film.film import Film, as_page, film, film_of

__all__ = ["Film", "as_page", "film", "film_of"]
