"""The text of docs/findings.md from its tables, and the sentence of the README.

First what survives the assumptions, then what hangs on which of them, then what cannot be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import jinja2
import pandas as pd

from panj.experiments.tables import number, percent
from panj.tools.findings_again import again, span
from panj.tools.findings_tables import BOTH, FIRST, GROUND, SETS
from panj.tools.findings_words import WORDS, Row, by, effect, hangs, known, one_sign, short, spread, survives, told

WHAT_IF, WAR = "tajikistan-2021-incursion", "tajikistan-2021"
LAW = "csto-2010"  # what alliances are held against among themselves
MARKS = "<!-- findings -->", "<!-- end of findings -->"  # of what the README says of them
NOTHING = "nothing"
PLAYED = {
    "what-if": "the what-if",
    "war": "the default war",
    "ask": "days of the appeal",
    "buy": "options of help",
    "spots": "points with all else typical",
}  # sweeps in words


@dataclass(frozen=True)
class Tables:
    """What the page is computed from, as it is stored in docs/findings."""

    effects: list[Row]
    movers: list[Row]
    appeals: list[Row]
    options: list[Row]
    spots: list[Row]
    notes: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables as they are stored; an empty field is None."""
        names = ("effects", "movers", "appeals", "options", "spots")
        read = {name: _rows(pd.read_csv(folder / f"{name}.csv", dtype={"day": "str"})) for name in names}
        notes = _rows(pd.read_csv(folder / "notes.csv", dtype=str))
        return cls(**read, notes={row["note"]: row["value"] for row in notes})

    def of(self, scenario: str, war: str, baseline: str) -> list[Row]:
        """Effects in a scenario, with the war inside of one set or both; those of both with `least_sign`: the share of
        the assumptions with the sign of the mean, the least of the sets, 0 where these differ in sign."""
        here = [r for r in self.effects if r["scenario"] == scenario and r["baseline"] == baseline]
        mine = [dict(r) for r in here if r["war"] == war]
        for row in mine:
            same = [
                one_sign(r) if r["mean"] * row["mean"] > 0.0 else 0.0
                for r in here
                if r["war"] in SETS and _key(r) == _key(row)
            ]
            if war == BOTH and same:
                row["least_sign"] = min(same)
        return mine


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in table.to_dict("records")]


def _key(row: Row) -> tuple[str, str]:
    return row["outcome"], row["regime"]


def _ground(rows: Iterable[Row]) -> list[Row]:
    return [r for r in rows if r["outcome"] in GROUND]


def page(tables: Tables) -> str:
    """The whole page in Markdown."""
    notes = tables.notes
    what_if, among = tables.of(WHAT_IF, BOTH, "none"), tables.of(WHAT_IF, BOTH, LAW)
    ground = _ground(what_if)
    left = [r for r in ground if not survives(r)]
    named = [r for r in left if r["told"] and by(r)]
    sets, unit = {name: tables.of(WHAT_IF, name, "none") for name in SETS}, notes["unit of the options"]
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    env = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return env.get_template("findings.md.j2").render(
        notes=notes,
        games=f"{int(notes['games']):,}",
        regimes=", ".join(f"`{r}`" for r in notes["regimes"].split()),
        helps="\n  - ".join(_helps(ground)),
        rules=_rules(among),
        ask=_ask(tables.appeals),
        buy=_buy(tables.options, unit),
        quiet=_quiet(tables.of(WAR, BOTH, "none")),
        sure=_lines([r for r in ground if survives(r)]) or "None of the effects on the ground.\n",
        help=_lines([r for r in what_if if r["outcome"] not in GROUND]),
        named=_named(named, tables.movers) or "None.\n",
        grey=_grey([r for r in left if r not in named]) or "Nothing of what was asked.\n",
        among=_lines([r for r in among if r["outcome"] == FIRST]) + _rest([r for r in among if r["outcome"] != FIRST]),
        wars="\n".join(_wars(tables)),
        appeals="\n".join(_appeals(tables.appeals)),
        options="\n".join(_options(tables.options, unit)),
        spots="\n".join(_spots(tables.spots)),
        again="\n".join(again(sets, what_if, among, tables.movers, tables.spots, tables.options, LAW, unit)),
        ended=[(said, notes[f"end of {name}"]) for name, said in PLAYED.items() if notes.get(f"end of {name}")],
        stamp=notes["rules"][:12],
    )


def readme(text: str, tables: Tables) -> str:
    """The README with what it says of the findings made anew, between its marks."""
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    first, *lines = _helps(_ground(tables.of(WHAT_IF, BOTH, "none")))
    listed = "\n".join(f"- {line}" for line in lines)
    return f"{before}{MARKS[0]}\n{first}\n\n{listed}\n{MARKS[1]}{after}"


# -- in short ----------------------------------------------------------------------------------------------------------
def _helps(ground: Sequence[Row]) -> list[str]:
    """Whether an alliance helps: how many effects survive, and on a line each the surest and the largest on the first
    outcome, with how sure it is and what it hangs on."""
    sure = [r for r in ground if survives(r)]
    most = max((r for r in ground if r["outcome"] == FIRST), key=lambda r: abs(r["mean"]))
    if not sure:
        return [
            "In the what-if, no effect of a treaty on the ground survives nine tenths of what is assumed, with the war"
            " inside as assumed and as fitted alike.",
            _less_none("The largest", most),
        ]
    best = max(sure, key=lambda r: abs(r["mean"]) / r["error"])
    first = (
        f"In the what-if, {len(sure)} of {len(ground)} effects on the ground survive nine tenths of what is assumed."
    )
    also = [] if best is most else [_less_none("The largest on people", most)]
    return [first, _less_none("The surest", best), *also]


def _less_none(which: str, row: Row) -> str:
    """An effect of a treaty against none, on one line."""
    return f"{which}: {WORDS[row['outcome']]}, `{row['regime']}` less no treaty: {effect(row)}{told(row)}."


def _rules(among: Sequence[Row]) -> str:
    ground = [r for r in _ground(among) if r["regime"] != "none"]
    found = [r for r in ground if r["told"]]
    if not found:
        could = max(r["could_see"] or 0.0 for r in ground if r["outcome"] == FIRST)
        return (
            f"Among alliances none can be told from `{LAW}` on the ground ({among[0]['points']} draws,"
            f" {among[0]['seeds']} seeds each); on {WORDS[FIRST]} a difference of {number(could)} would have been seen"
            " in four of five such sweeps."
        )
    kept = sum(survives(r) for r in found)
    one = found[0]
    return (
        f"Against `{LAW}` {len(found)} of {len(ground)} differences of other alliances can be told from the dice, and"
        f" {kept} of them survive nine tenths of the assumptions. The first of them, {WORDS[one['outcome']]},"
        f" `{one['regime']}`: {effect(one)}."
    )


def _quiet(rows: Sequence[Row]) -> str:
    found = [r for r in _ground(rows) if r["told"]]
    if not found:
        return (
            "In the default war, in which next to nobody means to cross, no treaty can be told from none on the ground"
            f" ({rows[0]['points']} draws of everything assumed, {rows[0]['seeds']} seeds each)."
        )
    said = "; ".join(f"`{r['regime']}`, {WORDS[r['outcome']]}: {effect(r)}" for r in found)
    return f"In the default war these can be told from no treaty: {said}."


def _ask(rows: Sequence[Row]) -> str:
    """When one must ask, by regime: the gain of the first day, and the first later day that is worse."""
    out = []
    for under, mine in groupby(rows, key=lambda r: r["under"]):
        listed = list(mine)
        one = next(r for r in listed if r["baseline"] == "never")
        late = [r for r in listed if r["baseline"] == one["day"] and r["day"] != "never"]
        worse = [r for r in late if r["told"]]
        seen = max(r["could_see"] or 0.0 for r in late)
        tail = (
            f"day {worse[0]['day']} is the first that can be told from day {one['day']}: {known(worse[0])}"
            if worse
            else f"no later day, up to day {late[-1]['day']}, can be told from it ({number(seen)} would have been seen)"
        )
        out.append(f"under `{under}`, to appeal on day {one['day']} instead of never: {effect(one)}{told(one)}; {tail}")
    return f"Person-days held in villages, {'. And '.join(out)}."


def _buy(rows: Sequence[Row], unit: str) -> str:
    """What is worth its price."""
    bought = [r for r in rows if r["option"] != NOTHING and r["frontier"]]
    most, least = max(rows, key=lambda r: r["chance_best"]), min(rows, key=lambda r: r["worst_regret"])
    said = "; ".join(
        f"{r['option']} (US$ {number(r['cost'] / 1e6)} million, {short(-r['gain'], r)} {unit}, on the frontier under"
        f" {percent(r['frontier_share'])} of the assumptions{f', most moved by `{by(r)}`' if by(r) else ''}"
        f"{'' if r['told'] else '; cannot be told from nothing by these dice'})"
        for r in bought
    )
    return (
        f"By the means nothing does as much for less than: {said or 'buying nothing'}. Whatever it costs,"
        f" {most['option']} does most under {percent(most['chance_best'])} of the assumptions, and {least['option']}"
        " has the least worst regret."
    )


# -- sections ----------------------------------------------------------------------------------------------------------
def _lines(rows: Sequence[Row]) -> str:
    """Effects by outcome, a line a regime."""
    out = []
    for outcome, mine in groupby(rows, key=lambda r: r["outcome"]):
        listed = list(mine)
        out.append(f"- **{WORDS[outcome]}**, less `{listed[0]['baseline']}`:")
        out += [f"  - `{r['regime']}` {effect(r)}{told(r)}" for r in listed]
    return "\n".join([*out, ""]) if out else ""


def _rest(rows: Sequence[Row]) -> str:
    """Of other outcomes those that can be told apart, and how many cannot."""
    found = [r for r in rows if r["told"]]
    return f"{_lines(found)}- {len(rows) - len(found)} of {len(rows)} other differences cannot be told from the dice.\n"


def _named(rows: Sequence[Row], movers: Sequence[Row]) -> str:
    """Effects that hang on a number: which numbers do what."""
    out = []
    for r in rows:
        said = "; ".join(
            f"`{m['path']}` {short(m['low_third'], r)} in its lowest third, {short(m['high_third'], r)} in its highest"
            for m in movers
            if _key(m) == _key(r)
        )
        out.append(f"- {WORDS[r['outcome']]}, `{r['regime']}`: {known(r)}; {spread(r)}. {said}.")
    return "\n".join([*out, ""]) if out else ""


def _grey(rows: Sequence[Row]) -> str:
    out = []
    for outcome, mine in groupby(rows, key=lambda r: r["outcome"]):
        listed = list(mine)
        out.append(f"- **{WORDS[outcome]}**, less `{listed[0]['baseline']}`:")
        out += [
            f"  - `{r['regime']}` the same in every pair"
            if r["mean"] == 0.0
            else f"  - `{r['regime']}` {known(r)}{told(r)}; {spread(r)}; {hangs(r)}"
            for r in listed
        ]
    return "\n".join([*out, ""]) if out else ""


def _wars(tables: Tables) -> Iterator[str]:
    """Effects under each set of the war inside."""
    sets = {name: {_key(r): r for r in tables.of(WHAT_IF, name, "none")} for name in SETS}
    regimes = list(dict.fromkeys(regime for _, regime in next(iter(sets.values()))))
    yield _head("less no treaty", "war inside", "no treaty", *(f"`{r}`" for r in regimes))
    for outcome in GROUND:
        for name, rows in sets.items():
            base = number(rows[outcome, regimes[0]]["mean_baseline"])
            cells = " | ".join(_cell(rows[outcome, r]) for r in regimes)
            yield f"| {WORDS[outcome]} | {SETS[name]} | {base} | {cells} |"


def _head(*names: str) -> str:
    return f"| {' | '.join(names)} |\n{'|---' * len(names)}|"


def _cell(row: Row) -> str:
    if row["mean"] == row["p5"] == row["p95"] == 0.0:
        return "the same"
    mean = short(row["mean"], row)
    return f"{f'**{mean}**' if row['told'] else mean} ({_over(row)})"


def _over(row: Row) -> str:
    """The spread over assumptions in a field of a table."""
    if row["p5"] == row["p95"]:
        return "spread not told from dice"
    return f"{short(row['p5'], row)} to {short(row['p95'], row)}; {percent(row['same_sign'])}"


def _appeals(rows: Sequence[Row]) -> Iterator[str]:
    """What each day of the appeal changes against never."""
    held, over = "person-days held, less never", "over nine tenths of the assumptions"
    yield _head("under", "appeal on day", held, over, "told apart", "most moved by", "men who came", "help came in")
    for r in rows:
        if r["baseline"] == "never":
            apart = "yes" if r["told"] else f"no ({number(r['could_see'] or 0.0)} would have been)"
            yield (
                f"| `{r['under']}` | {r['day']} | {known(r)} | {_over(r)} | {apart} |"
                f" {f'`{by(r)}`' if by(r) else '-'} | {r['men']:,.0f} | {percent(r['came'])} |"
            )


def _options(rows: Sequence[Row], unit: str) -> Iterator[str]:
    yield _head(
        "",
        "option",
        f"{unit} fewer than with nothing",
        "cost [million US$]",
        "thousand man-days",
        "on the frontier",
        "regret left",
        "worst regret",
        "does most under",
        "most moved by",
    )
    for place, r in enumerate(rows, 1):
        gain, low, high, left, worst = (
            short(r[k], r, "") for k in ("gain", "gain_p5", "gain_p95", "regret_left", "worst_regret")
        )
        seen = number(r["could_see"]) if r["could_see"] is not None else "none"
        apart = "" if r["told"] or r["option"] == NOTHING else f"; cannot be told apart, {seen} would have been"
        cost, least, most = (number(r[k] / 1e6) for k in ("cost", "cost_p5", "cost_p95"))
        on = f"{'yes' if r['frontier'] else 'no'}, under {percent(r['frontier_share'])}"
        yield (
            f"| {place} | {r['option']} | {gain} ({low} to {high}{apart}) | {cost} ({least} to {most}) |"
            f" {number(r['cost_men'] / 1e3)} | {on} | {left} | {worst}{' (least)' if r['minimax'] else ''} |"
            f" {percent(r['chance_best'])} | {f'`{by(r)}`' if by(r) else '-'} |"
        )


def _spots(rows: Sequence[Row]) -> Iterator[str]:
    regimes = list(dict.fromkeys(r["regime"] for r in rows))
    if not rows:
        return
    yield _head("all else typical", "no treaty", *(f"`{r}`" for r in regimes))
    for point, mine in groupby(rows, key=lambda r: r["point"]):
        listed = list(mine)
        cells = []
        for r in listed:
            gap, _, between = span(r).partition(" ")
            cells.append(f"{f'**{gap}**' if r['told'] else gap} {between}")
        yield f"| {point} | {number(listed[0]['mean_baseline'])} | {' | '.join(cells)} |"
