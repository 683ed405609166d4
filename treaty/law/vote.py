"""Voting: positions, and what each vote rule makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from panj.treaty.law.clauses import Finding
from panj.treaty.law.regime import Regime

SUPPORT, ABSTAIN, OBJECT = "support", "abstain", "object"
POSITIONS = (SUPPORT, ABSTAIN, OBJECT)


@dataclass(frozen=True, slots=True)
class Count:
    """The result of a vote: whether the text passed, who blocked it, the finding, and who answers for it."""

    passed: bool
    blocked_by: tuple[str, ...]
    finding: Finding
    responsible: tuple[str, ...]
    limited: bool = False  # whether the willing decided alone


def count(regime: Regime, positions: Mapping[str, str]) -> Count:
    """Apply the regime's vote rule to the positions of all members. Order of members does not matter.

    Where aid is automatic, what does not follow automatically is agreed by consensus.
    """
    members = sorted(positions)
    supporters = tuple(m for m in members if positions[m] == SUPPORT)
    silent = tuple(m for m in members if positions[m] == ABSTAIN)
    objectors = tuple(m for m in members if positions[m] == OBJECT)
    against = tuple(sorted((*objectors, *silent))) if regime.abstention_blocks else objectors
    n, rule = len(members), regime.vote_rule
    if rule == "consensus_minus_one":
        passed, why = len(against) <= 1, "consensus but one: at most one member may object"
    elif rule == "majority":
        passed, why = 2 * len(supporters) > n, f"majority: {len(supporters)} of {n} support"
    elif rule == "two_thirds":
        passed, why = 3 * len(supporters) >= 2 * n > 0, f"two thirds: {len(supporters)} of {n} support"
    elif rule == "lead_state":
        against = tuple(m for m in against if m == regime.lead_state)
        passed, why = not against, f"only an objection of {regime.lead_state} blocks"
    else:
        passed, why = not against, "consensus: no member may object"
    if rule in ("majority", "two_thirds"):
        against = tuple(m for m in members if positions[m] != SUPPORT)  # a text falls for lack of support here
    blocked = () if passed else against
    said = f"against: {', '.join(blocked)}" if blocked else "nobody blocks it"
    finding = Finding(
        regime.clause("vote"), passed, f"Vote by {why}; {said}.", {"positions": dict(sorted(positions.items()))}
    )
    return Count(passed, blocked, finding, supporters)


def lacking(
    regime: Regime, requester: str, force: bool, positions: Mapping[str, str], limited: bool = False
) -> tuple[str, ...]:
    """Members whose support a text cannot do without, whatever the vote rule, and does not have: the requester's, for
    help is not forced on anybody, and the lead state's where force is meant, for it would have to carry it. In limited
    format the willing carry it themselves."""
    needed = {requester, regime.lead_state} if force and not limited else {requester}
    return tuple(m for m in sorted(needed) if positions.get(m, SUPPORT) != SUPPORT)


def count_limited(regime: Regime, positions: Mapping[str, str], objectors: Iterable[str], requester: str = "") -> Count:
    """A vote in limited format: if nobody objects to it, the willing decide; else all decide by the regime's rule.

    The requester takes part whatever it says: it is its ground. Alone it is nobody who helps it.
    """
    against = tuple(sorted(objectors))
    if not regime.limited_format or against:
        whole = count(regime, positions)
        why = f"{', '.join(against)} object to it" if regime.limited_format else "this regime has none"
        reason = f"No limited format, {why}: all decide. {whole.finding.reason}"
        return Count(
            whole.passed,
            whole.blocked_by,
            Finding(regime.clause("vote"), whole.passed, reason, whole.finding.facts),
            whole.responsible,
        )
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
