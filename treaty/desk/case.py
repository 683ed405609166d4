"""A case for the treaty desk: the form of its file, and everything that is refused about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from panj.scenarios.errors import InputError
from panj.scenarios.meant import CASE, meant
from panj.scenarios.schema import Line
from panj.treaty.course.forces import paper_men
from panj.treaty.desk.expect import Expect
from panj.treaty.ladder import NOTHING, RUNG_NAMES, Rung, RungName
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.membership import Code, states
from panj.treaty.law.regime import Regime, load_regime
from panj.treaty.refusal import read_form, wrong

Position = Literal["support", "abstain", "object"]
MOST_MEN = 1_000_000  # of a member whose forces are not known
Men = Annotated[int, Field(ge=0)]


class Form(BaseModel):
    """A table of a case file: no other keys than these, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CaseTable(Form):
    """[case]: what it is called, under which regime and on which date it is decided, who holds the chair."""

    id: Line = Field(min_length=1)
    title: Line = ""
    regime: str = "csto-2010"
    date: dt.date
    chair: Code | None = None


class AttackTable(Form):
    """[attack]: what happens, by whom, from whose soil, to whom, where."""

    kind: Literal["none", "massing", "spillover", "armed_attack", "unrest"]
    by: Literal["nonstate", "state", "member", "internal"] = "nonstate"
    of: Code | None = None
    on: Code
    origin: Code | None = Field(default=None, alias="from")
    territory: Literal["own", "outside", "own_outside_area", "forces_in_area"] = "own"
    external_element: bool = False


class RequestTable(Form):
    """[request]: whether help is asked for, by whom and on which day, on which article, for what, for use where.

    Without a date it is lodged at once, without an article it rests on the one on attacks.
    """

    made: bool
    date: dt.date | None = None
    by: Literal["recognised_government", "contested_government"] = "recognised_government"
    article: int | None = None
    ask: RungName | None = None
    accepts_weaker: bool = True
    where: Literal["own", "outside"] = "own"
    mandate: bool = Field(default=False, description="whether the UN Security Council has decided on the force")

    @model_validator(mode="after")
    def _says_what(self) -> RequestTable:
        if self.made and self.ask is None:
            raise wrong("request.ask", "nothing", f"one of {', '.join(RUNG_NAMES)}, because a request is made")
        return self


class LimitedFormatTable(Form):
    """[limited_format]: whether a decision of the willing is proposed, and who objects to deciding so; `again`: who
    objects when it is proposed a second time, at the next session."""

    proposed: bool
    objectors: list[Code] = []
    again: list[Code] | None = None


class AssessmentTable(Form):
    """[assessment]: the highest measure that the staff recommends."""

    ceiling: RungName


class Case(Form):
    """A case put to the rules. Positions and men given are taken as given; what is left out the members decide."""

    case: CaseTable
    attack: AttackTable
    request: RequestTable = RequestTable(made=False)
    positions: dict[Code, Position] = {}
    limited_format: LimitedFormatTable = LimitedFormatTable(proposed=False)
    bilateral: dict[Code, list[RungName]] = {}
    assessment: AssessmentTable | None = None
    contributions: dict[Code, Men] = {}
    expect: Expect | None = None
    _rules: Regime | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _known_states(self) -> Case:
        if self.attack.on not in states():
            raise wrong("attack.on", self.attack.on, "a state's code, ISO 3166-1 alpha-3, such as TJK")
        for key, code in (("of", self.attack.of), ("from", self.attack.origin)):
            if code is not None and code not in states():
                raise wrong(f"attack.{key}", code, "a state's code, ISO 3166-1 alpha-3, such as AFG")
        if self.request.date is not None and self.request.date < self.case.date:
            raise wrong("request.date", self.request.date.isoformat(), f"the case's date {self.case.date} or later")
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
        return Threat(a.kind, by, a.of or "", a.on, own, a.external_element, a.origin or "", place)

    def asked(self) -> Request:
        """What is asked, as the clauses take it."""
        r = self.request
        ask = Rung[r.ask] if r.ask else NOTHING
        article = self.rules.article("attack") if r.article is None else r.article
        recognised = r.by == "recognised_government"
        return Request(r.made, recognised, article, int(ask), r.accepts_weaker, r.where, r.mandate)


def check_members(path: Path | str, case: Case) -> None:
    """Refuse a voice of anyone who is no member on the case's date, and a chair or a member as attacker likewise."""
    regime, members = case.rules, case.members
    on_date = f"{regime.name} on {case.case.date.isoformat()}"
    allowed = f"members under {on_date}: {', '.join(members) or 'none'}"
    named: list[tuple[str, str]] = [(f"positions.{c}", c) for c in case.positions]
    named += [("limited_format.objectors", c) for c in case.limited_format.objectors]
    named += [("limited_format.again", c) for c in case.limited_format.again or ()]
    named += [(f"contributions.{c}", c) for c in case.contributions]
    named += [("case.chair", case.case.chair)] if case.case.chair else []
    for where, code in named:
        if code not in members:
            raise InputError(path, where, code, allowed)
    if case.request.article not in (None, regime.article("consult"), regime.article("attack")):
        raise InputError(path, "request.article", case.request.article, regime.book.articles_named())
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
    check_members(place, case)
    return case
