"""A game in one file: a page that plays it back offline, with map, course of time, reasons, votes and outcomes."""

from panj.experiments.film.film import Film, film, film_of
from panj.experiments.film.page import as_page

__all__ = ["Film", "as_page", "film", "film_of"]
