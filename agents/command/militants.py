"""Militant command: where the main effort goes, what each band is sent against, and when it rests.

The main effort works on one front at a time, an operational zone joined by roads. It takes hold only where militants
can get at a district: next to ground that has fallen, or where a main band stands (border.control.reach). So a front
is rolled up from the ground already held and from where the bands lie. When nothing more is to be had there, or
nothing was gained for some days, the bands regroup before the next. Provincial centres come last: one is besieged
when all outlying districts of every front, and so everything round it, have gone.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import ClassVar

import numpy as np

from panj.agents.seats.seat import Observation, RuleSeat, Seated
from panj.agents.world import World
from panj.border.compiled import quick
from panj.border.dice import normal_quantile
from panj.border.forces import ATTACK, CROSS, FIELD, HOLD, LOCAL, MAIN, MOVE_TO
from panj.border.ground import CENTRE
from panj.border.inland.state import AIMS, HOLD_GROUND, OUTSIDE, RAID
from panj.border.pursuit import engaged, pursue
from panj.scenarios.schema import Command

_engaged, _pursue = quick(engaged), quick(pursue)

RAID_KM = 25.0  # from the bank: bands nearer than that are chosen first for a raid of the controller's; assumed
PREPARE, OFFENSIVE = "prepare", "offensive"
RAIDING, TAKING = AIMS[RAID], (AIMS[RAID], AIMS[HOLD_GROUND])  # aims inside for which a village is taken
AS_PLANNED, WAIT = "as planned", "wait"
STORMING = {"slip through": 0.0, "storm posts": 1.0}  # share of bands that storm a post, by order
KNOWN_AIMS = frozenset((AS_PLANNED, *STORMING, *AIMS))  # whatever else is answered is a village
TALKS_INTENT = 0.02  # chance per day up to which a command gives crossing up for talks; assumed
PRESS_DAYS = 2  # days of an offensive after which its command is asked whether it goes on; a convention
PUSH = 0.2  # chance per day that a band tries to cross when its command tells it to use every chance; assumed
VILLAGES = 12  # villages that a command is offered by name to go for; a convention
DAYS_MARCH = 10.0  # hours of march that count as one in the cost of distance; assumed
GAIN = 0.9  # garrisons worn down to this share of their strength count as a gain; assumed


def worth(command: Command, customs: float, road: float, odds: float, near: float, hours: float) -> float:
    """Worth of a target to a command, by its personality weights.

    customs: worth of its crossings; road: 0..1; odds: ln of hostile to own strength there; near: 1 next to fallen
    ground; hours: march to it. For a front: customs in all, the rest as means over its districts.
    """
    return (
        command.weight_customs * customs
        + command.weight_roads * road
        + command.weight_weakness * odds
        + command.weight_adjacent * near
        - command.weight_distance * hours / DAYS_MARCH
    )


def _weighed(worth: float) -> str:
    """What a front is worth, as a figure; a front that no band can march to has none."""
    return f"{worth:z.1f}" if math.isfinite(worth) else "nothing, out of reach"


SELDOM = 1e-4  # a chance a day below which nobody counts the days


def _as_often(chance: float) -> str:
    """A chance a day as people say it."""
    if chance <= 0.0:
        return "never"
    if chance < SELDOM:
        return "hardly ever"
    days = round(1.0 / chance)
    return "every day" if days <= 1 else f"about once in {days} days"


class MilitantCommand(Seated):
    """Command of one militant power; personality weights come from the scenario."""

    matters: ClassVar[tuple[str, ...]] = ("front", "press", "intent", "aims", "parley", "keep")

    def __init__(self, model: World, name: str, data: Command) -> None:
        super().__init__(model)
        self.name = self.chair = name
        self.data = data
        f = model.forces.columns
        mine = f.owner == model.powers.index(data.owner)
        self.main = (mine & (f.role == MAIN)).nonzero()[0]
        self.local = (mine & (f.role == LOCAL)).nonzero()[0]
        g = model.ground
        self._sent_local = np.zeros(len(g.d_kind), np.int8)
        self._fronts = {front: (g.d_front == front).nonzero()[0] for front in sorted(set(g.d_front.tolist()))}
        centres = set((g.d_kind == CENTRE).nonzero()[0].tolist())
        self._centres = {front: [d for d in own.tolist() if d in centres] for front, own in self._fronts.items()}
        self._outlying = {front: [d for d in own.tolist() if d not in centres] for front, own in self._fronts.items()}
        self._customs: list[float] = g.d_customs.tolist()
        self._road: list[float] = g.d_road.tolist()
        self._links = [[o for o in links if o >= 0] for links in g.d_links.tolist()]
        f.intent[mine] = data.intent_to_cross
        f.assault[mine] = data.assault_share
        f.aim_km[mine] = data.depth_aim_km
        model.inland.goal[mine] = list(model.setting.file.commands).index(name)
        model.inland.passage[mine] = data.passage
        model.inland.aim[mine] = AIMS.index(data.aim)
        self.intent = data.intent_to_cross
        self._stance = self._aims = AS_PLANNED
        self.talking = False
        self._raid_day = -1  # day on which the controller lets bands cross, -1 none
        self.phase = PREPARE
        self.front = -1
        self.siege = False
        self.interdicted: dict[int, int] = {}  # target -> hour until which the way there is left alone
        self.sent: dict[int, int] = {}  # main band -> target it was sent against
        self.offensives = 0
        self.begun_day = self.last_gain_day = 0
        self.before = (0, 0.0)  # how the front stood when something was last gained
        self.until_day = self._period("preparation_days")

    def _period(self, parameter: str) -> float:
        """A period of days around its typical length; the spread is `timing_spread` of it."""
        days = self.model.values[parameter]
        u = self.model.streams.uniform("command", self.offensives, self.name, parameter)
        return self.model.day + max(1.0, days * (1.0 + self.model.values["timing_spread"] * normal_quantile(u)))

    def set_intent(self, chance: float) -> None:
        """Give all its bands a new intent to cross [chance per day], as far as its chair does not hold them back."""
        self.intent = chance
        now = {AS_PLANNED: chance, "never": 0.0, "at every chance": max(PUSH, chance)}[self._stance]
        now = 0.0 if self.talking else now
        for rows in (self.main, self.local):
            self.model.forces.columns.intent[rows] = now

    def raid(self, bands: int) -> int:
        """Up to so many of its bands near the border, the strongest first, mean to cross today, whatever was meant;
        returns how many. They may still find no held stretch, or guards that keep them off."""
        m = self.model
        f, g = m.forces.columns, m.ground
        rows = np.concatenate([self.main, self.local])
        near = rows[(f.status[rows] == FIELD) & (f.order[rows] == HOLD) & (g.exit_segment[f.cell[rows]] >= 0)]
        far = (g.depth_km[f.cell[near]] > RAID_KM).tolist()
        ranked = sorted(zip(far, (-f.men[near]).tolist(), near.tolist(), strict=True))
        chosen = [row for _, _, row in ranked[:bands]]
        f.intent[chosen] = 1.0
        self._raid_day = m.day if chosen else self._raid_day
        return len(chosen)

    def _heed_snow(self) -> None:
        """No band sets out over a pass that snow is about to close behind it, `winter_margin_days` ahead."""
        closing = float(self.model.inland.closing_m[0])
        if math.isinf(closing):
            return
        g, f = self.model.ground, self.model.forces.columns
        self.set_intent(self.intent)
        for rows in (self.main, self.local):
            s = g.exit_segment[f.cell[rows]]
            shut = (s >= 0) & (self.model.land.height_m[g.s_near[s]] > closing)
            f.intent[rows[shut]] = 0.0

    def observation(self) -> Observation:
        """What the command knows: where its effort is, and what its bands hold."""
        t = self.model.theatre
        return {
            "day": self.model.day,
            "date": self.model.date.isoformat(),
            "phase": self.phase,
            "front": self.model.front_names[self.front] if self.front >= 0 else "",
            "districts_fallen": int(t.fallen.sum()),
            "stretches_held": int(t.held.sum()),
            "men": int(self.model.forces.columns.men[[*self.main, *self.local]].sum()),
        }

    def _decide_week(self) -> None:
        """Whether its bands mean to cross, and what those that do mean to do; as planned unless its chair differs."""
        stance, _ = self.ask(
            "intent",
            AS_PLANNED,
            f"As planned, a band on a held stretch tries {_as_often(self.intent)} [{self.intent:.3f} a day].",
            {
                AS_PLANNED: f"Each band on a held stretch tries {_as_often(self.intent)}.",
                "never": "No band crosses.",
                "at every chance": f"Each band on a held stretch tries {_as_often(max(PUSH, self.intent))}.",
            },
        )
        talking = self.model.alliance.requester.parleying and self._agrees_to_talk() and self._keeps_its_word()
        if (stance, talking) != (self._stance, self.talking):
            self._stance, self.talking = str(stance), talking
            self.set_intent(self.intent)
        aims, _ = self.ask(
            "aims",
            AS_PLANNED,
            f"As planned, {self.data.assault_share:.0%} of those that cross storm a post; the others {self.data.aim}.",
            {
                AS_PLANNED: f"{self.data.assault_share:.0%} go for the posts; what they do inside: {self.data.aim}.",
                "slip through": "Bands avoid the posts.",
                "storm posts": "Bands go for the posts.",
            }
            | self._aims_inside()
            | {
                name: f"Who gets away makes for {name} first, if the band is large enough to take it and it is free."
                for name in (() if type(self.seat) is RuleSeat else self.villages)
            },
        )
        if aims != self._aims:
            self._set_aims(str(aims))

    def _aims_inside(self) -> dict[str, str]:
        """What bands that get away may mean to do inside, and what it means."""
        said = {
            "raid": "Who gets away takes a village, and goes home after some days.",
            "hold": "Who gets away takes a village and stays while there is food.",
            "transit": f"Who gets away makes for the border of {self.data.transit_to}.",
            "hide": "Who gets away hides in a village and rises later.",
        }
        return {aim: what for aim, what in said.items() if aim != "transit" or self.data.transit_to}

    @cached_property
    def villages(self) -> dict[str, int]:
        """The villages with a name that half of its bands were large enough for at the start, within `village_hours` of
        the border: name -> row; those nearest to it, if there are many. The same whatever the course of the war."""
        m = self.model
        men = sorted(u.men for u in m.setting.units if u.owner == self.data.owner)
        most = m.inland_rules.people_per_man * men[len(men) // 2] if men else 0.0
        hours = m.land.hours[:, m.ground.s_near].min(axis=1)
        fits = ((hours <= m.inland_rules.village_hours) & (m.land.village_people <= most)).nonzero()[0].tolist()
        named = {v.name for v in m.setting.villages} - KNOWN_AIMS
        found = sorted((round(float(hours[v]), 3), m.villages[v], v) for v in fits if m.villages[v] in named)
        return {name: v for _, name, v in found[:VILLAGES]}

    def _set_aims(self, aims: str) -> None:
        """Tell all bands what they are to do that cross from now on; who is inside goes on with what it does.

        Who is to take a village storms or slips through as planned; inside it holds the village if that is the
        command's aim, else raids it.
        """
        self._aims = aims
        m = self.model
        share = STORMING.get(aims, self.data.assault_share)
        village = -1 if aims in KNOWN_AIMS else self.villages[aims]
        aim = aims if aims in AIMS else self.data.aim
        inside = AIMS.index(RAIDING if village >= 0 and aim not in TAKING else aim)
        for rows in (self.main, self.local):
            m.forces.columns.assault[rows] = share
            m.inland.wish[rows] = village
            m.inland.aim[rows[m.inland.phase[rows] == OUTSIDE]] = inside

    def _agrees_to_talk(self) -> bool:
        """Whether it takes up the member's offer of talks; by rule only one that hardly means to cross does."""
        answer, why = self.ask(
            "parley",
            "yes" if self.intent <= TALKS_INTENT else "no",
            f"A band of its would cross {_as_often(self.intent)}; {_as_often(TALKS_INTENT)} is easily given up"
            f" [{self.intent:.3f} and {TALKS_INTENT:g} a day].",
            {"yes": "It promises that none of its bands crosses this week.", "no": "Nothing changes."},
        )
        self.model.tell(
            "parley_answer",
            self.data.owner,
            subject=self.name,
            place=str(answer),
            reason=f"{self.name}: {answer}. {why}",
        )
        return answer == "yes"

    def _keeps_its_word(self) -> bool:
        """Whether it keeps this week's promise that none of its bands crosses; by rule as often as `parley_kept` says.
        Who broke it is seen when bands cross, and told nobody before."""
        kept = self.model.values["parley_kept"]
        usual = self._die("parley") < kept
        answer, _ = self.ask(
            "keep",
            "yes" if usual else "no",
            f"Of such promises {kept:.0%} are kept.",
            {"yes": "None of its bands crosses this week.", "no": "Its bands cross as they would have without talks."},
        )
        return answer == "yes"

    def step(self) -> None:
        """Once a day: judge the offensive, then give orders; once a week, decide what the bands mean to do."""
        if 0 <= self._raid_day < self.model.day:
            self._raid_day = -1
            self.set_intent(self.intent)
        if self.new_week:
            self._decide_week()
        self._heed_snow()
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
        targets = self._targets()
        fallen, guard = self._standing(targets)
        if fallen > self.before[0] or guard < GAIN * self.before[1] or not self._engaged():
            self.last_gain_day, self.before = m.day, (fallen, guard)
        if not targets or m.day - self.last_gain_day > m.values["offensive_days"]:
            self._rest(f"No more to gain around {m.front_names[self.front].title()} for now: the bands regroup.")
        elif (m.day - self.begun_day) % PRESS_DAYS == 0:
            go_on, _ = self.ask(
                "press",
                "yes",
                f"Targets left around {m.front_names[self.front].title()}: {len(targets)}.",
                {
                    "yes": f"The main effort stays on {m.front_names[self.front].title()}.",
                    "no": f"The bands rest for about {m.values['regroup_days']:.0f} days before the next front.",
                },
            )
            if go_on == "no":
                self._rest(f"By order: the bands around {m.front_names[self.front].title()} regroup.")

    def _begin(self) -> None:
        m = self.model
        self.siege = not any(self._targets(front, siege=False) for front in self._fronts)
        worths = {front: w for front in self._fronts if (w := self._front_worth(front)) is not None}
        if not worths:
            self.until_day = m.day + 5.0
            return
        t = self.data.front_temperature
        noisy = {f: w - t * math.log(-math.log(max(self._die(f"front-{f}"), 1e-12))) for f, w in worths.items()}
        best = max(noisy, key=lambda f: (noisy[f], -f))
        answer, _ = self.ask(
            "front",
            m.front_names[best],
            f"It promises most, and chance has its part [{_weighed(worths[best])}].",
            {m.front_names[f]: self._promises(f, w, max(worths.values())) for f, w in worths.items()}
            | {WAIT: "The bands rest for another week."},
        )
        if answer == WAIT:
            self.until_day = m.day + 7.0
            return
        self.front = m.front_names.index(str(answer))
        self.phase = OFFENSIVE
        self.offensives += 1
        targets = self._targets()
        self.begun_day = m.day
        self.last_gain_day, self.before = m.day, self._standing(targets)
        m.theatre.effort[targets] = 1.0
        rest = ", ".join(f"{m.front_names[f].title()} {_weighed(w)}" for f, w in worths.items() if f != self.front)
        against = f" against {rest}" if rest else "; there is no other front"
        m.tell(
            "offensive",
            self.data.owner,
            subject=self.name,
            place=m.front_names[self.front],
            amount=len(targets),
            reason=f"Main effort against {m.front_names[self.front].title()};"
            f" {'provincial centres' if self.siege else 'outlying districts'} still to be taken: {len(targets)}"
            f" [worth {_weighed(worths[self.front])}{against}].",
        )

    def _promises(self, front: int, worth: float, best: float) -> str:
        """What a front promises, in words: what is to be taken there, and whether another promises more."""
        n = len(self._targets(front))
        what = "provincial centres" if self.siege else "outlying districts"
        rank = "It promises most" if worth >= best else "It promises less than the best"
        return f"{rank}; {what} still to be taken: {n} [{_weighed(worth)}]."

    def _rest(self, why: str) -> None:
        m = self.model
        m.theatre.effort[:] = 0.0
        f = m.forces.columns
        self.sent.clear()
        main = self.main[f.order[self.main] == ATTACK]
        f.order[main], f.objective[main] = HOLD, -1
        home = f.home[self.local]
        away = (f.order[self.local] == ATTACK) & (f.objective[self.local] != home)
        local = self.local[away]
        f.order[local], f.objective[local] = MOVE_TO, home[away]
        self.phase = PREPARE
        self.until_day = self._period("regroup_days")
        m.tell(
            "regroup",
            self.data.owner,
            subject=self.name,
            place=m.front_names[self.front],
            amount=round(self.until_day - m.day, 1),
            reason=why,
        )

    def _targets(self, front: int | None = None, siege: bool | None = None) -> list[int]:
        """Districts of a front still to be taken: outlying ones, or in a siege the centres whose ring has gone."""
        front = self.front if front is None else front
        fallen = self.model.theatre.fallen.tolist()
        if self.siege if siege is None else siege:
            return [d for d in self._centres[front] if not fallen[d] and all(fallen[o] for o in self._links[d])]
        return [d for d in self._outlying[front] if not fallen[d]]

    def _standing(self, targets: list[int]) -> tuple[int, float]:
        """Districts of the front that have fallen, and the strength of the garrisons still to be beaten."""
        t = self.model.theatre
        fallen = int(np.count_nonzero(t.fallen[self._fronts[self.front]]))
        return fallen, math.fsum(t.guard[targets].tolist())

    def _engaged(self) -> bool:
        """Whether a main band has come up with what it was sent against: only then can an offensive stall."""
        return bool(_engaged(self.model.ground, self.model.forces.columns, self.main))

    def _front_worth(self, front: int) -> float | None:
        """What is left to gain on a front, as far as it still stands, less the march; None when nothing is."""
        targets = self._targets(front)
        if not targets:
            return None
        whole = len(self._fronts[front])
        f = self.model.forces.columns
        cells = f.cell[self.main[f.status[self.main] == FIELD]]
        marches = self.model.ground.hours[targets, cells[:, None]].min(axis=1).tolist()
        return worth(
            self.data,
            math.fsum(self._customs[d] for d in targets),
            math.fsum(self._road[d] for d in targets) / whole,
            math.fsum(self._odds(targets)) / whole,
            sum(self._near(targets)) / whole,
            math.fsum(marches) / len(marches) if marches else 0.0,
        )

    def _odds(self, targets: list[int]) -> list[float]:
        """Logarithm of hostile to own strength at each target."""
        t = self.model.theatre
        press, guard = t.press[targets].tolist(), t.guard[targets].tolist()
        return [math.log((1.0 + p) / (1.0 + q)) for p, q in zip(press, guard, strict=True)]

    def _near(self, targets: list[int]) -> list[bool]:
        """Whether each target lies next to a district that has fallen."""
        fallen = self.model.theatre.fallen.tolist()
        return [any(fallen[o] for o in self._links[d]) for d in targets]

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
        states = (column[self.main].tolist() for column in (f.status, f.rest_until, f.order, f.objective))
        for i, status, rest_until, order, objective in zip(self.main.tolist(), *states, strict=True):
            if status != FIELD or m.hour < rest_until or order == CROSS:
                continue
            if order == ATTACK and objective in sent:
                sent[objective] += 1
            else:
                free.append(i)
        if not free:
            return
        ways = g.hours[list(sent), f.cell[free][:, None]].tolist()
        here = self._worths(list(sent))
        for i, way in zip(free, ways, strict=True):
            best, best_worth = -1, -math.inf
            for d, value, hours in zip(sent, here, way, strict=True):
                net = value - self.data.weight_distance * hours / DAYS_MARCH - sent[d]
                if net > best_worth:
                    best, best_worth = d, net
            if best >= 0:
                f.order[i] = ATTACK
                f.objective[i] = best
                self.sent[i] = best
                sent[best] += 1

    def _worths(self, targets: list[int]) -> list[float]:
        """Worth of each target before the march to it."""
        of_each = zip(targets, self._odds(targets), self._near(targets), strict=True)
        return [worth(self.data, self._customs[d], self._road[d], odds, near, 0.0) for d, odds, near in of_each]

    def _open(self, targets: list[int]) -> list[int]:
        """Targets without those where a band was beaten off: while it rests the way there is left alone."""
        m = self.model
        f = m.forces.columns
        for i, d in list(self.sent.items()):
            if f.status[i] != FIELD or m.hour < f.rest_until[i]:
                self.interdicted[d] = int(f.rest_until[i])
                del self.sent[i]
        return [d for d in targets if m.hour >= self.interdicted.get(d, 0)]

    def _order_local(self) -> None:
        """Local bands rise at home by themselves (border.control.rise); some go on from ground that has fallen.

        While the main effort is on, a band with nothing left to do at home moves against the nearest neighbouring
        target within `pursuit_hours` of march where the odds are against the militants; one band to each.
        """
        m = self.model
        f, t = m.forces.columns, m.theatre
        _pursue(m.ground, f, t, self.local, self._sent_local, m.hour, float(m.values["pursuit_hours"]))

    def _die(self, which: str) -> float:
        return self.model.streams.uniform("command", self.model.hour, self.name, which)
