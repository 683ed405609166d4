"""Clauses as predicates: each looks at the facts of a case and returns a finding with its reason in English.

Identifiers with a hyphen are clauses of an instrument; one word in capitals is a gate that has no clause of its own or
is one condition of a clause. Titles, texts and sources: scenarios/treaty/clauses.toml.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scenarios.load import HOME
from treaty.ladder import Measures, Rung
from treaty.regime import Regime


@dataclass(frozen=True, slots=True)
class Threat:
    """What happens to a member: `kind` (none, massing, spillover, armed_attack, unrest), `by` (nonstate, state, member,
    internal), on whom, where, and whether the member claims that an element from outside takes part. `of` is the
    aggressor's code, where it has one."""

    kind: str = "none"
    by: str = "nonstate"
    of: str = ""
    on: str = ""
    own_territory: bool = True
    external_element: bool = False

    @property
    def violent(self) -> bool:
        """Whether somebody fights on the ground already."""
        return self.kind in ("armed_attack", "unrest")

    @property
    def external(self) -> bool:
        """Whether it comes, or is claimed to come, from outside: unrest and a member's own people only if claimed."""
        if self.kind == "unrest" or self.by == "internal":
            return self.external_element
        return self.kind != "none"


@dataclass(frozen=True, slots=True)
class Request:
    """An appeal of the member: by whom, on which article, for what at most (a rung), and whether less would do."""

    made: bool = False
    recognised: bool = True
    article: int = 4
    ask: int = 0
    accepts_weaker: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a clause or gate says of a case."""

    clause: str
    holds: bool
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


@lru_cache(maxsize=1)
def clause_texts() -> dict[str, dict[str, object]]:
    """Title, text and source of every clause and gate."""
    return tomllib.loads((HOME / "treaty" / "clauses.toml").read_text(encoding="utf-8"))


def attack_clause(regime: Regime) -> str:
    """The clause that answers an attack under this reading."""
    return "CST-4-1992" if regime.trigger == "strict_1992" else "CST-4"


def words(kind: str) -> str:
    """A kind of threat as words."""
    return {"armed_attack": "an armed attack", "massing": "massing at the border", "none": "no threat"}.get(kind, kind)


# -- who is bound ------------------------------------------------------------------------------------------------------
def bodies(regime: Regime, threat: Threat, member: bool) -> Finding:
    """CH-11: whether there is a body of the alliance before which this case can be brought."""
    facts = {"collective": regime.collective, "on": threat.on, "member": member}
    if not regime.collective:
        return Finding(
            "CH-11", False, "Under this regime there is no duty, no body and no collective procedure.", facts
        )
    if not member:
        said = f"{threat.on or 'The state'} is not a member on that date: no procedure."
        return Finding("CH-11", False, said, facts)
    return Finding("CH-11", True, f"The case of {threat.on or 'two members'} is brought before the alliance.", facts)


def consultation(regime: Regime, threat: Threat, member: bool, request: Request | None = None) -> Finding:
    """CST-2: a threat to a member's security on its own territory calls for consultations, and aid may be agreed.

    Unrest at home is such a threat only when an element from outside is claimed or the member itself appeals (broad
    reading): nobody else may call a member's own affairs a threat.
    """

    def found(holds: bool, reason: str) -> Finding:
        return Finding("CST-2", holds, reason, {"kind": threat.kind, "own_territory": threat.own_territory})

    appeals = request is not None and request.made and request.recognised
    if not member:
        return found(False, f"{threat.on or 'The state'} is not a member on that date.")
    if threat.kind == "none":
        return found(False, "There is no threat.")
    if not threat.own_territory:
        return found(False, f"What happens is outside the territory of {threat.on}.")
    if threat.by == "member":
        return found(appeals, "A quarrel between members: consultations where one appeals, good offices at most else.")
    if not threat.external:
        if regime.trigger == "strict_1992":
            return found(False, "Unrest at home is no threat from outside in the text of 1992.")
        if not appeals:
            return found(False, "Judged an internal affair: no element from outside is claimed and nobody appeals.")
    return found(True, f"{words(threat.kind).capitalize()} threatens the security of {threat.on}: consult at once.")


# -- the gates of Article 4 --------------------------------------------------------------------------------------------
def territory(threat: Threat) -> Finding:
    """TERRITORY: the matter is the member's own territory."""
    said = f"on the territory of {threat.on}" if threat.own_territory else f"outside the territory of {threat.on}"
    return Finding(
        "TERRITORY", threat.own_territory, f"What happens is {said}.", {"own_territory": threat.own_territory}
    )


def attacker(threat: Threat) -> Finding:
    """ATTACKER: the attacker is not itself a member."""
    facts = {"by": threat.by, "of": threat.of}
    if threat.by == "member":
        who = f"The attacker{threat.of and ' ' + threat.of}"
        return Finding("ATTACKER", False, f"{who} is itself a member: no attack from outside.", facts)
    return Finding("ATTACKER", True, f"The attacker ({threat.of or threat.by}) is not a member.", facts)


def trigger(regime: Regime, threat: Threat, member: bool) -> Finding:
    """TRIGGER: is this an attack on a member that counts as an attack on all, in the regime's reading of Article 4?"""

    def found(holds: bool, reason: str) -> Finding:
        return Finding("TRIGGER", holds, reason, {"kind": threat.kind, "by": threat.by, "reading": regime.trigger})

    if not member:
        return found(False, f"{threat.on or 'The state'} is not a member on that date.")
    for gate in (territory(threat), attacker(threat)):
        if not gate.holds:
            return found(False, gate.reason)
    if threat.kind not in ("armed_attack", "unrest"):
        return found(False, f"{words(threat.kind).capitalize()} is not an armed attack.")
    if regime.trigger == "strict_1992" and (threat.kind != "armed_attack" or threat.by != "state"):
        return found(False, "The text of 1992 speaks of aggression by a state or a group of states.")
    if not threat.external:
        return found(False, "No element from outside is claimed: not an armed attack in this reading.")
    if threat.kind == "unrest":
        return found(True, "Unrest with a claimed element from outside counts as an attack in the broad reading.")
    return found(True, f"An armed attack ({threat.by}) on the territory of {threat.on}.")


def asked(regime: Regime, request: Request) -> Finding:
    """REQUEST: the member has asked for help, or need not."""
    facts = {"made": request.made, "article": request.article, "required": regime.request_required}
    if request.made:
        return Finding("REQUEST", True, f"An appeal under Article {request.article} has been made.", facts)
    if not regime.request_required:
        return Finding("REQUEST", True, "No request has been made; this regime needs none.", facts)
    return Finding("REQUEST", False, "No request has been made; aid goes only at the member's request.", facts)


def government(regime: Regime, request: Request) -> Finding:
    """GOVERNMENT: the one who asks is the recognised government."""
    facts = {"made": request.made, "recognised": request.recognised}
    if request.made and not request.recognised:
        said = " and this regime needs no request" if not regime.request_required else ": the appeal is not valid"
        reason = f"The appeal does not come from the recognised government{said}."
        return Finding("GOVERNMENT", False, reason, facts)
    said = "The recognised government speaks." if request.made else "Nobody has appealed."
    return Finding("GOVERNMENT", True, said, facts)


def valid_request(regime: Regime, request: Request) -> bool:
    """Whether help is asked for by the one who may ask, or need not be asked for."""
    return (request.made and request.recognised) or not regime.request_required


def binding(regime: Regime, threat: Threat, request: Request, member: bool) -> Finding:
    """CST-4 (or CST-4-1992): does Article 4 bind the others now? Trigger, and where required a valid appeal."""
    clause = attack_clause(regime)
    if not regime.collective:
        return Finding(clause, False, "Under this regime no treaty binds anybody.", {"collective": False})
    met = trigger(regime, threat, member)
    if not met.holds:
        return Finding(clause, False, met.reason, met.facts)
    if regime.request_required:
        for gate in (asked(regime, request), government(regime, request)):
            if not gate.holds:
                return Finding(clause, False, gate.reason, gate.facts)
        if request.article != 4:
            said = f"The appeal rests on Article {request.article}, not on Article 4."
            return Finding(clause, False, said, {"article": request.article})
    return Finding(clause, True, f"{met.reason} The others owe the necessary aid, including military aid.", met.facts)


def force_basis(regime: Regime, threat: Threat, request: Request, member: bool) -> Finding:
    """CST-6: forces may be used where Article 4 binds, and in cases of Article 2 where the regime allows it, by vote.

    A case of Article 2 is a threat from outside, or claimed to be: unrest that is only internal gets no force.
    """

    def found(holds: bool, reason: str) -> Finding:
        facts = {
            "body": regime.deciding_body, "article": request.article, "article2_force": regime.article2_force,
            "external": threat.external,
        }  # fmt: skip
        return Finding("CST-6", holds, reason, facts)

    if regime.deciding_body == "Permanent Council":
        return found(False, "The Permanent Council decides in this regime, and it cannot send force.")
    if not valid_request(regime, request):
        gate = asked(regime, request)
        return found(False, (gate if not gate.holds else government(regime, request)).reason)
    duty = binding(regime, threat, request, member)
    if duty.holds:
        return found(True, "Forces may be used: the case falls under Article 4.")
    two = consultation(regime, threat, member, request)
    on_two = request.made and request.article == 2
    if on_two and two.holds and threat.external and threat.by != "member":
        if regime.article2_force:
            return found(True, "Forces may be used in a case of Article 2 under this regime, by vote.")
        return found(False, "This regime does not let forces be used in a case of Article 2.")
    return found(False, f"No force: {duty.reason}")


def lawful_limit(regime: Regime, threat: Threat, request: Request, member: bool) -> tuple[Rung, str]:
    """The highest rung that may be put to a vote in this case, and why."""
    two = consultation(regime, threat, member, request)
    if threat.by == "member":
        return Rung.consult_info, "between members there are consultations at most"
    if not two.holds and not trigger(regime, threat, member).holds:
        return Rung.consult_info, two.reason
    basis = force_basis(regime, threat, request, member)
    return (Rung.force_combat if basis.holds else Rung.mil_tech), basis.reason


def programme(requester: str, date: dt.date, measures: Measures) -> list[Finding]:
    """The standing programme of aid that a measure carries out, where the requester has one (D-2013)."""
    if Rung.mil_tech not in measures:
        return []
    return [
        Finding(clause, True, f"Equipment for {requester} carries out this programme, much of which never came.")
        for clause, row in clause_texts().items()
        if row.get("for") == requester and str(row["since"]) <= date.isoformat()
    ]


def gates(regime: Regime, threat: Threat, request: Request, member: bool) -> list[Finding]:
    """Every gate that the law sets before a vote, each with its finding."""
    return [
        bodies(regime, threat, member),
        consultation(regime, threat, member, request),
        asked(regime, request),
        government(regime, request),
        territory(threat),
        attacker(threat),
        trigger(regime, threat, member),
        binding(regime, threat, request, member),
        force_basis(regime, threat, request, member),
    ]
