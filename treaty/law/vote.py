"""Voting: positions, who has a vote, whether enough are there, and what each vote rule makes of the positions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from panj.treaty.law.clauses import Finding
from panj.treaty.law.regime import Regime

SUPPORT, ABSTAIN, OBJECT, ABSENT = "support", "abstain", "object", "absent"
POSITIONS = (SUPPORT, ABSTAIN, OBJECT, ABSENT)
SHARES = {"none": (0, 1), "majority": (1, 2), "two_thirds": (2, 3), "all": (1, 1)}  # of those with a vote, for a quorum
COUNTS_AS = {"abstention": ABSTAIN, "objection": OBJECT, "assent": ABSTAIN}  # an absent member; assent blocks nothing
COUNTED = {"members": "", "present": " of those present", "voting": " of those who vote for or against"}


@dataclass(frozen=True, slots=True)
class Count:
    """The result of a vote: whether the text passed, who blocked it, the finding, and who answers for it."""

    passed: bool
    blocked_by: tuple[str, ...]
    finding: Finding
    responsible: tuple[str, ...]
    limited: bool = False  # whether the willing decided alone


def voters(regime: Regime, members: Iterable[str], parties: Collection[str] = ()) -> tuple[str, ...]:
    """Those who have a vote, in alphabetical order: all members, without the parties to a dispute where they have
    none."""
    out = () if regime.parties_vote else parties
    return tuple(sorted(m for m in members if m not in out))


def who_votes(regime: Regime, members: Iterable[str], parties: Collection[str]) -> list[Finding]:
    """The finding on members that have no vote because they are parties to the dispute, where there are any."""
    out = sorted({*parties} & {*members})
    if regime.parties_vote or not out:
        return []
    verb = "is a party to the dispute and does" if len(out) == 1 else "are parties to the dispute and do"
    return [Finding(regime.settling("parties_vote"), True, f"{', '.join(out)} {verb} not vote.", {"parties": out})]


def whom_it_binds(regime: Regime) -> list[Finding]:
    """The finding on whom a decision binds, where that is others than those who voted for it."""
    said = {
        "all": "The decision binds all members.",
        "all_but_force": "The decision binds all members; nobody has to use force without its consent.",
        "nobody": "The decision binds nobody: each does what it sees fit.",
    }.get(regime.binds)
    return [] if said is None else [Finding(regime.settling("binds"), True, said, {"binds": regime.binds})]


def quorate(regime: Regime, positions: Mapping[str, str]) -> Finding | None:
    """Whether enough of those with a vote are there; None where nobody is absent and so nobody asks."""
    absent = sorted(m for m, p in positions.items() if p == ABSENT)
    if not absent:
        return None
    here, n = len(positions) - len(absent), len(positions)
    part, whole = SHARES[regime.quorum]
    met = here * whole > part * n if regime.quorum == "majority" else here * whole >= part * n
    need = (
        "no number is named"
        if regime.quorum == "none"
        else f"{part * n // whole + 1 if regime.quorum == 'majority' else -(-part * n // whole)} are needed"
    )
    said = f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} absent; {here} of {n} are there, {need}."
    return Finding(regime.settling("quorum"), met, said, {"absent": absent, "quorum": regime.quorum})


def count(regime: Regime, positions: Mapping[str, str], parties: Collection[str] = ()) -> Count:
    """Apply the regime's vote rule to the positions of all members. Order of members does not matter.

    `parties` are members that are parties to the dispute; where the law takes their vote they are not counted. Where
    aid is automatic, what does not follow automatically is agreed by consensus.
    """
    positions = {m: positions[m] for m in voters(regime, positions, parties)}
    quorum = None if regime.vote_rule == "silence" else quorate(regime, positions)  # nobody has to meet for it
    facts = {"positions": positions}
    if quorum is not None and not quorum.holds:
        finding = Finding(regime.clause("vote"), False, f"No vote: {_lower(quorum.reason)}", facts, (quorum,))
        return Count(False, (), finding, ())
    passed, against, why = _by_rule(regime, positions)
    blocked = () if passed else against
    said = f"against: {', '.join(blocked)}" if blocked else "nobody blocks it" if passed else "not enough support it"
    if quorum is not None:
        absent = [m for m, p in positions.items() if p == ABSENT]
        said += f"; {', '.join(absent)} absent, counted as {regime.absence}"
    finding = Finding(
        regime.clause("vote"), passed, f"Vote by {why}; {said}.", facts, () if quorum is None else (quorum,)
    )
    accept = (SUPPORT, ABSTAIN, ABSENT) if regime.vote_rule == "silence" else (SUPPORT,)
    return Count(passed, blocked, finding, tuple(m for m, p in positions.items() if p in accept))


def _by_rule(regime: Regime, positions: Mapping[str, str]) -> tuple[bool, tuple[str, ...], str]:
    """Whether the text passes by the regime's rule, who stands against it, and the rule in words."""
    counted = {m: COUNTS_AS[regime.absence] if p == ABSENT else p for m, p in positions.items()}
    supporters = [m for m in counted if counted[m] == SUPPORT]
    objectors = [m for m in counted if counted[m] == OBJECT]
    silent = [
        m for m in counted if counted[m] == ABSTAIN and not (positions[m] == ABSENT and regime.absence == "assent")
    ]
    against = tuple(sorted([*objectors, *silent])) if regime.abstention_blocks else tuple(objectors)
    rule = regime.vote_rule
    if rule in ("majority", "two_thirds"):
        base = [m for m in positions if regime.counted == "members" or positions[m] != ABSENT]
        n = len(supporters) + len(objectors) if regime.counted == "voting" else len(base)
        without = tuple(objectors) if regime.counted == "voting" else tuple(m for m in base if counted[m] != SUPPORT)
        enough = 2 * len(supporters) > n if rule == "majority" else 3 * len(supporters) >= 2 * n > 0
        words = "majority" if rule == "majority" else "two thirds"
        return enough, without, f"{words}{COUNTED[regime.counted]}: {len(supporters)} of {n} support"
    if rule == "silence":
        broken = tuple(m for m in positions if positions[m] == OBJECT)
        return not broken, broken, "silence: who says nothing or is absent accepts, and no member may break it"
    if rule == "consensus_minus_one":
        return len(against) <= 1, against, "consensus but one: at most one member may object"
    if rule == "lead_state":
        against = tuple(m for m in against if m == regime.lead_state)
        return not against, against, f"only an objection of {regime.lead_state} blocks"
    return not against, against, "consensus: no member may object"


def consenting(requester: str, positions: Mapping[str, str]) -> bool:
    """Whether the requester supports the text, whatever the vote rule: help is not forced on anybody. Who has no vote
    has consented by asking."""
    return positions.get(requester, SUPPORT) == SUPPORT


def count_limited(
    regime: Regime,
    positions: Mapping[str, str],
    objectors: Iterable[str],
    requester: str = "",
    parties: Collection[str] = (),
) -> Count:
    """A vote in limited format: if nobody objects to it, the willing decide; else all decide by the regime's rule.

    The requester takes part whatever it says: it is its ground. Alone it is nobody who helps it.
    """
    against = tuple(sorted(objectors))
    if not regime.limited_format or against:
        whole = count(regime, positions, parties)
        why = f"{', '.join(against)} object to it" if regime.limited_format else "this regime has none"
        f = whole.finding
        finding = Finding(f.clause, f.holds, f"No limited format, {why}: all decide. {f.reason}", f.facts, f.conditions)
        return Count(whole.passed, whole.blocked_by, finding, whole.responsible)
    willing = tuple(m for m in sorted(positions) if positions[m] == SUPPORT)
    rest = tuple(m for m in sorted(positions) if positions[m] != SUPPORT and m != requester)
    helped = any(m != requester for m in willing)
    said = f"; {', '.join(rest)} take no part and bear no responsibility" if rest else ""
    finding = Finding(
        regime.clause("vote"),
        helped,
        f"Limited format, nobody objects to it: {', '.join(willing) or 'nobody'} decide{said}.",
        {"positions": dict(sorted(positions.items())), "not_responsible": list(rest)},
    )
    return Count(helped, () if helped else rest, finding, willing, limited=True)


def bound_by(regime: Regime, members: Iterable[str], responsible: Iterable[str]) -> tuple[str, ...]:
    """Whom a decision binds to carry it out, in alphabetical order."""
    whom = {"supporters": responsible, "all": members, "all_but_force": members, "nobody": ()}[regime.binds]
    return tuple(sorted(whom))


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
