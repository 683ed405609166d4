"""How docs/findings.md says an effect: on one line with how sure it is and what it hangs on most."""

from __future__ import annotations

from typing import Any

from panj.experiments.tables import give_or_take, number, percent

AGREE = 0.9  # share of the assumptions under which an effect that survives has its sign
WORDS = {
    "people_held_days": "people held in villages [person-days]",
    "incursions_through": "bands that got away into the country [count]",
    "losses_member": "men lost by the member [men]",
    "posts_lost": "posts lost [count]",
    "days_failing": "days the border was failing [days]",
    "delivered_men": "men of the alliance who arrived [men]",
    "decision_day:came": "share of wars in which the alliance decided [0-1]",
}
Row = dict[str, Any]  # of a table of docs/findings


def survives(row: Row) -> bool:
    """Whether an effect can be told from dice and has one sign under nine tenths of the assumptions, those of either
    war inside alone as well (`least_sign`: the least share over both)."""
    return bool(row["told"]) and min(one_sign(row), row.get("least_sign", 1.0)) >= AGREE


def one_sign(row: Row) -> float:
    """Share of the assumptions with the sign of the mean; where their spread cannot be told from dice, all or none, as
    the mean itself is told apart or not."""
    if row["p5"] == row["p95"]:
        return 1.0 if row["told"] else 0.0
    return float(row["same_sign"])


def effect(row: Row) -> str:
    """An effect with its error, its spread over assumptions, and the number that moves it most."""
    return f"{known(row)}; {spread(row)}; {hangs(row)}"


def known(row: Row) -> str:
    """An effect with its standard error."""
    mean, error = give_or_take(row["mean"], row["error"], "+")
    return f"{mean} (standard error {error})"


def spread(row: Row) -> str:
    """Over nine tenths of the assumptions, and the share of one sign."""
    if row["p5"] == row["p95"]:
        return "how far it hangs on assumptions cannot be told from the dice"
    low, high = (short(row[k], row) for k in ("p5", "p95"))
    return f"{low} to {high} over nine tenths of the assumptions, the same sign under {percent(row['same_sign'])}"


def hangs(row: Row) -> str:
    """The assumed number that moves an effect most, with what it does."""
    if not by(row):
        return "no single assumed number moves it beyond chance"
    if row.get("low_third") is None:
        return f"most moved by `{by(row)}`"
    low, high = (short(row[k], row) for k in ("low_third", "high_third"))
    return f"most moved by `{by(row)}`: {low} in its lowest third, {high} in its highest"


def by(row: Row) -> str:
    """The path of the number that moves an effect most; empty where none is told."""
    return row.get("hangs_on") or ""


def told(row: Row) -> str:
    """What follows an effect that cannot be told from dice."""
    if row["told"] or row["mean"] == 0.0:
        return ""
    seen = f" ({number(row['could_see'])} would have been seen)" if row["could_see"] is not None else ""
    return f"; cannot be told from the dice{seen}"


def short(value: float, row: Row, sign: str = "+") -> str:
    """A number to the digits of an effect's error."""
    error = row["error"]
    return give_or_take(value, error, sign)[0] if error is not None and error > 0.0 else number(value)
