"""What an early analysis said of the what-if, what was held against it, and what the tables say now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from panj.experiments.tables import give_or_take, number
from panj.tools.findings_tables import FIRST, GROUND, SETS
from panj.tools.findings_words import WORDS, Row, by, effect, known, short, spread, survives, told

NOT_PLAYED = "Not played for this page."


def again(
    sets: dict[str, list[Row]],
    both: Sequence[Row],
    among: Sequence[Row],
    movers: Sequence[Row],
    spots: Sequence[Row],
    options: Sequence[Row],
    law: str,
    unit: str,
) -> Iterator[str]:
    """Rows of a table: said once, held against it, said now. sets: effects less no treaty with the war inside of each
    set; both: with both; among: less `law`."""
    yield "| said once | held against it | what is said now |\n|---|---|---|"
    one = _of(both, law)
    rows = (
        (
            "an alliance takes person-days in villages held by bands from 54,000 to 40,000",
            "with the war inside as fitted on Batken 1999 it is 2,000 without a treaty, and 400 fewer with one",
            _sets(sets, law),
        ),
        (
            "it matters whether there is an alliance",
            "with nothing shared after consultations and missions, two assumed numbers, next to nothing of the effect"
            " of `cst-1992` is left; and `none` shares nothing, even with the lead state's base on the spot",
            _spots(spots),
        ),
        (
            "no alliance can be told from another",
            "20 seeds a field see such differences once in eight times; 200 seeds tell some apart",
            _among(among, law),
        ),
        (
            "no varied factor can be told from one that does nothing",
            "a correlation of 0.61 could not pass either: with 9,999 shuffles and 616 comparisons none could",
            _movers(movers),
        ),
        (
            "each kind of help, without bilateral help or reserves",
            "reserves came in 20 of 20 games of the base, bilateral help in 16, and without them the order turns over",
            _kinds(options, law, unit),
        ),
        (
            "the difference is -12,900 (-18,000 to -7,900)",
            "that interval is of dice alone; over 60 draws of what is assumed it ran from -48,100 to +136",
            f"{WORDS[FIRST]}, `{law}` less no treaty: {effect(one)}{told(one)}."
            f" It {'survives' if survives(one) else 'does not survive'} nine tenths of the assumptions under either war"
            " inside.",
        ),
    )
    for said, against, now in rows:
        yield f"| {said} | {against} | {now} |"


def _of(rows: Sequence[Row], regime: str, outcome: str = FIRST) -> Row:
    return next(r for r in rows if (r["outcome"], r["regime"]) == (outcome, regime))


def _sets(sets: dict[str, list[Row]], law: str) -> str:
    said = []
    for name, rows in sets.items():
        row = _of(rows, law)
        said.append(
            f"{SETS[name]}: {number(row['mean_baseline'])} without a treaty, `{law}` {known(row)}{told(row)};"
            f" {spread(row)}"
        )
    return f"Both wars, side by side. {'. '.join(s[:1].upper() + s[1:] for s in said)}."


def _spots(rows: Sequence[Row]) -> str:
    """What is left of the effect at the named points, by regime."""
    if not rows:
        return NOT_PLAYED
    said = []
    for point in dict.fromkeys(r["point"] for r in rows):
        mine = [r for r in rows if r["point"] == point]
        parts = (f"`{r['regime']}` {span(r)}{'' if r['told'] else '; cannot be told from none'}" for r in mine)
        said.append(f"{point}: {', '.join(parts)}")
    return (
        f"Person-days less no treaty, dice alone, all else typical. {'. '.join(s[:1].upper() + s[1:] for s in said)}."
    )


def span(row: Row) -> str:
    """A difference with its interval, all to the digits of half of it."""
    half = (row["high"] - row["low"]) / 2.0
    gap, low, high = (give_or_take(row[k], half, "+")[0] for k in ("difference", "low", "high"))
    return f"{gap} ({low} to {high})"


def _among(rows: Sequence[Row], law: str) -> str:
    mine = [r for r in rows if r["outcome"] in GROUND and r["regime"] != "none"]
    found = [r for r in mine if r["told"]]
    first = [r for r in mine if r["outcome"] == FIRST]
    seen = "; ".join(f"`{r['regime']}` {known(r)}{told(r)}" for r in first)
    return (
        f"On the ground {len(found)} of {len(mine)} differences of other alliances from `{law}` can be told from the"
        f" dice. {WORDS[FIRST][:1].upper()}{WORDS[FIRST][1:]}: {seen}."
    )


def _movers(rows: Sequence[Row]) -> str:
    """Which assumed numbers can be told, of all tested at once."""
    paths = list(dict.fromkeys(r["path"] for r in rows))
    if not paths:
        return (
            "Numbers, outcomes and regimes are tested together, against the largest correlation of shuffled draws,"
            " which can see one. At so many draws none of them can be told from a number that does nothing."
        )
    most = max(rows, key=lambda r: abs(r["correlation"]))
    return (
        f"{len(paths)} assumed numbers can be told from ones that do nothing, all tested together: "
        + ", ".join(f"`{path}`" for path in paths)
        + f". The closest goes along with {WORDS[most['outcome']]} under `{most['regime']}`: `{most['path']}`, rank"
        f" correlation {most['correlation']:+.2f}."
    )


def _kinds(rows: Sequence[Row], law: str, unit: str) -> str:
    """Kinds of help without a treaty, the one that does most first; options under `law` begin with its name."""
    alone = sorted((r for r in rows if not r["option"].startswith(law) and r["cost"] > 0.0), key=lambda r: -r["gain"])
    said = "; ".join(
        f"{r['option']} {short(r['gain'], r)} ({short(r['gain_p5'], r)} to {short(r['gain_p95'], r)} over nine tenths"
        f" of the assumptions{'' if r['told'] else ', cannot be told from nothing'}"
        f"{f', most moved by `{by(r)}`' if by(r) else ''})"
        for r in alone
    )
    return (
        "The base of [odd.md](odd.md), section 8, calls no reserves and gets no bilateral help, whatever the threat;"
        f" a test holds that. As options, in a war in which both may come, {unit} spared: {said}."
    )
