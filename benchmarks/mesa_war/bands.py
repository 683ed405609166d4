"""Bands of militants, and the member's posts and battalions that guard the border against them."""

from __future__ import annotations

from typing import Any

from panj.benchmarks.mesa_war import rules
from panj.benchmarks.mesa_war.places import District, Stretch
from panj.benchmarks.mesa_war.units import Fighter
from panj.border import dice
from panj.border.combat import HOUR, RESTLESS_HOURS
from panj.border.crossing import OUTMATCHED, REACH_KM, REACH_STRETCHES
from panj.border.forces import (
    ALLY,
    ATTACK,
    BATTALION,
    CROSS,
    FALL_BACK,
    FIELD,
    HOLD,
    HOME,
    INSIDE,
    LOCAL,
    MAIN,
    MOVE_TO,
    POST,
    PURSUE,
    SEEN,
    STORMING,
    UNSEEN,
)
from panj.border.ground import CENTRE
from panj.border.theatre import (
    ATTEMPT,
    ATTEMPTED,
    BROKE_OFF,
    FOUND,
    POST_ATTACKED,
    POST_LOST,
    POSTS_LOST,
    REPELLED,
    REPELLED_,
    THROUGH,
    THROUGH_,
)


class Guard(Fighter):
    """A post or a battalion of the member or its allies."""

    @property
    def on_guard(self) -> bool:
        """Whether it stands guard for the member."""
        return self.side in (HOME, ALLY) and self.standing and self.men > 0

    def show(self) -> None:
        """Add its strength to its cell."""
        if self.standing and self.side in (HOME, ALLY):
            self.cell.defenders += self.power

    def mount_guard(self) -> None:
        """Add its men and patrols to the watch over its cell."""
        if self.on_guard:
            p = self.model.rules
            gain = 1.0 + p.equipment_gain * self.equipment + p.readiness_gain * self.readiness
            self.cell.watch_men += self.power
            self.cell.patrols += self.men / p.patrol_men * (0.5 + self.quality) * gain

    def destroyed(self) -> None:
        """A post that is wiped out is lost."""
        if self.kind == POST:
            self.model.counts[POSTS_LOST] += 1

    def break_off(self) -> None:
        """Fall back on headquarters."""
        self.start = self.men
        if self.kind == POST:
            self.model.counts[POSTS_LOST] += 1
            self.fall_back()
            self.note(POST_LOST, self.segment, self.men, self.cause)
        elif self.kind == BATTALION and self.home >= 0:
            self.fall_back()
            self.note(BROKE_OFF, -1, self.men, self.cause)

    def fall_back(self) -> None:
        """March to the headquarters of its stretch."""
        self.order = FALL_BACK
        self.objective = len(self.model.districts) + self.home


class Band(Fighter):
    """A band of militants."""

    # -- beyond the border ---------------------------------------------------------------------------------------------
    def show(self) -> None:
        """Add its strength to its cell, unless it crosses unseen."""
        if self.standing and not (self.order == CROSS and self.found == UNSEEN):
            self.cell.militants += self.power
            if self.order in (ATTACK, CROSS):
                self.cell.attackers += self.power

    def target(self) -> District | None:
        """The district it works on: the one it attacks once beside its seat, else the one it stands in."""
        if self.order == ATTACK and self.objective >= 0:
            district = self.model.districts[self.objective]
            (x, y), (seat_x, seat_y) = self.cell.coordinate, district.seat.coordinate
            if abs(x - seat_x) <= 1 and abs(y - seat_y) <= 1:
                return district
        return self.district

    def reach_out(self) -> None:
        """Be at hand in the district it works on; a main band on the attack puts it within reach."""
        if self.standing and (district := self.target()) is not None:
            district.press += self.power
            if self.role == MAIN and self.order == ATTACK:
                district.upon = True

    def rise(self) -> None:
        """A local band rises at home once its own side is next door, and lies low again afterwards."""
        if self.role != LOCAL or self.home < 0 or not self.standing:
            return
        home = self.model.districts[self.home]
        open_ = home.reached and (home.kind != CENTRE or home.effort > 0.0)
        if self.order == HOLD:
            if open_ and not home.fallen and self.model.tick_hour >= self.rest_until:
                self.order, self.objective = ATTACK, self.home
        elif self.order == ATTACK and self.objective == self.home and (home.fallen or not open_):
            self.order, self.objective = HOLD, -1

    def weigh(self) -> None:
        """Press on the district it works on."""
        if self.standing and (district := self.target()) is not None:
            district.press += self.power * (1.0 if self.order == ATTACK else self.model.rules.local_pressure)

    def stand(self) -> None:
        """Be present in the district it stands in."""
        if self.status == FIELD and (district := self.district) is not None:
            district.present += self.men

    @property
    def fights(self) -> bool:
        """Whether bands attack a garrison in its cell."""
        return bool(self.cell.attackers > 0.0 and self.cell.government > 0.0)

    def take_rest(self) -> None:
        """Rest unless it is in contact."""
        if self.standing and self.order != CROSS and not self.fights:
            self.rest()

    def fight(self) -> None:
        """Lose men to garrisons in its cell for an hour."""
        if not self.standing or self.order == CROSS or not self.fights:
            return
        cell, p = self.cell, self.model.rules
        guerrillas = cell.militants
        mean = rules.attrition(
            p.regular_kill, guerrillas / self.worth, cell.government, p.law_guerrilla_own, p.law_enemy, HOUR, 1.0
        )
        self.suffer(mean * (self.power / guerrillas), 0)

    def break_off(self) -> None:
        """Withdraw and rest before the next try."""
        self.rest_until = self.model.now + self.model.retry_hours
        self.start = self.men
        self.order, self.objective = HOLD, -1
        self.note(BROKE_OFF, self.cell.district, self.men, self.cause)

    def stays_outside(self, cell: Any) -> bool:
        """On the attack it storms a held seat only if what presses on it is `storm_odds` of its garrison."""
        if self.order != ATTACK:
            return False
        district = self.model.districts[self.objective]
        return cell is district.seat and self.model.rules.storm_odds * cell.government > district.press

    # -- over the border -----------------------------------------------------------------------------------------------
    @property
    def crossing(self) -> bool:
        """Whether it is on the member's side and under way."""
        return self.status == FIELD and self.order == CROSS

    def think_of_crossing(self) -> None:
        """A band that is not on its way across may set out."""
        if self.status != FIELD or self.order == CROSS:
            return
        self.segment = self.model.exit_segment[self.cell]
        if self.intent > 0.0 and self.order == HOLD and self.model.tick_hour >= self.rest_until:
            self.consider_crossing()

    def consider_crossing(self) -> None:
        """Near the bank it may try the most promising held stretch within reach."""
        if self.cell.depth_km > REACH_KM:
            return
        p, m = self.model.rules, self.model
        u = self.die(dice.CROSS, 0)
        if u >= rules.per_step(self.intent, p.tick_hours):
            return
        stretch, daily = self.most_promising()
        if stretch is None or u >= rules.per_step(daily, p.tick_hours):
            return
        m.counts[ATTEMPTED] += 1
        self.order, self.objective, self.segment = CROSS, -1, stretch.number
        self.cell = stretch.near
        self.hours = 0.0
        self.note(ATTEMPT, stretch.number, self.men, -1)
        self.found = UNSEEN
        post = self.cell.watch_men
        if self.die(dice.CROSS, 1) < self.assault and post > 0.0 and self.power >= p.storm_odds * post:
            self.discovered(STORMING)

    def most_promising(self) -> tuple[Stretch | None, float]:
        """The held stretch within reach where it would soonest try, and its chance per day."""
        p, stretches = self.model.rules, self.model.stretches
        best, best_daily = None, 0.0
        if self.segment < 0:
            return best, best_daily
        for away in (0, 1, -1, 2, -2)[: 2 * REACH_STRETCHES + 1]:
            number = self.segment + away
            if not 0 <= number < len(stretches) or not stretches[number].held:
                continue
            stretch = stretches[number]
            strength, _ = self.model.watch(stretch.near)
            daily = rules.attempt_chance(
                self.intent, p.deterrence, strength + stretch.show, self.power, p.avoid_repelled, stretch.repelled
            )
            if daily > best_daily:
                best, best_daily = stretch, daily
        return best, best_daily

    def discovered(self, how: int) -> None:
        """It is seen, or shows itself."""
        self.found, self.contact = how, 0
        self.note(FOUND, self.segment, self.men, self.cause)

    def cross(self) -> None:
        """An hour of a crossing: be found or not, fight if found, else march inland."""
        if not self.crossing:
            return
        m, p = self.model, self.model.rules
        strength, patrols = m.watch(self.cell)
        if self.found == UNSEEN:
            cued = patrols * (1.0 + p.information_gain * m.information)
            width = p.sweep_width_km * cued * self.cell.cover
            area = 9.0 * p.cell_km * p.cell_km
            luck = dice.uniform(m.seed, dice.CROSS, m.fight_hour, self.uid, 2)
            if luck < rules.detection_chance(width, p.patrol_kmh, HOUR, area):
                self.discovered(SEEN)
        if self.found != UNSEEN and strength > 0.0:
            m.fought = True
            self.engage(strength)
        else:
            self.found = UNSEEN
            self.go_inland()

    def engage(self, strength: float) -> None:
        """An hour's fight with those who guard its cell and the cells around it, as far as they have come up."""
        p, cell = self.model.rules, self.cell
        own, post = self.power, self.cell.watch_men
        share = rules.mustered(float(self.contact), p.muster_hours)
        self.contact += 1
        here = 1.0 if self.found == STORMING else share
        firing = share * (strength - post) + here * post
        for guard in self.model.guards_near(cell):
            shelter = rules.exposure(guard.cell.cover, p.posture_cover, guard.order not in (MOVE_TO, PURSUE))
            loss = rules.attrition(
                p.aimed_kill, firing / guard.worth, own * here, p.law_aimed_own, p.law_enemy, HOUR, shelter
            )
            part = (here if guard.cell is cell else share) * guard.power / firing
            before = guard.lost
            guard.suffer(loss * part, self.uid)
            guard.rest_until = self.model.now + RESTLESS_HOURS
            if guard.lost > 0 and before == 0:
                guard.note(POST_ATTACKED, guard.segment, guard.lost, self.cause)
        mean = rules.attrition(p.aimed_kill, float(self.men), firing, p.law_aimed_own, p.law_enemy, HOUR, 1.0)
        began = self.start
        self.suffer(mean, 1)
        if self.status != FIELD:
            self.repelled(0)
        elif self.men < p.break_off_share * began or (
            self.contact >= p.break_contact_hours and self.loses(own, strength)
        ):
            self.turn_back()

    def loses(self, own: float, strength: float) -> bool:
        """Whether it gives up: stormers when outmatched, one found by chance unless it outmatches the guards."""
        if self.found == STORMING:
            return strength > OUTMATCHED * own
        return own <= OUTMATCHED * strength

    def repelled(self, left: int) -> None:
        """Its command remembers where it was thrown back."""
        self.model.counts[REPELLED] += 1
        self.model.stretches[self.segment].repelled += 1.0
        self.note(REPELLED_, self.segment, left, self.cause)

    def turn_back(self) -> None:
        """Over the border again, to rest before the next try."""
        self.cell = self.model.stretches[self.segment].far
        self.order, self.found, self.start = HOLD, UNSEEN, self.men
        self.rest_until = self.model.now + self.model.retry_hours
        self.repelled(self.men)

    def go_inland(self) -> None:
        """March away from the border for an hour, as far as that goes; past its aim it has got away."""
        m = self.model
        self.hours += HOUR * m.rules.march_hours_per_day / 24.0
        while True:
            depth = float(self.cell.depth_km)
            m.deepest = max(m.deepest, depth)
            best, deepest = None, depth
            for cell in m.neighbours[self.cell]:
                if cell.depth_km > deepest + 1e-9:
                    best, deepest = cell, cell.depth_km
            if best is None or depth >= self.aim_km:
                m.counts[THROUGH] += 1
                self.status, self.rest_until = INSIDE, m.now
                self.note(THROUGH_, self.segment, self.men, self.cause)
                return
            if not self.pay(best):
                return
            self.cell = best
