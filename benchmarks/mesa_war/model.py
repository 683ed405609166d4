"""The model: BorderModel with its compiled ground taken out and agents on a Mesa grid put in its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from mesa.agent import AgentSet

from panj.benchmarks.mesa_war import rules
from panj.benchmarks.mesa_war.bands import Band, Guard
from panj.benchmarks.mesa_war.places import District, Stretch
from panj.benchmarks.mesa_war.units import KEPT, Fighter, Garrison
from panj.border.forces import FIELD, GOVERNMENT, INSIDE, MILITANT
from panj.border.ground import CENTRE
from panj.model import BorderModel

TERRAIN = ("cover", "pace_foot", "pace_road")
WATCH = ("watch_men", "patrols")
WRITTEN = (  # what institutions and commands write
    "status",
    "order",
    "objective",
    "home",
    "segment",
    "men",
    "start",
    "fatigue",
    "equipment",
    "readiness",
    "intent",
)
COUNTED = ("men", "lost", "status")  # what the account reads in every step
CHANGED = ("order", "objective", "segment", "start", "left", "cohesion", "fatigue", "found", "contact", "rest_until")


class MesaWar(BorderModel):
    """The border war with every unit a CellAgent.

    Institutions and commands read and write the forces table once a day or when something arrives; agents take over
    from it then, and hand back what changed. What happens inside the border (border.inland) is left out of the twin:
    both play it compiled, on the table.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._make_cells()
        self._make_places()
        f = self.forces.columns
        kinds: dict[int, type[Fighter]] = {GOVERNMENT: Garrison, MILITANT: Band}
        self.fighters = [kinds.get(side, Guard)(self, row) for row, side in enumerate(f.side.tolist())]
        self.everyone = AgentSet(self.fighters, random=self.random)
        self.garrison_set = self.everyone.select(agent_type=Garrison)
        self.band_set = self.everyone.select(agent_type=Band)
        self.guards = [unit for unit in self.fighters if isinstance(unit, Guard)]
        p = self.rules
        self.march_hours = p.tick_hours * p.march_hours_per_day / 24.0
        self.news_fade = 0.5 ** (p.tick_hours / 24.0 / p.news_half_life_days)
        self.repelled_fade = 0.5 ** (p.tick_hours / 24.0 / p.repelled_half_life_days)
        self.retry_hours = math.floor(p.retry_days * 24.0)
        self.deepest = 0.0
        self._lines: list[tuple[int, int, int, int, int]] = []
        self._told = 0
        self.tick_hour = self.fight_hour = 0  # hours since the start of the war: of the tick, of a fight in it
        self.fought = False  # whether there was a fight on the member's side in this hour
        self._events_seen = -1
        self._played_inside = False

    def _make_cells(self) -> None:
        g, w, h = self.ground, self.ground.width, self.ground.height
        for name in TERRAIN:
            values = getattr(g, name).reshape(w, h)
            layer = self.grid.create_property_layer(name, default_value=0.0, dtype=float)
            np.copyto(layer.data, values)
        for name in WATCH:
            self.grid.create_property_layer(name, default_value=0.0, dtype=float)
        self.cells = [self.grid[divmod(i, h)] for i in range(w * h)]
        self.around = {
            cell: sorted(cell.connections.values(), key=lambda o: o.coordinate)  # west to east, south to north
            for cell in self.cells
        }
        self.neighbours = {
            cell: [o for o in around if o.country == cell.country] for cell, around in self.around.items()
        }
        self.ways = [dict(zip(self.cells, way, strict=True)) for way in g.hours.tolist()]
        self.exits = dict(zip(self.cells, g.exit_hours.tolist(), strict=True))
        self.exit_segment = dict(zip(self.cells, g.exit_segment.tolist(), strict=True))

    def _make_places(self) -> None:
        g = self.ground
        self.districts = [District(self, number) for number in range(len(g.d_kind))]
        for district, links, centre in zip(self.districts, g.d_links.tolist(), g.d_centre.tolist(), strict=True):
            district.neighbours = [self.districts[o] for o in links if o >= 0]
            district.centre = self.districts[centre]
        banks = zip(g.s_near.tolist(), g.s_far.tolist(), g.s_district.tolist(), strict=True)
        self.stretches = [
            Stretch(number, self.cells[near], self.cells[far], self.districts[d])
            for number, (near, far, d) in enumerate(banks)
        ]
        self.fronts = 1 + max(district.front for district in self.districts)
        self.district_set = AgentSet(self.districts, random=self.random)

    # -- one step ------------------------------------------------------------------------------------------------------
    def play_ground(self) -> None:
        """The ground by stages; in each, every agent does its part."""
        if self.day_begins or len(self.events) != self._events_seen or self._played_inside:
            self.take_orders()
        ticks = int(self.rules.step_ticks)
        for k in range(ticks):
            self.tick_hour = ((self.steps - 1) * ticks + k) * int(self.rules.tick_hours)
            self.tick()
        self.report()

    def tick(self) -> None:
        """The stages of a tick."""
        self.show()
        self.district_set.do("reach")
        self.band_set.do("reach_out")
        self.district_set.do("count_who_reaches")
        self.band_set.do("rise")
        self.everyone.do("weigh")
        self.weigh_fronts()
        self.district_set.do("hear")
        self.cut_off()
        self.district_set.do("use_up")
        self.garrison_set.do("consider_surrender")
        self.fight_beyond()
        self.everyone.do("march")
        self.mount_guard()
        self.forget_repulses()
        self.band_set.do("think_of_crossing")
        self.go_across()
        self.show()
        self.everyone.do("stand")
        self.district_set.do("settle")
        for stretch in self.stretches:
            stretch.held = stretch.district.fallen and stretch.far.government == 0.0

    def fight(self) -> None:
        """The ground, and what follows from it; from then on events are the institutions' own."""
        super().fight()
        self._events_seen = len(self.events)

    def play_inland(self) -> None:
        """The war inside the border, on the table: agents hand it over and take it back before they next move."""
        self.hand_over()
        t = self.theatre
        t.unit_cause[:] = [unit.cause for unit in self.fighters]
        super().play_inland()
        self._told, self.deepest = int(t.told[1]), float(t.deepest[0])
        for unit, cause in zip(self.fighters, t.unit_cause.tolist(), strict=True):
            unit.cause = cause
        self._played_inside = True

    def weigh_fronts(self) -> None:
        """Militants to garrisons on each front, provincial centres left out."""
        press, guard = [0.0] * self.fronts, [0.0] * self.fronts
        for district in self.districts:
            press[district.front] += district.press
            if district.kind != CENTRE:
                guard[district.front] += district.guard
        self.balance = [p / max(q, 1.0) for p, q in zip(press, guard, strict=True)]

    def hours(self) -> Iterator[int]:
        """The hours of a tick, counted from the start of the war."""
        for hour in range(int(self.rules.tick_hours)):
            self.fight_hour = self.tick_hour + hour
            yield self.fight_hour

    @property
    def now(self) -> int:
        """The hour of the fight under way, or of the tick."""
        return max(self.fight_hour, self.tick_hour)

    def fight_beyond(self) -> None:
        """Who is not in contact rests; the others fight hour by hour while any garrison is under attack."""
        self.everyone.do("take_rest")
        for _ in self.hours():
            if not any(unit.standing and unit.cell.attackers > 0.0 for unit in self.garrison_set):
                return
            self.show()
            self.everyone.do("fight")

    def go_across(self) -> None:
        """Every crossing under way, hour by hour; guards are counted again after an hour with a fight."""
        self.fought = False
        if not any(band.crossing for band in self.band_set):
            return
        for _ in self.hours():
            if self.fought:
                self.mount_guard()
            self.fought = False
            self.band_set.do("cross")

    def show(self) -> None:
        """Strength by cell and side."""
        for name in self.layers:
            getattr(self.grid, name).set_cells(0.0)
        self.everyone.do("show")

    def cut_off(self) -> None:
        """Districts are cut off unless a chain of neighbours joins them to their provincial centre."""
        for district in self.districts:
            district.isolated = district.centre is not district or district.fallen
        changed = True
        while changed:
            changed = False
            for district in self.districts:
                if district.isolated and district.joined():
                    district.isolated = False
                    changed = True

    def mount_guard(self) -> None:
        """Who watches which cell."""
        for name in WATCH:
            getattr(self.grid, name).set_cells(0.0)
        for guard in reversed(self.guards):
            guard.mount_guard()

    def forget_repulses(self) -> None:
        """What bands remember of stretches fades."""
        for stretch in self.stretches:
            stretch.repelled *= self.repelled_fade

    # -- what agents ask -----------------------------------------------------------------------------------------------
    def leg(self, here: Any, there: Any) -> float:
        """Hours from a cell to its neighbour."""
        p = self.rules
        straight = here.coordinate[0] == there.coordinate[0] or here.coordinate[1] == there.coordinate[1]
        km = p.cell_km * (1.0 if straight else 1.4142135623730951)
        return float(
            rules.leg_hours(
                here.pace_foot, here.pace_road, there.pace_foot, there.pace_road, p.foot_kmh, p.road_kmh, km
            )
        )

    def watch(self, cell: Any) -> tuple[float, float]:
        """Effective men and patrols on guard in a cell and around it."""
        strength, patrols = cell.watch_men, cell.patrols
        for other in self.around[cell]:
            strength += other.watch_men
            patrols += other.patrols
        return strength, patrols

    def guards_in(self, cell: Any) -> Iterator[Guard]:
        """Who is on guard in a cell, in the order of the forces table."""
        for guard in sorted((a for a in cell.agents if isinstance(a, Guard)), key=lambda a: a.row):
            if guard.on_guard:
                yield guard

    def guards_near(self, cell: Any) -> Iterator[Guard]:
        """Who is on guard around a cell and in it."""
        for other in (*self.around[cell], cell):
            yield from self.guards_in(other)

    def note(self, code: int, unit: int, place: int, amount: int, cause: int) -> int:
        """Write down a line of what happened; returns its number."""
        self._lines.append((code, unit, place, amount, cause))
        self._told += 1
        return self._told - 1

    # -- the forces table, for institutions and commands ---------------------------------------------------------------
    def take_orders(self) -> None:
        """Take over what institutions and commands have written into the table."""
        f, t = self.forces.columns, self.theatre
        everything = self._events_seen < 0 or self._played_inside
        self._played_inside = False
        for name in KEPT if everything else WRITTEN:
            for unit, value in zip(self.fighters, getattr(f, name).tolist(), strict=True):
                setattr(unit, name, value)
        for unit, cell in zip(self.fighters, f.cell.tolist(), strict=True):
            if unit.cell is not self.cells[cell] and unit.status in (FIELD, INSIDE):
                unit.cell = self.cells[cell]
        for district, effort in zip(self.districts, t.effort.tolist(), strict=True):
            district.effort = effort
        for stretch, show in zip(self.stretches, t.show.tolist(), strict=True):
            stretch.show = show
        self.information = float(t.information[0])
        self.room = int(t.room[0])
        self.counts = t.counts.tolist()

    def hand_over(self) -> None:
        """Write what agents changed into the table."""
        f, height = self.forces.columns, self.ground.height
        for name in CHANGED:
            getattr(f, name)[:] = [getattr(unit, name) for unit in self.fighters]
        for unit in self.fighters:
            if unit.cell is not None:
                f.cell[unit.row] = unit.cell.coordinate[0] * height + unit.cell.coordinate[1]

    def report(self) -> None:
        """Hand back what happened: what the account reads, and all the rest before others write into the table."""
        f, t = self.forces.columns, self.theatre
        for name in COUNTED:
            getattr(f, name)[:] = [getattr(unit, name) for unit in self.fighters]
        queue = self.arrivals.queue
        if self.steps % self.steps_per_day == 0 or (queue and queue[0].due <= self.steps + 1):
            self.hand_over()
        for name in ("fallen", "isolated", "news", "press", "guard", "supply"):
            getattr(t, name)[:] = [getattr(district, name) for district in self.districts]
        t.held[:] = [stretch.held for stretch in self.stretches]
        t.counts[:] = self.counts
        t.deepest[0], t.room[0] = self.deepest, self.room
        t.told[0] = len(self._lines)
        t.told[1] = self._told
        if self._lines:
            t.log[: len(self._lines)] = self._lines
            self._lines = []
