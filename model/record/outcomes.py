"""What a run leaves in one row: the outcome columns, their types and meanings. Names and order are fixed."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One outcome: its type ('str', 'int', 'float'), its unit, and what it means."""

    dtype: str
    unit: str
    meaning: str


OUTCOMES: dict[str, Column] = {
    "scenario": Column("str", "", "scenario played"),
    "regime": Column("str", "", "treaty regime in force"),
    "seed": Column("int", "", "root seed of every draw"),
    "days": Column("int", "days", "days played"),
    "border_share_end": Column("float", "share", "share of border kilometres held by militants at the end"),
    "border_share_peak": Column("float", "share", "largest share of border kilometres held by militants on any day"),
    "days_to_half": Column("int", "days", "first day on which militants held half of the border"),
    "incursions_attempted": Column("int", "count", "attempts by militants to cross the border"),
    "incursions_repelled": Column("int", "count", "attempts that were found and thrown back"),
    "incursions_through": Column("int", "count", "attempts that got away into the member's territory"),
    "deepest_incursion_km": Column("float", "km", "greatest depth reached inside the member's territory; 0 if none"),
    "posts_lost": Column("int", "count", "posts of the member lost"),
    "losses_member": Column("int", "men", "men lost by the member"),
    "losses_allies": Column("int", "men", "men lost by its allies, whether sent by the alliance or on their own"),
    "losses_militants": Column("int", "men", "men lost by the militants"),
    "losses_garrisons": Column("int", "men", "men lost by the garrisons beyond the border in fights"),
    "soldiers_refuge": Column("int", "men", "foreign soldiers who sought refuge across the border"),
    "civilians_refuge": Column("int", "people", "civilians who sought refuge across the border"),
    "inform_day": Column("int", "days", "day the member informed the alliance"),
    "consultation_day": Column("int", "days", "day consultations of the alliance began"),
    "request_day": Column("int", "days", "day the member lodged its appeal"),
    "ask_rung": Column("int", "rung 0-7", "highest rung it asked for"),
    "decision_day": Column("int", "days", "day the alliance first adopted a decision on aid, or refused one"),
    "adopted_rung": Column("int", "rung 0-7", "highest rung the alliance adopted"),
    "bilateral_rung": Column("int", "rung 0-7", "highest rung an ally gave on its own"),
    "measures": Column("str", "", "set of measures the alliance adopted, joined by +"),
    "vetoes": Column("int", "count", "objections that blocked a text"),
    "pivotal": Column("str", "", "members whose lone objection blocked a text, joined by +"),
    "contributors": Column("str", "", "members who sent men or material for the alliance, joined by +"),
    "burden_gini": Column("float", "0-1", "inequality of men sent over the members other than the requester (Gini)"),
    "promised_men": Column("int", "men", "men the alliance promised"),
    "delivered_men": Column("int", "men", "men of the alliance who arrived"),
    "first_arrival_day": Column("int", "days", "day the first help of the alliance arrived"),
    "full_strength_day": Column("int", "days", "day all promised men had arrived"),
    "stability_mean": Column("float", "0-100", "stability index of the whole border, mean over the days"),
    "stability_end": Column("float", "0-100", "stability index of the whole border at the end"),
    "stability_state_end": Column("str", "", "stable, unstable, failing, failed or recovering, at the end"),
    "days_stable": Column("int", "days", "days the border was stable"),
    "days_unstable": Column("int", "days", "days the border was unstable"),
    "days_failing": Column("int", "days", "days the border was failing"),
    "days_failed": Column("int", "days", "days the border had failed"),
    "days_recovering": Column("int", "days", "days the border was recovering"),
    "digest": Column("str", "", "hash of the run's events"),
    "stability_pressure_mean": Column("float", "0-100", "index of what lies on the other side: control, refuge; mean"),
    "stability_hold_mean": Column(
        "float", "0-100", "index of how the member holds: incursions, posts, losses, bands inside; mean"
    ),
    "reserve_days": Column("int", "man-days", "reservists under arms, summed over the days"),
    "bands_inside_peak": Column("int", "count", "most bands at once in the member's territory"),
    "band_days_inside": Column("float", "band-days", "bands in the member's territory, summed over the days"),
    "villages_taken": Column("int", "count", "times that a band took a village of the member"),
    "people_held_days": Column("float", "person-days", "people held in villages, summed over the days"),
    "people_displaced": Column("int", "people", "people of the member who fled from villages that were taken"),
    "last_band_out_day": Column("int", "days", "day the last band inside left, gave up or was destroyed; none is left"),
    "losses_inside": Column("int", "men", "men lost by the member and its allies in fights with bands inside"),
}
