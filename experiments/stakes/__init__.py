"""Stakes: what seats want, what plain policies bring them over seeds, and how a game came out for each of them."""

from panj.experiments.stakes.reckoning import reckoning, reckoning_wars
from panj.experiments.stakes.spread import stakes, stakes_wars

__all__ = ["reckoning", "reckoning_wars", "stakes", "stakes_wars"]
