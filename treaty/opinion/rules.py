"""The legal opinion on one set of facts: what each clause says of it, worked out once and when asked for.

Each rule returns a finding with its reason in English and the findings that it rests on. Which clause a rule speaks for
is the regime's to say (`Regime.clause`): the rules name no treaty, article or date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from panj.treaty.ladder import COMBAT, CONSULTATION, FORCE, MISSION, REAL, SHORT_OF_FORCE, TOP, Measures, Rung
from panj.treaty.law.clauses import Finding, Request, Threat, words
from panj.treaty.law.regime import Regime


class Opinion:
    """What the law says of a threat and an appeal. `is_member`: whether the one threatened is bound; `members`: who is;
    `date`: on which day."""

    def __init__(
        self,
        regime: Regime,
        threat: Threat,
        request: Request,
        is_member: bool,
        members: Sequence[str] = (),
        date: dt.date | None = None,
    ) -> None:
        self.regime = regime
        self.threat = threat
        self.request = request
        self.is_member = is_member
        self.members = members
        self.date = date

    # -- who is bound --------------------------------------------------------------------------------------------------
    @cached_property
    def bodies(self) -> Finding:
        """Whether there is a body of the alliance before which this case can be brought."""
        r, on = self.regime, self.threat.on
        facts = {"collective": r.collective, "on": on, "member": self.is_member}
        clause = r.clause("bodies")
        if not r.collective:
            said = "Under this regime there is no duty, no body and no collective procedure."
            return Finding(clause, False, said, facts)
        if not self.is_member:
            return Finding(
                clause,
                False,
                f"{on or 'The state'} is not a member on that date: no procedure.",
                facts,
                (self.membership,),
            )
        said = f"The case of {on or 'two members'} is brought before the alliance."
        return Finding(clause, True, said, facts, (self.membership,))

    @cached_property
    def membership(self) -> Finding:
        """Whether the one threatened is bound on the day."""
        said = f"{self.threat.on or 'The state'} is {'' if self.is_member else 'not '}a member on that date."
        terms = self.regime.book.members if self.date is not None else ()
        notes = [m.note for m in terms if m.note and m.state == self.threat.on and self.date and m.covers(self.date)]
        said = " ".join([said, *notes])
        return Finding(self.regime.clause("membership"), self.is_member, said, {"members": list(self.members)})

    @cached_property
    def consultation(self) -> Finding:
        """A threat to a member's security, wherever it gathers, calls for consultations.

        Unrest at home is such a threat only when an element from outside is claimed or the member itself appeals:
        nobody else may call a member's own affairs a threat.
        """
        t = self.threat
        facts = {"kind": t.kind, "by": t.by, "where": t.where, "appeals": self.appeals, "external": t.external}

        def found(holds: bool, reason: str) -> Finding:
            return Finding(self.regime.clause("consult"), holds, reason, facts, (self.membership,))

        if not self.is_member:
            return found(False, self.membership.reason)
        if t.kind == "none":
            return found(False, "There is no threat.")
        if not self.convened.holds:
            return found(False, self.convened.reason)
        if t.by == "member" and not self.regime.member_attacker:
            said = "A quarrel between members: consultations where one appeals, good offices at most else."
            return found(self.appeals, said)
        if not t.external and not self.appeals:
            return found(False, "Judged an internal affair: no element from outside is claimed and nobody appeals.")
        if t.own_territory:
            said = f"{words(t.kind).capitalize()} threatens the security of {t.on}: consult at once."
        else:
            said = (
                f"{words(t.kind).capitalize()} outside the territory of {t.on} may threaten it or international"
                " peace: consult at once."
            )
        return found(True, said)

    @cached_property
    def convened(self) -> Finding:
        """Whether the members are called together by those who may; where nobody says who calls, the one threatened
        does, and its call is enough."""
        r, callers = self.regime, self.request.callers
        who = ", ".join(callers)
        facts = {"callers": list(callers), "may": r.convened_by, "least": r.convene_least}

        def found(holds: bool, reason: str) -> Finding:
            return Finding(r.settling("convened_by"), holds, reason, facts, raised=bool(callers))

        if r.convened_by == "threatened" and callers and self.threat.on not in callers:
            return found(False, f"{who} may not call the members together: that is for {self.threat.on}.")
        if r.convened_by == "chair" and callers and self.request.chair not in callers:
            return found(False, f"{who} may not call the members together: that is for the chair.")
        if callers and len(set(callers)) < r.convene_least:
            return found(False, f"{who} calls; it takes {r.convene_least} members to call them together.")
        return found(True, f"{who or self.threat.on} calls the members together.")

    # -- the appeal ----------------------------------------------------------------------------------------------------
    @property
    def appeals(self) -> bool:
        """Whether the recognised government appeals to the alliance."""
        return self.request.made and self.request.recognised and not self.request.to

    @property
    def valid_request(self) -> bool:
        """Whether help is asked for by the one who may ask, or is owed without being asked for."""
        return self.appeals or (not self.regime.request_required and self.binding.holds)

    @cached_property
    def asked(self) -> Finding:
        """Whether the member has asked for help, or need not."""
        r = self.request
        facts = {"made": r.made, "article": r.article, "required": self.regime.request_required}
        required = self.regime.request_required
        if r.made and r.to:
            said = f"The appeal goes to {r.to} alone and not to the alliance"
            reason = f"{said}; what {r.to} gives is its own." if required else f"{said}, which needs none."
            return Finding("REQUEST", not required, reason, facts | {"to": r.to})
        if r.made:
            return Finding("REQUEST", True, f"An appeal under Article {r.article} has been made.", facts)
        if not required:
            return Finding("REQUEST", True, "No request has been made; this regime needs none.", facts, raised=False)
        return Finding("REQUEST", False, "No request has been made; aid goes only at the member's request.", facts)

    @cached_property
    def government(self) -> Finding:
        """Whether the one who asks is the recognised government."""
        r = self.request
        facts = {"made": r.made, "recognised": r.recognised}
        if r.made and not r.recognised:
            said = ": the appeal is not valid" if self.regime.request_required else " and this regime needs no request"
            reason = f"The appeal does not come from the recognised government{said}."
            return Finding("GOVERNMENT", False, reason, facts)
        said = "The recognised government speaks." if r.made else "Nobody has appealed."
        return Finding("GOVERNMENT", True, said, facts, raised=r.made)

    @cached_property
    def qualified(self) -> Finding:
        """Whether the article that an appeal names is the one of the facts; if not, the law takes the right one."""
        consult, attack = self.regime.article("consult"), self.regime.article("attack")
        facts = {"named": self.request.article, "taken": attack if self.on_attack else consult}
        if self.request.article == attack != consult and not self.on_attack:
            said = f"The appeal names Article {attack}, the facts are those of Article {consult}"
            return Finding("QUALIFY", False, f"{said}: taken as an appeal under Article {consult}.", facts)
        return Finding("QUALIFY", True, f"The appeal rests on Article {self.request.article}.", facts)

    @property
    def on_attack(self) -> bool:
        """Whether an appeal is one under the article on attacks: it names it, and the facts do not forbid it."""
        if self.request.article != self.regime.article("attack"):
            return False
        return self.trigger.holds or not self.consultation.holds

    @cached_property
    def referral(self) -> Finding:
        """Who takes an appeal; sending force is not in its power."""
        r = self.request
        body = self.regime.body("consults")
        powerless = body in self.regime.book.treaty.cannot_send_force
        end = " and refers it; it cannot send force itself." if powerless else " and refers it."
        said = f"The {body} takes the appeal, consults{end}"
        facts = {"article": r.article, "ask": Rung(r.ask).name}
        return Finding(self.regime.clause("referral"), True, said, facts)

    # -- the duty to aid -----------------------------------------------------------------------------------------------
    @cached_property
    def territory(self) -> Finding:
        """Whether it happens where an attack counts."""
        t = self.threat
        clause = self.regime.clause("area")
        said = {
            "own": f"on the territory of {t.on}",
            "outside": f"outside the territory of {t.on}",
            "own_outside_area": f"on territory of {t.on} beyond the area of the treaty",
            "forces_in_area": f"to forces, ships or aircraft of {t.on} within the area of the treaty",
        }[t.where]
        holds = t.where in self.regime.area
        facts = {"where": t.where, "area": list(self.regime.area)}
        return Finding(clause, holds, f"What happens is {said}.", facts, raised=t.kind != "none")

    @cached_property
    def attacker(self) -> Finding:
        """Whether the attacker is no member itself; from whose soil others attack does not make that state one."""
        t = self.threat
        facts = {"by": t.by, "of": t.of, "origin": t.origin}
        if t.by == "member":
            who = f"The attacker{t.of and ' ' + t.of}"
            if self.regime.member_attacker:
                said = f"{who} is itself a member; the treaty speaks of any attacker."
                return Finding("ATTACKER", True, said, facts, (self.quarrel,))
            said = f"{who} is itself a member: no attack from outside."
            return Finding("ATTACKER", False, said, facts, (self.quarrel,))
        who = f"The attacker ({t.of or t.by}) is not a member"
        soil = f"; it comes from the soil of {t.origin}" if t.origin and t.origin != t.on else ""
        own = ", a member that does not itself attack" if soil and t.origin in self.members else ""
        return Finding("ATTACKER", True, f"{who}{soil}{own}.", facts, raised=t.kind != "none")

    @cached_property
    def quarrel(self) -> Finding:
        """What holds between members: peaceful settlement, and no part in actions against one of them."""
        said = "Members settle their disputes by peaceful means and take no part in actions against one another."
        return Finding(self.regime.clause("quarrel"), True, said, {"by": self.threat.by})

    @cached_property
    def trigger(self) -> Finding:
        """Whether this is an attack on a member that counts as an attack on all, in the reading of the law."""
        t, reading = self.threat, self.regime.trigger
        facts = {"kind": t.kind, "by": t.by, "reading": reading, "from_outside": t.directed_from_outside}
        gates = [self.membership, self.territory, self.attacker]
        gates += [self.cyber] if t.cyber else []
        gates += [self.outside] if t.only_claimed else []

        def found(holds: bool, reason: str) -> Finding:
            return Finding("TRIGGER", holds, reason, facts, tuple(gates))

        failed = next((g for g in gates if not g.holds), None)
        if failed is not None:
            return found(False, failed.reason)
        if t.kind not in ("armed_attack", "unrest"):
            return found(False, f"{words(t.kind).capitalize()} is not an armed attack.")
        if reading == "strict_1992" and (t.kind != "armed_attack" or t.by not in ("state", "member")):
            return found(False, "The text speaks of aggression by a state or a group of states.")
        if reading == "armed_attack":
            if t.kind == "unrest":
                return found(False, "Unrest is not an armed attack in this reading.")
            if not t.directed_from_outside:
                return found(False, "It is not determined that the attack was directed from outside.")
        if not t.external:
            return found(False, "No element from outside is claimed: not an armed attack in this reading.")
        if t.kind == "unrest":
            return found(True, "Unrest with a claimed element from outside counts as an attack in the broad reading.")
        at = f"on the territory of {t.on}" if t.where == "own" else f"on {t.on}"
        return found(True, f"An armed attack ({t.by}) {at}.")

    @cached_property
    def cyber(self) -> Finding:
        """Whether an attack by cyber means counts."""
        r, t = self.regime, self.threat
        facts = {"cyber": t.cyber, "scale_and_effects": t.grave, "rule": r.cyber}
        clause = "CYBER"
        if r.cyber == "no":
            return Finding(clause, False, "The treaty does not reach attacks by cyber means.", facts)
        if r.cyber == "if_determined" and not t.grave:
            said = "Nobody has held that the cyber attack has the scale and effects of an armed attack."
            return Finding(clause, False, said, facts)
        held = "It is held to have the scale and effects of an armed attack." if t.grave else "It counts as any other."
        return Finding(clause, True, f"An attack by cyber means. {held}", facts)

    @cached_property
    def outside(self) -> Finding:
        """Whether an element from outside that the member only claims is enough, or a body must determine it."""
        r, t = self.regime, self.threat
        clause, facts = "OUTSIDE", {"claimed": t.only_claimed, "needs": r.outside_element}
        if r.outside_element == "determined" and not t.determined_from_outside:
            said = f"{t.on} claims an element from outside; no body has determined it, and the treaty wants that."
            return Finding(clause, False, said, facts)
        return Finding(clause, True, f"{t.on} claims an element from outside; the claim is enough.", facts)

    @cached_property
    def binding(self) -> Finding:
        """Whether the article on attacks binds the others now: trigger, and where required a valid appeal on it."""
        clause, r = self.regime.clause("attack"), self.regime
        if not r.collective:
            return Finding(clause, False, "Under this regime no treaty binds anybody.", {"collective": False})
        conditions = [self.trigger]
        if r.request_required:
            conditions += [self.asked, self.government]
            if self.request.made:
                conditions.append(self.qualified)
        failed = next((c for c in conditions if not c.holds), None)
        if failed is not None:
            return Finding(clause, False, failed.reason, failed.facts, tuple(conditions))
        if r.request_required and not self.on_attack:
            attack = r.article("attack")
            said = f"The appeal rests on Article {self.request.article}, not on Article {attack}."
            return Finding(clause, False, said, {"article": self.request.article}, tuple(conditions))
        owed = (
            "The others owe the necessary aid, including military aid."
            if r.duty == "necessary_aid"
            else "Each of the others owes such action as it deems necessary; force does not follow by itself."
        )
        return Finding(
            clause, True, f"{self.trigger.reason} {owed}", {**self.trigger.facts, "duty": r.duty}, tuple(conditions)
        )

    # -- what may be done ----------------------------------------------------------------------------------------------
    @cached_property
    def force_basis(self) -> Finding:
        """Forces may be used where the article on attacks binds, and by vote on a threat alone where the law allows it.

        A threat alone comes from outside, or is claimed to, and is one to the member's own ground: unrest that is only
        internal, and fighting elsewhere, get no force.
        """
        r, q, t = self.regime, self.request, self.threat
        consult = r.article("consult")
        facts = {
            "body": r.deciding_body,
            "article": q.article,
            "article2_force": r.article2_force,
            "external": t.external,
            "where": q.where,
        }

        def found(holds: bool, reason: str, *conditions: Finding) -> Finding:
            return Finding(r.clause("force"), holds, reason, facts, conditions)

        if self.powerless:
            return found(False, f"The {r.deciding_body} decides in this regime, and it cannot send force.")
        if not self.valid_request:
            gate = next((g for g in (self.asked, self.government) if not g.holds), self.binding)
            return found(False, gate.reason, gate)
        if q.where == "outside" and not self.abroad.holds:
            return found(False, self.abroad.reason, self.abroad)
        abroad = (self.abroad,) if q.where == "outside" else ()
        if self.binding.holds:
            said = f"Forces may be used: the case falls under Article {r.article('attack')}."
            return found(True, said, self.binding, *abroad)
        two = self.consultation
        on_threat = self.appeals and not self.on_attack and two.holds and self.threatens_home
        if on_threat and r.article2_force:
            said = f"Forces may be used in a case of Article {consult} under this regime, by vote."
            return found(True, said, two, *abroad)
        if on_threat:
            said = f"This regime does not let forces be used in a case of Article {consult}."
            return found(False, said, two, *abroad)
        return found(False, f"No force: {self.binding.reason}", self.binding)

    @property
    def powerless(self) -> bool:
        """Whether the body that decides cannot send force."""
        return self.regime.deciding_body in self.regime.book.treaty.cannot_send_force

    @cached_property
    def guard(self) -> Finding:
        """Whether a guard force may go without an attack: at the member's request, on its own ground."""
        r, q, t = self.regime, self.request, self.threat
        clause, facts = (
            r.clause("peacekeeping"),
            {"ask": Rung(q.ask).name, "where": q.where, "guard_force": r.guard_force},
        )

        def found(holds: bool, reason: str) -> Finding:
            return Finding(clause, holds, reason, facts, (self.asked, self.government))

        if self.powerless:
            return found(False, f"The {r.deciding_body} decides in this regime, and it cannot send force.")
        if not r.guard_force:
            return found(False, "This law knows no guard force without an attack.")
        if not self.appeals:
            return found(False, "A guard force goes at the official request of the member alone.")
        if Rung(q.ask) not in FORCE - COMBAT:
            return found(False, f"{Rung(q.ask).title} is asked for; without an attack only a guard force may be sent.")
        if q.where != "own" or not t.own_territory:
            return found(False, f"It is not on the ground of {t.on}.")
        if t.kind == "none":
            return found(False, "There is nothing to guard against.")
        return found(True, f"The body may send a guard force to {t.on} at its request, on its own ground.")

    @property
    def threatens_home(self) -> bool:
        """Whether the threat is one from outside to the member's own ground, and not from another member."""
        t = self.threat
        by_member = t.by == "member" and not self.regime.member_attacker
        return t.external and not by_member and (t.own_territory or not t.violent)

    @cached_property
    def abroad(self) -> Finding:
        """Whether force may be used outside the members' territory: a guard force on a decision of the UN Security
        Council alone, a combat force in defence against an attack that binds all or on such a decision."""
        r, q = self.regime, self.request
        clause = r.clause("peacekeeping")
        facts = {"where": q.where, "mandate": q.mandate, "force_outside": r.force_outside}
        if not r.force_outside:
            return Finding(clause, False, "This regime lets no force be used outside the members' territory.", facts)
        if q.mandate:
            said = "Outside the members' territory, on a decision of the UN Security Council."
            kept = Finding("UN-53", True, "The UN Security Council has decided on it.", {"mandate": True})
            return Finding(clause, True, said, facts, (kept,))
        if Rung(q.ask) in COMBAT and self.binding.holds:
            said = "Outside the members' territory in defence against an attack that binds all."
            return Finding("UN-51", True, said, facts, (self.binding,))
        said = "Outside the members' territory force needs a decision of the UN Security Council; there is none."
        enforcement = "No regional enforcement without authorization of the UN Security Council, and none is given."
        return Finding(clause, False, said, facts, (Finding("UN-53", False, enforcement, {"mandate": False}),))

    @cached_property
    def limit(self) -> tuple[Rung, str]:
        """The highest rung that may be put to a vote in this case, and why."""
        if self.threat.by == "member" and not self.guard.holds and not self.trigger.holds:
            if self.appeals and self.request.ask == MISSION:
                return MISSION, "between members there are consultations, and a mission that one asks for"
            return CONSULTATION, "between members there are consultations at most"
        if self.threat.violent and not self.threat.own_territory and not self.trigger.holds:
            return CONSULTATION, self.trigger.reason
        if not self.consultation.holds and not self.trigger.holds:
            return CONSULTATION, self.consultation.reason
        basis = self.force_basis
        if not basis.holds and self.guard.holds:
            return Rung(self.request.ask), self.guard.reason
        return (TOP if basis.holds else SHORT_OF_FORCE), basis.reason

    def reported_under(self, measures: Measures) -> Finding | None:
        """Under which clause the UN Security Council is told of measures; None where nobody need tell it."""
        r, t = self.regime, self.threat
        facts = {"binds": self.binding.holds, "by": t.by}
        if self.binding.holds and not REAL.isdisjoint(measures):
            said = f"All measures under Article {r.article('attack')} are reported to the UN Security Council at once."
            if t.by in ("nonstate", "internal"):
                said += " Whether self-defence reaches attackers that are no state is contested."
            facts |= {"contested": t.by in ("nonstate", "internal")}
            return Finding("UN-51", True, said, facts, (self.binding,))
        if FORCE.isdisjoint(measures):
            return None
        if COMBAT.isdisjoint(measures):
            said = (
                "No attack binds and so there is no self-defence; the UN Security Council is told of the guard force."
            )
            return Finding(r.clause("peacekeeping"), True, said, facts)
        said = "No attack binds and so there is no self-defence; the UN Security Council is kept informed."
        return Finding("UN-54", True, said, facts)

    def programme(self, date: dt.date, measures: Measures) -> list[Finding]:
        """The standing programmes of aid that a measure carries out, where the requester has one."""
        on = self.threat.on
        if not any(m.entry.delivery == "material" for m in measures):
            return []
        return [
            Finding(c.id, True, f"Equipment for {on} carries out this programme, much of which never came.")
            for c in self.regime.book.in_force(date)
            if c.beneficiary == on and on
        ]

    def gates(self) -> list[Finding]:
        """Every clause and condition that the law sets before a vote, each with its finding."""
        found = [self.bodies, self.consultation, self.asked, self.government]
        found += [self.convened] if self.request.callers else []
        if self.request.made:
            found.append(self.qualified)
        guard = [] if self.force_basis.holds or Rung(self.request.ask) not in FORCE - COMBAT else [self.guard]
        return [*found, self.territory, self.attacker, self.trigger, self.binding, self.force_basis, *guard]
