"""Units as CellAgents: what every unit can do, and garrisons beyond the border."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mesa.discrete_space import CellAgent

from panj.benchmarks.mesa_war import rules
from panj.benchmarks.mesa_war.places import District
from panj.border import dice
from panj.border.combat import HOUR, REST_HOURS, TIRE_HOURS
from panj.border.forces import (
    BORDER_POLICE,
    CROSS,
    DEALT,
    DESTROYED,
    FALL_BACK,
    FIELD,
    FLEE,
    HOLD,
    MOVE_TO,
    REFUGE,
    Columns,
)
from panj.border.ground import CENTRE
from panj.border.theatre import DEAL, FALLBACK, FLIGHT, REFUGE_SOUGHT, SOLDIERS_REFUGE, TURNED_AWAY, UNIT_DESTROYED

if TYPE_CHECKING:
    from panj.benchmarks.mesa_war.model import MesaWar

KEPT = tuple(name for name in Columns._fields if name not in ("cell", "march"))  # columns that become attributes


class Fighter(CellAgent):
    """A unit on the grid. Its attributes are those of the forces table; `hours` is march saved up."""

    model: MesaWar
    cell: Any  # kept by Mesa: the cell it stands in
    side: int
    kind: int
    role: int
    status: int
    order: int
    home: int
    objective: int
    men: int
    start: int
    lost: int
    left: int
    quality: float
    cohesion: float
    fatigue: float
    equipment: float
    readiness: float
    found: int
    contact: int
    rest_until: int
    intent: float
    assault: float
    aim_km: float
    segment: int
    uid: int

    def __init__(self, model: MesaWar, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.hours = 0.0
        self.cause = -1

    # -- what it is ----------------------------------------------------------------------------------------------------
    @property
    def standing(self) -> bool:
        """In the field and not giving up its ground."""
        return self.status == FIELD and self.order != FLEE and self.order != FALL_BACK

    @property
    def worth(self) -> float:
        """Effective men per man."""
        fresh = (0.5 + self.quality) * (1.0 + 0.5 * self.equipment) * (1.0 + 0.25 * self.readiness)
        return fresh * rules.tired(self.fatigue)

    @property
    def power(self) -> float:
        """Effective men."""
        return self.men * self.worth

    @property
    def district(self) -> District | None:
        """The district it stands in."""
        number = self.cell.district
        return None if number < 0 else self.model.districts[number]

    def die(self, subsystem: int, which: int) -> float:
        """One draw in [0, 1)."""
        return dice.uniform(self.model.seed, subsystem, self.model.tick_hour, self.uid, which)

    def note(self, code: int, place: int, amount: int, cause: int) -> None:
        """Write down what happened to it."""
        self.cause = self.model.note(code, self.row, place, amount, cause)

    # -- what all do ---------------------------------------------------------------------------------------------------
    def show(self) -> None:
        """Add its strength to its cell."""
        if self.standing:
            self.cell.defenders += self.power

    def weigh(self) -> None:
        """Add its strength to its district; only garrisons and bands have one."""

    def stand(self) -> None:
        """Be counted in its district."""

    @property
    def fights(self) -> bool:
        """Whether it is in a cell where one side beyond the border attacks and the other stands."""
        return False

    def take_rest(self) -> None:
        """Nobody to fight: rest, unless it was in contact a moment ago."""
        if self.standing and self.order != CROSS and self.model.tick_hour >= self.rest_until:
            self.rest()

    def fight(self) -> None:
        """An hour of fire; only bands and garrisons fight beyond the border."""

    def rest(self) -> None:
        """Get less tired."""
        self.fatigue = max(0.0, self.fatigue - self.model.rules.tick_hours / REST_HOURS)

    def suffer(self, mean: float, which: int) -> None:
        """Lose men, Poisson with `mean`, and tire; under the break-off share, break off."""
        luck = dice.uniform(self.model.seed, dice.FIGHT, self.model.fight_hour, self.uid, which)
        dead = min(dice.poisson(luck, mean), self.men)
        self.men -= dead
        self.lost += dead
        self.fatigue = min(1.0, self.fatigue + HOUR / TIRE_HOURS)
        if self.men == 0:
            self.status = DESTROYED
            self.destroyed()
            self.note(UNIT_DESTROYED, self.cell.district, dead, self.cause)
        elif self.men < self.model.rules.break_off_share * self.start and self.order != CROSS:
            self.break_off()

    def destroyed(self) -> None:
        """Nobody is left."""

    def break_off(self) -> None:
        """Fewer than half are left."""
        self.start = self.men

    # -- marches -------------------------------------------------------------------------------------------------------
    def march(self) -> None:
        """Take the least-cost way to the objective or the border, as far as the hours of a step go."""
        if self.status != FIELD or self.order in (HOLD, CROSS):
            return
        fleeing = self.order == FLEE
        if not fleeing and self.objective < 0:
            return
        way = self.model.exits if fleeing else self.model.ways[self.objective]
        self.hours += self.model.march_hours
        while way[self.cell] > 0.0:
            best = self.next_cell(way)
            if best is None:
                self.hours = 0.0
                return
            if not self.pay(best):
                return
            if self.stays_outside(best):
                self.hours = 0.0
                return
            self.cell = best
        if fleeing:
            self.seek_refuge()
        else:
            self.arrive()

    def pay(self, cell: Any) -> bool:
        """Pay for the leg to a cell beside from the hours saved up; whether they were enough."""
        cost = self.model.leg(self.cell, cell)
        if self.hours < cost:
            return False
        self.hours -= cost
        return True

    def next_cell(self, way: dict[Any, float]) -> Any:
        """The neighbouring cell of the same country from which the way is shortest; ties go west, then south."""
        best, best_hours = None, math.inf
        for cell in self.model.neighbours[self.cell]:
            rest = way[cell]
            if not math.isinf(rest):
                total = rest + self.model.leg(self.cell, cell)
                if total < best_hours:
                    best, best_hours = cell, total
        return best

    def stays_outside(self, cell: Any) -> bool:
        """Whether it does not walk into a cell."""
        return False

    def arrive(self) -> None:
        """At its objective it holds, unless it goes on attacking."""
        self.hours = 0.0
        if self.order in (FALL_BACK, MOVE_TO):
            self.order = HOLD
            self.objective = -1
            self.arrived()

    def arrived(self) -> None:
        """It holds where it was going."""

    def seek_refuge(self) -> None:
        """Cross the border, as far as there is room."""
        m = self.model
        self.segment = m.exit_segment[self.cell]
        let_in = min(self.men, max(0, m.room))
        turned = self.men - let_in
        m.room -= let_in
        self.men = let_in
        self.left += turned
        self.status = REFUGE if let_in > 0 else DEALT
        if let_in > 0:
            m.counts[SOLDIERS_REFUGE] += let_in
            self.note(REFUGE_SOUGHT, self.segment, let_in, self.cause)
        if turned > 0:
            self.note(TURNED_AWAY, self.segment, turned, self.cause)


class Garrison(Fighter):
    """Government troops beyond the border."""

    def show(self) -> None:
        """Add its strength to its cell."""
        if self.standing:
            self.cell.government += self.power

    def weigh(self) -> None:
        """Guard the district it stands in."""
        if self.standing and (district := self.district) is not None:
            district.guard += self.power

    def stand(self) -> None:
        """Hold the seat of a district, unless it is border police."""
        if self.standing and self.role != BORDER_POLICE:
            district = self.district
            if district is not None and district.seat is self.cell:
                district.centre_guard += self.men

    def consider_surrender(self) -> None:
        """Under pressure it may give up."""
        d = self.district if self.standing else None
        if d is None or d.press <= 0.0:
            return
        p = self.model.rules
        ring, capital = (d.open_ring(), p.collapse_capital) if d.centre is d else (0.0, 0.0)
        odds = d.press / max(d.guard, 1.0)
        balance = odds if d.kind == CENTRE else self.model.balance[d.front]
        felt = rules.menace(balance, p.menace_half) * (1.0 - ring)
        hazard = rules.surrender_hazard(
            p.collapse_base,
            p.collapse_odds,
            odds,
            p.collapse_news,
            rules.alarm(d.news, p.news_half) * felt,
            p.collapse_isolation * d.isolated,
            p.collapse_supply * (1.0 - d.supply),
            p.collapse_effort * d.effort * d.reached * felt,
            p.collapse_centre * d.fallen - capital,
            p.collapse_cohesion,
            self.cohesion,
        )
        if self.die(dice.COLLAPSE, 0) < rules.per_step(hazard, p.tick_hours):
            self.give_up(d)

    def give_up(self, district: District) -> None:
        """Some go home by deal, the rest falls back on the provincial centre or flees over the border."""
        p, m = self.model.rules, self.model
        odds = district.press / max(district.guard, 1.0)
        m.theatre.plight[self.row] = (
            odds,
            district.news,
            district.isolated,
            district.effort * district.reached,
            district.supply,
        )
        share = rules.caught_share(p.deal_share, p.deal_main, district.upon)
        gone = min(math.floor(self.men * share + self.die(dice.FLEE, 0)), self.men)
        self.left += gone
        self.men -= gone
        to_centre = (
            math.inf if district.isolated or district.centre is district else m.ways[district.centre.number][self.cell]
        )
        to_border = m.exits[self.cell]
        if to_border > p.flee_hours:
            to_border = math.inf
        if math.isinf(to_centre) and math.isinf(to_border):
            self.left += self.men
            gone += self.men
            self.men = 0
        if self.men == 0:
            self.status = DEALT
            self.note(DEAL, district.number, gone, district.cause)
        elif to_centre <= p.fall_back_hours or math.isinf(to_border):
            self.order, self.objective = FALL_BACK, district.centre.number
            self.note(FALLBACK, district.number, self.men, district.cause)
        else:
            self.order, self.objective = FLEE, -1
            self.note(FLIGHT, district.number, self.men, district.cause)
        district.cause = self.cause

    @property
    def fights(self) -> bool:
        """Whether it is attacked."""
        return bool(self.cell.attackers > 0.0 and self.cell.government > 0.0)

    def take_rest(self) -> None:
        """Rest unless it is attacked."""
        if self.standing and not self.fights:
            self.rest()

    def fight(self) -> None:
        """Lose men to attackers in its cell for an hour."""
        if not self.standing or not self.fights:
            return
        cell, p = self.cell, self.model.rules
        regulars = cell.government
        shelter = rules.exposure(cell.cover, p.posture_cover, self.order == HOLD)
        mean = rules.attrition(
            p.guerrilla_kill, regulars / self.worth, cell.attackers, p.law_regular_own, p.law_enemy, HOUR, shelter
        )
        self.suffer(mean * (self.power / regulars), 0)

    def break_off(self) -> None:
        """Under half strength it gives up."""
        if (district := self.district) is not None:
            self.give_up(district)

    def arrived(self) -> None:
        """It has lost heart on the way."""
        self.cohesion *= 0.8
        self.start = self.men
