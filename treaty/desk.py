"""The treaty desk: one case, adjudicated by the same procedure that runs in the border war.

Positions, men and a ceiling that the case gives are taken as given; what it leaves out the members decide by their own
rule: without noise, or sampled where a `draw(who, which)` is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from treaty.case import Case, load_case
from treaty.clauses import Finding, binding, gates
from treaty.clocks import days
from treaty.delivery import Consignment, deliver
from treaty.forces import ForcePool, paper_men
from treaty.ladder import FORCE, RUNG_NAMES, Rung, top
from treaty.member import View, lead_will, position, temper
from treaty.procedure import Procedure, Transition
from treaty.ruling import Ruling
from treaty.standing import seen, usual_members, usual_threat
from treaty.vote import OBJECT, SUPPORT

DrawFor = Callable[[str, str], float]
FORCE_MEN = 2500  # men of a collective force where the case does not say: one wave (cases.yaml, C09)
SETTLED = ("IMPLEMENT_SOFT", "DEPLOY", "BLOCKED", "CLOSED")  # the desk does not follow a case further


def adjudicate(case: Case | str | Path, draw: DrawFor | None = None, pool: ForcePool | None = None) -> Ruling:
    """Put one case to the rules. Several cases may share a `pool` of men."""
    if not isinstance(case, Case):
        case = load_case(case)
    hearing = Hearing(case, draw, pool or ForcePool())
    hearing.run()
    return hearing.ruling()


class Hearing:
    """One case on its way through the procedure, with its members' answers."""

    def __init__(self, case: Case, draw: DrawFor | None, pool: ForcePool) -> None:
        self.case = case
        self.pool = pool
        self.draw: DrawFor = draw or (lambda who, which: 0.5)
        self.asked = case.asked()
        self.threat = case.threat()
        clock = None if draw is None else partial(draw, "procedure")
        self.p = Procedure(case.rules, self.threat.on, case.case.date, self.threat, clock)
        self.bilateral_day = days("bilateral", clock)
        usual = usual_threat(self.threat.kind)
        self.seen = {m: seen(usual, m, draw) for m in self.p.members}
        self.standing = usual_members(self.p.members, self.threat)
        self.men: dict[str, int] = {}
        self.consignments: list[Consignment] = []

    # -- the course ----------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """From notice to what follows from the decision."""
        p, case = self.p, self.case
        if case.attack.kind == "none" and not self.asked.made:
            p.asked = self.asked
            p.findings = gates(case.rules, self.threat, self.asked, p.member)
            return
        if not p.notify(0.0, self.asked):
            return
        if case.assessment is not None:
            p.report(0.0, Rung[case.assessment.ceiling], "as the case has it.")
        fast = self.fast
        if not fast:
            p.tick(p.due or 0.0)
        if self.asked.made or self.automatic_start:
            p.lead_willing = self.lead_willing(Rung(self.asked.ask))
            self.count_men(Rung(self.asked.ask), p.members)
            p.request(p.day, self.asked, fast, not fast)
        self.follow()

    @property
    def fast(self) -> bool:
        """Whether the lead state is committed and nobody is expected to object: straight to the council."""
        ask = Rung(self.asked.ask)
        if self.case.assessment is not None or ask not in FORCE or not self.asked.made or not self.p.obligation:
            return False
        positions = self.positions(ask)
        return self.lead_willing(ask) and OBJECT not in positions.values()

    @property
    def automatic_start(self) -> bool:
        """Whether the alliance moves although nobody has asked."""
        regime = self.case.rules
        return not regime.request_required and binding(regime, self.threat, self.asked, self.p.member).holds

    def follow(self) -> None:
        """Let the clocks run and answer what is awaited until the case is settled."""
        p = self.p
        while p.state not in SETTLED:
            if p.awaits == "assessment":
                given = self.case.assessment
                said = "as the case has it." if given else "nothing speaks against what is asked for."
                p.report(p.day, Rung[given.ceiling] if given else Rung.force_combat, said)
            elif p.awaits == "positions":
                self.vote()
            elif p.due is not None:
                p.tick(p.due)
            else:
                return

    def vote(self) -> None:
        """The council votes on the text."""
        p, limited = self.p, self.case.limited_format
        text = top(p.text())
        positions = self.positions(text)
        self.count_men(text, [m for m in p.members if positions[m] == SUPPORT])
        p.cast(
            p.day,
            positions,
            limited=limited.proposed,
            format_objectors=limited.objectors,
            lead_willing=self.lead_willing(text),
            forces_available=p.forces_available,
        )

    # -- what the members say ------------------------------------------------------------------------------------------
    def view(self, code: str) -> View:
        """What a member sees of the case."""
        total = sum(m.means for m in self.standing.values())
        attacked = self.threat.kind == "armed_attack"
        return View(self.seen[code], self.p.obligation, attacked, self.standing[code].means / total)

    def positions(self, text: Rung) -> dict[str, str]:
        """Everybody's position on a text: given, or by the member's own rule; the requester supports what it asked."""
        out: dict[str, str] = {}
        for code in self.p.members:
            if code in self.case.positions:
                out[code] = self.case.positions[code]
            elif code == self.p.requester:
                out[code] = SUPPORT
            else:
                draw = partial(self.draw, code)
                out[code], _ = position(temper(), self.standing[code], self.view(code), text, draw)
        return out

    def lead_willing(self, text: Rung) -> bool:
        """Whether the lead state carries the load: by the men it would send, else by its position, else by its rule."""
        lead = self.case.rules.lead_state
        if lead == self.p.requester:
            return True
        if lead in self.case.contributions:
            return self.case.contributions[lead] > 0
        if lead in self.case.positions:
            return self.case.positions[lead] == SUPPORT
        if self.p.automatic:
            return True  # it has bound itself beforehand
        return lead_will(temper(), self.standing[lead], self.view(lead), text, partial(self.draw, lead))[0]

    def count_men(self, text: Rung, supporters: Iterable[str]) -> None:
        """Who would send how many: as given, else supporters their share of one wave by their means."""
        if text not in FORCE:
            self.men = {}
            return
        willing = [c for c in supporters if c != self.p.requester and c not in self.case.contributions]
        means = sum(self.standing[c].means for c in willing) or 1.0
        self.men = {c: round(FORCE_MEN * self.standing[c].means / means) for c in willing}
        self.men |= {c: n for c, n in self.case.contributions.items() if n > 0 and c != self.p.requester}
        self.p.forces_available = any(self.pool.available(c) > 0 for c, n in self.men.items() if n > 0)

    # -- the ruling ----------------------------------------------------------------------------------------------------
    def ruling(self) -> Ruling:
        """What came of it."""
        p, case = self.p, self.case
        own = {c: frozenset(Rung[r] for r in rungs) - {Rung.none} for c, rungs in case.bilateral.items()}
        own = {c: measures for c, measures in own.items() if measures}
        if case.case.chair:
            said = f"{case.case.chair} holds the chair: it convenes, and has one vote like any other."
            p.findings = [*p.findings, Finding("CHAIR", True, said)]
        aside = [
            Transition(
                self.bilateral_day, "BILATERAL", "", f"On its own, {c} gives {', '.join(r.name for r in sorted(m))}."
            )
            for c, m in sorted(own.items())
        ]
        nothing = all(t.state == "MONITOR" for t in p.path)
        return Ruling(
            case=case.case.id,
            title=case.case.title,
            regime=case.rules.name,
            state="BILATERAL" if nothing and own else p.state,
            measures=p.measures,
            bilateral=own,
            obligation=p.obligation,
            blocked_by=sorted(p.blocked_by),
            contributors=self.contributors(),
            findings=p.findings,
            path=sorted([*p.path, *aside], key=lambda t: t.day),
            votes=p.votes,
            consignments=self.consignments,
        )

    def contributors(self) -> list[str]:
        """Who really contributes: men where force sets out, else those who stand for equipment or an exercise."""
        p = self.p
        day = p.day
        givers = [c for c in p.responsible if c != p.requester]
        if p.force and p.state != "DEPLOY":
            givers = []
        hard = {r for r in p.measures if r >= Rung.exercise}
        if not hard or p.state not in ("DEPLOY", "IMPLEMENT_SOFT", "ADOPTED"):
            return []
        men = {c: min(n, paper_men().get(c, 0)) for c, n in self.men.items()}
        self.consignments = deliver(
            p.measures, men, supporters=givers, case=self.case.case.id, pool=self.pool, day=day,
            lead_willing=p.state == "DEPLOY", draw=self.draw,
        )  # fmt: skip
        if p.force:
            return sorted({c.contributor for c in self.consignments if c.measure in FORCE and c.sent > 0})
        return sorted(givers)


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
