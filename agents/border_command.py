"""Orders of the regular sides: mobile garrisons that strike back, and the member's command along its border."""

from __future__ import annotations

import math
from typing import Any

from mesa import Agent

from border.forces import (
    ALLY,
    ATTACK,
    BATTALION,
    CROSS,
    FALL_BACK,
    FIELD,
    FLEE,
    GOVERNMENT,
    HOLD,
    HOME,
    MOBILE,
    MOVE_TO,
    POST,
)

REACH_HOURS = 10.0  # a counterattack goes no further than a day's march; assumed
ALERT_FADE = 0.9  # share of alert that is left after a day; assumed


class GarrisonCommand(Agent):
    """Government command beyond the border: now and then a mobile garrison sets out to retake a district nearby."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        f = model.forces.columns
        self.mobile = [int(i) for i in ((f.side == GOVERNMENT) & (f.role == MOBILE)).nonzero()[0]]

    def step(self) -> None:
        """Once a day: set out, or come home."""
        m = self.model
        f, g, t = m.forces.columns, m.ground, m.theatre
        for i in self.mobile:
            if f.status[i] != FIELD or f.order[i] in (FALL_BACK, FLEE):
                continue
            home = g.d_centre[f.home[i]]
            if f.order[i] == ATTACK:
                if not t.fallen[f.objective[i]] and f.cell[i] == g.place_cell[f.objective[i]]:
                    f.order[i], f.objective[i] = MOVE_TO, home
                continue
            if f.order[i] != HOLD or t.fallen[home]:
                continue
            chance = m.streams.uniform("garrisons", m.steps, m.forces.names[i], "strike")
            if chance >= m.values["counterattack_chance"]:
                continue
            within = [d for d in range(len(t.fallen)) if t.fallen[d] and float(g.hours[d, f.cell[i]]) < REACH_HOURS]
            weak = [d for d in within if t.militants[g.place_cell[d]] < f.men[i]]
            if weak:
                target = min(weak, key=lambda d: (float(g.hours[d, f.cell[i]]), d))
                f.order[i], f.objective[i] = ATTACK, target


class BorderCommand(Agent):
    """The member's command along the border: who relieves whom, who is on alert, who goes where something happens."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        f = model.forces.columns
        self.own = (f.side == HOME).nonzero()[0]

    def step(self) -> None:
        """Once a day: alert fades, and battalions without an order go where the need is greatest."""
        m = self.model
        f = m.forces.columns
        watchers = (f.side == HOME) | (f.side == ALLY)
        f.readiness[watchers] *= ALERT_FADE
        alarm = m.requester.picture.border_share
        posts = f.kind == POST
        f.readiness[posts] = f.readiness[posts].clip(min=alarm)

    def need(self) -> list[float]:
        """Need of each detachment: km of its stretch with militants opposite, per man who stands there or is coming."""
        m = self.model
        f, g, t = m.forces.columns, m.ground, m.theatre
        km = [0.0] * len(m.detachments)
        for s in range(len(g.s_km)):
            km[g.s_detachment[s]] += float(g.s_km[s]) * (1.0 if t.held[s] else 0.2)
        men = [50.0] * len(m.detachments)
        for i in range(len(m.forces)):
            if f.status[i] == FIELD and f.side[i] in (HOME, ALLY) and f.home[i] >= 0:
                men[f.home[i]] += float(f.men[i])
        return [k / n for k, n in zip(km, men, strict=True)]

    def post(self, row: int) -> int:
        """Send a battalion to the detachment in greatest need; returns the detachment."""
        m = self.model
        f = m.forces.columns
        need = self.need()
        reach = [
            n if math.isfinite(float(m.ground.hours[len(m.scenario.districts) + k, f.cell[row]])) else -1.0
            for k, n in enumerate(need)
        ]
        k = max(range(len(reach)), key=lambda k: (reach[k], -k))
        f.home[row] = k
        f.objective[row] = len(m.scenario.districts) + k
        f.order[row] = MOVE_TO
        return k

    def free_battalions(self) -> list[int]:
        """Own army battalions in the field that hold no stretch of the border."""
        f = self.model.forces.columns
        return [
            int(i)
            for i in self.own
            if f.kind[i] == BATTALION and f.status[i] == FIELD and f.home[i] < 0 and f.order[i] != CROSS
        ]
