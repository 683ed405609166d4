"""Stakes in words: the table of policies, and a game's end by seat, as text."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from panj.experiments.stakes.spread import RULE
from panj.experiments.tables import measured, number
from panj.experiments.words import dated, measure

WIDE = 100  # columns
LARGE = 10_000.0  # from which the number of an aim is told with three figures


def as_text(found: dict[str, Any]) -> str:
    """The table that `panj stakes` prints: what choices come to by seat, then each seat's policies, then the levers."""
    first, last = found["seeds"]
    out = [f"Stakes: {found['title']}", f"treaty: {found['regime_title']}, seeds {first} to {last}", "", *_seats(found)]
    out += ["", *_wrap(METHOD)]
    if found["chosen"]:
        out += ["", *_wrap(found["chosen"])]
    for seat in found["seats"]:
        out += ["", *_seat(seat)]
    if found["levers"]:
        out += ["", *_levers(found)]
    return "\n".join(out) + "\n"


METHOD = (
    "Points are of 100, by the seat's own aims; these and their weights are assumed. Ranges are 95 % intervals over the"
    " seeds. Dice: standard deviation over the seeds while the seat keeps one policy. Best less worst: mean of the"
    " differences seed by seed, the others by their rules; more than the dice: surely, where the whole range is. Drawn:"
    " the others follow policies drawn for the seed. Best in: wars, with others by their rules and drawn, in which no"
    " other policy brings the seat more points; alone: nor as many."
)


def _seats(found: dict[str, Any]) -> list[str]:
    """For each seat whether choices move it more than the dice, and whether one policy is best in all wars."""
    rows: list[Sequence[str]] = [
        ("seat", "best policy", "worst policy", "best less worst", "dice", "more than the dice", "best in at most")
    ]
    for seat in found["seats"]:
        v = seat["verdict"]
        most = max(r["best_in"] for r in seat["policies"] if r["policy"] != RULE)
        middle, low, high = measured(v["difference"], v["low"], v["high"])
        rows.append(
            (
                seat["name"],
                worded(v["best"]),
                worded(v["worst"]),
                f"{middle} ({low} to {high})",
                number(round(v["dice"], 1)),
                "surely" if v["surely_more"] else "on average" if v["more_than_dice"] else "no",
                f"{most} of {seat['worlds']} wars",
            )
        )
    return columns(rows)


def _seat(seat: dict[str, Any]) -> list[str]:
    out = _wrap(f"{seat['name']}: {seat['wants']}")
    rows: list[Sequence[str]] = [("policy", "points", "dice", "drawn", f"best in, of {seat['worlds']} wars", "alone")]
    for r in seat["policies"]:
        middle, low, high = measured(r["points"], r["points"] - r["within"], r["points"] + r["within"])
        rows.append(
            (
                worded(r["policy"]),
                f"{middle} ({low} to {high})",
                f"{r['spread']:.1f}",
                f"{r['points_mixed']:.0f}",
                *(("not compared", "") if r["policy"] == RULE else (str(r["best_in"]), str(r["alone_in"]))),
            )
        )
    out += columns(rows)
    for r in seat["policies"]:
        out += _wrap(f"{worded(r['policy'])}: {r['says'][:1].lower()}{r['says'][1:].rstrip('.')}.", "    ", "      ")
    return [*out, *_wrap(said(seat), "  ", "  ")]


def worded(policy: str) -> str:
    """The name of a policy as words."""
    return policy.replace("-", " ")


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as text, each column as wide as its widest cell; the first row is the head."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [f"  {'  '.join(f'{cell:<{w}}' for cell, w in zip(row, wide, strict=True))}".rstrip() for row in rows]


def said(seat: dict[str, Any]) -> str:
    """What a seat's table comes to, with how sure that is."""
    v = seat["verdict"]
    if v["low"] == v["high"] == 0.0:
        return "All its policies bring the same points in every war: alone it changes nothing here."
    middle, low, high = measured(v["difference"], v["low"], v["high"])
    first = (
        f"{worded(v['best']).capitalize()} brings {middle} points more than {worded(v['worst'])} (95 % {low} to"
        f" {high}); the dice alone move {number(round(v['dice'], 1))}"
    )
    if v["surely_more"]:
        first += ": choices move more than the dice."
    elif v["more_than_dice"]:
        first += ": choices seem to move more than the dice, but the interval reaches down to them."
    else:
        first += ": choices do not move more than the dice."
    never = "No policy is best in all." if seat["never_best_in_all"] else "One policy is best in all."
    return f"{first} {never}"


def _levers(found: dict[str, Any]) -> list[str]:
    out = [f"Whether the border holds ({found['holds']}):"]
    for lever in found["levers"]:
        out.append(f"  {lever['lever']}")
        wide = max(len(c["course"]) for c in lever["courses"])
        for c in lever["courses"]:
            share = f"{100 * c['held'] / c['wars']:.0f} %"
            out.append(
                f"    {c['course']:<{wide}}  {share:>5} of {c['wars']} wars (95 % {100 * c['low']:.0f} to"
                f" {100 * c['high']:.0f} %)"
            )
    return out


def reckoned(found: dict[str, Any], only: str = "") -> str:
    """The end of a game as text; of one seat, or of all."""
    out = [f"The end: {found['title']}", f"treaty {found['regime']}, seed {found['seed']}", ""]
    for seat in found["seats"]:
        if only in ("", seat["seat"]):
            out += [*_end_of(seat, found["names"]), ""]
    return "\n".join([*out, *_wrap(found["method"])]) + "\n"


def _end_of(seat: dict[str, Any], names: dict[str, str]) -> list[str]:
    out = _wrap(f"{names[seat['seat']]}{' (a person)' if seat['person'] else ' (its rule)'}: {seat['wants']}")
    out += _wrap(compared(seat), "  ", "  ")
    for aim in seat["aims"]:
        out += _wrap(f"- {aim_said(aim)}", "  ", "    ")
    out += ["  What decided it:"] if seat["decided"] else ["  Nothing that was tried moved it."]
    for decision in seat["decided"]:
        out += _wrap(f"- {decided(decision, names)}", "  ", "    ")
    if seat["sure"]:
        out += _wrap(sure(seat["sure"]), "  ", "  ")
    return out


def compared(seat: dict[str, Any]) -> str:
    """A seat's points against wars by rules."""
    rules = seat["rules"]
    alike = f", as well as in {seat['as_good_as']}" if seat["as_good_as"] else ""
    return (
        f"{seat['points']:.0f} of 100 points. By rules with the same dice {seat['same_dice']:.0f}; in {rules['of']}"
        f" wars by rules with dice of all kinds {rules['median']:.0f} (nine in ten {rules['low']:.0f} to"
        f" {rules['high']:.0f}). This game did better than {seat['better_than']} of them{alike}."
    )


def value_said(value: float | None, unit: str) -> str:
    """The number of an aim with its unit."""
    return "never" if value is None else f"{rounded(value)} {unit}"


def rounded(value: float) -> str:
    """The number of an aim for people: three figures of a large one."""
    return number(float(f"{value:.3g}") if abs(value) >= LARGE else value)


def aim_said(aim: dict[str, Any]) -> str:
    """How an aim came out."""
    rules = aim["rules"]
    usual = ""
    if rules["median"] is not None:
        usual = f"; by rules {rounded(rules['median'])} ({rounded(rules['low'])} to {rounded(rules['high'])})"
    return (
        f"{aim['aim']}: {value_said(aim['value'], aim['unit'])}, {aim['points']:.0f} of {aim['of']:.0f} points"
        f"{usual}. {aim['for'][:1].upper()}{aim['for'][1:]}."
    )


def decided(decision: dict[str, Any], names: Mapping[str, str]) -> str:
    """A decision that moved a seat's points in this war; `names` say how seats are called."""
    who = f"{names[decision['seat']]}{' (a person)' if decision['person'] else ''}"
    more = "more" if decision["points"] > 0 else "fewer"
    return (
        f"{dated(dt.date.fromisoformat(decision['date']), '%B')}, {who}: {decision['question']} The answer was"
        f" {measure(str(decision['answer']))}. It brought {abs(decision['points']):.0f} points {more} than"
        f" {measure(str(decision['other']))} would have with the same dice."
    )


def sure(found: dict[str, Any]) -> str:
    """How far the first of them would matter with other dice."""
    if found["low"] is None:
        return "With other dice the first of these cannot be measured."
    if not found["clear"]:
        return (
            f"With other dice the first of these cannot be told apart from nothing ({found['more']} of {found['pairs']}"
            f" wars better for it, {found['less']} worse)."
        )
    return (
        f"With other dice the first of these is better in {found['more']} of {found['pairs']} wars and worse in"
        f" {found['less']} (median {found['median']:+.0f} points, 98 % {found['low']:.0f} to {found['high']:.0f})."
    )


def _wrap(text: str, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(text, WIDE, initial_indent=first, subsequent_indent=later)
