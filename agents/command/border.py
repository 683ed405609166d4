"""Orders of the regular sides: mobile garrisons that strike back, and the member's command along its border."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from panj.agents.command.pursuit import ARMY, BY_RULE, NOBODY, Pursuit
from panj.agents.kinds import ATTACKS
from panj.agents.seats.seat import Observation, Seated
from panj.agents.world import Actor, World
from panj.border.compiled import quick
from panj.border.dice import normal_quantile
from panj.border.forces import (
    AWAY,
    BATTALION,
    FIELD,
    GOVERNMENT,
    HOLD,
    HOME,
    MOBILE,
    MOVE_TO,
    POST,
    ROLES,
    unit_address,
)
from panj.border.outlook import next_to_call, open_outlook, send_back, thinned, to_be_moved, weigh_danger, weigh_need
from panj.border.pursuit import strike_back
from panj.border.sensing import keep_alert

ALERT_FADE = 0.9  # share of alert that is left after a day; assumed
ALARM = 0.4  # alert of the border troops when all of the border is seen in militants' hands; assumed
ATTACK_HALF_LIFE = 7.0  # days; assumed
FADE = 0.5 ** (1.0 / ATTACK_HALF_LIFE)  # share of the attacks noticed that counts a day later
SCOUT_DAYS = 7  # days that a picture of the men opposite lasts; assumed
ARMY_SHARE = 0.5  # share of the army that may leave its garrisons for the border; the rest stays in hand, assumed

_keep_alert, _thinned, _send_back, _next_to_call = map(quick, (keep_alert, thinned, send_back, next_to_call))
_weigh_danger, _weigh_need, _to_be_moved = map(quick, (weigh_danger, weigh_need, to_be_moved))
_strike_back = quick(strike_back)

BY_NEED = "by need"
CONTINGENT = ROLES.index("contingent")
COMBAT, GUARD = "combat", "guard"  # mandates of a battalion: a guard force takes over quiet stretches only


class GarrisonCommand(Actor):
    """Government command beyond the border: now and then a mobile garrison sets out to retake a district nearby."""

    def __init__(self, model: World) -> None:
        super().__init__(model)
        f = model.forces.columns
        self.mobile = ((f.side == GOVERNMENT) & (f.role == MOBILE)).nonzero()[0]
        self._stream, self._strike = unit_address("garrisons"), unit_address("strike")

    def step(self) -> None:
        """Once a day: set out, or come home."""
        m = self.model
        chance = float(m.values["counterattack_chance"])
        _strike_back(
            m.ground,
            m.forces.columns,
            m.theatre,
            self.mobile,
            chance,
            m.streams.seed,
            self._stream,
            m.hour,
            self._strike,
        )


class BorderCommand(Seated):
    """The member's command along its border, for its own troops and its allies'.

    It acts on what it sees: which far banks are held, attacks that were noticed, and an uncertain count of the men
    opposite each sector, the better the more allies share. It sends battalions where the need is greatest, relieves
    posts that were overrun, and moves a battalion when something happens elsewhere. Whoever sits in its chair may name
    a sector in which battalions gather.
    """

    matters: ClassVar[tuple[str, ...]] = ("effort", "hunt")
    chair = "border-command"

    def __init__(self, model: World) -> None:
        super().__init__(model)
        f = model.forces.columns
        self.districts, self.sectors = len(model.setting.districts), len(model.detachments)
        self.outlook = open_outlook(model.ground, self.sectors)
        self.attacks = self.outlook.attacks
        self.mandate: dict[int, str] = {}  # row of a battalion on the border -> COMBAT or GUARD
        self._called = self._combat = np.zeros(0, np.int64)  # rows of all of these, and of those with COMBAT
        self._posts = ((f.kind == POST) & (f.side == HOME)).nonzero()[0]
        self._full = f.men[self._posts].copy()
        self.posts: list[int] = self._posts.tolist()
        self.station = {i: int(f.cell[i]) for i in self.posts}
        self.full = {i: int(f.men[i]) for i in self.posts}
        self.army = ((f.role == ROLES.index("army")) & (f.side == HOME)).nonzero()[0]
        self._in_hand = (1.0 - ARMY_SHARE) * len(self.army)
        self._barracks = f.cell.copy()  # where each unit stood at the start
        self._exercises: list[tuple[int, float, int, int]] = []  # last day, readiness, sector, men
        self._exercise_alert = 0.0
        self.effort = -1  # detachment in whose sector battalions gather by order; -1 where need is
        self.pursuit = Pursuit(model)
        self._noticed = 0
        self._blurred: tuple[int, float] = (-1, 0.0)  # week and spread that the outlook's `blur` is for

    # -- every day ---------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Take in what was noticed, keep the alert, relieve posts, call the army, move a battalion where need is."""
        m = self.model
        m.theatre.information[0] = m.alliance.shared
        self._keep_exercises()
        self._notice()
        self._alert()
        self._relieve()
        if self.new_week:
            self._decide_week()
        if m.busy_inside:
            self._decide_hunt()
            self.pursuit.step(self.army, self._combat)
        self._call_army()
        self._shift()

    def observation(self) -> Observation:
        """What the command knows: danger by sector as it sees it, and its battalions."""
        m = self.model
        self.sector_in_danger()
        danger = np.bincount(m.ground.s_detachment, self.outlook.danger, self.sectors).tolist()
        sectors = {f"danger_{name}": round(d, 2) for name, d in zip(m.detachments, danger, strict=True)}
        known = len(self.pursuit.known()) if m.busy_inside else 0
        return {
            "day": m.day,
            "date": m.date.isoformat(),
            "battalions": len(self._called),
            "bands_inside": known,
            **sectors,
        }

    def _decide_week(self) -> None:
        """Where battalions gather: where need is, unless its chair names a sector."""
        names = list(self.model.detachments)
        answer, _ = self.ask(
            "effort",
            BY_NEED,
            "Battalions go where the danger per man is greatest.",
            {BY_NEED: "Each goes to the stretch in greatest need."}
            | {name: f"One battalion a day moves to {name.title()}, up to half of them." for name in names},
        )
        self.effort = -1 if answer == BY_NEED else names.index(str(answer))

    def _decide_hunt(self) -> None:
        """Who goes after the bands inside that are known; asked when the first is, and week by week."""
        if not self.pursuit.known() or (self.pursuit.who and not self.new_week):
            return
        near = self.pursuit.near()
        answer, _ = self.ask(
            "hunt",
            BY_RULE,
            "The nearest go, until they are enough.",
            {
                BY_RULE: "The army in its garrisons, and up to half of those on the border who may fight anywhere.",
                ARMY: "Only the army in its garrisons; the border keeps its men.",
                NOBODY: "Columns that are out go on; no other is sent.",
            }
            | {
                name: f"Columns go after the bands seen near {name} first, by the same rule; then after others."
                for name in near
            },
            facts={"bands": len(self.pursuit.known())},
        )
        self.pursuit.first = near.get(str(answer), -1)
        self.pursuit.who = BY_RULE if answer in near else str(answer)

    def begin_exercise(self, days: int, readiness: float, sector: int, men: int) -> None:
        """An exercise of so many men begins in a sector and lasts so many days."""
        self._exercises.append((self.model.day + days, readiness, sector, men))

    def _keep_exercises(self) -> None:
        """What exercises under way do today: the highest alert counts, shows of force add up.

        The other bank sees the men of an exercise as if they stood spread over the stretches of its sector; as with
        guards, those of the stretches beside count too, hence the three.
        """
        if not self._exercises:
            return
        m = self.model
        self._exercises = [e for e in self._exercises if e[0] >= m.day]
        self._exercise_alert = max((e[1] for e in self._exercises), default=0.0)
        m.theatre.show[:] = 0.0
        for _, _, sector, men in self._exercises:
            mine = m.ground.s_detachment == sector
            m.theatre.show[mine] += 3.0 * men / max(3, int(mine.sum()))

    def _notice(self) -> None:
        """Attacks on the member's side that somebody saw; a band that slipped through unseen is not among them."""
        m = self.model
        self.attacks *= FADE
        for event in m.events.since(self._noticed):
            if event.kind in ATTACKS:
                s = int(m.forces.columns.segment[m.forces.row[event.subject]])
                if s >= 0:
                    self.attacks[s] += 1.0
        self._noticed = len(m.events)

    def _alert(self) -> None:
        """Border troops are the more alert the more of the border is lost, and while an exercise goes on."""
        m = self.model
        level = 1.0 - (1.0 - ALARM * m.alliance.requester.picture.border_share) * (1.0 - self._exercise_alert)
        _keep_alert(m.forces.columns, ALERT_FADE, level)

    def _relieve(self) -> None:
        """A post that fell back is made up to strength from a battalion of its sector and goes back to its station."""
        m = self.model
        f = m.forces.columns
        if _thinned(f, self._posts, self._full) == 0:
            return
        for i in self._posts[f.men[self._posts] < self._full].tolist():
            if f.status[i] != FIELD or f.order[i] != HOLD:
                continue
            lacking = self.full[i] - int(f.men[i])
            away = int(f.cell[i]) != self.station[i]
            donor = self._donor(int(f.home[i]), lacking)
            if donor < 0:
                continue
            f.men[donor] -= lacking
            f.start[donor] -= lacking
            f.men[i] += lacking
            f.start[i] = self.full[i]
            f.fatigue[i] = 0.0
            if away:
                f.order[i], f.objective[i] = MOVE_TO, self.place_of(int(f.segment[i]))
            m.tell(
                "relief",
                m.setting.file.requester,
                subject=m.forces.names[i],
                place=m.detachments[f.home[i]],
                amount=lacking,
                reason=f"{m.forces.titles[donor]} gives {m.forces.titles[i]} {lacking} men, so that it is whole again.",
            )

    def _call_army(self) -> None:
        """While attacks go on, one battalion of the army a day leaves its garrison; those that fell back return."""
        m = self.model
        _send_back(m.ground, m.forces.columns, self._called, self.place_of(0))
        row = _next_to_call(m.forces.columns, self.army, self._in_hand)
        if row >= 0 and self.attacks.sum() >= 1.0:
            self.post(row)

    def _donor(self, sector: int, men: int) -> int:
        """The largest own battalion in a sector that can spare men; -1 if there is none."""
        f = self.model.forces.columns
        own = (f.side == HOME) & (f.kind == BATTALION) & (f.status == FIELD) & (f.home == sector) & (f.order == HOLD)
        rows = [int(r) for r in own.nonzero()[0] if f.men[r] > 4 * men]
        return max(rows, key=lambda r: (int(f.men[r]), -r), default=-1)

    def _shift(self) -> None:
        """One battalion a day leaves the quietest stretch that has one, if the need elsewhere is much greater."""
        if len(self._combat) == 0:
            return
        m = self.model
        if self.effort >= 0:
            self._gather()
            return
        self._count()
        row, worst = _to_be_moved(m.ground, m.forces.columns, m.theatre, self.outlook, self._combat)
        if row >= 0:
            self._order(row, worst)

    def _gather(self) -> None:
        """One battalion a day goes to the sector of the main effort, from the quietest stretch elsewhere, until half of
        them are there."""
        f = self.model.forces.columns
        there = f.home[self._combat] == self.effort
        ready = (f.status[self._combat] == FIELD) & (f.order[self._combat] == HOLD) & (f.segment[self._combat] >= 0)
        away = self._combat[ready & ~there]
        if 2 * int(there.sum()) >= len(self._combat) or not len(away):
            return
        need = self.need()
        row = min(away.tolist(), key=lambda r: (float(need[f.segment[r]]), r))
        self._order(row, self._worst_in(self.effort, np.where(np.isfinite(self._hours(row)), need, -1.0)))

    def _worst_in(self, sector: int, need: NDArray[np.float64]) -> int:
        """The stretch in greatest need, of a sector if it can be reached there, else of all."""
        mine = np.where(self.model.ground.s_detachment == sector, need, -np.inf)
        return int(mine.argmax() if sector >= 0 and mine.max() >= 0.0 else need.argmax())

    # -- what it sees ------------------------------------------------------------------------------------------------
    def _count(self) -> None:
        """Error of the scouts' count of the men opposite each sector, drawn anew each week.

        The count is wrong by a factor exp(sigma z), sigma = `sector_blur` less up to half of it for what allies share.
        """
        m = self.model
        week, sigma = m.day // SCOUT_DAYS, m.values["sector_blur"] * (1.0 - 0.5 * m.alliance.shared)
        if (week, sigma) != self._blurred:
            self._blurred = (week, sigma)
            code = m.setting.file.requester
            wrong = [sigma * normal_quantile(m.streams.uniform("scouts", week, code, name)) for name in m.detachments]
            self.outlook.blur[:] = [math.exp(w) for w in wrong]

    def sector_in_danger(self) -> int:
        """The detachment whose stretches are in the greatest danger together, as it sees it."""
        m = self.model
        self._count()
        _weigh_danger(m.ground, m.forces.columns, m.theatre, self.outlook)
        return int(np.bincount(m.ground.s_detachment, self.outlook.danger, self.sectors).argmax())

    def need(self) -> NDArray[np.float64]:
        """Danger of each stretch per effective man who stands at it or is on his way there, as it sees it."""
        m = self.model
        self._count()
        _weigh_need(m.ground, m.forces.columns, m.theatre, self.outlook)
        return self.outlook.need.copy()

    # -- orders ------------------------------------------------------------------------------------------------------
    def place_of(self, stretch: int) -> int:
        """The place to march to for a stretch of border; see border.Ground."""
        return self.districts + self.sectors + stretch

    def post(self, row: int, mandate: str = COMBAT, sector: str = BY_NEED) -> int:
        """Send a battalion to the stretch in greatest need, or in that of its sector; returns its detachment.

        A guard force goes only where nothing has happened: it takes over the stretch of an own battalion if there is
        one, and that battalion is free to go where it is needed more.
        """
        f = self.model.forces.columns
        need = np.where(np.isfinite(self._hours(row)), self.need(), -1.0)
        self._call(row, mandate)
        if sector != BY_NEED:
            self._order(row, self._worst_in(list(self.model.detachments).index(sector), need))
            return int(f.home[row])
        if mandate == GUARD:
            quiet = _around(self.attacks) < 0.5
            own = [
                r
                for r in sorted(self.mandate)
                if f.side[r] == HOME
                and f.status[r] == FIELD
                and f.segment[r] >= 0
                and quiet[f.segment[r]]
                and need[f.segment[r]] >= 0.0
            ]
            if own:
                freed = max(own, key=lambda r: (float(need[f.segment[r]]), -r))
                self._order(row, int(f.segment[freed]))
                self.post(freed)
                return int(f.home[row])
            need = np.where(quiet, need, need - need.max() - 2.0)
        self._order(row, self._worst_in(self.effort, need))
        return int(f.home[row])

    def men_of(self, power: str) -> int:
        """Men whom the contingent of a power has at the border."""
        return int(self.model.forces.columns.men[self._contingent(power)].sum())

    def _contingent(self, power: str) -> list[int]:
        f = self.model.forces.columns
        owner = self.model.powers.index(power) if power in self.model.powers else -1
        return [r for r in self.mandate if f.owner[r] == owner and f.role[r] == CONTINGENT and f.status[r] == FIELD]

    def send_home(self, power: str, why: str) -> None:
        """The contingent of a power leaves the border, and the country; it can be sent again."""
        m = self.model
        f, rows = m.forces.columns, self._contingent(power)
        for row in rows:
            f.status[row], f.order[row], f.objective[row] = AWAY, HOLD, -1
            f.home[row], f.cell[row] = -1, self._barracks[row]
            del self.mandate[row]
        self._list_called()
        m.tell("recalled", power, subject=m.setting.file.requester, amount=int(f.men[rows].sum()), reason=why)

    def _call(self, row: int, mandate: str) -> None:
        """Enter a battalion among those on the border."""
        self.mandate[row] = mandate
        self._list_called()

    def _list_called(self) -> None:
        called = sorted(self.mandate)
        self._called = np.array(called, np.int64)
        self._combat = np.array([r for r in called if self.mandate[r] == COMBAT], np.int64)

    def _hours(self, row: int) -> NDArray[np.float32]:
        """Hours of march from a unit to the near bank of each stretch."""
        m = self.model
        return m.ground.hours[self.place_of(0) :, m.forces.columns.cell[row]]

    def _order(self, row: int, stretch: int) -> None:
        m = self.model
        f = m.forces.columns
        f.segment[row] = stretch
        f.home[row] = m.ground.s_detachment[stretch]
        f.objective[row] = self.place_of(stretch)
        f.order[row] = MOVE_TO


def _around(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of stretches with those of the stretches beside them."""
    out = values.astype(float)
    out[1:] += values[:-1]
    out[:-1] += values[1:]
    return out
