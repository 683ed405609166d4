"""The after-action report of a game: what happened, the decisions that mattered, what would have happened otherwise."""

from panj.experiments.after_action.page import as_html, as_part, as_text
from panj.experiments.after_action.report import report
from panj.experiments.after_action.source import open_game
from panj.experiments.after_action.weigh import wars

__all__ = ["as_html", "as_part", "as_text", "open_game", "report", "wars"]
