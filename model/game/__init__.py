"""A game that people play: who holds which seat, what they answer, what the umpire injects. It knows no page."""

from panj.model.game.game import Game
from panj.model.game.orders import Acted, Answered, Injected
from panj.model.game.record import from_data, from_text, later, load, read_record, save, to_record
from panj.model.game.routine import questioned

__all__ = [
    "Acted",
    "Answered",
    "Game",
    "Injected",
    "from_data",
    "from_text",
    "later",
    "load",
    "questioned",
    "read_record",
    "save",
    "to_record",
]
