"""The procedure: fifteen states from MONITOR to CLOSED, driven from outside by what members do and by clocks that run.

Whoever drives it (the treaty desk, the backtest, or the councils of the border war) calls `notify`, `request`,
`report`, `cast` and `withdraw` when these happen, and `tick` to let the clocks run. `awaits` says which decision is
due. Times are days since an origin, whose date it is given. Each act is judged by the law and the membership of its own
day: both may change while a case is under way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from panj.treaty.course.clocks import Draw, days
from panj.treaty.course.forces import instruments
from panj.treaty.course.transition import Transition
from panj.treaty.ladder import (
    CONSULTATION,
    FORCE,
    MISSION,
    NOTHING,
    SOFT,
    STATEMENT,
    TOP,
    WEAKER,
    Measures,
    Rung,
    names,
    titles,
    top,
    up_to,
)
from panj.treaty.law.clauses import Finding, Request, Threat
from panj.treaty.law.regime import Regime
from panj.treaty.law.vote import (
    ABSENT,
    ABSTAIN,
    OBJECT,
    SUPPORT,
    Count,
    consenting,
    count,
    count_limited,
    voters,
    who_votes,
    whom_it_binds,
)
from panj.treaty.opinion.matter import Matter
from panj.treaty.text import Text

UNDECIDED = ("NOTIFIED", "CONSULT", "REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "DEFERRED")  # before a decision
PENDING = ("REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "DEFERRED")  # an appeal is being dealt with
INSPECTED = ("CONSULT", "REQUESTED", "ASSESS", "DRAFT")  # states in which a mission may be out


class Procedure(Matter):
    """One case before the alliance. `measures` is what has been adopted so far; what was adopted stays.

    `date` is the date of day 0. `draw(which)` gives a number in [0, 1) for a clock; without it every clock runs its
    typical time.
    """

    def __init__(self, law: Regime, requester: str, date: dt.date, threat: Threat, draw: Draw | None = None) -> None:
        super().__init__(law, requester, date, threat)
        self.draw = draw
        self.state = "MONITOR"
        self.entered = 0.0
        self.day = 0.0  # of the last thing that happened, a clock that ran out among them
        self.due: float | None = None
        self.ready = False  # the clock of ASSESS or CSC_VOTE has run and a decision is awaited
        self.ceiling: Rung | None = None
        self.tabled: Text | None = None  # what lies before the council; None: what is asked for
        self.round = 0  # of texts: how many have been voted on and fallen
        self.draft_reason = ""
        self.mission_due: float | None = None  # when a task force that has set out finds what it came for
        self.mission_back = False  # that clock has run and its finding is awaited, appeal or not
        self.found: str | None = None  # kind of threat of which the staff's last report speaks
        self.found_before: tuple[str, Rung] | None = None  # the same and its ceiling, of the report before that
        self.measures: Measures = frozenset()
        self.reported: Finding | None = None  # under which clause the UN Security Council is told
        watch = self.regime.clause("bodies")
        self.path: list[Transition] = [Transition(0.0, "MONITOR", watch, "The alliance watches.")]
        self._read = 1  # steps of the path that the driver has been told
        self.blocked_by: tuple[str, ...] = ()
        self.votes: dict[str, str] = {}
        self.responsible: tuple[str, ...] = ()
        self.promised: dict[str, int] = {}  # men that members promise to a force
        self.wanted = 0  # men that it wants
        self.enough = 0.0  # share of them that must be promised before any sets out
        self.givers: frozenset[str] = frozenset()  # who gives something towards it
        self.withheld: tuple[str, ...] = ()  # who was needed, or owed it, and gives nothing
        self.forces_available = True
        self.consents = True  # of the requester, where no vote is taken
        self.fast = False
        self.statement = True  # whether a statement is agreed on while members consult
        self.limited, self.overdrawn = False, list[str]()  # the willing decided alone; who promised men it has not
        self.deferred = False

    # -- what the driver may ask ---------------------------------------------------------------------------------------
    @property
    def awaits(self) -> str | None:
        """'assessment' or 'positions' when that is due, else None."""
        if self.mission_back and self.found is None:
            return "assessment"
        if not self.ready:
            return None
        return {"ASSESS": "assessment", "CSC_VOTE": "positions"}.get(self.state)

    @property
    def open(self) -> bool:
        """Whether the procedure is under way."""
        return self.state not in ("MONITOR", "CLOSED", "BLOCKED")

    @property
    def force(self) -> bool:
        """Whether force has been adopted."""
        return not FORCE.isdisjoint(self.measures)

    @property
    def in_men(self) -> bool:
        """Whether something that has been adopted is carried out by battalions."""
        return any(measure.entry.delivery == "battalions" for measure in self.measures)

    @property
    def automatic(self) -> bool:
        """Whether aid follows from trigger and request alone, without a vote."""
        return self.regime.vote_rule == "automatic" and self.obligation

    def news(self) -> list[Transition]:
        """Steps of the path since this was last asked, each told once."""
        read, self._read = self._read, len(self.path)
        return self.path[read:]

    def text(self) -> Measures:
        """What lies before the council: never above the ask, the ceiling, what was laid on the table, or the law.

        Force that the law does not allow leaves the weaker text: political, consultations, a mission.
        """
        limit = Rung(self.asked.ask) if self.asked.made or self.asked.ask else TOP
        limit = limit if self.ceiling is None else min(limit, self.ceiling)
        lawful, _ = self.opinion.limit
        if self.tabled is not None:
            return up_to(self.tabled.measures, min(limit, lawful))
        if limit > lawful:
            limit = min(lawful, MISSION)
        return self.worded(limit)

    def worded(self, rung: Rung) -> Measures:
        """The usual text up to a measure: consultations, a mission that has left, and the measure."""
        return up_to(SOFT | {rung} | (self.measures & WEAKER), rung) - {NOTHING}

    @property
    def standing_ceiling(self) -> Rung | None:
        """What the staff has found needed at most of just this threat, if it has: haste does not pass by a finding."""
        if self.found == self.threat.kind:
            return self.ceiling
        kind, ceiling = self.found_before or ("", None)
        return ceiling if kind == self.threat.kind else None

    @property
    def suffices(self) -> bool:
        """Whether what is promised is enough for a force to set out."""
        men = sum(self.promised.values())
        if not self.in_men:
            return bool(self.givers)
        return men >= self.enough * self.wanted and (men > 0 or not self.wanted)

    # -- what happens --------------------------------------------------------------------------------------------------
    def notify(self, day: float, asked: Request | None = None) -> bool:
        """The member informs the alliance; an appeal may come with the notice. Returns whether a procedure begins."""
        if self.state != "MONITOR":
            return False
        self.come_to(day)
        self.asked = asked or self.asked
        self.judge()
        if not self.opinion.bodies.holds or not self.opinion.convened.holds:
            return False
        who = self.requester or "The Secretariat"
        self._enter(day, "NOTIFIED", self.regime.clause("consult"), f"{who} informs the alliance.", "consult")
        return True

    def threaten(self, threat: Threat) -> None:
        """The threat has changed."""
        self.threat = threat

    def request(
        self, day: float, asked: Request, lead_committed: bool = False, objection_foreseen: bool = True
    ) -> bool:
        """An appeal is laid before the body that consults. Returns whether it opens the way to a decision."""
        if self.state not in ("MONITOR", "NOTIFIED", "CONSULT", "CLOSED"):
            return False
        self.come_to(day)
        self.asked = asked
        if self.state in ("MONITOR", "CLOSED"):
            self.state = "MONITOR"
            if not self.notify(day, asked):
                return False
        self.judge()
        if not self.is_member:
            self._leave(day)
            return False
        if asked.made:
            self.find(self.opinion.referral)
        if not self.opinion.valid_request:
            return False
        self.measures |= self._soft()
        if asked.made and asked.ask in (NOTHING, CONSULTATION):
            return False  # consultations at most are all that is asked for, and they are under way
        self.fast = lead_committed and not objection_foreseen
        self.ceiling = self.standing_ceiling if self.fast else self.ceiling  # who is agreed waits for no report
        clause = self.regime.clause("attack" if self.obligation else "consult")
        said = f"{self.requester} asks for {Rung(asked.ask).title}." if asked.made else "No request is needed."
        self._enter(day, "REQUESTED", clause, said, "vote_fast" if self.fast or self.automatic else "assess_start")
        return True

    def graver(self, asked: Request) -> bool:
        """Whether an appeal goes beyond the one that is being dealt with: an attack where there was none, or more
        help."""
        attack = self.regime.article("attack")
        worse = asked.article == attack != self.asked.article
        return self.state in PENDING and asked.made and (worse or asked.ask > self.asked.ask)

    def deals_with(self, asked: Request) -> bool:
        """Whether as much as is asked for is being dealt with, or granted: what stays on paper is not granted."""
        if self.state in PENDING:
            return self.asked.ask >= asked.ask and not self.graver(asked)
        paper = self.state == "ADOPTED" and self.due is None
        return top(self.measures) >= asked.ask and not paper

    def requalify(
        self, day: float, asked: Request, lead_committed: bool = False, objection_foreseen: bool = True
    ) -> bool:
        """A graver appeal while one is being dealt with: the case goes on as one on this appeal, and loses no time by
        the earlier one. Returns whether it does."""
        if self.state not in PENDING:
            return False
        self.come_to(day)
        before, state, due = self.asked, self.state, self.due
        self.asked = asked if asked.ask >= before.ask else replace(asked, ask=before.ask)
        self.judge()
        self.find(self.opinion.referral)
        if not self.opinion.valid_request:
            self.asked = before
            self.judge()
            return False
        clause = self.regime.clause("attack" if self.obligation else "consult")
        said = f"{self.requester} asks for {Rung(asked.ask).title}: the case goes on as one on this appeal."
        self.fast, self.tabled, self.round = lead_committed and not objection_foreseen, None, 0
        self.ceiling = self.standing_ceiling if self.fast else self.ceiling
        if self.fast or self.automatic or state == "REQUESTED":
            self._enter(day, "REQUESTED", clause, said, "vote_fast" if self.fast or self.automatic else "assess_start")
        elif state == "ASSESS":
            self.path.append(Transition(day, state, clause, said, self.measures))
            if self.found not in (None, self.threat.kind):  # the task force, still on the ground, finds anew
                self.remember(self)
                self.ceiling, self.found, self.mission_back = None, None, False
        elif self.found == self.threat.kind:
            self._draft(day, f" anew: {said}")
            self.due = min(x for x in (due, self.due) if x is not None)
        else:
            self._assess(day)
        return True

    def inspect(self, day: float) -> bool:
        """A task force sets out while consultations are on, before an appeal: members that consult may work
        out measures at once. It reports when its own clock has run, appeal or not. Returns whether it sets out now."""
        if self.state != "CONSULT" or self.mission_due is not None:
            return False
        self.come_to(day)
        if not self.opinion.consultation.holds:
            return False
        self.mission_due = day + days("mission", self.draw)
        self.measures |= {MISSION}  # a mission that has left is adopted, whatever becomes of the text
        said = f"The {self.regime.body('staff')}'s task force sets out while consultations are on."
        self.path.append(Transition(day, self.state, self.regime.clause("consult"), said, self.measures))
        return True

    def look_again(self, day: float) -> bool:
        """An appeal is renewed while a text is drafted on a finding that falls short of it: the task force looks again,
        and the case loses no time by it. Returns whether it does."""
        short = self.ceiling is not None and self.ceiling < self.asked.ask and self.found is not None
        if self.state != "DRAFT" or not short:
            return False
        self.come_to(day)
        self.remember(self)
        self.mission_due, self.mission_back, self.found = day + days("mission", self.draw), False, None
        said = f"The appeal is renewed: the {self.regime.body('staff')}'s task force looks again."
        self.path.append(Transition(day, "ASSESS", self.regime.clause("bodies"), said, self.measures))
        return True

    def remember(self, other: Procedure) -> None:
        """What the staff found last, in this case or another one before the alliance, stands until it reports again."""
        if other.found is not None and other.ceiling is not None:
            self.found_before = (other.found, other.ceiling)
        else:
            self.found_before = other.found_before

    def withdraw(self, day: float) -> None:
        """The member takes its appeal back: the procedure ends, what was adopted stays."""
        self.come_to(day)
        clause = self.regime.clause("referral")
        self._enter(day, "CLOSED", clause, f"{self.requester} withdraws its appeal; what was adopted stays.", None)

    def recall(self, day: float, reason: str) -> None:
        """A force goes home, or does not come: its mandate has ended, or the one who asked wants it no longer."""
        self.come_to(day)
        self._enter(day, "CLOSED", self.regime.clause("peacekeeping"), f"{reason} What was adopted stays.", None)

    def renew(self, day: float, passed: bool, reason: str) -> None:
        """The mandate of a force is reviewed before it ends; renewed, the force stays."""
        clause = self.regime.clause("vote")
        self._enter(day, "REVIEW", clause, reason, None)
        if passed:
            self._enter(day, "DEPLOY", clause, "The force stays.", None)

    def delay(self, by: float) -> None:
        """Something holds the procedure up: the clock that runs takes that many days longer."""
        self.due = None if self.due is None else self.due + by

    def report(self, day: float, ceiling: Rung, reason: str) -> None:
        """The staff's finding: the highest measure needed. Once the clock of ASSESS has run, ministers draft."""
        self.come_to(day)
        self.ceiling, self.found = ceiling, self.threat.kind
        staff = self.regime.body("staff")
        self.find(Finding("STAFF", True, f"The {staff} finds {ceiling.title} needed at most: {reason}"))
        if self.state == "ASSESS" and (self.ready or self.due is None):
            self._draft(day)
        elif self.state == "DRAFT":
            self.tabled, drafts = None, self.regime.body("drafts")
            said = f"The {drafts} take up what the {staff} found."
            self.path.append(Transition(day, self.state, self.regime.clause("bodies"), said, self.measures))

    def propose(self, text: Text, reason: str, number: int | None = None) -> None:
        """A text is laid on the table in a round of texts, by default this one; and why it is not more."""
        self.tabled, self.draft_reason = text, reason
        self.round = self.round if number is None else number
        self.find(Finding("DRAFT", True, f"The {self.regime.body('drafts')} draft {text.title}: {reason}"))

    def promise(
        self,
        men: Mapping[str, int],
        wanted: int,
        enough: float,
        withheld: Iterable[str] = (),
        givers: Iterable[str] = (),
    ) -> None:
        """What members promise to a force of the text: men of each, of how many that it wants, of which a share must be
        promised before any sets out; who was needed, or owed it, and gives nothing; and who gives what is not men."""
        self.promised, self.wanted, self.enough = dict(men), wanted, enough
        self.withheld, self.givers = tuple(sorted(withheld)), frozenset((*men, *givers))

    def cast(
        self,
        day: float,
        positions: Mapping[str, str],
        *,
        limited: bool = False,
        format_objectors: Iterable[str] = (),
        again: bool = False,
    ) -> bool:
        """The council votes on the text. Returns whether the text passed; where it falls and `again`, a new one is
        drafted.

        Under every rule a text needs the support of the requester, which may refuse one weaker than it asked for; what
        nobody supports is not adopted. Who gives is no matter of the vote.
        """
        self.come_to(day)
        if not self.is_member:
            self._leave(day)
            return False
        if self.judged_by is not self.regime:
            self.judge()
        positions = {c: p for c, p in positions.items() if c in self.members}
        text = self.text()
        regime, asker = self.regime, self.requester
        parties = self.parties
        positions = {m: positions[m] for m in voters(regime, positions, parties)}
        self.votes = dict(positions)
        if limited:
            result = count_limited(regime, positions, format_objectors, asker, parties)
        else:
            result = count(regime, positions, parties)
        self.responsible, self.limited = result.responsible, result.limited
        self.find(result.finding)
        self.find(*result.finding.conditions, *who_votes(regime, self.members, parties))
        without = () if consenting(asker, positions) else (asker,)
        if self.asked.made and not self.asked.accepts_weaker and top(text) < self.asked.ask:
            return self._refused(day, result, f"{self.requester} refuses a text weaker than it asked for.")
        if result.passed and result.responsible and not without:
            self.find(Finding("CONSENT", True, f"{self.requester} accepts the text.", {"text": names(text)}))
            self.find(*whom_it_binds(regime))
            self._adopt(day, text, result.finding.clause, f"Adopted: {titles(text)}.")
            return True
        against = {*result.blocked_by, *without}
        self.blocked_by = tuple(sorted(against))
        by = f"blocked by {', '.join(self.blocked_by)}" if against else "for lack of support"
        if without:
            does = "objects to" if positions[asker] == OBJECT else "does not support"
            self.find(Finding("CONSENT", False, f"{asker} itself {does} the text."))
        if again:
            self.round += 1
            said = f"The text falls, {by}: the {self.regime.body('drafts')} draft another."
            self._enter(day, "DRAFT", result.finding.clause, said, "redraft")
            return False
        if not self.asked.accepts_weaker:
            return self._refused(day, result, f"The text falls and {self.requester} refuses a weaker one.")
        left = self._left(text) if result.responsible else self.measures
        said = f"The text falls, {by}; what all support stays"
        self._adopt(day, left, result.finding.clause, f"{said}: {titles(left)}.")
        return False

    def defer(self, day: float, reason: str) -> None:
        """The text is sent back to the next session."""
        self.come_to(day)
        self._enter(day, "DEFERRED", self.regime.clause("vote"), reason, "next_session")

    def tick(self, day: float) -> None:
        """Let the clocks run up to a day."""
        while True:
            back = self.mission_due if self.state in INSPECTED and not self.mission_back else None
            if back is not None and back <= day and (self.due is None or back <= self.due):
                self.mission_back, self.day = True, max(self.day, back)
            elif self.due is not None and self.due <= day:
                self._clock_ran(self.due)
            else:
                return

    # -- the clockwork -------------------------------------------------------------------------------------------------
    def _clock_ran(self, day: float) -> None:
        self.day = day
        self.come_to(day)
        clause = self.regime.clause
        if not self.is_member and self.state in (*UNDECIDED, "ADOPTED"):
            self._leave(day)
            return
        match self.state:
            case "NOTIFIED":
                self.measures |= self._soft()
                said = f"The {self.regime.body('consults')} meets: consultations."
                self._enter(day, "CONSULT", clause("consult"), said, "drop")
            case "CONSULT":
                self.due = None
                if not self.opinion.appeals and not self.opinion.consultation.holds:
                    reason = "Internal or between members, and no valid appeal: dropped."
                    self._enter(day, "MONITOR", clause("consult"), reason, None)
            case "REQUESTED":
                self._refer(day)
            case "ASSESS" if self.found is not None:
                self._draft(day)
            case "ASSESS" | "CSC_VOTE":
                self.ready, self.due = True, None
            case "DRAFT":
                limit = self.regime.deadlines.get("DRAFT")
                if limit is not None and day - self.entered >= limit and not self.deferred:
                    self.deferred = True
                    said = "No text in time: left to the next session."
                    self._enter(day, "DEFERRED", clause("vote"), said, "next_session")
                else:
                    said = f"The text goes to the {self.regime.deciding_body}."
                    self._enter(day, "CSC_VOTE", clause("vote"), said, "vote")
            case "DEFERRED":
                self._enter(day, "CSC_VOTE", clause("vote"), "The next session takes the text up.", "vote")
            case "ADOPTED":
                self._carry_out(day)
            case "DEPLOY":
                self._enter(day, "REVIEW", clause("peacekeeping"), "The mandate is reviewed.", "wind_up")
            case "REVIEW" | "IMPLEMENT_SOFT":
                self._enter(day, "CLOSED", clause("bodies"), "Carried out, or lapsed.", None)
            case _:
                self.due = None

    def _refer(self, day: float) -> None:
        if self.automatic:
            self._automatic(day)
        elif self.fast:
            committed = "The lead state is committed" if self.regime.lead_state else "No objection is foreseen"
            said = f"{committed}: straight to the council."
            self._enter(day, "CSC_VOTE", self.regime.clause("attack"), said, None)
            self.ready = True
        elif min(self.asked.ask or TOP, self.opinion.limit[0]) > MISSION:
            self._assess(day)
        else:
            self._draft(day, "; nothing is to be inspected")

    def _assess(self, day: float) -> None:
        """The staff inspects, unless its mission has reported on just this threat already."""
        clause, force = self.regime.clause("bodies"), f"The {self.regime.body('staff')}'s task force"
        if self.mission_due is not None and self.found == self.threat.kind:
            self._draft(day)
        elif self.mission_due is not None and self.found is None:
            self._enter(day, "ASSESS", clause, f"{force} is on the ground already.", None)
            self.due = max(day, self.mission_due)
        else:
            self.remember(self)
            self.ceiling, self.found, self.mission_back = None, None, False
            self.mission_due = day + days("mission", self.draw)
            self.measures |= {MISSION}  # a mission that has left is adopted, whatever becomes of the text
            self._enter(day, "ASSESS", clause, f"{force} sets out to inspect.", "assess")

    def _draft(self, day: float, on: str = "") -> None:
        """The ministers draft."""
        on = on or f" on the {self.regime.body('staff')}'s report"
        said = f"The {self.regime.body('drafts')} draft a text{on}."
        self._enter(day, "DRAFT", self.regime.clause("bodies"), said, "draft")

    def _automatic(self, day: float) -> None:
        if self.mission_due is not None:
            self.ceiling = None  # what a mission found during consultations is no gate where aid is automatic
        text = self.text()
        if not self.asked.accepts_weaker and self.asked.made and top(text) < self.asked.ask:
            nobody = Count(True, (), Finding(self.regime.clause("vote"), True, "No vote is taken."), ())
            self._refused(day, nobody, f"{self.requester} refuses less than it asked for.")
            return
        if not self.consents:
            self.find(Finding("CONSENT", False, f"{self.requester} itself objects to what would follow."))
            self.blocked_by = (self.requester,)
            text = up_to(text, MISSION)
        self.responsible, self.votes = self.members, {}
        said = "Aid is automatic under this regime: trigger and request suffice, no vote."
        self.find(Finding(self.regime.clause("vote"), True, said))
        self._adopt(day, text, self.regime.clause("attack"), f"No vote is needed: {titles(text)}.")

    def _adopt(self, day: float, text: Measures, clause: str, reason: str) -> None:
        self.measures |= text
        law = {c.id for c in self.regime.book.in_force(self.regime.as_of or self.date)}
        usable = instruments(self.regime.book, self.requester, self.measures, law) if self.force else []
        self.reported = self.opinion.reported_under(self.measures)
        told = [] if self.reported is None else [self.reported]
        self.find(*self.opinion.programme(self.date, text), *usable, *told)
        self._enter(day, "ADOPTED", clause, reason, "deploy" if self.force else "implement")

    def _carry_out(self, day: float) -> None:
        if not self.force:
            self._enter(
                day, "IMPLEMENT_SOFT", self.regime.clause("bodies"), "What was adopted is carried out.", "lapse"
            )
            return
        lead = self.regime.lead_state
        if lead and lead != self.requester:
            self._find_lead(lead)
        have, want = sum(self.promised.values()), self.wanted
        there_are = self.forces_available or not self.in_men
        said = f"{have:,} of {want:,} men are promised" if self.in_men else "No men are wanted"
        said += ": that suffices." if self.suffices else "; that does not suffice." if have else "."
        said = said if there_are else "Nobody has forces to send."
        self.find(Finding("FORCES", there_are and self.suffices, " ".join([said, *self.overdrawn])))
        failed = next((f for f in self.findings if f.clause in ("LEAD", "FORCES") and not f.holds), None)
        if failed is None:
            self._enter(day, "DEPLOY", self.regime.clause("force"), "Forces set out.", "mandate")
            if self.tabled is not None and self.tabled.term:  # the text says how long its mandate lasts
                self.due = day + self.tabled.term
        else:
            self.path.append(Transition(day, "ADOPTED", failed.clause, f"{failed.reason} Nothing sets out."))
            self.due = None

    def _find_lead(self, lead: str) -> None:
        """Whether the lead state carries the load; where it does not, what follows is that its men are lacking."""
        carries = lead in self.givers
        said = "carries the load." if carries else "sends nothing: the others carry it."
        if not carries and self.suffices and self.limited and lead not in self.responsible:
            said = "takes no part in the limited format; the willing carry it themselves."
        elif not carries and not self.suffices:
            stood = {OBJECT: "objects to the text", ABSTAIN: "abstains on the text", ABSENT: "is absent"}
            does = stood.get(self.votes.get(lead, SUPPORT))
            first = f"{does} and does not carry the force, which no rule of the vote asks" if does else "sends nothing"
            said = f"{first}; what the others promise does not suffice."
        self.find(Finding("LEAD", carries or self.suffices, f"{lead} {said}", {"lead_state": lead}))

    def _refused(self, day: float, result: Count, reason: str) -> bool:
        self.find(Finding("CONSENT", False, reason))
        self.blocked_by = tuple(sorted({*result.blocked_by, self.requester}))
        self._enter(day, "BLOCKED", result.finding.clause, reason, None)
        return False

    @property
    def parties(self) -> frozenset[str]:
        """Members that are parties to the dispute: as is said, else the one attacked by another member and that one."""
        between = {self.threat.on, self.threat.of} if self.threat.by == "member" else set[str]()
        return frozenset(self.asked.parties or between) - {""}

    def _left(self, text: Measures) -> Measures:
        """What is left when a text falls, as the law has it: what is weaker than it, consultations alone, or nothing
        that was not adopted before."""
        weaker = {
            "weaker": frozenset(r for r in text & WEAKER if r < top(text) and top(text) > CONSULTATION),
            "consultations": text & {CONSULTATION},
            "nothing": frozenset[Rung](),
        }[self.regime.reversion]
        return weaker | self.measures

    def _leave(self, day: float) -> None:
        """The one whose case it is is bound no more: the procedure ends, what was adopted stays."""
        self.find(self.opinion.bodies, self.opinion.binding)
        end = "no force sets out" if self.state == "ADOPTED" and self.force else "the procedure ends"
        said = f"{self.requester} is no longer a member: {end}, what was adopted stays."
        self._enter(day, "CLOSED", self.regime.clause("membership"), said, None)

    def _soft(self) -> Measures:
        """What consulting amounts to in this case, never more than what an appeal asks for. A statement that is all
        there is to decide is voted on: as the text, or, where nobody asks, by itself (`statement`)."""
        if self.opinion.consultation.holds:
            soft = SOFT
        else:
            soft = frozenset({STATEMENT}) if self.threat.kind != "none" else frozenset()
        soft = up_to(soft, Rung(self.asked.ask)) if self.asked.made else soft
        most = min(self.asked.ask, self.opinion.limit[0])
        voted = most <= CONSULTATION != self.asked.ask and self.opinion.valid_request
        return soft - {STATEMENT} if voted or not self.statement else soft

    def _enter(self, day: float, state: str, clause: str, reason: str, clock: str | None) -> None:
        self.state, self.entered, self.day, self.ready = state, day, day, False
        wait = None if clock is None else days(clock, self.draw)
        limit = self.regime.deadlines.get(state)
        if wait is not None and limit is not None:
            wait = min(wait, limit)
        self.due = None if wait is None else day + wait
        self.path.append(Transition(day, state, clause, reason, self.measures))
