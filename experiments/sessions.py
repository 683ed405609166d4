"""Sessions as data: games that people played, as rows beside what the rules alone come to, with every answer they gave.

A folder of saved games (or the folder in which a server writes games down) becomes three tables: `sessions.csv`, a row
a game with the columns of any run's outcomes; `seats.csv`, a row for each seat with aims, its points and those of the
rules with the same dice; `answers.csv`, a row for each answer of a person with what their staff would have said. A
`questionnaire.csv` beside the games, with columns game, seat, question, answer, is checked and joined to the seats.
"""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scipy.stats import t as student

from panj.experiments.tables import measured
from panj.experiments.words import chair, count
from panj.model.game.counterfactual import decisions
from panj.model.game.game import Game
from panj.model.game.orders import Acted, Answered, Injected
from panj.model.game.pairs import Advance, conditions
from panj.model.game.record import from_data, load
from panj.model.record.outcomes import OUTCOMES
from panj.model.record.score import points_of, scored
from panj.scenarios.aims import load_aims
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.reading import csv_rows, read_json, read_text

QUESTIONNAIRE = "questionnaire.csv"
NO_GAMES = (".panj.json", "run.json")  # files of a folder that are no games
ASKED = ("game", "seat", "question", "answer")  # its columns
DICE = 20  # wars by rules with other dice that a seat's points are held against
Rows = list[dict[str, Any]]


def games_in(folder: Path) -> dict[str, Path]:
    """The saved games of a folder by name, in order. Raises InputError where there is none."""
    if not folder.is_dir():
        raise InputError(folder, "", InWords("no folder"), "a folder of saved games")
    found = {path.stem: path for path in sorted(folder.glob("*.json")) if path.name not in NO_GAMES}
    if not found:
        raise InputError(
            folder, "", InWords("no game"), "saved games (FILE.json), as the page and `panj run --out` keep them"
        )
    return found


def opened(path: Path) -> Game:
    """A saved game, or one that a server wrote down, played to where it stands."""
    data = read_json(path)
    if isinstance(data, dict) and isinstance(data.get("game"), dict):
        return from_data(data["game"], path)
    return load(path)


def sessions(folder: Path, dice: int = DICE, advance: Advance = lambda _: None) -> dict[str, Rows]:
    """Tables of the games in a folder: `sessions`, `seats`, `answers`, and `questionnaire` where there is one.

    Raises:
        InputError: for a folder without games, a game that cannot be played again, a questionnaire that does not fit.
    """
    out: dict[str, Rows] = {"sessions": [], "seats": [], "answers": []}
    chairs: dict[str, set[str]] = {}
    for name, path in games_in(folder).items():
        game = opened(path)
        chairs[name] = set(game.chairs)
        _enter(out, name, game, dice)
        advance(1)
    questions = questionnaire(folder, chairs)
    if questions:
        out["questionnaire"] = questions
    return out


def _enter(out: dict[str, Rows], name: str, game: Game, dice: int) -> None:
    """One game's rows."""
    people = {o.seat for o in game.orders if isinstance(o, (Answered, Acted))} | set(game.seats)
    here = scored(game.model)
    injects = sum(isinstance(o, Injected) for o in game.orders)
    row = {key: here[key] for key in OUTCOMES}
    out["sessions"].append(
        {"game": name, "over": game.over, "people": "+".join(sorted(people)), "injects": injects} | row
    )
    shared = conditions(game, scored)._replace(days=max(1, game.day))
    rules: list[dict[str, Any]] = []
    for seed in range(game.seed, game.seed + 1 + dice):
        war = shared.game(seed)
        war.advance("end")
        rules.append(shared.read(war.model))
    for seat in load_aims(game.scenario).seats:
        points = here[points_of(seat)]
        by_rules = [r[points_of(seat)] for r in rules]
        out["seats"].append(
            {
                "game": name,
                "seat": seat,
                "name": chair(game.scenario.file, seat),
                "person": seat in people,
                "points": round(points, 3),
                "rules_same_dice": round(by_rules[0], 3),
                "rules_mean": round(statistics.fmean(by_rules[1:] or by_rules), 3),
                "rules_spread": round(statistics.stdev(by_rules[1:]), 3) if dice > 1 else None,
                "better_than": sum(p < points for p in by_rules[1:]),
                "of": dice,
            }
        )
    answered = {o.moment: o for o in game.orders if isinstance(o, Answered)}
    for d in decisions(game):
        if (order := answered.get(d.moment)) is not None:
            out["answers"].append(
                {
                    "game": name,
                    "day": d.question.day,
                    "seat": d.question.seat,
                    "kind": d.question.kind,
                    "answer": d.answer,
                    "staff": d.question.usual,
                    "as_staff": d.answer == d.question.usual,
                    "by": order.by,
                }
            )


def questionnaire(folder: Path, chairs: dict[str, set[str]]) -> Rows:
    """Rows of the questionnaire beside the games; none where there is no such file. Raises InputError, row by row."""
    path = folder / QUESTIONNAIRE
    if not path.is_file():
        return []
    lines = csv_rows(read_text(path, "CSV"), path)
    _, head = next(lines, (1, []))
    if tuple(head) != ASKED:
        raise InputError(path, "row 1", ",".join(head), f"columns {','.join(ASKED)}")
    rows: Rows = []
    for number, cells in lines:
        if not cells:
            continue
        if len(cells) != len(ASKED):
            raise InputError(path, f"row {number}", ",".join(cells), f"{len(ASKED)} columns")
        row = dict(zip(ASKED, cells, strict=True))
        if row["game"] not in chairs:
            raise InputError(path, f"row {number}, game", row["game"], f"one of {', '.join(chairs)}")
        if row["seat"] not in chairs[row["game"]]:
            raise InputError(
                path, f"row {number}, seat", row["seat"], f"one of {', '.join(sorted(chairs[row['game']]))}"
            )
        rows.append(row)
    return rows


def compared(found: dict[str, Rows]) -> Rows:
    """People against rules, seat by seat: points over games, and how often people did as their staff would have.

    `difference` is the mean over games of points less those of the rules with the same dice, with its 95 % interval
    (Student's t) from two games on.
    """
    out: Rows = []
    for seat in dict.fromkeys(r["seat"] for r in found["seats"]):
        mine = [r for r in found["seats"] if r["seat"] == seat and r["person"]]
        if not mine:
            continue
        apart = [r["points"] - r["rules_same_dice"] for r in mine]
        n = len(apart)
        reach = float(student.ppf(0.975, n - 1)) * statistics.stdev(apart) / math.sqrt(n) if n > 1 else None
        mean = statistics.fmean(apart)
        answers = [a for a in found["answers"] if a["seat"] == seat]
        out.append(
            {
                "seat": seat,
                "name": mine[0]["name"],
                "games": n,
                "points": statistics.fmean(r["points"] for r in mine),
                "rules": statistics.fmean(r["rules_same_dice"] for r in mine),
                "difference": mean,
                "low": None if reach is None else mean - reach,
                "high": None if reach is None else mean + reach,
                "answers": len(answers),
                "as_staff": sum(a["as_staff"] for a in answers) / len(answers) if answers else None,
            }
        )
    return out


def as_text(found: dict[str, Rows]) -> str:
    """People against rules and against each other, as text."""
    games = found["sessions"]
    out = [f"{count(len(games), 'game')}, {sum(bool(g['people']) for g in games)} with people in their chairs", ""]
    rows = compared(found)
    out.append("People against the rules, points 0 to 100 by the seat's own aims; same dice, same injects:")
    for r in rows:
        if r["low"] is None:
            sure = "one game cannot say how sure that is"
        else:
            _, low, high = measured(r["difference"], r["low"], r["high"])
            sure = f"95 % {low} to {high}"
            sure += ": cannot be told apart" if r["low"] <= 0.0 <= r["high"] else ""
        share = r["as_staff"]
        like = (
            "" if share is None else f"; {100 * share:.0f} % of {count(r['answers'], 'answer')} the same as the staff's"
        )
        out.append(
            f"  {r['name']}: {r['points']:.0f} against {r['rules']:.0f} in {count(r['games'], 'game')},"
            f" difference {r['difference']:+.1f} ({sure}){like}"
        )
    if not rows:
        out.append("  no person sat in a chair that has aims")
    out += ["", "People against each other, game by game:"]
    for game in games:
        mine = [f"{s['name']} {s['points']:.0f}" for s in found["seats"] if s["game"] == game["game"] and s["person"]]
        out.append(f"  {game['game']}: {', '.join(mine) or 'nobody'}{'' if game['over'] else ' (not over)'}")
    return "\n".join(out) + "\n"


def write_tables(found: dict[str, Rows], folder: Path) -> list[Path]:
    """The tables as CSV files in a folder, each whole or not at all."""
    import io

    from panj.scenarios.writing import write_text

    out = []
    for name, rows in found.items():
        stream = io.StringIO()
        writer = csv.DictWriter(stream, columns(rows), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path = folder / f"{name}.csv"
        write_text(path, stream.getvalue())
        out.append(path)
    return out


def columns(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Names of the columns, in order."""
    return list(dict.fromkeys(key for row in rows for key in row))
