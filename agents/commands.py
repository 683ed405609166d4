"""Militant command: where the main effort goes, what each band is sent against, and when it rests.

The main effort works on one front at a time, an operational zone joined by roads. It takes hold only where militants
can get at a district: next to ground that has fallen, or where a main band stands (border.control.reach). So a front
is rolled up from the ground already held and from where the bands lie. When nothing more is to be had there, or
nothing was gained for some days, the bands regroup before the next. Provincial centres come last: one is besieged
when all outlying districts of every front, and so everything round it, have gone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from mesa import Agent

from border.compiled import quick
from border.dice import normal_quantile
from border.forces import ATTACK, CROSS, FIELD, HOLD, LOCAL, MAIN, MOVE_TO
from border.ground import CENTRE
from border.pursuit import engaged, pursue
from scenarios.schema import Command

_engaged, _pursue = quick(engaged), quick(pursue)

PREPARE, OFFENSIVE = "prepare", "offensive"
DAYS_MARCH = 10.0  # hours of march that count as one in the cost of distance; assumed
GAIN = 0.9  # garrisons worn down to this share of their strength count as a gain; assumed


def worth(c: Command, customs: float, road: float, odds: float, near: float, hours: float) -> float:
    """Worth of a target to a command, by its personality weights.

    customs: worth of its crossings; road: 0..1; odds: ln of hostile to own strength there; near: 1 next to fallen
    ground; hours: march to it. For a front: customs in all, the rest as means over its districts.
    """
    return (
        c.weight_customs * customs
        + c.weight_roads * road
        + c.weight_weakness * odds
        + c.weight_adjacent * near
        - c.weight_distance * hours / DAYS_MARCH
    )


class MilitantCommand(Agent):
    """Command of one militant power; personality weights come from the scenario."""

    def __init__(self, model: Any, name: str, data: Command) -> None:
        super().__init__(model)
        self.name = name
        self.data = data
        f = model.forces.columns
        mine = f.owner == model.powers.index(data.owner)
        self.main = (mine & (f.role == MAIN)).nonzero()[0]
        self.local = (mine & (f.role == LOCAL)).nonzero()[0]
        g = model.ground
        self._sent_local = np.zeros(len(g.d_kind), np.int8)
        self._fronts = {front: (g.d_front == front).nonzero()[0].tolist() for front in sorted(set(g.d_front.tolist()))}
        self._centres = set((g.d_kind == CENTRE).nonzero()[0].tolist())
        self._links = [[o for o in links if o >= 0] for links in g.d_links.tolist()]
        f.intent[mine] = data.intent_to_cross
        f.assault[mine] = data.assault_share
        f.aim_km[mine] = data.depth_aim_km
        self.phase = PREPARE
        self.front = -1
        self.siege = False
        self.interdicted: dict[int, int] = {}  # target -> step until which the way there is left alone
        self.sent: dict[int, int] = {}  # main band -> target it was sent against
        self.offensives = 0
        self.last_gain_day = 0
        self.before = (0, 0.0)  # how the front stood when something was last gained
        self.until_day = self._period("preparation_days")

    def _period(self, parameter: str) -> float:
        """A period of days around its typical length; the spread is `timing_spread` of it."""
        days = self.model.values[parameter]
        u = self.model.streams.uniform("command", self.offensives, self.name, parameter)
        return self.model.day + max(1.0, days * (1.0 + self.model.values["timing_spread"] * normal_quantile(u)))

    def set_intent(self, chance: float) -> None:
        """Give all its bands a new intent to cross [chance per day]."""
        for rows in (self.main, self.local):
            self.model.forces.columns.intent[rows] = chance

    def step(self) -> None:
        """Once a day: judge the offensive, then give orders."""
        if len(self.main):
            self._judge()
            if self.phase == OFFENSIVE:
                self._order_main()
        self._order_local()

    # -- the main effort ---------------------------------------------------------------------------------------------
    def _judge(self) -> None:
        m = self.model
        if self.phase == PREPARE:
            if m.day >= self.until_day:
                self._begin()
            return
        fallen, guard = self._standing()
        if fallen > self.before[0] or guard < GAIN * self.before[1] or not self._engaged():
            self.last_gain_day, self.before = m.day, (fallen, guard)
        if not self._targets() or m.day - self.last_gain_day > m.values["offensive_days"]:
            self._rest()

    def _begin(self) -> None:
        m = self.model
        self.siege = not any(self._targets(front, siege=False) for front in self._fronts)
        worths = {front: w for front in self._fronts if (w := self._front_worth(front)) is not None}
        if not worths:
            self.until_day = m.day + 5.0
            return
        t = self.data.front_temperature
        noisy = {f: w - t * math.log(-math.log(max(self._die(f"front-{f}"), 1e-12))) for f, w in worths.items()}
        self.front = max(noisy, key=lambda f: (noisy[f], -f))
        self.phase = OFFENSIVE
        self.offensives += 1
        self.last_gain_day, self.before = m.day, self._standing()
        targets = self._targets()
        m.theatre.effort[targets] = 1.0
        rest = [f"{m.front_names[f]} {w:.1f}" for f, w in worths.items() if f != self.front]
        others = ", ".join(rest) or "nothing else"
        m.tell(
            "offensive",
            self.data.owner,
            subject=self.name,
            place=m.front_names[self.front],
            amount=len(targets),
            reason=f"Main effort against {m.front_names[self.front]}: {len(targets)}"
            f" {'provincial centres' if self.siege else 'outlying districts'} still to be taken,"
            f" worth {worths[self.front]:.1f} against {others}.",
        )

    def _rest(self) -> None:
        m = self.model
        m.theatre.effort[:] = 0.0
        f = m.forces.columns
        self.sent.clear()
        for i in self.main.tolist():
            if f.order[i] == ATTACK:
                f.order[i] = HOLD
                f.objective[i] = -1
        for i in self.local.tolist():
            if f.order[i] == ATTACK and f.objective[i] != f.home[i]:
                f.order[i], f.objective[i] = MOVE_TO, f.home[i]
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

    def _targets(self, front: int | None = None, siege: bool | None = None) -> list[int]:
        """Districts of a front still to be taken: outlying ones, or in a siege the centres whose ring has gone."""
        siege = self.siege if siege is None else siege
        fallen = self.model.theatre.fallen.tolist()
        return [
            d
            for d in self._fronts[self.front if front is None else front]
            if not fallen[d]
            and (d in self._centres) == siege
            and not (siege and any(not fallen[o] for o in self._links[d]))
        ]

    def _standing(self) -> tuple[int, float]:
        """Districts of the front that have fallen, and the strength of the garrisons still to be beaten."""
        t = self.model.theatre
        fallen = int((t.fallen[self.model.ground.d_front == self.front] == 1).sum())
        return fallen, math.fsum(t.guard[self._targets()].tolist())

    def _engaged(self) -> bool:
        """Whether a main band has come up with what it was sent against: only then can an offensive stall."""
        return bool(_engaged(self.model.ground, self.model.forces.columns, self.main))

    def _front_worth(self, front: int) -> float | None:
        """What is left to gain on a front, as far as it still stands, less the march; None when nothing is."""
        g, t = self.model.ground, self.model.theatre
        targets = self._targets(front)
        if not targets:
            return None
        whole = int((g.d_front == front).sum())
        f = self.model.forces.columns
        marches = [
            min(float(g.hours[d, f.cell[i]]) for d in targets) for i in self.main.tolist() if f.status[i] == FIELD
        ]
        return worth(
            self.data,
            math.fsum(g.d_customs[targets].tolist()),
            math.fsum(g.d_road[targets].tolist()) / whole,
            math.fsum(math.log((1.0 + t.press[d]) / (1.0 + t.guard[d])) for d in targets) / whole,
            sum(self._near(d) for d in targets) / whole,
            math.fsum(marches) / len(marches) if marches else 0.0,
        )

    def _near(self, d: int) -> bool:
        """Whether a district lies next to one that has fallen."""
        return any(self.model.theatre.fallen[o] for o in self._links[d])

    # -- orders ------------------------------------------------------------------------------------------------------
    def _order_main(self) -> None:
        """Each main band that is free goes against the best target; one already well attended is worth less."""
        m = self.model
        f, g, t = m.forces.columns, m.ground, m.theatre
        targets = self._targets()
        t.effort[:] = 0.0
        t.effort[targets] = 1.0
        sent = dict.fromkeys(self._open(targets), 0)
        free = []
        for i in self.main.tolist():
            if f.status[i] != FIELD or m.steps < f.rest_until[i] or f.order[i] == CROSS:
                continue
            if f.order[i] == ATTACK and int(f.objective[i]) in sent:
                sent[int(f.objective[i])] += 1
            else:
                free.append(i)
        if not free:
            return
        c = self.data
        odds = {d: math.log((1.0 + t.press[d]) / (1.0 + t.guard[d])) for d in sent}
        here = {d: worth(c, float(g.d_customs[d]), float(g.d_road[d]), odds[d], self._near(d), 0.0) for d in sent}
        for i in free:
            best, best_worth = -1, -math.inf
            for d in sent:
                value = here[d] - c.weight_distance * float(g.hours[d, f.cell[i]]) / DAYS_MARCH - sent[d]
                if value > best_worth:
                    best, best_worth = d, value
            if best >= 0:
                f.order[i] = ATTACK
                f.objective[i] = best
                self.sent[i] = best
                sent[best] += 1

    def _open(self, targets: list[int]) -> list[int]:
        """Targets without those where a band was beaten off: while it rests the way there is left alone."""
        m = self.model
        f = m.forces.columns
        for i, d in list(self.sent.items()):
            if f.status[i] != FIELD or m.steps < f.rest_until[i]:
                self.interdicted[d] = int(f.rest_until[i])
                del self.sent[i]
        return [d for d in targets if m.steps >= self.interdicted.get(d, 0)]

    def _order_local(self) -> None:
        """Local bands rise at home by themselves (border.control.rise); some go on from ground that has fallen.

        While the main effort is on, a band with nothing left to do at home moves against the nearest neighbouring
        target within `pursuit_hours` of march where the odds are against the militants; one band to each.
        """
        m = self.model
        f, t = m.forces.columns, m.theatre
        _pursue(m.ground, f, t, self.local, self._sent_local, m.steps, float(m.values["pursuit_hours"]))

    def _die(self, which: str) -> float:
        return self.model.streams.uniform("command", self.model.steps, self.name, which)
