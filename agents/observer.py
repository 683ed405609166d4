"""How a state sees the border: late, biased and blurred; better when allies share what they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from panj.border.dice import normal_quantile
from panj.scenarios.schema import Observer as Eyes


def saturating(amount: float, half: float) -> float:
    """0 for nothing, 0.5 at `half`, towards 1 beyond: x / (x + half), same unit."""
    return amount / (amount + half) if amount > 0.0 else 0.0


class Picture(NamedTuple):
    """What an observer believes today."""

    border_share: float = 0.0  # share of the border in militants' hands, 0..1
    refuge_week: float = 0.0  # foreign soldiers who crossed in the last seven days
    incidents_week: float = 0.0  # incursions, attacks on posts, villages taken in the last seven days
    inside: float = 0.0  # militants known to be inside the member's land [men]


@dataclass
class Observer:
    """A state's eyes. `look` is called once a day with the truth; `picture` is what it makes of it, maybe wrong."""

    eyes: Eyes
    truths: list[tuple[float, float, Picture]] = field(default_factory=list)  # (held in fact, in name only, counts)
    _dull: float = 1.0  # share of its faults that allies' information leaves
    _draw: Callable[[str], float] | None = None  # luck of the last day, until the picture of it is made
    _picture: Picture = field(default_factory=Picture)

    def look(self, held: float, in_name: float, counts: Picture, shared: float, draw: Callable[[str], float]) -> None:
        """Take in a day: share held in fact, share held in name only, the other counts as they are.

        `shared` 0..1 is how much allies share; it takes up to half off bias, lag and noise. `draw(which)` gives a
        number in [0, 1), whenever it is asked.
        """
        self.truths.append((held, in_name, counts))
        self._dull, self._draw = 1.0 - 0.5 * shared, draw

    @property
    def picture(self) -> Picture:
        """What it believes since it last looked; made when first asked for: most states are not asked every day."""
        if self._draw is not None:
            self._picture, self._draw = self._see(self._dull, self._draw), None
        return self._picture

    def _see(self, dull: float, draw: Callable[[str], float]) -> Picture:
        lag = min(len(self.truths) - 1, int(self.eyes.lag_days * dull + 0.5))
        held, in_name, counts = self.truths[-1 - lag]
        share = held + self.eyes.empty_counts * in_name
        if share > 0.0:
            share += dull * (self.eyes.bias + self.eyes.noise * normal_quantile(draw("share")))
        return Picture(min(1.0, max(0.0, share)), counts.refuge_week, counts.incidents_week, counts.inside)
