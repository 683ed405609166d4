"""A case for the treaty desk: the form of its file, and everything that is refused about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import Field, PrivateAttr, model_validator

from panj.scenarios.errors import InputError
from panj.scenarios.meant import CASE, meant
from panj.treaty.course.forces import paper_men
from panj.treaty.desk.expect import Expect
from panj.treaty.desk.tables import (
    AssessmentTable,
    AttackTable,
    CaseTable,
    Form,
    LimitedFormatTable,
    MandateTable,
    MemberTable,
    Men,
    Position,
    PromiseTable,
    RequestTable,
)
from panj.treaty.ladder import NOTHING, Rung, RungName
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.membership import Code, states
from panj.treaty.law.regime import Regime, load_regime
from panj.treaty.refusal import read_form, wrong

MOST_MEN = 1_000_000  # of a member whose forces are not known
SECURITY_COUNCIL = "UN Security Council"  # it may determine what happened, for any treaty


class Case(Form):
    """A case put to the rules. Positions and men given are taken as given; what is left out the members decide."""

    case: CaseTable
    attack: AttackTable
    request: RequestTable = RequestTable(made=False)
    positions: dict[Code, Position] = Field(
        default={},
        description="what members say of the text that is asked for, or of a statement where nothing is; who is left"
        " out decides by its own rule",
    )
    members_judged: dict[Code, MemberTable] = Field(default={}, alias="members")
    promises: list[PromiseTable] = Field(default=[])
    limited_format: LimitedFormatTable = LimitedFormatTable(proposed=False)
    bilateral: dict[Code, list[RungName]] = Field(default={}, description="what a state does on its own")
    assessment: AssessmentTable | None = None
    contributions: dict[Code, Men] = Field(default={}, description="men that a member would really send")
    mandate: MandateTable | None = None
    expect: Expect | None = None
    _rules: Regime | None = PrivateAttr(default=None)
    _place: Path = PrivateAttr(default=Path())  # the file that it stands in

    @model_validator(mode="after")
    def _known_states(self) -> Case:
        if self.attack.on not in states():
            raise wrong("attack.on", self.attack.on, "a state's code, ISO 3166-1 alpha-3, such as TJK")
        attack, request = self.attack, self.request
        for key, code in (("attack.of", attack.of), ("attack.from", attack.origin), ("request.to", request.to)):
            if code is not None and code not in states():
                raise wrong(key, code, "a state's code, ISO 3166-1 alpha-3, such as AFG")
        if request.to == attack.on:
            raise wrong("request.to", request.to, f"somebody other than {attack.on}")
        begins = self.case.date if request.date is None else max(request.date, self.case.date)
        for key, day, first in (
            ("request.date", request.date, self.case.date),
            ("request.withdrawn", request.withdrawn, begins),
            ("request.consent_revoked", request.consent_revoked, self.case.date),
            ("mandate.until", None if self.mandate is None else self.mandate.until, self.case.date),
        ):
            if day is not None and day < first:
                raise wrong(key, day.isoformat(), f"{first} or later")
        for code in self.bilateral:
            if code not in states():
                raise wrong(f"bilateral.{code}", code, "a state's code, ISO 3166-1 alpha-3, such as RUS")
        return self

    @property
    def rules(self) -> Regime:
        """The regime under which the case is decided."""
        if self._rules is None:
            self._rules = load_regime(self.case.regime)
        return self._rules

    @property
    def members(self) -> tuple[str, ...]:
        """Who is bound on the case's date, in alphabetical order."""
        return self.rules.members_on(self.case.date)

    def threat(self) -> Threat:
        """What happens, as the clauses take it; a state that is a member attacks as a member."""
        a = self.attack
        by = "member" if a.by == "state" and a.of in self.members else a.by
        place = "" if a.territory in ("own", "outside") else a.territory
        own = a.territory in ("own", "own_outside_area")
        return Threat(
            a.kind,
            by,
            a.of or "",
            a.on,
            own,
            bool(a.external_element),
            a.origin or "",
            place,
            a.external_element == "claimed",
            a.means == "cyber",
            a.scale_and_effects == "armed_attack",
        )

    def asked(self) -> Request:
        """What is asked, as the clauses take it."""
        r = self.request
        ask = Rung[r.ask] if r.ask else NOTHING
        article = self.rules.article("attack") if r.article is None else r.article
        recognised = r.by == "recognised_government"
        return Request(
            r.made,
            recognised,
            article,
            int(ask),
            r.accepts_weaker,
            r.where,
            r.mandate,
            r.to or "",
            tuple(self.case.convened_by),
            self.case.chair or "",
            tuple(self.case.parties),
        )

    def day(self, date: dt.date) -> float:
        """Days from the case's date to another one."""
        return float((date - self.case.date).days)

    def others(self) -> list[Case]:
        """The cases that are decided before this one, the earliest first."""
        found = [load_case(meant(CASE, name, self._place, "case.beside")) for name in self.case.beside]
        return sorted(found, key=lambda c: c.case.date)


def check_members(path: Path | str, case: Case) -> None:
    """Refuse a voice of anyone who is no member on the case's date, and a chair or a member as attacker likewise."""
    regime, members = case.rules, case.members
    on_date = f"{regime.name} on {case.case.date.isoformat()}"
    allowed = f"members under {on_date}: {', '.join(members) or 'none'}"
    named: list[tuple[str, str]] = [(f"positions.{c}", c) for c in case.positions]
    named += [(f"members.{c}", c) for c in case.members_judged]
    named += [(f"promises.{end}", c) for p in case.promises for end, c in (("giver", p.giver), ("taker", p.taker))]
    named += [("limited_format.objectors", c) for c in case.limited_format.objectors]
    named += [("limited_format.again", c) for c in case.limited_format.again or ()]
    named += [(f"contributions.{c}", c) for c in case.contributions]
    named += [("case.chair", case.case.chair)] if case.case.chair else []
    named += [("case.convened_by", c) for c in case.case.convened_by]
    named += [("case.parties", c) for c in case.case.parties]
    named += [(f"mandate.positions.{c}", c) for c in (case.mandate.positions if case.mandate else ())]
    for where, code in named:
        if code not in members:
            raise InputError(path, where, code, allowed)
    if case.request.article not in (None, regime.article("consult"), regime.article("attack")):
        raise InputError(path, "request.article", case.request.article, regime.book.articles_named())
    by = case.attack.determined_by
    if by is not None and by not in (*regime.book.bodies, SECURITY_COUNCIL):
        raise InputError(
            path, "attack.determined_by", by, f"one of {', '.join((*regime.book.bodies, SECURITY_COUNCIL))}"
        )
    for code, men in case.contributions.items():
        most = paper_men().get(code, MOST_MEN)
        if men > most:
            raise InputError(path, f"contributions.{code}", men, f"0 to {most:,} men, what {code} could send at most")
    attack = case.attack
    if attack.by == "member" and attack.of and attack.on in members and attack.of not in members:
        raise InputError(path, "attack.of", attack.of, allowed)
    if attack.of == attack.on and attack.by in ("state", "member"):
        raise InputError(path, "attack.of", attack.of, f"somebody other than {attack.on}")
    if members and regime.lead_state and regime.lead_state not in members:
        raise InputError(path, "case.date", case.case.date.isoformat(), f"a date on which {regime.lead_state} is bound")


def load_case(path: str | Path) -> Case:
    """A case from a file, its regime with it. Raises InputError with file, key, what was found and what is allowed."""
    place = meant(CASE, path)
    case = read_form(place, Case)
    case._rules = load_regime(case.case.regime, place, "case.regime")
    case._place = place
    check_members(place, case)
    return case
