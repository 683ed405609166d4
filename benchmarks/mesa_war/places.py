"""Districts and stretches of the border: districts are agents, because what they hear and eat changes step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mesa import Agent

from panj.border.theatre import DISTRICT_FELL, DISTRICT_RETAKEN

if TYPE_CHECKING:
    from panj.benchmarks.mesa_war.model import MesaWar


class District(Agent):
    """A district beyond the border: who presses on it, who guards it, what it hears, whether it has fallen."""

    model: MesaWar

    def __init__(self, model: MesaWar, number: int) -> None:
        super().__init__(model)
        g = model.ground
        self.number = number
        self.seat: Any = model.cells[g.place_cell[number]]
        self.kind = int(g.d_kind[number])
        self.front = int(g.d_front[number])
        self.border_km = float(g.d_km[number])
        self.neighbours: list[District] = []
        self.centre: District = self
        self.fallen = False
        self.isolated = False
        self.reached = self.upon = False
        self.news = self.fresh = self.effort = self.press = self.guard = self.centre_guard = self.present = 0.0
        self.supply = 1.0
        self.cause = -1

    def reach(self) -> None:
        """Militants can get at a district next to fallen ground."""
        self.reached = any(o.fallen for o in self.neighbours)
        self.upon = False
        self.press = self.centre_guard = self.present = 0.0

    def count_who_reaches(self) -> None:
        """Out of reach unless what militants have at hand counts for something against the garrisons of a step ago."""
        strong = self.press >= self.model.rules.reach_odds * self.guard
        self.reached = strong and (self.reached or self.upon)
        self.press = self.guard = 0.0

    def hear(self) -> None:
        """News fades, and that of the last step comes in."""
        self.news = self.news * self.model.news_fade + self.fresh
        self.fresh = 0.0

    def joined(self) -> bool:
        """Whether it still stands and touches a district of its province that is not cut off."""
        return (
            not self.fallen
            and not self.centre.fallen
            and any(not o.fallen and not o.isolated and o.centre is self.centre for o in self.neighbours)
        )

    def open_ring(self) -> float:
        """Share of its neighbours that still stand."""
        standing = sum(not o.fallen for o in self.neighbours)
        return standing / len(self.neighbours) if self.neighbours else 1.0

    def use_up(self) -> None:
        """Supplies run down while the road is cut and fill while it is open."""
        p = self.model.rules
        days = p.tick_hours / 24.0
        cut = 1.0 - self.open_ring() if self.centre is self else float(self.isolated)
        self.supply = min(1.0, max(0.0, self.supply + (1.0 - cut) * days - cut * days / p.supply_days))

    def settle(self) -> None:
        """Fall when nobody stands at the seat and militants are there; be retaken the other way round."""
        if not self.fallen and self.centre_guard == 0.0 and self.present > 0.0:
            self.fallen = True
            self.cause = self.model.note(DISTRICT_FELL, -1, self.number, int(self.border_km + 0.5), self.cause)
            self.spread_news()
        elif self.fallen and self.centre_guard > 0.0 and self.seat.militants == 0.0:
            self.fallen = False
            self.cause = self.model.note(DISTRICT_RETAKEN, -1, self.number, int(self.border_km + 0.5), self.cause)

    def spread_news(self) -> None:
        """Word of its fall reaches its front, its neighbours most of all."""
        p = self.model.rules
        for other in self.model.districts:
            if other is not self and other.front == self.front:
                other.fresh += p.news_front
        for other in self.neighbours:
            other.fresh += 1.0 - p.news_front if other.front == self.front else p.news_across


@dataclass
class Stretch:
    """A stretch of the border: its two banks, who holds the far one, what bands remember of it."""

    number: int
    near: Any
    far: Any
    district: District
    held: bool = False
    repelled: float = 0.0
    show: float = 0.0
