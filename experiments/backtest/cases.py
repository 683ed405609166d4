"""Coded crises of 1993-2021 (and files of the same form): read, checked, and put as crises to the treaty's rules."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME
from panj.scenarios.reading import read_text, refuse_control
from panj.treaty.council.standing import make_member
from panj.treaty.course.clocks import DrawFor
from panj.treaty.desk.conduct import Crisis
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Threat
from panj.treaty.law.regime import Regime, load_regime
from panj.treaty.refusal import refuse

CALIBRATION = HOME / "treaty" / "cases.yaml"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
RungNumber = Annotated[int, Field(ge=0, le=7)]
JUDGED = ("threat_scale", "stake_requester", "stake_russia", "stake_others", "external_claim", "aggressor_ties")


class CodedCase(BaseModel):
    """A coded crisis. What was decided, asked and done is read for comparison only; the rules see the rest."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    name: str = ""
    requester: Annotated[str, Field(pattern=r"^([A-Z]{3}|none)$")]
    regime: str = "CSTO"
    trigger: dt.date
    threat_type: str
    threat_scale: Share
    stake_requester: Share
    stake_russia: Share
    stake_others: Share
    external_claim: Share = 0.0
    aggressor_ties: Share = 0.0
    ask_rung: RungNumber | None = None
    request: dt.date | None = None
    measures: list[RungNumber] | None = None
    max_rung: RungNumber | None = None
    bilateral_rung: RungNumber | None = None
    days_to_first: Annotated[float, Field(ge=0.0)] | None = None
    days_to_decision: Annotated[float, Field(ge=0.0)] | None = None
    use: Literal["calibration", "low_weight"] | str = "calibration"

    @property
    def observed_rung(self) -> int | None:
        """What the alliance did at most, where the file says."""
        if self.max_rung is not None:
            return self.max_rung
        return None if self.measures is None else max(self.measures, default=0)

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
            "force": None if rung is None else rung >= Rung.force_noncombat,
            "request": self.request is not None,
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
    return tomllib.loads((HOME / "treaty" / "backtest.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def readings() -> tuple[Reading, ...]:
    """Threat types in the order in which their words are looked for."""
    return tuple(Reading(**row) for row in conventions()["threat"])


def reading(threat_type: str) -> Reading | None:
    """The first reading whose word is in the threat type."""
    return next((r for r in readings() if r.word in threat_type), None)


@lru_cache(maxsize=32)
def regime_of(name: str) -> Regime:
    """The regime that a case was decided under."""
    named = str(conventions()["regimes"].get(name, name))
    beside = HOME / "treaty" / f"{named}.toml"
    return load_regime(beside if beside.is_file() and named.startswith("cis") else named)


def load_cases(path: Path | None = None) -> list[CodedCase]:
    """Cases from a YAML file with a list `cases`. Raises InputError with file, case and key, found and allowed."""
    file = path or CALIBRATION
    try:
        data = yaml.safe_load(read_text(file, "YAML"))
    except InputError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(file, "", str(error), "valid YAML in UTF-8") from None
    refuse_control(file, data)
    rows = data.get("cases") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise InputError(file, "cases", "nothing" if rows is None else rows, "a list of at least one case")
    cases = [_read(file, number, row) for number, row in enumerate(rows, 1)]
    ids = [c.id for c in cases]
    for case in cases:
        if ids.count(case.id) > 1:
            raise InputError(file, "cases.id", case.id, "every id once")
    return cases


def _read(file: Path, number: int, row: object) -> CodedCase:
    label = row.get("id", number) if isinstance(row, Mapping) else number
    try:
        case = CodedCase.model_validate(row)
    except ValidationError as error:
        bad = refuse(file, error, CodedCase)
        raise InputError(file, f"case {label}, {bad.where}".rstrip(", "), bad.found, bad.allowed) from None
    if reading(case.threat_type) is None:
        words = ", ".join(r.word for r in readings())
        raise InputError(file, f"case {label}, threat_type", case.threat_type, f"a type with one of the words {words}")
    try:
        regime_of(case.regime)
    except InputError as error:
        known = ", ".join(conventions()["regimes"])
        raise InputError(file, f"case {label}, regime", case.regime, f"{known}, or {error.allowed}") from None
    return case


def crisis(c: CodedCase, draw: DrawFor, demand: str = "none", spread: float = 1.0) -> Crisis:
    """A coded case as one crisis put to the rules. The draw decides whether an outside element counts as claimed, and
    how far each member's standing lies from its typical one (`spread` 0: not at all)."""
    read, regime, coding = reading(c.threat_type), regime_of(c.regime), conventions()["coding"]
    assert read is not None
    codes = regime.members_on(c.trigger)
    claim = c.external_claim + coding["error"] * (2.0 * draw("coding", "external_claim") - 1.0)
    requester = "" if c.requester == "none" else c.requester
    members = {}
    for code in codes:
        stake = (
            c.stake_requester if code == requester else c.stake_russia if code == regime.lead_state else c.stake_others
        )
        members[code] = make_member(code, stake, 0.0 if code == requester else c.aggressor_ties, draw, spread)
    threat = Threat(read.kind, read.by, "", requester, read.own_territory, claim >= coding["claim_made_at"])
    return Crisis(
        regime, c.trigger, requester, threat, c.threat_scale, members, Rung(c.ask_rung or 0), read.recognised, demand
    )
