"""The book of help: what was asked, decided, promised and delivered, and by whom. Written by the institutions."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class HelpBook:
    """Days count from the start; None means it never happened."""

    inform_day: int | None = None
    consultation_day: int | None = None
    request_day: int | None = None
    ask_rung: int | None = None
    decision_day: int | None = None
    adopted: set[int] = field(default_factory=set)  # rungs the alliance adopted
    bilateral: set[int] = field(default_factory=set)  # rungs an ally gave on its own
    vetoes: int = 0
    pivotal: set[str] = field(default_factory=set)
    contributors: set[str] = field(default_factory=set)
    sent_men: dict[str, int] = field(default_factory=dict)  # men of the alliance who set out, by member
    promised_men: int = 0
    delivered_men: int = 0
    first_arrival_day: int | None = None
    full_strength_day: int | None = None

    def promise(self, men: int) -> None:
        """The alliance promises men."""
        self.promised_men += men

    def arrive(self, day: int, men: int) -> None:
        """Help of the alliance arrives: `men` of its forces, or 0 for material or a mission."""
        if self.first_arrival_day is None:
            self.first_arrival_day = day
        self.delivered_men += men
        if men and self.delivered_men >= self.promised_men > 0 and self.full_strength_day is None:
            self.full_strength_day = day


def gini(amounts: list[int]) -> float | None:
    """Inequality of non-negative amounts, 0 (equal) to 1 - 1/n (one bears all); None when nothing was borne.

    G = sum_i sum_j |x_i - x_j| / (2 n^2 mean). Source: Gini (1912), in the form of mean absolute differences.
    """
    n, total = len(amounts), sum(amounts)
    if n == 0 or total == 0:
        return None
    return sum(abs(a - b) for a in amounts for b in amounts) / (2 * n * total)
