"""Militant command: where the main effort goes, what each main band is sent against, and when it rests.

The main effort works on one front at a time, an operational zone joined by roads. When nothing more is to be had
there, or nothing was gained for some days, the bands regroup before the next. Provincial centres come last.
"""

from __future__ import annotations

import math
from typing import Any

from mesa import Agent

from border.dice import normal_quantile
from border.forces import ATTACK, CROSS, FIELD, HOLD, LOCAL, MAIN
from border.ground import CENTRE
from scenarios.schema import Command

PREPARE, OFFENSIVE = "prepare", "offensive"


class MilitantCommand(Agent):
    """Command of one militant power; personality weights come from the scenario."""

    def __init__(self, model: Any, name: str, data: Command) -> None:
        super().__init__(model)
        self.name = name
        self.data = data
        f = model.forces.columns
        mine = f.owner == model.powers.index(data.owner)
        self.main = [int(i) for i in (mine & (f.role == MAIN)).nonzero()[0]]
        self.local = [int(i) for i in (mine & (f.role == LOCAL)).nonzero()[0]]
        f.intent[mine] = data.intent_to_cross
        f.assault[mine] = data.assault_share
        f.aim_km[mine] = data.depth_aim_km
        self.phase = PREPARE
        self.front = -1
        self.offensives = 0
        self.last_gain_day = 0
        self.held_before = 0
        self.until_day = self._period("preparation_days")

    def _period(self, parameter: str) -> float:
        """A period of days around its typical length; the spread is `timing_spread` of it."""
        days = self.model.values[parameter]
        u = self.model.streams.uniform("command", self.offensives, self.name, parameter)
        return self.model.day + max(1.0, days * (1.0 + self.model.values["timing_spread"] * normal_quantile(u)))

    def set_intent(self, chance: float) -> None:
        """Give all its bands a new intent to cross [chance per day]."""
        for i in [*self.main, *self.local]:
            self.model.forces.columns.intent[i] = chance

    def step(self) -> None:
        """Once a day: judge the offensive, then give orders."""
        if self.main:
            self._judge()
        self._order_local()
        if self.phase == OFFENSIVE:
            self._order_main()

    # -- the main effort ---------------------------------------------------------------------------------------------
    def _judge(self) -> None:
        m = self.model
        if self.phase == PREPARE:
            if m.day >= self.until_day:
                self._begin()
            return
        fallen = int((m.theatre.fallen[m.ground.d_front == self.front] == 1).sum())
        if fallen != self.held_before:
            self.held_before, self.last_gain_day = fallen, m.day
        if not self._targets() or m.day - self.last_gain_day > m.values["offensive_days"]:
            self._rest()

    def _begin(self) -> None:
        m = self.model
        fronts = sorted(set(m.ground.d_front.tolist()))
        worth = {front: w for front in fronts if (w := self._worth(front)) is not None}
        if not worth:
            self.until_day = m.day + 5.0
            return
        t = self.data.front_temperature
        noisy = {f: w - t * math.log(-math.log(max(self._die(f"front-{f}"), 1e-12))) for f, w in worth.items()}
        self.front = max(noisy, key=lambda f: (noisy[f], -f))
        self.phase = OFFENSIVE
        self.offensives += 1
        self.last_gain_day = m.day
        self.held_before = int((m.theatre.fallen[m.ground.d_front == self.front] == 1).sum())
        targets = self._targets()
        m.theatre.effort[targets] = 1.0
        rest = [f"{m.front_names[f]} {w:.1f}" for f, w in worth.items() if f != self.front]
        others = ", ".join(rest) or "nothing else"
        m.tell(
            "offensive",
            self.data.owner,
            subject=self.name,
            place=m.front_names[self.front],
            amount=len(targets),
            reason=f"Main effort against {m.front_names[self.front]}: {len(targets)} districts still to be taken,"
            f" worth {worth[self.front]:.1f} against {others}.",
        )

    def _rest(self) -> None:
        m = self.model
        m.theatre.effort[:] = 0.0
        f = m.forces.columns
        for i in self.main:
            if f.order[i] == ATTACK:
                f.order[i] = HOLD
                f.objective[i] = -1
        self.phase = PREPARE
        self.until_day = self._period("regroup_days")
        m.tell(
            "regroup",
            self.data.owner,
            subject=self.name,
            place=m.front_names[self.front],
            amount=round(self.until_day - m.day, 1),
            reason=f"No more to gain around {m.front_names[self.front]} for now: the bands regroup.",
        )

    def _targets(self, front: int | None = None) -> list[int]:
        """Districts of a front still to be taken; a provincial centre only when everything round it has gone."""
        g, t = self.model.ground, self.model.theatre
        out = []
        for d in (g.d_front == (self.front if front is None else front)).nonzero()[0].tolist():
            if t.fallen[d]:
                continue
            if g.d_kind[d] == CENTRE and any(o >= 0 and not t.fallen[o] for o in g.d_links[d].tolist()):
                continue
            out.append(d)
        return out

    def _worth(self, front: int) -> float | None:
        """What is left to gain on a front: customs, roads and good odds, as far as it still stands, less the march."""
        g, t, c = self.model.ground, self.model.theatre, self.data
        targets = self._targets(front)
        if not targets:
            return None
        whole = int((g.d_front == front).sum())
        customs = math.fsum(g.d_customs[targets].tolist())
        roads = math.fsum(g.d_road[targets].tolist()) / whole
        odds = math.fsum(math.log((1.0 + t.press[d]) / (1.0 + t.guard[d])) for d in targets) / whole
        near = sum(any(o >= 0 and t.fallen[o] for o in g.d_links[d].tolist()) for d in targets) / whole
        f = self.model.forces.columns
        marches = [min(float(g.hours[d, f.cell[i]]) for d in targets) for i in self.main if f.status[i] == FIELD]
        march = math.fsum(marches) / len(marches) if marches else 0.0
        return (
            c.weight_customs * customs
            + c.weight_roads * roads
            + c.weight_weakness * odds
            + c.weight_adjacent * near
            - c.weight_distance * march / 100.0
        )

    # -- orders ------------------------------------------------------------------------------------------------------
    def _order_main(self) -> None:
        """Each main band that is free goes against the best target; one already well attended is worth less."""
        m = self.model
        f, g, t, c = m.forces.columns, m.ground, m.theatre, self.data
        targets = self._targets()
        for d in targets:
            t.effort[d] = 1.0
        sent = dict.fromkeys(targets, 0)
        free = []
        for i in self.main:
            if f.status[i] != FIELD or m.steps < f.rest_until[i] or f.order[i] == CROSS:
                continue
            if f.order[i] == ATTACK and int(f.objective[i]) in sent:
                sent[int(f.objective[i])] += 1
            else:
                free.append(i)
        for i in free:
            best, best_worth = -1, -math.inf
            for d in targets:
                near = any(o >= 0 and t.fallen[o] for o in g.d_links[d].tolist())
                worth = (
                    c.weight_customs * g.d_customs[d]
                    + c.weight_roads * g.d_road[d]
                    + c.weight_weakness * math.log((1.0 + t.press[d]) / (1.0 + t.guard[d]))
                    + c.weight_adjacent * near
                    - c.weight_distance * float(g.hours[d, f.cell[i]]) / 10.0
                    - sent[d]
                )
                if worth > best_worth:
                    best, best_worth = d, worth
            if best >= 0 and math.isfinite(best_worth):
                f.order[i] = ATTACK
                f.objective[i] = best
                sent[best] += 1

    def _order_local(self) -> None:
        """Local bands rise where the main effort is; elsewhere they lie low and hold what has fallen."""
        m = self.model
        f, t = m.forces.columns, m.theatre
        for i in self.local:
            if f.status[i] != FIELD or f.order[i] == CROSS or f.home[i] < 0:
                continue
            rise = t.effort[f.home[i]] > 0.0 and not t.fallen[f.home[i]] and m.steps >= f.rest_until[i]
            f.order[i] = ATTACK if rise else HOLD
            f.objective[i] = f.home[i] if rise else -1

    def _die(self, which: str) -> float:
        return self.model.streams.uniform("command", self.model.steps, self.name, which)
