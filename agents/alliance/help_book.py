"""The book of help: what was asked, decided, promised and delivered, and by whom. Written by the institutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from panj.treaty.ladder import Rung


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

    def ask(self, day: int, rung: int) -> None:
        """The requester lodges an appeal for this much."""
        if self.request_day is None:
            self.request_day = day
        self.ask_rung = max(self.ask_rung or 0, rung)

    def enter(self, day: int, state: str, measures: Iterable[int]) -> None:
        """A case has come to a state of the procedure, with these measures adopted."""
        self.adopted |= {int(r) for r in measures}
        if (state == "CONSULT" or Rung.consult_info in measures) and self.consultation_day is None:
            self.consultation_day = day
        if state in ("ADOPTED", "BLOCKED") and self.decision_day is None:
            self.decision_day = day

    def count_blocks(self, blocked_by: Sequence[str]) -> None:
        """Those who blocked a text; one who did it alone was pivotal."""
        self.vetoes += len(blocked_by)
        if len(blocked_by) == 1:
            self.pivotal.add(blocked_by[0])

    def set_out(self, code: str, men: int) -> None:
        """Men of a member set out for the alliance."""
        self.contributors.add(code)
        self.sent_men[code] = self.sent_men.get(code, 0) + men

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
