"""The treaty desk: one case, adjudicated by the same procedure that runs in the border war.

Positions, men and a ceiling that the case gives are taken as given; what it leaves out the members decide by their own
rule: without noise, or sampled where a `draw(who, which)` is handed in. The text put to the vote is what is asked for,
as far as law and ceiling let it; here no ministers draft less because they expect it to fall.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from panj.scenarios.arguments import callable_or_none, number
from panj.scenarios.errors import InputError
from panj.treaty.council.cloud import cloud
from panj.treaty.council.member import Member, temper
from panj.treaty.council.sitting import FORCE_MEN, Sitting
from panj.treaty.council.standing import seen, usual_members, usual_threat
from panj.treaty.course.clocks import DrawFor, days
from panj.treaty.course.delivery import Consignment, deliver, experience
from panj.treaty.course.forces import ForcePool
from panj.treaty.course.procedure import Procedure
from panj.treaty.course.transition import Transition
from panj.treaty.desk.after import ends_before, follow_force, take_back
from panj.treaty.desk.case import Case, load_case
from panj.treaty.desk.ruling import Ruling
from panj.treaty.ladder import CONSULTATION, FORCE, NOTHING, REAL, RUNG_NAMES, TOP, Rung, titles
from panj.treaty.law.clauses import Finding, Request
from panj.treaty.law.regime import Regime
from panj.treaty.law.vote import OBJECT, SUPPORT, bound_by, count
from panj.treaty.opinion.presence import presence
from panj.treaty.text import Promise, Text

SETTLED = ("IMPLEMENT_SOFT", "DEPLOY", "BLOCKED", "CLOSED")  # the desk does not follow a case further
STANDING = ("stake", "means", "caution", "credibility", "outside_options", "ties")  # that a case may judge


def adjudicate(
    case: Case | str | Path, draw: DrawFor | None = None, pool: ForcePool | None = None, spread: float = 1.0
) -> Ruling:
    """Put one case to the rules. Several cases may share a `pool` of men; with a draw, weights and standings of the
    members are drawn too, as far as `spread` says (0: the typical ones).

    Raises InputError for a case that cannot be read, and for what is no draw, pool or number.
    """
    callable_or_none("draw", draw, "a function that gives the dice of an address")
    if pool is not None and not isinstance(pool, ForcePool):
        raise InputError("pool", "", pool, "a ForcePool, or None")
    number("spread", spread, 0.0)
    if not isinstance(case, Case):
        case = load_case(case)
    pool = pool or ForcePool()
    beside = []
    for other in case.others():
        earlier = Hearing(other, draw, pool, spread)
        earlier.run()
        beside.append(earlier.ruling())
    hearing = Hearing(case, draw, pool, spread)
    hearing.run()
    return replace(hearing.ruling(), beside=beside)


def chair(regime: Regime, code: str | None) -> list[Finding]:
    """What the chair may do, where somebody is said to hold it."""
    if not code:
        return []
    said = f"{code} holds the chair: it convenes, and has one vote like any other."
    return [Finding(regime.clause("chair"), True, said)]


class Hearing(Sitting):
    """One case on its way through the procedure: what it gives is taken as given, the rest the members decide."""

    def __init__(self, case: Case, draw: DrawFor | None, pool: ForcePool, spread: float = 1.0) -> None:
        self.case = case
        self.pool = pool
        self.asked = case.asked()
        self.threat = case.threat()
        clock = None if draw is None else partial(draw, "procedure")
        p = Procedure(case.rules, self.threat.on, case.case.date, self.threat, clock)
        usual, judged = usual_threat(self.threat.kind), case.members_judged
        members = {
            code: replace(m, **judged[code].model_dump(include=set(STANDING), exclude_none=True))
            if code in judged
            else m
            for code, m in usual_members(p.members, self.threat, draw, spread).items()
        }
        told = {c: j.threat for c, j in judged.items() if j.threat is not None}
        w = temper() if draw is None else cloud().spreading(spread).drawn(draw("weights", "vector"))
        super().__init__(
            p,
            members,
            {m: told[m] if m in told else seen(usual, m, draw) for m in p.members},
            self.threat.violent,
            w,
            draw or (lambda who, which: 0.5),
        )
        self.on_its_own = max((Rung[r] for r in case.bilateral.get(self.lead, ())), default=NOTHING)
        self.bilateral_day = days("bilateral", clock)
        self.promises = [Promise(p.giver, p.taker, p.what, p.worth, p.price) for p in case.promises]
        self.second = False  # the limited format is proposed for the second time
        self.consignments: list[Consignment] = []
        self.contributed: list[str] | None = None  # who contributed to a force that has set out

    # -- what the case gives -------------------------------------------------------------------------------------------
    def known(self, code: str, text: Text) -> str:
        """As given, else what is known by rule; whose will the case judges decides for itself."""
        judged = self.will(code) is not None
        return self.case.positions.get(code) or ("" if judged else super().known(code, text))

    def will(self, code: str) -> float | None:
        """What a member has for or against the text beside its standing, as the case judges it."""
        judged = self.case.members_judged.get(code)
        return None if judged is None else judged.will

    def leaning(self, member: Member, text: Text) -> float:
        """Beside what it was promised before, what the case says of its will."""
        return super().leaning(member, text) + (self.will(member.code) or 0.0)

    def texts(self) -> list[Text]:
        """With what members promise each other for their agreement."""
        return [t.promising(*self.promises) for t in super().texts()]

    def tabled(self) -> Text:
        """With the same promises."""
        return super().tabled().promising(*self.promises)

    def known_gift(self, code: str, text: Text) -> bool | None:
        """By the men it would send, else whoever is said to support answers for the text and carries its share."""
        if code in self.case.contributions:
            return self.case.contributions[code] > 0
        return self.case.positions[code] == SUPPORT if code in self.case.positions else None

    def why_known(self, code: str, text: Text) -> str:
        """As the case has it."""
        return "as the case has it." if code in self.case.positions else super().why_known(code, text)

    def next_draft(self) -> bool:
        """A case put to the desk is taken at its word: one text is voted on."""
        return False

    # -- the course ----------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """From notice to what follows from the decision."""
        p, case = self.p, self.case
        p.statement = self.statement()
        if case.attack.kind == "none" and not self.asked.made:
            p.asked = self.asked
            p.findings = p.opinion.gates()
            return
        later = None if case.request.date is None else float((case.request.date - case.case.date).days)
        if self.asked.callers:
            p.asked = Request(callers=self.asked.callers, chair=self.asked.chair)
        if not p.notify(0.0, self.asked if later is None else None):
            return
        if later is not None:  # consultations first, the appeal on its own day, judged by the law of that day
            p.tick(later)
            if p.state == "CLOSED":
                return
            p.day = max(p.day, later)
        if case.assessment is not None:
            p.report(0.0, Rung[case.assessment.ceiling], "as the case has it.")
        fast = later is None and case.assessment is None and self.committed(self.asked)
        if not fast and later is None:
            p.tick(p.due or 0.0)
        if self.asked.made or self.automatic_start:
            if p.automatic:
                p.consents = self.case.positions.get(p.requester) != OBJECT
                self.count_men(p.members)
            p.request(p.day, self.asked, fast, not fast)
        self.follow()

    def statement(self) -> bool:
        """Whether a statement is agreed on where nothing more is asked for: by the positions that are given; who is
        left out does not object."""
        if not self.case.positions or (self.asked.made and self.asked.ask > CONSULTATION):
            return True
        said = {m: self.case.positions.get(m, SUPPORT) for m in self.p.members}
        counted = count(self.p.regime, said, self.p.parties)
        return counted.passed and bool(counted.responsible)

    @property
    def automatic_start(self) -> bool:
        """Whether the alliance moves although nobody has asked."""
        self.p.asked = self.asked
        return not self.p.regime.request_required and self.p.obligation

    def follow(self) -> None:
        """Let the clocks run and answer what is awaited until the case is settled."""
        p = self.p
        while p.state not in SETTLED:
            gone = ends_before(self.case, p.day if p.awaits else p.due)
            if gone is not None:
                take_back(p, self.case, max(p.day, gone))
                return
            if p.awaits == "assessment":
                assessment = self.case.assessment
                said = "as the case has it." if assessment else "nothing speaks against what is asked for."
                p.report(p.day, Rung[assessment.ceiling] if assessment else TOP, said)
            elif p.awaits == "positions":
                self.hold_vote()
            elif p.due is not None:
                p.tick(p.due)
            else:
                return
        if p.state == "DEPLOY":
            self.contributed = self.contributors()
            follow_force(p, self.case)

    def hold_vote(self) -> None:
        """The council votes on the text."""
        p, limited = self.p, self.case.limited_format
        ballots = self.ballots()
        said = {b.code: b.position for b in ballots}
        objectors = (limited.again or []) if self.second else limited.objectors
        falls = not count(p.regime, said, p.parties).passed
        if limited.again is not None and objectors and not self.second and falls:
            self.second = True
            p.defer(p.day, f"{', '.join(objectors)} object to the limited format: sent back to the next session.")
            return
        self.count_men([c for c in said if said[c] == SUPPORT])
        self.cast(p.day, ballots, limited=limited.proposed, format_objectors=objectors)

    def count_men(self, supporters: Iterable[str]) -> None:
        """Who would send how many: as given, else its share for one who is said to support, else by its own burden."""
        p, contributions, text = self.p, self.case.contributions, self.tabled()
        supporters = [c for c in supporters if c != p.requester]
        gifts = {g.code: g for g in self.gifts(supporters)}
        self.settle(gifts.values())
        if text.top not in FORCE:
            return
        fair = self.fair_shares()
        men = {c: round(fair[c] * FORCE_MEN) if c in self.case.positions else gifts[c].gives for c in supporters}
        willing = set(supporters) if self.case.limited_format.proposed else set(contributions)
        men |= {c: n for c, n in contributions.items() if c != p.requester and c in willing}
        have = {c: self.pool.available(c) for c in men}
        p.overdrawn = [f"{c} would send {n:,} men and has {have[c]:,}." for c, n in sorted(men.items()) if n > have[c]]
        p.forces_available = any(have[c] > 0 for c, n in men.items() if n > 0)
        all_said = contributions.keys() >= {c for c in p.members if c != p.requester}  # then that is the force
        wanted = sum(men.values()) if self.case.limited_format.proposed or all_said else 0
        wanted = wanted or FORCE_MEN
        p.promise({c: n for c, n in men.items() if n}, wanted, self.w.enough, [c for c, n in men.items() if not n])

    # -- the ruling ----------------------------------------------------------------------------------------------------
    def ruling(self) -> Ruling:
        """What came of it."""
        p, case = self.p, self.case
        own = {c: frozenset(Rung[r] for r in rungs) - {NOTHING} for c, rungs in case.bilateral.items()}
        own = {c: measures for c, measures in own.items() if measures}
        host, objects = p.requester, case.positions.get(p.requester) == OBJECT
        appealed, to, revoked = p.opinion.appeals, case.request.to, case.request.consent_revoked
        alone = [
            presence(c, host, m, p.origin, invited=appealed or c == to, objects=objects, revoked=revoked)
            for c, m in sorted(own.items())
        ]
        p.findings = [*p.findings, *chair(p.regime, case.case.chair), *(f for f in alone if f is not None)]
        aside = [
            Transition(self.bilateral_day, "BILATERAL", "", f"On its own, {c} gives {titles(m)}.")
            for c, m in sorted(own.items())
        ]
        nothing = p.state == "MONITOR" if self.asked.to else all(t.state == "MONITOR" for t in p.path)
        return Ruling(
            case=case.case.id,
            title=case.case.title,
            regime=case.rules.name,
            state="BILATERAL" if nothing and own else p.state,
            measures=p.measures,
            bilateral=own,
            obligation=p.obligation or p.lapsed,
            blocked_by=sorted(p.blocked_by),
            contributors=self.contributors() if self.contributed is None else self.contributed,
            bound=self.bound(),
            read=case.model_dump(mode="json", exclude={"expect"}, exclude_defaults=True, by_alias=True),
            date=p.origin,
            norms=_norms(p.regime),
            findings=p.findings,
            path=sorted([*p.path, *aside], key=lambda t: t.day),
            votes=p.votes,
            consignments=self.consignments,
            law=p.regime.book,
            reported=p.reported,
        )

    def bound(self) -> list[str]:
        """Whom the decision binds; nobody where none was taken."""
        p = self.p
        taken = p.votes and p.responsible and not p.blocked_by
        return list(bound_by(p.regime, p.members, p.responsible)) if taken else []

    def contributors(self) -> list[str]:
        """Who really contributes: men where force sets out, else those who stand for equipment or an exercise."""
        p = self.p
        givers = [c for c in p.responsible if c != p.requester and c in p.members]
        men = {c: n for c, n in p.promised.items() if c in p.members}
        hard = p.measures & REAL
        if not hard or p.state not in ("DEPLOY", "IMPLEMENT_SOFT", "ADOPTED"):
            return []
        self.consignments = deliver(
            p.measures,
            men,
            givers={c: self.fair_shares()[c] for c in givers},
            case=self.case.case.id,
            pool=self.pool,
            day=p.day,
            sets_out=p.state == "DEPLOY",
            known=experience(temper().reliability),
            draw=self.draw,
        )
        if p.force:
            return sorted({c.contributor for c in self.consignments if c.measure in FORCE and c.sent > 0})
        return sorted(givers)


def _norms(regime: Regime) -> dict[str, Any]:
    """All that a regime says, as plain values; the order of its members says nothing."""
    members = regime.members
    return regime.model_dump(mode="json") | ({"members": sorted(members)} if isinstance(members, list) else {})


# -- many draws --------------------------------------------------------------------------------------------------------
def tally(rulings: Sequence[Ruling]) -> dict[str, Any]:
    """Shares over sampled rulings of one case: rungs, final states, force, who blocked, how each voted."""
    n = len(rulings)
    rungs = Counter(r.max_rung for r in rulings)
    votes: dict[str, Counter[str]] = {}
    for r in rulings:
        for code, said in r.votes.items():
            votes.setdefault(code, Counter())[said] += 1
    decided = sorted(d for r in rulings if (d := r.day_of("ADOPTED", "BLOCKED")) is not None)
    return {
        "runs": n,
        "p_force": sum(r.collective_force for r in rulings) / n,
        "p_rung": {RUNG_NAMES[k]: rungs[k] / n for k in sorted(rungs)},
        "p_state": {s: c / n for s, c in sorted(Counter(r.state for r in rulings).items())},
        "p_blocked_by": {s: c / n for s, c in sorted(Counter(b for r in rulings for b in r.blocked_by).items())},
        "p_vote": {code: {s: c / n for s, c in sorted(said.items())} for code, said in sorted(votes.items())},
        "median_days_to_decision": decided[len(decided) // 2] if decided else None,
    }
