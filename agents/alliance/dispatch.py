"""What was adopted is put under way: consignments of treaty.delivery become things that arrive at the border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panj.agents.alliance.under_way import Battalions, Equipment, Exercise
from panj.agents.command.border import COMBAT, GUARD
from panj.border.forces import FIELD, ROLES
from panj.treaty.course.clocks import pert
from panj.treaty.course.delivery import Consignment, Experience, deliver, experience
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import FORCE, Rung

if TYPE_CHECKING:
    from panj.agents.lead_state import LeadState
    from panj.agents.world import World


def known(w: World) -> Experience:
    """Clocks and shares of delivery in this scenario; what it does not set is in scenarios/treaty/delivery.toml."""
    usual, v = experience(), w.values
    equipment, deploy = v["equipment_days"], v["deploy_days"]
    return Experience(
        reliability=v["reliability"],
        late_share=usual.late_share,
        exercise_days=usual.exercise_days,
        equipment_days=(0.25 * equipment, equipment, 6.0 * equipment),
        force_days=(0.5 * deploy, deploy, 1.6 * deploy),
        men_per_wave=usual.men_per_wave,
        alone_days=usual.alone_days,
        alone_share=usual.alone_share,
    )


def carry_out(w: World, procedure: Procedure, event: int) -> None:
    """Put the measures of an adopted text under way; those who supported it carry it.

    A second text that wants force only makes good what the first did not send. Whole battalions go, so that more may
    be under way than was asked for: what is promised is then what goes.
    """
    number = w.alliance.number(procedure)
    chamber = w.alliance.chamber(procedure)
    carriers = [c for c in procedure.responsible if c != procedure.requester and c in chamber.seated]
    book = w.alliance.book
    lacking = max(0, round(w.values["force_men"]) - sum(book.sent_men.values()))
    men = chamber.shares(lacking, carriers) if procedure.force and lacking else {}
    sent = deliver(
        procedure.measures, men, givers={c: chamber.members[c].means for c in carriers},
        case=f"{procedure.requester}-{number}", pool=w.alliance.pool(), day=float(w.day),
        lead_willing=procedure.lead_willing, known=known(w),
        draw=lambda who, which: w.streams.uniform("delivery", number, who, which),
    )  # fmt: skip
    book.promise(round(sum(max(c.promised, c.sent) for c in sent if c.measure in FORCE)))
    for consignment in sent:
        _dispatch(w, consignment, event, w.regime.lead_state if w.regime.lead_state in carriers else carriers[0])


def _dispatch(w: World, c: Consignment, event: int, leader: str) -> None:
    """One consignment on its way, or the word that it will not come."""
    book = w.alliance.book
    wait = 0.0 if c.day is None else c.day - w.day
    if c.measure == Rung.exercise:
        if c.contributor == leader:  # one exercise, whoever takes part
            _exercise(w, leader, wait, event, collective=True)
        book.contributors.add(c.contributor)
    elif c.day is None:
        what = f"{c.promised:.0f} men" if c.measure in FORCE else "equipment"
        w.tell(
            "not_delivered", c.contributor, subject=w.setting.file.requester, amount=c.promised,
            clause="FORCES" if c.measure in FORCE else "D-2013", causes=(event,),
            reason=f"{c.contributor} promised {what} and will not deliver.",
        )  # fmt: skip
        w.alliance.disappoint(c.contributor, event)
    elif c.measure == Rung.mil_tech:
        share = c.sent * w.values["equipment_share"]
        w.send(wait, Equipment(c.contributor, share, clause="D-2013", collective=True), event)
        book.contributors.add(c.contributor)
    else:
        _march(w, c, wait, event)


def _march(w: World, c: Consignment, wait: float, event: int) -> None:
    """The battalions that the pool gave set out."""
    rows, men = [], 0
    for row in w.waiting(c.contributor, "contingent"):
        if men < c.sent:
            rows.append(row)
            men += int(w.forces.men[row])
    mandate = COMBAT if c.measure == Rung.force_combat else GUARD
    clause = w.regime.clause("force")
    force = Battalions(
        tuple(rows), c.contributor, clause=clause, collective=True, mandate=mandate,
        sector=w.alliance.parties[c.contributor].station(),
    )  # fmt: skip
    w.send(wait, force, event)
    w.alliance.book.set_out(c.contributor, men)


def carry_out_alone(w: World, state: LeadState, rung: Rung, event: int) -> None:
    """Put a measure of the bilateral track under way."""
    usual = known(w)
    if rung == Rung.exercise:
        for partner in w.alliance.partners:
            if partner.invited():
                w.tell(
                    "joins", partner.code, subject=state.code, causes=(event,),
                    reason=f"{partner.code} joins the exercise.",
                )  # fmt: skip
        days = pert(*usual.exercise_days, w.streams.uniform("delivery", -1, state.code, "exercise-days"))
        _exercise(w, state.code, days, event, collective=False)
    elif rung == Rung.mil_tech:
        days = pert(*usual.alone_days, w.streams.uniform("delivery", -1, state.code, "equipment-days"))
        w.send(days, Equipment(state.code, usual.alone_share * w.values["equipment_share"]), event)
    elif rung in FORCE:
        _base(w, state, rung, event)


def _exercise(w: World, who: str, wait: float, event: int, collective: bool) -> None:
    men, days = round(w.values["exercise_men"]), w.values["exercise_days"]
    w.send(wait, Exercise(who, men, days, 0.6, collective=collective), event)


def _base(w: World, state: LeadState, rung: Rung, event: int) -> None:
    """The base in the country moves battalions to the border: a third of it to guard, two thirds to fight."""
    f = w.forces.columns
    base = (f.owner == w.powers.index(state.code)) & (f.role == ROLES.index("base")) & (f.status == FIELD)
    rows = [int(r) for r in base.nonzero()[0] if f.home[r] < 0]
    part = rows[: max(1, len(rows) * (2 if rung == Rung.force_combat else 1) // 3)] if rows else []
    for row in part:
        w.border_troops.post(row, COMBAT if rung == Rung.force_combat else GUARD)
    men = int(f.men[part].sum()) if part else 0
    w.tell(
        "base_moves", state.code, subject=w.setting.file.requester, amount=men, causes=(event,),
        reason=f"{men} men of the base in the country march to the border.",
    )  # fmt: skip
