"""The columns of a run: the row of outcomes that it leaves, and the daily series. Names and order are fixed.

A column is one entry here; tables, pages, reports and docs/outcomes.md take from it what they show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from panj.agents.alliance.help import gini
from panj.model.record import stability
from panj.model.record.column import (
    BAND_DAYS,
    COUNT,
    DATE,
    DAY,
    DAYS,
    FRACTION,
    HASH,
    INDEX,
    KM,
    LAST_DAY,
    MAN_DAYS,
    MEN,
    NUMBER,
    PEOPLE,
    PERSON_DAYS,
    RUNG,
    SET,
    SHARE,
    TEXT,
    Column,
    Origin,
    Place,
    Said,
)
from panj.treaty.ladder import Rung

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance

# Where columns are read.
GAME = Origin("the game itself", "model/border_model.py", lambda m: m)
CONTROL = Origin("control of the far bank", "model/record/account.py", lambda m: m.account)
CROSSINGS = Origin("counters of the ground", "border/theatre.py", lambda m: m.account.crossings())
DEPTH = Origin("the ground", "border/theatre.py", lambda m: m.theatre)
MUSTER = Origin("men by side and place", "border/tally.py", lambda m: m.account.muster())
REFUGE = Origin("refuge", "model/refuge.py", lambda m: m.refuge)
HELP = Origin("the ledger of help", "agents/alliance/help.py", lambda m: m.alliance.ledger)
ALLIANCE = Origin("the alliance", "agents/alliance/alliance.py", lambda m: m.alliance)
EYES = Origin("what the requester sees", "agents/alliance/requester.py", lambda m: m.requester)
LEDGER = Origin("the ledger of stability", "model/record/stability.py", lambda m: m.account.whole)
STRAINS = Origin("mean strains and their weights", "model/record/strain.py", lambda m: m.account.strains())
INSIDE = Origin("the war inside", "border/inland/state.py", lambda m: m.account.inside())


def _burden(alliance: Alliance) -> float | None:
    """Inequality of the men sent, over the members other than the requester."""
    others = [code for code in alliance.members if code != alliance.requester.code]
    return gini([alliance.ledger.sent_men.get(code, 0) for code in others])


def _names(found: set[str]) -> str:
    return "+".join(sorted(found))


OUTCOMES: dict[str, Column] = {
    "scenario": GAME.column(TEXT, "scenario played", lambda m: m.setting.name),
    "regime": GAME.column(TEXT, "treaty regime in force", lambda m: m.regime.name),
    "seed": GAME.column(NUMBER, "root seed of every draw", lambda m: m.seed, daily=True),
    "days": GAME.column(DAYS, "days played", lambda m: m.day + 1 if m.steps else 0),
    "border_share_end": CONTROL.column(
        SHARE,
        "share of border kilometres held by militants at the end",
        lambda a: a.border_share,
        better="less",
        first=("compare", "demo", "report", "weighed", "result"),
    ),
    "border_share_peak": CONTROL.column(
        SHARE, "largest share of border kilometres held by militants on any day", lambda a: a.peak, better="less"
    ),
    "days_to_half": CONTROL.column(
        DAY, "first day on which militants held half of the border", lambda a: a.day_of_half, better="more"
    ),
    "incursions_attempted": CROSSINGS.column(
        COUNT,
        "attempts by militants to cross the border",
        lambda c: c.attempted,
        better="less",
        daily=True,
        first=("demo", "report", "result"),
    ),
    "incursions_repelled": CROSSINGS.column(
        COUNT, "attempts that were found and thrown back", lambda c: c.repelled, better="more", daily=True
    ),
    "incursions_through": CROSSINGS.column(
        COUNT,
        "attempts that got away into the member's territory",
        lambda c: c.through,
        better="less",
        daily=True,
        said=Said(2, "bands that got away into the country"),
        first=("compare", "demo", "report", "dots", "sensitivity", "weighed", "result"),
    ),
    "deepest_incursion_km": DEPTH.column(
        KM,
        "greatest depth reached inside the member's territory; 0 if none",
        lambda t: round(float(t.deepest[0]), 3),
        better="less",
    ),
    "posts_lost": CROSSINGS.column(
        COUNT,
        "posts of the member lost",
        lambda c: c.posts_lost,
        better="less",
        daily=True,
        said=Said(4, "posts lost"),
        first=("compare", "demo", "report", "weighed", "result"),
    ),
    "losses_member": MUSTER.column(
        MEN,
        "men lost by the member",
        lambda n: n.lost_member,
        better="less",
        daily=True,
        said=Said(5, "men lost by the member"),
        first=("compare", "demo", "report", "dots", "sensitivity", "weighed", "result"),
    ),
    "losses_allies": MUSTER.column(
        MEN,
        "men lost by its allies, whether sent by the alliance or on their own",
        lambda n: n.lost_allies,
        better="less",
        daily=True,
        first=("compare", "result"),
    ),
    "losses_militants": MUSTER.column(
        MEN, "men lost by the militants", lambda n: n.lost_militants, daily=True, first=("result",)
    ),
    "losses_garrisons": MUSTER.column(
        MEN,
        "men lost by the garrisons beyond the border in fights",
        lambda n: n.lost_garrisons,
        better="less",
        daily=True,
    ),
    "soldiers_refuge": CROSSINGS.column(
        MEN,
        "foreign soldiers who sought refuge across the border",
        lambda c: c.soldiers_refuge,
        better="less",
        daily=True,
        first=("demo", "report", "weighed", "result"),
    ),
    "civilians_refuge": REFUGE.column(
        PEOPLE,
        "civilians who sought refuge across the border",
        lambda r: r.civilians,
        better="less",
        daily=True,
        first=("weighed", "result"),
    ),
    "inform_day": HELP.column(DAY, "day the member informed the alliance", lambda h: h.inform_day),
    "consultation_day": HELP.column(DAY, "day consultations of the alliance began", lambda h: h.consultation_day),
    "request_day": HELP.column(
        DAY,
        "day the member lodged its appeal",
        lambda h: h.request_day,
        first=("compare", "demo", "report", "weighed", "result"),
    ),
    "ask_rung": HELP.column(RUNG, "highest rung it asked for", lambda h: h.ask_rung),
    "decision_day": HELP.column(
        DAY,
        "day the alliance first adopted a decision on aid, or refused one",
        lambda h: h.decision_day,
        better="less",
        first=("compare", "demo", "report", "weighed", "result"),
    ),
    "adopted_rung": HELP.column(
        RUNG,
        "highest rung the alliance adopted",
        lambda h: max(h.adopted, default=0),
        better="more",
        daily=True,
        first=("compare", "demo", "report", "sensitivity", "weighed", "result"),
    ),
    "bilateral_rung": HELP.column(
        RUNG, "highest rung an ally gave on its own", lambda h: max(h.bilateral, default=0), better="more"
    ),
    "measures": HELP.column(
        SET,
        "set of measures the alliance adopted, joined by +",
        lambda h: "+".join(Rung(r).name for r in sorted(h.adopted)),
    ),
    "vetoes": HELP.column(
        COUNT, "objections that blocked a text", lambda h: h.vetoes, better="less", first=("result",)
    ),
    "pivotal": HELP.column(
        SET, "members whose lone objection blocked a text, joined by +", lambda h: _names(h.pivotal)
    ),
    "contributors": HELP.column(
        SET, "members who sent men or material for the alliance, joined by +", lambda h: _names(h.contributors)
    ),
    "burden_gini": ALLIANCE.column(
        FRACTION, "inequality of men sent over the members other than the requester (Gini)", _burden, better="less"
    ),
    "promised_men": HELP.column(MEN, "men the alliance promised", lambda h: h.promised_men, better="more"),
    "delivered_men": HELP.column(
        MEN,
        "men of the alliance who arrived",
        lambda h: h.delivered_men,
        better="more",
        said=Said(7, "men of the alliance who arrived"),
        first=("compare", "demo", "report", "sensitivity", "weighed", "result"),
    ),
    "first_arrival_day": HELP.column(
        DAY,
        "day the first help of the alliance arrived",
        lambda h: h.first_arrival_day,
        better="less",
        first=("compare", "report", "weighed", "result"),
    ),
    "full_strength_day": HELP.column(
        DAY, "day all promised men had arrived", lambda h: h.full_strength_day, better="less"
    ),
    "stability_mean": LEDGER.column(
        INDEX,
        "stability index of the whole border, mean over the days",
        lambda w: w.mean,
        better="more",
        said=Said(6, "the mean stability index"),
        first=("compare", "demo", "report", "dots", "weighed", "result"),
    ),
    "stability_end": LEDGER.column(
        INDEX,
        "stability index of the whole border at the end",
        lambda w: w.history[-1] if w.history else None,
        better="more",
        first=("compare", "report"),
    ),
    "stability_state_end": LEDGER.column(
        TEXT,
        "stable, unstable, failing, failed or recovering, at the end",
        lambda w: w.states[-1] if w.states else None,
        first=("result",),
    ),
    "days_stable": LEDGER.column(DAYS, "days the border was stable", lambda w: w.days_in("stable"), better="more"),
    "days_unstable": LEDGER.column(
        DAYS, "days the border was unstable", lambda w: w.days_in("unstable"), better="less"
    ),
    "days_failing": LEDGER.column(
        DAYS,
        "days the border was failing",
        lambda w: w.days_in("failing"),
        better="less",
        said=Said(3, "days the border was failing"),
        first=("report",),
    ),
    "days_failed": LEDGER.column(DAYS, "days the border had failed", lambda w: w.days_in("failed"), better="less"),
    "days_recovering": LEDGER.column(DAYS, "days the border was recovering", lambda w: w.days_in("recovering")),
    "digest": GAME.column(HASH, "hash of the run's events", lambda m: m.digest),
    "stability_pressure_mean": STRAINS.column(
        INDEX,
        "index of what lies on the other side: control, refuge; mean",
        lambda s: stability.part(s.mean, s.weights, stability.PRESSURE),
        better="more",
    ),
    "stability_hold_mean": STRAINS.column(
        INDEX,
        "index of how the member holds: incursions, posts, losses, bands inside; mean",
        lambda s: stability.part(s.mean, s.weights, stability.HOLD),
        better="more",
        first=("sensitivity",),
    ),
    "reserve_days": CONTROL.column(
        MAN_DAYS, "reservists under arms, summed over the days", lambda a: a.reserve_days, better="less"
    ),
    "bands_inside_peak": INSIDE.column(
        COUNT, "most bands at once in the member's territory", lambda i: i.peak, better="less"
    ),
    "band_days_inside": INSIDE.column(
        BAND_DAYS,
        "bands in the member's territory, summed over the days",
        lambda i: round(i.band_hours / 24.0, 6),
        better="less",
    ),
    "villages_taken": INSIDE.column(
        COUNT, "times that a band took a village of the member", lambda i: i.taken, better="less"
    ),
    "people_held_days": INSIDE.column(
        PERSON_DAYS,
        "people held in villages, summed over the days",
        lambda i: round(i.held_hours / 24.0, 6),
        better="less",
        said=Said(1, "person-days in villages held by bands"),
        first=("report", "dots"),
    ),
    "people_displaced": INSIDE.column(
        PEOPLE, "people of the member who fled from villages that were taken", lambda i: i.displaced, better="less"
    ),
    "last_band_out_day": INSIDE.column(
        LAST_DAY,
        "day the last band inside left, gave up or was destroyed; none is left",
        lambda i: i.last_out // 24 if i.last_out >= 0 and not i.now else None,
        better="less",
    ),
    "losses_inside": INSIDE.column(
        MEN, "men lost by the member and its allies in fights with bands inside", lambda i: i.lost, better="less"
    ),
}

# The daily series: counts as they stand at the end of a day.
SERIES: dict[str, Column] = {
    "seed": OUTCOMES["seed"],
    "step": GAME.column(NUMBER, "steps played", lambda m: m.steps),
    "date": GAME.column(DATE, "date", lambda m: m.date),
    "border_share": CONTROL.column(
        SHARE, "share of border kilometres held by militants", lambda a: a.border_share, better="less"
    ),
    "stability_index": LEDGER.column(
        INDEX, "stability index of the whole border", lambda w: w.history[-1] if w.history else 100.0, better="more"
    ),
    "stability_state": LEDGER.column(
        TEXT, "stable, unstable, failing, failed or recovering", lambda w: w.states[-1] if w.states else "stable"
    ),
    "districts_fallen": DEPTH.column(
        COUNT, "districts whose centre militants hold", lambda t: t.fallen.tobytes().count(1), better="less"
    ),
    "men_at_border": MUSTER.column(MEN, "the member's men with a stretch to guard", lambda n: n.at_border),
    "allied_men": MUSTER.column(MEN, "allies' men with a stretch to guard", lambda n: n.allied),
    "seen_share": EYES.column(
        SHARE,
        "share of border kilometres held by militants as the member sees it",
        lambda r: r.picture.border_share,
        better="less",
    ),
    "threat_perceived": EYES.column(FRACTION, "threat as the member sees it", lambda r: r.threat, better="less"),
} | {name: column for name, column in OUTCOMES.items() if column.daily}
COUNTS = {name: column for name, column in SERIES.items() if name not in ("seed", "step", "date")}  # what is counted

NUMBERS = tuple(name for name, column in OUTCOMES.items() if column.dtype != "str")
WORDS = {  # outcomes that regimes may change, with how a sentence names them; the first that differs is told first
    name: said.words
    for name, said in sorted(((n, c.said) for n, c in OUTCOMES.items() if c.said is not None), key=lambda of: of[1])
}


def shown_first(place: Place) -> tuple[str, ...]:
    """Names of the outcomes that are shown first somewhere, in the order of the row."""
    return tuple(name for name, column in OUTCOMES.items() if place in column.first)
