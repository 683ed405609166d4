"""The norms of a treaty regime: each a field with its values and, where most treaties agree, a default.

A book of law settles them by date, a regime's file may say them itself, and a reform changes single ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from panj.scenarios.errors import allowed_by

VoteRule = Literal["consensus", "silence", "consensus_minus_one", "majority", "two_thirds", "lead_state", "automatic"]
Place = Literal["own", "own_outside_area", "forces_in_area", "outside"]


class Norms(BaseModel):
    """What a treaty says of a case, norm by norm."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    # -- the duty ------------------------------------------------------------------------------------------------------
    trigger: Literal["strict_1992", "broad_2010", "armed_attack"] = Field(description="what counts as an attack on all")
    request_required: bool = Field(default=True, description="whether aid is owed at the member's request only")
    duty: Literal["necessary_aid", "as_deemed_necessary"] = Field(
        default="necessary_aid", description="what members owe to one that is attacked"
    )
    member_attacker: bool = Field(default=False, description="whether an attack by a member binds the others")
    outside_element: Literal["claimed", "determined"] = Field(
        default="claimed",
        description="whether it is enough that the member claims an element from outside, or a body must determine it",
    )
    cyber: Literal["no", "if_determined", "yes"] = Field(
        default="if_determined",
        description="whether an attack by cyber means counts: never, where its scale and effects are held to be those"
        " of an armed attack, or always",
    )
    area: list[Place] = Field(
        default=["own", "own_outside_area"], min_length=1, description="where an attack must happen to count"
    )

    # -- who decides and how -------------------------------------------------------------------------------------------
    deciding_body: str = Field(min_length=1, description="the body that decides on collective measures")
    vote_rule: VoteRule = Field(description="how that body decides")
    limited_format: bool = Field(default=False, description="whether the willing may decide alone")
    abstention_blocks: bool = Field(default=False, description="whether an abstention counts as an objection")
    counted: Literal["members", "present", "voting"] = Field(
        default="members",
        description="of whom a majority or two thirds are taken: all members with a vote, those present, or those who"
        " vote for or against",
    )
    absence: Literal["abstention", "objection", "assent"] = Field(
        default="abstention", description="what an absent member counts as"
    )
    quorum: Literal["none", "majority", "two_thirds", "all"] = Field(
        default="none", description="how many of those with a vote must be present for a decision"
    )
    parties_vote: bool = Field(default=True, description="whether members that are parties to a dispute vote on it")
    binds: Literal["supporters", "all", "all_but_force", "nobody"] = Field(
        default="supporters",
        description="whom a decision binds to carry it out; all_but_force: nobody has to use force",
    )
    convened_by: Literal["threatened", "any_member", "chair"] = Field(
        default="any_member", description="who may call the members together"
    )
    convene_least: int = Field(default=1, ge=1, le=200, description="how many members it takes to call them together")
    proposed_by: Literal["drafters", "any_member", "requester", "chair"] = Field(
        default="drafters", description="who may lay a text before the body"
    )
    amendable: bool = Field(default=True, description="whether another member may amend a text before the vote")
    rounds: int = Field(
        default=2, ge=1, le=9, description="how many texts may be voted on before the case is left as it stands"
    )
    reversion: Literal["weaker", "consultations", "nothing"] = Field(
        default="weaker",
        description="what is left when a text falls: what is weaker than it (words, consultations, a mission),"
        " consultations alone, or nothing",
    )
    lead_state: str = Field(
        default="", pattern=r"^([A-Z]{3})?$", description="the state that carries the load of a force; empty: none"
    )

    # -- what may be done ----------------------------------------------------------------------------------------------
    article2_force: bool = Field(
        default=False, description="whether cases of the article on consultations may get force, by vote"
    )
    guard_force: bool = Field(
        default=False,
        description="whether a guard force may go on a member's own ground at its request, without attack",
    )
    force_outside: bool = Field(default=True, description="whether force may be used outside the members' territory")


_WHOLE = {"trigger": "broad_2010", "deciding_body": "council", "vote_rule": "consensus"}


def norm_faults(settled: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    """Values that no regime can have: norm, what was found, what is allowed. Unknown norms are passed over."""
    known = {k: v for k, v in settled.items() if k in Norms.model_fields}
    try:
        Norms.model_validate(_WHOLE | known)
    except ValidationError as error:
        for said in error.errors():
            yield ".".join(map(str, said["loc"])), said["input"], allowed_by(said)
