"""How a member decides: what it supports, what it asks for, whether it carries the load. Each term is a function.

Three ideas are kept apart: abandonment against entrapment (Snyder, "The security dilemma in alliance politics", World
Politics 36 (1984) 461-495), autonomy against security (Morrow, "Alliances and asymmetry", American Journal of
Political Science 35 (1991) 904-933), and unequal burdens (Olson and Zeckhauser, "An economic theory of alliances",
Review of Economics and Statistics 48 (1966) 266-279). Choices are quantal: utility plus logistic noise with one
temperature. Weights are the `Temper` of all members alike; standings 0..1 are each member's own. A set of measures is
judged by its highest rung.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from panj.scenarios.load import HOME
from panj.treaty.course.clocks import Draw, three
from panj.treaty.ladder import ASKS, CAPABILITY, COST, ESCALATION, FORCE, NOTHING, REAL, Rung
from panj.treaty.law.clauses import Request


@dataclass(frozen=True, slots=True)
class Member:
    """A member's standing; all 0..1. `ties` are to the aggressor, `trust` is in each ally to help."""

    code: str
    stake: float
    means: float
    caution: float
    credibility: float
    outside_options: float = 0.5
    ties: float = 0.0
    trust: Mapping[str, float] = field(default_factory=dict)
    side_payment: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """What a member sees of a case: the threat as it perceives it 0..1, whether it is bound to aid, whether the one
    threatened is under attack, the share of the burden that would fall on this member, and how much of a threat
    another state's help can meet already 0..1."""

    threat: float
    bound: bool = False
    attacked: bool = False
    burden_share: float = 0.2
    met: float = 0.0

    @property
    def others(self) -> float:
        """How far the others see to it without this member, 0..1: what is met already, and their share of the rest."""
        return 1.0 - self.burden_share * (1.0 - self.met)


@dataclass(frozen=True, slots=True)
class Temper:
    """Weights shared by all members; fitted on the crises, see docs/backtest.md."""

    gain: float
    burden: float
    entrapment: float
    ties: float
    credibility: float
    autonomy: float
    asking: float
    temperature: float
    lead_threshold: float
    riding: float
    reliability: float
    association: float
    dissent: float
    defeat: float
    hurry: float
    enough: float


TEMPER_NAMES = tuple(f.name for f in fields(Temper))


@lru_cache(maxsize=1)
def temper() -> Temper:
    """The weights in use, scenarios/treaty/temper.toml."""
    data = tomllib.loads((HOME / "treaty" / "temper.toml").read_text(encoding="utf-8"))
    return Temper(**{name: float(data["temper"][name]["typical"]) for name in TEMPER_NAMES})


# -- terms: what they add to or take from the utility of a measure ---------------------------------------------------
def meets(view: View, rung: Rung) -> float:
    """The part of the threat that a measure can meet, 0..1; short of force it meets half against an attack."""
    late = 0.5 if view.attacked and rung not in FORCE else 1.0
    return min(late * CAPABILITY[rung], view.threat)


def worth(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """What a measure is worth to a member whoever gives it: stake x the part of the threat it meets. Never negative."""
    return temper.gain * member.stake * meets(view, rung)


def gain(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """What its own help gains: abandonment avoided (Snyder 1984), less by `riding` x what others see to without it.
    Security is a good that nobody can be kept from, so others' giving stands in for one's own (Olson and Zeckhauser
    1966); `riding` is 1 where it is all such a good, 0 where all of the gain is the giver's own. Never negative."""
    return worth(temper, member, view, rung) * (1.0 - temper.riding * view.others)


def burden(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """What carrying its share costs: share x cost, half as much for one with all the means (Olson and Zeckhauser 1966).
    Never negative, taken off."""
    return temper.burden * view.burden_share * COST[rung] * (1.0 - 0.5 * member.means)


def entrapment(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """Fear of being drawn into another's war: chance of escalation x caution (Snyder 1984). Taken off."""
    return temper.entrapment * ESCALATION[rung] * member.caution


def ties(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """What acting against the aggressor costs one who has ties to it. Never negative, taken off."""
    return temper.ties * member.ties * CAPABILITY[rung]


def credibility(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """What refusing would cost the alliance's word: less than a third where it is not bound. Never negative."""
    return temper.credibility * member.credibility * CAPABILITY[rung] * (1.0 if view.bound else 0.3)


def side_payment(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """What it is paid for help that takes means, in proportion to what the help can do. Never negative."""
    return member.side_payment * CAPABILITY[rung] if rung in REAL else 0.0


def utility(temper: Temper, member: Member, view: View, rung: Rung) -> float:
    """U = gain - burden - entrapment - ties + credibility + side payment, against doing nothing."""
    plus = (
        gain(temper, member, view, rung)
        + credibility(temper, member, view, rung)
        + side_payment(temper, member, view, rung)
    )
    return (
        plus
        - burden(temper, member, view, rung)
        - entrapment(temper, member, view, rung)
        - ties(temper, member, view, rung)
    )


def noise(temper: Temper, u: float) -> float:
    """Logistic noise of the quantal choice from a uniform draw; none at u = 1/2."""
    u = min(max(u, 1e-9), 1.0 - 1e-9)
    return temper.temperature * math.log(u / (1.0 - u))


def alone(temper: Temper, member: Member, view: View, limit: Rung, draw: Draw) -> Rung:
    """The highest measure up to `limit` that a state takes on its own, all the burden its own; for force it must be
    as willing as it would be to lead."""
    whole = replace(view, burden_share=1.0)
    shift = noise(temper, draw("alone"))
    for r in sorted(Rung, reverse=True):
        if NOTHING < r <= limit:
            bar = temper.lead_threshold if r in FORCE else 0.0
            if utility(temper, member, whole, r) + shift > bar:
                return r
    return NOTHING


# -- asking ----------------------------------------------------------------------------------------------------------
WEAKER_ACCEPTED = 0.8  # chance that one who asks for force would sign a weaker text; assumed (refused in 2022)


def asking_price(temper: Temper, member: Member, rung: Rung) -> float:
    """What an appeal costs the one who asks: autonomy lost, more for force and for those with other friends
    (Morrow 1991); an appeal also says that one cannot cope."""
    return temper.asking + temper.autonomy * COST[rung] * (0.5 + member.outside_options)


def granted(temper: Temper, trust: float, rung: Rung, sure: bool = False) -> float:
    """How likely the requester thinks that an appeal is granted: the prior that commitments are kept, times trust, less
    for what costs more. Where aid is automatic (`sure`) nobody decides, and the prior alone counts."""
    return temper.reliability * (1.0 if sure else (0.5 + trust) * (1.0 - 0.5 * COST[rung]))


def choose_request(
    temper: Temper,
    member: Member,
    view: View,
    lead: str,
    draw: Draw,
    asks: Iterable[Rung] = ASKS,
    sure: bool = False,
    *,
    articles: tuple[int, int],
) -> tuple[Request, str]:
    """What to ask for, on which article, or nothing: the best by expected gain less price and fear of escalation.

    `sure`: aid follows from the appeal without a vote. `articles`: numbers of the one on consultations and on attacks.
    """
    trust = member.trust.get(lead, 0.5)
    best, best_u = NOTHING, noise(temper, draw("ask-none"))
    for r in asks:
        u = (
            granted(temper, trust, r, sure) * worth(temper, member, view, r)
            - asking_price(temper, member, r)
            - 0.5 * entrapment(temper, member, view, r)
        )
        u += noise(temper, draw(f"ask-{r.name}"))
        if u > best_u:
            best, best_u = r, u
    if best == NOTHING:
        why = f"no help is worth its price to it [threat seen {view.threat:.2f}]"
        return Request(False), f"{member.code} asks for nothing: {why}."
    article = articles[1] if view.attacked else articles[0]
    weaker = best not in FORCE or draw("weaker") < WEAKER_ACCEPTED
    return (
        Request(True, True, article, int(best), weaker),
        f"{member.code} asks for {best.title} under Article {article}: it is worth the price of asking,"
        f" with a chance of {granted(temper, trust, best, sure):.0%} to be heard [threat seen {view.threat:.2f}, price"
        f" {asking_price(temper, member, best):.2f}].",
    )


HEAVY = ((0.5, "very much"), (0.25, "much"), (0.12, "something"))  # utility from which so much is said


def heavy(utility: float) -> str:
    """What something costs or brings, in words."""
    return next((said for least, said in HEAVY if utility >= least), "little")


# -- quid pro quo and trust ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Demand:
    """What the lead state wants for its help: price to the requester, worth to the lead, cost in others' trust."""

    name: str
    title: str
    price: float
    worth: float
    distrust: float
    days: tuple[float, float, float]


@lru_cache(maxsize=1)
def demands() -> dict[str, Demand]:
    """The demands that a scenario may switch on, scenarios/treaty/demands.toml."""
    data = tomllib.loads((HOME / "treaty" / "demands.toml").read_text(encoding="utf-8"))
    return {
        name: Demand(
            name, str(d["title"]), float(d["price"]), float(d["worth"]), float(d["distrust"]), three(d["days"])
        )
        for name, d in data.items()
    }


@lru_cache(maxsize=1)
def goods() -> dict[str, Demand]:
    """What members may trade: what a lead state may demand, and what is in scenarios/treaty/goods.toml. `price` is to
    the one who gives it, `worth` to the one who gets it, `days` until it is due."""
    data = tomllib.loads((HOME / "treaty" / "goods.toml").read_text(encoding="utf-8"))
    more = {
        name: Demand(name, str(d["title"]), float(d["price"]), float(d["worth"]), 0.0, three(d["days"]))
        for name, d in data.items()
    }
    return {name: d for name, d in demands().items() if d.price} | more


def accepts_demand(temper: Temper, member: Member, view: View, demand: str, draw: Draw) -> bool:
    """Whether the requester pays what the lead state wants for its help; outside options make it refuse."""
    if demand == "none":
        return True
    worth = temper.gain * member.stake * view.threat
    price = demands()[demand].price * (0.5 + member.outside_options)
    return worth - price + noise(temper, draw(f"demand-{demand}")) >= 0.0


def trust_after_demand(trust: float, demand: str) -> float:
    """Trust of another member in a lead state that asked for a price: lower by the demand's share."""
    return trust * (1.0 - demands()[demand].distrust)


def trust_after(trust: float, helped: bool, bound: bool) -> float:
    """Trust in an ally after it helped or did not: it moves a fifth of the way, half as fast where no duty bound."""
    pace = 0.2 if bound else 0.1
    return trust + pace * ((1.0 if helped else 0.0) - trust)
