"""What a regime makes of a council: under which rule a text is decided, who may propose and amend, how many rounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from panj.treaty.council.game import Round
from panj.treaty.council.rule import Absence, Counted, Rule
from panj.treaty.law.regime import Regime
from panj.treaty.law.vote import SHARES, voters
from panj.treaty.text import Text

AWAY: dict[str, Absence] = {"abstention": "abstention", "objection": "objection", "assent": "nothing"}
COUNTED: dict[str, Counted] = {"members": "all", "present": "present", "voting": "voting"}
QUOTAS = {"majority": ((1, 2), True), "two_thirds": ((2, 3), False)}


def rule_of(
    regime: Regime,
    codes: Sequence[str],
    requester: str,
    limited: bool = False,
    parties: Collection[str] = (),
    absent: Collection[str] = (),
) -> Rule:
    """The rule by which a text is decided: the regime's vote rule, and the consent of the one whom help is for.

    Where the law takes their vote from parties to a dispute, they neither vote nor block; who asks has consented by
    asking. Where aid is automatic, what does not follow automatically is agreed by consensus. In limited format the
    willing decide, unless somebody objects to deciding so. Who is known to be `absent` counts as the law says.
    """
    having = voters(regime, codes, parties)
    every = frozenset(i for i, code in enumerate(codes) if code in having)
    consent = frozenset(i for i in every if codes[i] == requester)
    base = Rule(
        regime.vote_rule,
        tuple(int(code in having) for code in codes),
        counted=COUNTED[regime.counted],
        needed=consent,
        abstention_blocks=regime.abstention_blocks,
        absent=frozenset(i for i in every if codes[i] in absent),
        absent_as=AWAY[regime.absence],
        quorum=SHARES[regime.quorum],
        quorum_more=regime.quorum == "majority",
    )
    if limited:
        return replace(
            base, name="limited format", vetoes=every, abstention_blocks=False, absent_as="nothing", quorum=(0, 1)
        )
    match regime.vote_rule:
        case "majority" | "two_thirds" as by_votes:
            quota, more = QUOTAS[by_votes]
            return replace(base, quota=quota, more=more, abstention_blocks=False)
        case "lead_state":
            return replace(base, vetoes=frozenset(i for i in every if codes[i] == regime.lead_state))
        case "silence":
            return replace(base, vetoes=every, silent=True, abstention_blocks=False, absent_as="nothing")
        case "consensus_minus_one":
            return replace(base, vetoes=every, spared=1)
        case _:
            return replace(base, vetoes=every)


def proposers(regime: Regime, codes: Sequence[str], requester: str, by_means: Sequence[str]) -> list[str]:
    """Who lays texts before the council, in order. Drafters take up what the requester asks for, then what the lead
    state would rather have; where any member may propose, the requester comes first and then those with more means."""
    lead = regime.lead_state if regime.lead_state in codes else next((c for c in by_means if c != requester), "")
    order = {
        "drafters": [requester, lead],
        "requester": [requester],
        "chair": [lead],
        "any_member": [requester, *by_means],
    }[regime.proposed_by]
    return [c for c in dict.fromkeys(order) if c in codes]


def rounds_of(
    regime: Regime,
    codes: Sequence[str],
    requester: str,
    by_means: Sequence[str],
    texts: Sequence[Text],
    parties: Collection[str] = (),
    absent: Collection[str] = (),
) -> tuple[Round, ...]:
    """The rounds of a case: each member in turn may propose, and where the regime lets texts be amended the one whose
    turn comes next may amend."""
    rules = tuple(rule_of(regime, codes, requester, limited, parties, absent) for limited in (False, True))
    ruled = tuple(int(t.limited) for t in texts)
    order = [codes.index(c) for c in proposers(regime, codes, requester, by_means)]
    if not order:
        return ()
    out = []
    for k in range(regime.rounds):
        now, then = order[k % len(order)], order[(k + 1) % len(order)]
        amenders = (then,) if regime.amendable and then != now else ()
        out.append(Round(now, rules, ruled, (), amenders))
    return tuple(out)
