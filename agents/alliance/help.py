"""Help on its way: what was adopted becomes consignments, these wait, arrive and take effect; and the ledger.

Effects on the field, by kind of help: a combat force goes where the need is, a guard force takes over quiet stretches
and frees local men; equipment widens what posts see and can do; an exercise puts the border on alert and shows force
to the other bank; a mission and shared information sharpen what states see, where reserves go and what patrols find.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from panj.agents.command.border import BY_NEED, COMBAT
from panj.border.forces import AWAY, FIELD, POST, ROLES
from panj.treaty.course.clocks import pert
from panj.treaty.course.delivery import Consignment, Experience, Why, address, deliver, experience
from panj.treaty.ladder import CONSULTATION, Rung

if TYPE_CHECKING:
    from panj.agents.alliance.case import Case
    from panj.agents.alliance.lead_state import LeadState
    from panj.agents.world import World


# -- the consignment: what was adopted, or given alone, sets out -------------------------------------------------------
def known(world: World) -> Experience:
    """Clocks and shares of delivery in this scenario; what it does not set is in scenarios/treaty/delivery.toml."""
    v = world.values
    usual = experience(v["reliability"])
    equipment, deploy = v["equipment_days"], v["deploy_days"]
    return Experience(
        reliability=usual.reliability,
        late_share=usual.late_share,
        exercise_days=usual.exercise_days,
        equipment_days=(0.25 * equipment, equipment, 6.0 * equipment),
        force_days=(0.5 * deploy, deploy, 1.6 * deploy),
        men_per_wave=usual.men_per_wave,
        alone_days=usual.alone_days,
        alone_share=usual.alone_share,
    )


def carry_out(case: Case, event: int) -> None:
    """Put the measures of an adopted text under way: those who stand for it say what they give, and that sets out where
    it suffices.

    A second text that wants force only makes good what the first did not send. Whole battalions go, so that more may
    be under way than was asked for: what is promised is then what goes.
    """
    w, p, chamber = case.world, case.procedure, case.chamber
    gifts = chamber.gifts(c for c in p.responsible if c in chamber.members)
    chamber.settle(gifts)
    w.alliance.floor.promises.gave(case, gifts)
    for gift in gifts:
        case.tell("contribution", gift.code, amount=gift.gives, clause="FORCES", reason=gift.reason)
    carriers, ledger = sorted(chamber.givers), w.alliance.ledger
    sent = deliver(
        p.measures,
        p.promised,
        givers=chamber.givers,
        case=f"{p.requester}-{case.number}",
        pool=w.alliance.pool(),
        day=float(w.day),
        sets_out=p.suffices,
        known=known(w),
        draw=lambda who, which: w.streams.uniform("delivery", case.number, who, which),
    )
    ledger.promise(round(sum(max(c.promised, c.sent) for c in sent if c.measure.entry.delivery == "battalions")))
    place = chamber.tabled().place or BY_NEED
    for consignment in sent:
        leader = w.regime.lead_state if w.regime.lead_state in carriers else carriers[0]
        _dispatch(w, consignment, event, leader, place)


NOT_COMING = {  # what the log says where nothing comes of a promise
    Why.broken: "and will not deliver",
    Why.too_little: "but too little is promised by all for the force to set out",
    Why.too_small: "which is less than half a battalion: none goes",
}


def _dispatch(world: World, consignment: Consignment, event: int, leader: str, place: str) -> None:
    """One consignment on its way as its entry on the ladder says, or the word that it will not come, and why; only who
    breaks its promise is trusted less for it."""
    ledger, delivery = world.alliance.ledger, consignment.measure.entry.delivery
    wait = 0.0 if consignment.day is None else consignment.day - world.day
    if delivery == "exercise":
        if consignment.contributor == leader:  # one exercise, whoever takes part
            _exercise(world, leader, wait, event, collective=True)
        ledger.contributors.add(consignment.contributor)
    elif consignment.day is None:
        in_men = delivery == "battalions"
        what = f"{consignment.promised:.0f} men" if in_men else consignment.measure.title
        why = consignment.why or Why.broken
        world.tell(
            "not_delivered",
            consignment.contributor,
            subject=world.setting.file.requester,
            amount=consignment.promised,
            clause="FORCES" if in_men else _programme(world),
            causes=(event,),
            reason=f"{consignment.contributor} promised {what}{'' if why is Why.broken else ','} {NOT_COMING[why]}.",
        )
        if why is Why.broken:
            world.alliance.disappoint(consignment.contributor, event)
    elif delivery == "material":
        share = consignment.sent * world.values["equipment_share"]
        world.send(
            wait,
            Material(consignment.contributor, consignment.measure, share, clause=_programme(world), collective=True),
            event,
        )
        ledger.contributors.add(consignment.contributor)
    else:
        _march(world, consignment, wait, event, place)


def _programme(world: World) -> str:
    """The clause that material is given under: a standing programme for the requester, else that on the bodies."""
    return world.regime.book.programme(world.setting.file.requester, world.date) or world.regime.clause("bodies")


def _march(world: World, consignment: Consignment, wait: float, event: int, place: str) -> None:
    """The battalions that the pool gave set out, to the place of the text unless whoever sends them says otherwise."""
    rows, men = [], 0
    for row in world.waiting("contingent", consignment.contributor):
        if men < consignment.sent:
            rows.append(row)
            men += int(world.forces.men[row])
    clause = world.regime.clause("force")
    force = Battalions(
        tuple(rows),
        consignment.contributor,
        clause=clause,
        collective=True,
        mandate=consignment.measure.entry.mandate,
        sector=world.alliance.parties[consignment.contributor].station(place),
    )
    world.send(wait, force, event)
    world.alliance.ledger.set_out(consignment.contributor, men)


def carry_out_alone(world: World, state: LeadState, rung: Rung, event: int) -> None:
    """Put a measure of the bilateral track under way, as its entry on the ladder says."""
    usual = known(world)
    match rung.entry.delivery:
        case "exercise":
            for partner in world.alliance.partners:
                if partner.invited():
                    world.tell(
                        "joins",
                        partner.code,
                        subject=state.code,
                        causes=(event,),
                        reason=f"{partner.code} joins the exercise.",
                    )
            days = pert(*usual.exercise_days, world.streams.uniform("delivery", -1, state.code, "exercise-days"))
            _exercise(world, state.code, days, event, collective=False)
        case "material":
            which = address(rung, "equipment-days")
            days = pert(*usual.alone_days, world.streams.uniform("delivery", -1, state.code, which))
            world.send(days, Material(state.code, rung, usual.alone_share * world.values["equipment_share"]), event)
        case "battalions":
            _base(world, state, rung, event)


def _exercise(world: World, who: str, wait: float, event: int, collective: bool) -> None:
    men, days = round(world.values["exercise_men"]), world.values["exercise_days"]
    world.send(wait, Exercise(who, men, days, 0.6, collective=collective), event)


def _base(world: World, state: LeadState, rung: Rung, event: int) -> None:
    """The base in the country moves battalions to the border, the part of it that the measure's entry says."""
    part = _of_base(world, state.code, rung)
    for row in part:
        world.border_troops.post(row, rung.entry.mandate)
    men = int(world.forces.columns.men[part].sum()) if part else 0
    world.tell(
        "base_moves",
        state.code,
        subject=world.setting.file.requester,
        amount=men,
        causes=(event,),
        reason=f"{men:,} men of the base in the country march to the border.",
    )


def _of_base(world: World, code: str, rung: Rung) -> list[int]:
    """Battalions of a state's base that a measure moves to the border and that have not gone there yet."""
    if rung.entry.delivery != "battalions" or code not in world.powers:
        return []
    f = world.forces.columns
    base = (f.owner == world.powers.index(code)) & (f.role == ROLES.index("base")) & (f.status == FIELD)
    rows = [int(r) for r in base.nonzero()[0] if f.home[r] < 0]
    return rows[: max(1, int(len(rows) * rung.entry.base))] if rows else []


def men_of_base(world: World, code: str, rung: Rung) -> int:
    """Men of a state's base who would march to the border for a measure."""
    part = _of_base(world, code, rung)
    return int(world.forces.columns.men[part].sum()) if part else 0


# -- the queue ---------------------------------------------------------------------------------------------------------
class Item(NamedTuple):
    """Something under way; ordered by the step it is due, then by when it was sent."""

    due: int
    number: int
    what: Arrival
    cause: int


class Arrivals:
    """What is under way, by the step in which it is due."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.queue: list[Item] = []
        self._sent = 0
        self._rows: dict[tuple[str, str], np.ndarray] = {}  # rows of a power's battalions of a role

    def send(self, days: float, what: Arrival, cause: int = -1) -> None:
        """Put something under way that arrives in `days` (at the earliest in the next step)."""
        w = self.world
        due = w.steps + max(1, math.ceil(days * w.steps_per_day))
        heapq.heappush(self.queue, Item(due, self._sent, what, cause))
        self._sent += 1

    def hurry(self, who: str, share: float, cause: int) -> None:
        """Material that somebody has under way comes in a share of the time left, because of an event."""
        now, queue = self.world.steps, []
        for item in self.queue:
            if isinstance(item.what, Material) and item.what.who == who:
                due = now + max(1, math.ceil(share * (item.due - now)))
                queue.append(item._replace(due=due, cause=cause))
            else:
                queue.append(item)
        heapq.heapify(queue)
        self.queue = queue

    def come_due(self) -> None:
        """Let everything arrive whose clock has run."""
        while self.queue and self.queue[0].due <= self.world.steps:
            item = heapq.heappop(self.queue)
            item.what.arrive(self.world, item.cause)

    def battalions(self) -> list[int]:
        """Rows of all battalions under way."""
        return [row for item in self.queue if isinstance(item.what, Battalions) for row in item.what.rows]

    def waiting(self, role: str, owner: str = "") -> list[int]:
        """Rows of battalions of a role that are still away and not under way: those of a power, or of all."""
        f = self.world.forces.columns
        if (owner, role) not in self._rows:  # what a unit is and whose never changes
            theirs = f.role == ROLES.index(role)
            if owner:
                theirs = theirs & (f.owner == self.world.powers.index(owner))
            self._rows[owner, role] = theirs.nonzero()[0]
        rows = self._rows[owner, role]
        away = rows[f.status[rows] == AWAY].tolist()
        if not away:
            return []
        coming = set(self.battalions())
        return [r for r in away if r not in coming]


# -- the arrival -------------------------------------------------------------------------------------------------------
class Arrival(Protocol):
    """Something that takes effect when its clock has run."""

    def arrive(self, world: World, cause: int) -> None:
        """Take effect; `cause` is the event that put it under way."""


@dataclass(frozen=True, slots=True)
class Battalions:
    """Battalions of a power; `collective` men count as help of the alliance."""

    rows: tuple[int, ...]  # of the forces table
    who: str
    told: str = "arrival"  # kind of event that tells of it
    clause: str = ""
    collective: bool = False
    mandate: str = COMBAT
    sector: str = BY_NEED

    def arrive(self, world: World, cause: int) -> None:
        """They enter the field and are posted."""
        f = world.forces.columns
        rows = [r for r in self.rows if f.status[r] == AWAY]
        places = []
        for row in rows:
            f.status[row] = FIELD
            places.append(world.detachments[world.border_troops.post(row, self.mandate, self.sector)])
        men = sum(f.men[rows].tolist())
        if not men:
            return
        places = list(dict.fromkeys(places))
        world.tell(
            self.told,
            self.who,
            subject=world.setting.file.requester,
            place="+".join(places),
            amount=men,
            clause=self.clause,
            causes=(cause,),
            reason=f"{men} men of {world.setting.file.powers[self.who].name} arrive and go to"
            f" {', '.join(places).title()}.",
        )
        if self.collective:
            world.alliance.ledger.arrive(world.day, men)


@dataclass(frozen=True, slots=True)
class Material:
    """Arms, equipment, aircraft: `share` 0..1 of what posts and the hunt inside lack, as far as the measure's entry on
    the ladder says that it serves them."""

    who: str
    measure: Rung
    share: float
    clause: str = ""
    collective: bool = False

    def arrive(self, world: World, cause: int) -> None:
        """It reaches the posts and the hunt inside."""
        f, entry = world.forces.columns, self.measure.entry
        posts = (f.kind == POST) & (f.status == FIELD)
        f.equipment[posts] += (1.0 - f.equipment[posts]) * (self.share * entry.posts)
        lift(world, self.share * entry.air)
        lacking = "what posts and the hunt inside lack" if entry.air else "what posts lack"
        lacking = lacking if entry.posts else "the aircraft that the hunt inside lacks"
        title = self.measure.title
        world.tell(
            "delivery",
            self.who,
            subject=world.setting.file.requester,
            amount=round(self.share, 4),
            clause=self.clause,
            causes=(cause,),
            reason=f"{title[:1].upper()}{title[1:]} from {world.setting.file.states[self.who].name}:"
            f" {self.share:.0%} of {lacking}.",
        )
        if self.collective:
            world.alliance.ledger.arrive(world.day, 0)


def lift(world: World, share: float) -> None:
    """Equipment and aviation for the hunt inside: `share` 0..1 of what is lacking is made good."""
    world.inland.air[0] += (1.0 - world.inland.air[0]) * share


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of some men for some days; `readiness` 0..1 is the alert that it keeps the border at."""

    who: str
    men: int
    days: float
    readiness: float
    clause: str = ""
    collective: bool = False

    def arrive(self, world: World, cause: int) -> None:
        """It begins in the sector most in danger: alert all along the border and a show of force there."""
        sector = world.border_troops.sector_in_danger()
        world.border_troops.begin_exercise(int(self.days), self.readiness, sector, self.men)
        world.tell(
            "exercise",
            self.who,
            subject=world.setting.file.requester,
            place=world.detachments[sector],
            amount=self.men,
            clause=self.clause,
            causes=(cause,),
            reason=f"An exercise with {self.men} men in the {world.detachments[sector].title()} sector, where"
            f" danger seems greatest; the border stays on alert for {self.days:.0f} days.",
        )
        if self.collective:
            world.alliance.ledger.arrive(world.day, 0)


# -- the ledger --------------------------------------------------------------------------------------------------------
@dataclass
class HelpLedger:
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
        if (state == "CONSULT" or CONSULTATION in measures) and self.consultation_day is None:
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
