"""Coded crises: files read and checked, in the form of crises.yaml (any alliance) or of cases.yaml (one alliance).

The older form names a regime of this program and the stake of the one lead state; the newer one says of each case its
alliance, vote rule, legal duty, lead state and number of members, and its `regime` is a sentence for people.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import mean, pstdev
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from panj.scenarios.errors import InputError, RowsError
from panj.scenarios.load import HOME
from panj.scenarios.reading import read_toml, read_yaml
from panj.treaty.ladder import FORCE, coded
from panj.treaty.law.regime import Regime, load_regime
from panj.treaty.law.shelf import book
from panj.treaty.refusal import refuse

CALIBRATION = HOME / "treaty" / "cases.yaml"  # fifteen crises of one alliance
CRISES = HOME / "treaty" / "crises.yaml"  # seventy-one of eighteen alliances and pacts
SECOND_CODING = HOME / "treaty" / "second_coding.yaml"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
RungNumber = Annotated[int, Field(ge=0, le=7), AfterValidator(coded)]  # read as its place on the ladder
JUDGED = ("threat_scale", "stake_requester", "stake_lead", "stake_others", "external_claim", "aggressor_ties")
VoteRule = Literal[
    "consensus",
    "consensus_silence",
    "unanimity",
    "consensus_minus_one",
    "two_thirds",
    "majority",
    "lead_state",
    "automatic",
]
Duty = Literal["binding_help", "consult_only", "none"]


class Event(BaseModel):
    """A dated step of what came, read for its date alone."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)
    date: dt.date | None = None


class CodedCase(BaseModel):
    """A coded crisis. What was decided, asked and done is read for comparison only; the rules see the rest.

    `requester` is a state's code, or none where no member asked; `members_n` counts the members, the requester with
    them. What the file leaves out of vote rule, duty, lead state and members is filled in from the alliance
    (scenarios/treaty/backtest.toml), or stays at what is usual; of a judgement that it leaves out what is usual among
    the crises of the program is known, and no more.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, populate_by_name=True)
    id: str
    name: str = ""
    alliance: str = ""
    requester: Annotated[str, Field(pattern=r"^([A-Z]{2,4}|none)$")] = "none"
    regime: str = "CSTO"
    vote_rule: VoteRule = "consensus"
    legal_duty: Duty = "none"
    lead_state: Annotated[str, Field(pattern=r"^([A-Z]{2,4}|none)$")] = "none"
    members_n: Annotated[int, Field(ge=1, le=200)] | None = None
    trigger: dt.date | None = None
    threat_type: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
    threat_scale: Share
    stake_requester: Share
    stake_lead: Share = Field(validation_alias=AliasChoices("stake_lead", "stake_russia"))
    stake_others: Share
    external_claim: Share
    aggressor_ties: Share
    ask_rung: RungNumber | None = None
    request: dt.date | None = None
    positions: dict[str, str] | None = None
    first_response: Event | None = None
    decision: Event | None = None
    measures: list[RungNumber] | None = None
    max_rung: RungNumber | None = None
    bilateral_rung: RungNumber | None = None
    acted_as: str | None = None
    clock_from: Literal["request", "trigger"] | None = None
    days_to_first: Annotated[float, Field(ge=0.0)] | None = None
    days_to_decision: Annotated[float, Field(ge=0.0)] | None = None
    confidence: str = ""
    use: Literal["calibration", "low_weight"] | str = "calibration"
    older: bool = Field(default=False, exclude=True)  # whether its file has the older form; set by the reader
    uncoded: tuple[str, ...] = Field(default=(), exclude=True)  # judgements that its file leaves out; set by the reader

    @property
    def day(self) -> dt.date | None:
        """The day it is dated by: of the threat, else of the request, else of the first thing done."""
        events = [e.date for e in (self.first_response, self.decision) if e is not None and e.date is not None]
        return self.trigger or self.request or (min(events) if events else None)

    @property
    def year(self) -> int | None:
        """Its year: of its day, else the first one that its name says."""
        if self.day is not None:
            return self.day.year
        named = re.search(r"\b(19|20)\d\d\b", self.name)
        return int(named[0]) if named else None

    @property
    def observed_rung(self) -> int | None:
        """What the alliance did at most, where the file says."""
        if self.max_rung is not None:
            return self.max_rung
        return None if self.measures is None else max(self.measures, default=0)

    @property
    def appeals(self) -> bool:
        """Whether a member asked anybody for help, the alliance or the lead state alone. The newer form leaves the day
        of a request out where it was not found."""
        if self.request is not None:
            return True
        return not self.older and self.requester != "none" and (self.ask_rung or 0) > 0

    @property
    def weight(self) -> float:
        """Its weight in a fit: half where what is known of it is general knowledge."""
        return 0.5 if self.use == "low_weight" else 1.0

    def observed(self) -> dict[str, Any]:
        """What happened."""
        rung = self.observed_rung
        return {
            "max_rung": rung,
            "measures": self.measures,
            "force": None if rung is None else rung >= min(FORCE),
            "request": self.appeals,
            "bilateral_rung": self.bilateral_rung,
            "days_to_first": self.days_to_first,
            "days_to_decision": self.days_to_decision,
        }


@dataclass(frozen=True)
class Reading:
    """How the words of a threat type are read."""

    word: str
    kind: str
    by: str
    own_territory: bool = True
    recognised: bool = True


@lru_cache(maxsize=1)
def conventions() -> dict[str, Any]:
    """How coded cases are read, scenarios/treaty/backtest.toml."""
    return read_toml(HOME / "treaty" / "backtest.toml")


@lru_cache(maxsize=1)
def readings() -> tuple[Reading, ...]:
    """Threat types in the order in which their words are looked for; the last one fits any."""
    return tuple(Reading(**row) for row in conventions()["threat"])


def reading(threat_type: str) -> Reading:
    """The first reading whose word is in the threat type."""
    return next(r for r in readings() if r.word in threat_type)


@lru_cache(maxsize=32)
def regime_of(name: str) -> Regime:
    """The regime of this program that a case was decided under."""
    named = str(conventions()["regimes"].get(name, name))
    beside = HOME / "treaty" / f"{named}.toml"
    return load_regime(beside if beside.is_file() and named.startswith("cis") else named)


@lru_cache(maxsize=1)
def load_crises() -> tuple[CodedCase, ...]:
    """All crises of the program: those of crises.yaml, then those of cases.yaml."""
    return (*load_cases(CRISES), *load_cases(CALIBRATION))


@lru_cache(maxsize=1)
def usual_judgements() -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of each judgement over the crises of the program: what is known of one that a file
    leaves out."""
    cases = load_crises()
    values = {name: [float(getattr(c, name)) for c in cases] for name in JUDGED}
    return {name: (mean(v), pstdev(v)) for name, v in values.items()}


def load_cases(path: Path | None = None) -> list[CodedCase]:
    """Cases from a YAML file with a list `cases`. Raises InputError with file, case and key, found and allowed; where
    several cases are wrong, RowsError with one of each."""
    cases, wrong = read_cases(path or CALIBRATION)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else RowsError(wrong)
    return cases


def read_cases(file: Path) -> tuple[list[CodedCase], list[InputError]]:
    """The good cases of a file, and what is wrong with the others, one complaint a case. Raises InputError where it has
    none."""
    data = read_yaml(file)
    rows = data.get("cases") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise InputError(file, "cases", "nothing" if rows is None else rows, "a list of at least one case")
    cases: list[CodedCase] = []
    wrong: list[InputError] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        try:
            case = _read(file, number, row)
            if case.id in seen:
                raise InputError(file, "cases.id", case.id, "every id once")
        except InputError as error:
            wrong.append(error)
        else:
            seen.add(case.id)
            cases.append(case)
    return cases, wrong


def _read(file: Path, number: int, row: object) -> CodedCase:
    label = row.get("id", number) if isinstance(row, Mapping) else number
    uncoded: tuple[str, ...] = ()
    if isinstance(row, Mapping) and file not in (CALIBRATION, CRISES):
        given = {k for k, v in row.items() if v is not None}
        given |= {"stake_lead"} if "stake_russia" in given else set()
        uncoded = tuple(name for name in JUDGED if name not in given)
        row = {k: v for k, v in row.items() if v is not None} | {k: usual_judgements()[k][0] for k in uncoded}
    try:
        case = CodedCase.model_validate(row)
    except ValidationError as error:
        bad = refuse(file, error, CodedCase)
        raise InputError(file, f"case {label}, {bad.where}".rstrip(", "), bad.found, bad.allowed) from None
    older = not {"alliance", "vote_rule"} & case.model_fields_set
    case = case.model_copy(update={"older": older, "uncoded": uncoded})
    if case.older and case.regime not in conventions()["regimes"]:
        try:
            regime_of(case.regime)
        except InputError as error:
            known = ", ".join(conventions()["regimes"])
            raise InputError(file, f"case {label}, regime", case.regime, f"{known}, or {error.allowed}") from None
    return filled(case)


def filled(case: CodedCase) -> CodedCase:
    """A case with what its file leaves out of its alliance, as the conventions and the books of treaties have it."""
    alliance = conventions()["alliance_of"].get(case.regime, case.regime) if case.older else case.alliance
    usual = conventions()["alliances"].get(alliance, {})
    found: dict[str, Any] = {"alliance": alliance}
    found |= {k: usual[k] for k in ("vote_rule", "legal_duty", "lead_state") if k in usual}
    found |= {k: getattr(case, k) for k in found if k in case.model_fields_set and k != "alliance"}
    if case.members_n is None:
        bound = book(usual["law"]).bound_on(case.day) if "law" in usual and case.day is not None else ()
        found["members_n"] = len(bound) or usual.get("members_n", conventions()["coding"]["members_n"])
    return case.model_copy(update=found)


def cases_of(path: Path | None, skip: bool) -> list[CodedCase] | None:
    """The crises of a user's file, with what is not coded of some, a line each on standard error; None where no file is
    named. With `skip`, bad cases are left out and named; without, they are refused. Raises InputError, RowsError."""
    if path is None:
        return None
    cases, wrong = read_cases(path) if skip else (load_cases(path), [])
    for error in wrong:
        print(f"left out: {error}", file=sys.stderr)
    if not cases:
        raise wrong[0]
    for case in cases:
        if case.uncoded:
            what = ", ".join(case.uncoded)
            print(f"{case.id}: not coded: {what}; taken as in the crises of the program, as far", file=sys.stderr)
    return cases
