"""Clauses as predicates: each looks at the facts of a case and returns a finding with its reason in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scenarios.load import HOME
from treaty.regime import Regime


@dataclass(frozen=True, slots=True)
class Threat:
    """What happens to a member: kind (none, massing, spillover, armed_attack, unrest), by whom (nonstate, state,
    member, internal), where, and whether an element from outside is claimed."""

    kind: str = "none"
    by: str = "nonstate"
    of: str = ""
    on: str = ""
    own_territory: bool = True
    external_element: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """An appeal of the member: by whom, on which article, for what at most, and whether a weaker text would do."""

    made: bool = False
    recognised: bool = True
    article: int = 4
    ask: int = 0
    accepts_weaker: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a clause says of a case."""

    clause: str
    holds: bool
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


@lru_cache(maxsize=1)
def clause_texts() -> dict[str, dict[str, object]]:
    """Title, text and source of every clause, from scenarios/treaty/clauses.toml."""
    return tomllib.loads((HOME / "treaty" / "clauses.toml").read_text(encoding="utf-8"))


def attack_clause(regime: Regime) -> str:
    """The clause that answers an attack under this reading."""
    return "CST-4-1992" if regime.trigger == "strict_1992" else "CST-4"


def consultation(regime: Regime, threat: Threat, member: bool) -> Finding:
    """CST-2: a threat to a member's security on its own territory calls for consultations."""

    def found(holds: bool, reason: str) -> Finding:
        return Finding("CST-2", holds, reason, {"kind": threat.kind, "own_territory": threat.own_territory})

    if not member:
        return found(False, f"{threat.on} is not a member on that date.")
    if threat.kind == "none":
        return found(False, "There is no threat.")
    if not threat.own_territory:
        return found(False, "What happens is outside the member's own territory.")
    if threat.kind == "unrest" and regime.trigger == "strict_1992" and not threat.external_element:
        return found(False, "Unrest within is no threat from outside in the text of 1992.")
    return found(True, f"A {threat.kind.replace('_', ' ')} threatens the security of {threat.on}: consult at once.")


def trigger(regime: Regime, threat: Threat, member: bool) -> Finding:
    """Article 4 in the regime's reading: is this an attack on a member that counts as an attack on all?"""
    clause = attack_clause(regime)

    def found(holds: bool, reason: str) -> Finding:
        return Finding(clause, holds, reason, {"kind": threat.kind, "by": threat.by, "reading": regime.trigger})

    if not member:
        return found(False, f"{threat.on} is not a member on that date.")
    if not threat.own_territory:
        return found(False, "The attack is not on the member's own territory.")
    if threat.by == "member":
        return found(False, f"The attacker {threat.of or ''} is a member itself: no attack from outside.")
    if threat.kind == "unrest":
        if regime.trigger == "broad_2010" and threat.external_element:
            return found(True, "Unrest with a claimed external element counts as an attack in the broad reading.")
        return found(False, "Unrest without an external element is not an armed attack in this reading.")
    if threat.kind != "armed_attack":
        return found(False, f"{threat.kind.replace('_', ' ').capitalize()} is not an armed attack.")
    if threat.by == "internal" and not threat.external_element:
        return found(False, "The attackers are the member's own people, and no external element is claimed.")
    if regime.trigger == "strict_1992" and threat.by != "state":
        return found(False, "The text of 1992 speaks of aggression by a state or a group of states.")
    return found(True, f"An armed attack by a {threat.by} attacker on the territory of {threat.on}.")


def valid_request(regime: Regime, request: Request) -> Finding:
    """Whether help is asked for by the one who may ask, or need not be asked for."""
    clause = attack_clause(regime)
    if request.made and not request.recognised:
        return Finding(clause, False, "The appeal does not come from the recognised government.")
    if request.made:
        return Finding(clause, True, f"The recognised government appeals under Article {request.article}.")
    if not regime.request_required:
        return Finding(clause, True, "This regime needs no request.")
    return Finding(clause, False, "No request has been made; aid goes only at the member's request.")


def obligation(regime: Regime, threat: Threat, request: Request, member: bool) -> bool:
    """Whether Article 4 binds the others now."""
    return bool(regime.collective and trigger(regime, threat, member).holds and valid_request(regime, request).holds)


def force_basis(regime: Regime, threat: Threat, request: Request, member: bool) -> Finding:
    """CST-6: forces may be used in cases of Article 4, and of Article 2 where the regime allows it."""
    attack = trigger(regime, threat, member)
    asked = valid_request(regime, request)
    if not asked.holds:
        return Finding("CST-6", False, asked.reason)
    if attack.holds:
        return Finding("CST-6", True, "Forces may be used: the case falls under Article 4.")
    two = consultation(regime, threat, member)
    by_two = (request.article == 2 or not request.made) and two.holds and threat.by != "member"
    if by_two and regime.article2_force:
        return Finding("CST-6", True, "Forces may be used in a case of Article 2 under this regime, by vote.")
    if by_two:
        return Finding("CST-6", False, "This regime does not let forces be used in a case of Article 2.")
    return Finding("CST-6", False, f"No force: {attack.reason}")
