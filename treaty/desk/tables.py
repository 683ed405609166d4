"""The tables of a case file, key by key: what may be said of a case, and in which words.

Each key has a sentence; `panj treaty --keys` prints them, docs/treaty-desk.md has them as a table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from panj.scenarios.schema import Line
from panj.treaty.ladder import RUNG_NAMES, RungName
from panj.treaty.law.membership import Code
from panj.treaty.refusal import wrong

Position = Literal["support", "abstain", "object", "absent"]
Men = Annotated[int, Field(ge=0)]
Day = dt.date


class Form(BaseModel):
    """A table of a case file: no other keys than these, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CaseTable(Form):
    """[case]: what it is called, under which regime and on which date it is decided."""

    id: Line = Field(min_length=1, description="a short name")
    title: Line = Field(default="", description="a sentence")
    regime: str = Field(default="csto-2010", description="a regime's name, the path of its file, or of a book of law")
    date: Day = Field(description="the day on which it happens, as 2021-07-07; its law and its members hold")
    chair: Code | None = Field(default=None, description="who holds the chair")
    convened_by: list[Code] = Field(
        default=[], description="who calls the members together; the one attacked if left out"
    )
    parties: list[Code] = Field(
        default=[],
        description="members that are parties to the dispute, for treaties under which they do not vote; the one"
        " attacked and a member that attacks it if left out",
    )
    beside: list[str] = Field(
        default=[],
        description="files of cases that are decided before this one, over the same pool of forces; beside this file",
    )


class AttackTable(Form):
    """[attack]: what happens, by whom, from whose soil, to whom, where, by which means."""

    kind: Literal["none", "massing", "spillover", "armed_attack", "unrest"] = Field(description="what happens")
    by: Literal["nonstate", "state", "member", "internal"] = Field(default="nonstate", description="who does it")
    of: Code | None = Field(default=None, description="the attacker's code, if it has one")
    on: Code = Field(description="who is attacked or threatened")
    origin: Code | None = Field(default=None, alias="from", description="from whose soil it comes")
    territory: Literal["own", "outside", "own_outside_area", "forces_in_area"] = Field(
        default="own",
        description="where: own ground, elsewhere, own ground beyond the treaty's area, or its forces within the area",
    )
    external_element: bool | Literal["claimed", "determined"] = Field(
        default=False,
        description="whether an element from outside takes part: claimed by the member alone, determined by a body, or"
        " true where it need not be told apart",
    )
    determined_by: str | None = Field(
        default=None, description="the body that determined it: one of the treaty's bodies, or UN Security Council"
    )
    means: Literal["arms", "cyber"] = Field(default="arms", description="by arms or by cyber means")
    scale_and_effects: Literal["armed_attack", "below"] | None = Field(
        default=None, description="of a cyber attack: what they are held to be; below an armed attack if left out"
    )

    @model_validator(mode="after")
    def _fits(self) -> AttackTable:
        if self.scale_and_effects is not None and self.means != "cyber":
            raise wrong("attack.scale_and_effects", self.scale_and_effects, 'nothing, unless means = "cyber"')
        if self.determined_by is not None and self.external_element in (False, "claimed"):
            raise wrong("attack.determined_by", self.determined_by, 'nothing, unless external_element = "determined"')
        return self


class RequestTable(Form):
    """[request]: whether help is asked for, by whom, of whom and on which day, for what; whether it is taken back.

    Without a date it is lodged at once, without an article it rests on the one on attacks.
    """

    made: bool = Field(description="whether the one attacked asks for help")
    to: Code | None = Field(default=None, description="the one ally that is asked, where the alliance is not")
    date: Day | None = Field(default=None, description="a later day on which the appeal is lodged")
    by: Literal["recognised_government", "contested_government"] = Field(
        default="recognised_government", description="who speaks for the one attacked"
    )
    article: int | None = Field(default=None, description="the article that the appeal names")
    ask: RungName | None = Field(default=None, description="the most that is asked for, a measure of the ladder")
    accepts_weaker: bool = Field(default=True, description="whether a weaker text would do")
    where: Literal["own", "outside"] = Field(default="own", description="where a force would be used")
    mandate: bool = Field(default=False, description="whether the UN Security Council has decided on the force")
    withdrawn: Day | None = Field(default=None, description="the day on which the appeal is taken back")
    consent_revoked: Day | None = Field(
        default=None, description="the day on which the consent to forces on its ground is taken back"
    )

    @model_validator(mode="after")
    def _says_what(self) -> RequestTable:
        if self.made and self.ask is None:
            raise wrong("request.ask", "nothing", f"one of {', '.join(RUNG_NAMES)}, because a request is made")
        if self.to is not None and not self.made:
            raise wrong("request.to", self.to, "nothing, unless made = true")
        if self.withdrawn is not None and not self.made:
            raise wrong("request.withdrawn", self.withdrawn.isoformat(), "nothing, unless made = true")
        return self


class LimitedFormatTable(Form):
    """[limited_format]: whether a decision of the willing is proposed, and who objects to deciding so."""

    proposed: bool = Field(description="whether the willing are to decide alone")
    objectors: list[Code] = Field(default=[], description="who objects to deciding so")
    again: list[Code] | None = Field(default=None, description="who still objects at the next session")


class AssessmentTable(Form):
    """[assessment]: what the staff finds."""

    ceiling: RungName = Field(description="the highest measure that the staff finds needed")


Share = Annotated[float, Field(ge=0.0, le=1.0)]


class MemberTable(Form):
    """[members.CODE]: the standing of a member in this case, as its author judges it; what is left out is the usual."""

    stake: Share | None = Field(default=None, description="what the security of the one threatened is worth to it")
    means: Share | None = Field(default=None, description="its means")
    caution: Share | None = Field(default=None, description="how much it fears to be drawn in")
    credibility: Share | None = Field(default=None, description="what the alliance's word is worth to it")
    outside_options: Share | None = Field(default=None, description="what other friends it has")
    ties: Share | None = Field(default=None, description="its ties to the attacker")
    threat: Share | None = Field(default=None, description="the threat as it sees it")
    will: float | None = Field(
        default=None,
        ge=-3.0,
        le=3.0,
        description="what it has for or against the text beside all that, in the unit of utility, in which the price of"
        " an open objection is given, too (scenarios/treaty/temper.toml)",
    )


class PromiseTable(Form):
    """[[promises]]: what one member promises another as part of the text, for its agreement."""

    giver: Code = Field(description="who promises")
    taker: Code = Field(description="whom")
    what: Line = Field(min_length=1, description="what, in words")
    worth: float = Field(ge=0.0, le=3.0, description="what that is worth to the one who gets it, in utility")
    price: float = Field(default=0.0, ge=0.0, le=3.0, description="what it costs the one who gives it, in utility")

    @model_validator(mode="after")
    def _of_two(self) -> PromiseTable:
        if self.giver == self.taker:
            raise wrong("promises.taker", self.taker, f"somebody other than {self.giver}")
        return self


class MandateTable(Form):
    """[mandate]: how long a force may stay, and whether that is renewed."""

    until: Day = Field(description="the last day of the mandate")
    renewed_until: Day | None = Field(default=None, description="the last day of a renewed mandate that is proposed")
    positions: dict[Code, Position] = Field(
        default={}, description="positions on the renewal; who is left out says what it said of the text"
    )

    @model_validator(mode="after")
    def _in_order(self) -> MandateTable:
        if self.renewed_until is not None and self.renewed_until <= self.until:
            raise wrong("mandate.renewed_until", self.renewed_until.isoformat(), f"a day after {self.until}")
        if self.positions and self.renewed_until is None:
            raise wrong("mandate.positions", ", ".join(self.positions), "nothing, unless renewed_until is given")
        return self


def keys(form: type[BaseModel], table: str = "") -> Iterator[tuple[str, str, str]]:
    """Every key of a case file by its full name, with its values and what it says."""
    for name, field in form.model_fields.items():
        key = ".".join(filter(None, (table, field.alias or name)))
        inner = next((t for t in (field.annotation, *get_args(field.annotation)) if _is_form(t)), None)
        if inner is not None:
            yield from keys(inner, f"{key}.CODE" if get_origin(field.annotation) is dict else key)
        elif field.description:
            yield key, values(field), field.description


def values(field: FieldInfo) -> str:
    """What may stand under a key, in words."""
    return _words(field.annotation)


def _words(annotation: Any) -> str:
    said = {str: "text", int: "a whole number", bool: "true or false", dt.date: "a day"}
    if annotation in said:
        return said[annotation]
    parts = get_args(annotation)
    if not parts:
        return "text"
    if all(isinstance(p, str) for p in parts):
        return ", ".join(parts)
    if annotation == RungName:
        return ", ".join(RUNG_NAMES)
    if hasattr(annotation, "__metadata__"):
        return "a state's code" if annotation == Code else _words(parts[0])
    origin = getattr(annotation, "__origin__", None)
    if origin is list:
        return f"a list: {_words(parts[0])}"
    if origin is dict:
        return f"{_words(parts[0])} = {_words(parts[1])}"
    return " or ".join(dict.fromkeys(_words(p) for p in parts if p is not type(None)))


def _is_form(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Form)
