"""The text of docs/findings.md from its tables: sentences that hang on the numbers, and limits that do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd

from panj.experiments.report.rulesmap import together
from panj.experiments.tables import give_or_take, level, measured, span

OUTCOMES = ("people_held_days", "incursions_through", "losses_member")  # of the maps; the first is that of the pictures
AMONG = "among_alliances"  # the map of the first outcome without the regime `none`
WORDS = {
    "people_held_days": "people held in villages [person-days]",
    "incursions_through": "bands that got away into the country [count]",
    "losses_member": "men lost by the member [men]",
    "posts_lost": "posts lost [count]",
    "days_failing": "days the border was failing [days]",
    "delivered_men": "men of the alliance who arrived [men]",
}
PUSH, BUSY = "commands.taliban.intent_to_cross", "temper.lead_threshold"


@dataclass(frozen=True)
class Tables:
    """What the page is computed from: regimes against none in the wars as they are, fields of the map by outcome, and
    notes (seeds, regimes, stamp of the program, minutes)."""

    wars: pd.DataFrame
    maps: dict[str, pd.DataFrame]
    notes: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables as they are stored."""
        notes = pd.read_csv(folder / "notes.csv", dtype=str)
        maps = {name: _map_table(folder / f"map_{name}.csv") for name in (*OUTCOMES, AMONG)}
        return cls(pd.read_csv(folder / "wars.csv"), maps, dict(zip(notes.note, notes.value, strict=True)))


def _map_table(path: Path) -> pd.DataFrame:
    """The fields of a map; `leading` is empty where none can be told from another."""
    table = pd.read_csv(path, dtype={"leading": "str", "best": "str", "next": "str"})
    return table.assign(leading=table.leading.fillna(""))


def page(tables: Tables) -> str:
    """The whole page in Markdown."""
    notes, first, among = tables.notes, tables.maps[OUTCOMES[0]], tables.maps[AMONG]
    quiet, loud = (tables.wars[tables.wars.scenario == s] for s in dict.fromkeys(tables.wars.scenario))
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    env = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return env.get_template("findings.md.j2").render(
        games=f"{int(notes['games']):,}",
        regimes=", ".join(f"`{r}`" for r in notes["regimes"].split()),
        quiet=_matter(quiet, "In the default war, in which next to nobody means to cross,"),
        loud=_matter(loud, "In the what-if,"),
        when=_when(first, "Between all regimes, no treaty among them,"),
        when_among=_when(among, "Between alliances alone, which differ in their rules only,"),
        sure=_sure(first),
        war_seeds=notes["seeds of a war"],
        wars="\n".join(_wars(tables.wars)).strip(),
        fields=len(first),
        field_seeds=notes["seeds of a field"],
        maps="\n".join(
            [
                *(_map(WORDS[outcome], tables.maps[outcome]) for outcome in OUTCOMES),
                _map(f"Among alliances alone, {WORDS[OUTCOMES[0]]}", among),
            ]
        ),
        rules=notes["rules"][:12],
    )


def _sure(table: pd.DataFrame) -> str:
    told = table[table.leading != ""]
    halves = _halves(told)
    known = f" A lead in a field is known to within {span(halves, min(halves))}." if halves else ""
    return (
        f"All comparisons of a map together keep an error of 5 %.{known} That is the model's own chance only; for what"
        " may be wrong besides, see the limits below."
    )


def _when(table: pd.DataFrame, where: str) -> str:
    told = table[table.leading != ""]
    if told.empty:
        return f"{where} none can be told from another in any of {len(table)} fields."
    here = told[PUSH].min()
    grey = int(((table.leading == "") & (table[PUSH] >= here)).sum())
    return (
        f"{where} it matters from a push of {here:g} a day on: {len(told)} of {len(table)} fields are told apart,"
        f" {grey} of those that push as hard are not. {_who(table)}"
    )


def _matter(rows: pd.DataFrame, where: str) -> str:
    """Which outcomes differ from no treaty, and by how much at most."""
    told = rows[rows.told]
    if told.empty:
        asked = f"on any of {rows.outcome.nunique()} outcomes ({rows.n.max()} pairs)"
        return f"{where} none can be told from no treaty {asked}."
    ground = told[told.outcome != "delivered_men"]
    if ground.empty:
        return f"{where} rules differ in the help that comes; on the ground none can be told from no treaty at all."
    best = ground[ground.outcome == ground.outcome.iloc[0]]
    most = best.loc[best.difference.abs().idxmax()]
    base, own = (level(most[k], most.low, most.high) for k in ("mean_baseline", "mean"))
    regimes = ", ".join(f"`{r}`" for r in dict.fromkeys(ground.regime))
    sent = rows[rows.outcome == "delivered_men"].set_index("regime")["mean"]
    unarmed = [str(r) for r in dict.fromkeys(ground.regime) if sent[r] == 0.0]
    short = (
        f" `{unarmed[0]}` sends no men in any pair: what differs there is the work of measures short of force."
        if unarmed
        else ""
    )
    return (
        f"{where} {regimes} can be told from no treaty on the ground; the largest difference is `{most.regime}`,"
        f" {WORDS[most.outcome]}: {base} without a treaty, {own} with it,"
        f" {known(most)[0]} ({' to '.join(known(most)[1:])}).{short}"
    )


def _who(table: pd.DataFrame) -> str:
    """Which sets of rules lead where any do."""
    told = table[table.leading != ""]
    regimes = [str(c).removeprefix("mean_") for c in table if str(c).startswith("mean_")]
    said = []
    for leading, mine in sorted(told.groupby("leading"), key=lambda item: (-len(item[1]), str(item[0]))):
        ahead = span(mine.difference.abs().tolist(), min(_halves(mine)))
        said.append(f"{together(str(leading).split('+'), regimes)} in {len(mine)} (ahead by {ahead})")
    return f"Who leads: {'; '.join(said)}."


def _wars(wars: pd.DataFrame) -> Iterator[str]:
    for scenario, rows in wars.groupby("scenario", sort=False):
        regimes = list(dict.fromkeys(rows.regime))
        moving = [o for o, mine in rows.groupby("outcome", sort=False) if (mine.difference != 0.0).any()]
        still = [o for o in dict.fromkeys(rows.outcome) if o not in moving]
        yield f"**`{scenario}`**"
        yield ""
        if moving:
            yield "| against no treaty | no treaty | " + " | ".join(f"`{r}`" for r in regimes) + " |"
            yield "|---" * (len(regimes) + 2) + "|"
            for outcome in moving:
                mine = rows[rows.outcome == outcome].set_index("regime")
                cells = [_cell(mine.loc[r]) for r in regimes]
                one = mine.iloc[0]
                base = level(one.mean_baseline, one.low, one.high)
                yield f"| {WORDS[str(outcome)]} | {base} | {' | '.join(cells)} |"
            yield ""
        if still:
            yield f"The same in every pair under all regimes: {', '.join(WORDS[str(o)] for o in still)}."
            yield ""


def _cell(row: pd.Series) -> str:
    if row.difference == row.low == row.high == 0.0:
        return "the same"
    gap, low, high = known(row)
    return f"{f'**{gap}**' if row.told else gap} ({low} to {high})"


def _map(what: str, table: pd.DataFrame) -> str:
    told = table[table.leading != ""]
    grey = f"- **{what}**: {len(table) - len(told)} of {len(table)} fields grey."
    return f"{grey} {_who(table)} {_trend(told)}".rstrip() if len(told) else grey


def _halves(rows: pd.DataFrame) -> list[float]:
    """Half widths of the intervals."""
    return [float(h) for h in (rows.high - rows.low).abs() / 2.0]


def _trend(told: pd.DataFrame) -> str:
    """How the lead goes along both axes, in numbers."""
    said = []
    for column, name in ((PUSH, "a push"), (BUSY, "a threshold")):
        lead = told.groupby(column).difference.apply(lambda d: d.abs().mean())
        if len(lead) > 1:
            first, last = (give_or_take(float(lead.iloc[k]), min(_halves(told)), "")[0] for k in (0, -1))
            said.append(f"{first} at {name} of {lead.index[0]:g} and {last} at one of {lead.index[-1]:g}")
    return f"The mean lead is {'; '.join(said)}." if said else ""


def known(row: pd.Series) -> tuple[str, str, str]:
    """A difference and the ends of its interval, with their signs."""
    return measured(row.difference, row.low, row.high, "+")
