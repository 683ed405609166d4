"""Sessions as data: games of people become rows that can be held against the rules and against each other."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from panj.experiments.sessions import ASKED, as_text, compared, sessions
from panj.model.game import Game, save
from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.errors import InputError
from panj.tests.experiments.command import panj, refused


def played(seed: int, inform: str) -> Game:
    """The small border with a person in the chair of the member, who informs the alliance or does not."""
    game = Game("intro", "csto-2010", seed, seats=["TJK"])
    while (question := game.question or game.advance("end")) is not None:
        game.answer(inform if question.kind == "inform" else question.usual)
    return game


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two games: one played as the staff advises, one in which nobody is told."""
    save(played(1, "yes"), tmp_path / "advised.json")
    save(played(2, "no"), tmp_path / "silent.json")
    return tmp_path


def test_each_game_is_a_row_beside_what_the_rules_come_to(folder: Path) -> None:
    """Who did as his staff advised got what the rules get; each answer stands beside what the staff would have said."""
    found = sessions(folder, dice=2)
    assert [row["game"] for row in found["sessions"]] == ["advised", "silent"]
    assert set(OUTCOMES) <= set(found["sessions"][0])
    assert all(row["people"] == "TJK" and row["over"] for row in found["sessions"])
    mine = {row["game"]: row for row in found["seats"] if row["seat"] == "TJK"}
    assert mine["advised"]["points"] == mine["advised"]["rules_same_dice"]
    assert mine["silent"]["person"]
    other = [a for a in found["answers"] if not a["as_staff"]]
    assert {(a["game"], a["kind"], a["answer"], a["staff"]) for a in other} == {("silent", "inform", "no", "yes")}
    (row,) = compared(found)
    assert (row["seat"], row["games"]) == ("TJK", 2)
    assert row["low"] <= row["difference"] <= row["high"]
    assert "advised: Tajikistan" in as_text(found)


def test_a_questionnaire_is_checked_and_goes_along(folder: Path, tmp_path: Path) -> None:
    """Rows name a game and a seat that there are; the tables are written as CSV."""
    file = folder / "questionnaire.csv"
    file.write_text(f"{','.join(ASKED)}\nadvised,TJK,Would you play again?,yes\n", encoding="utf-8")
    out = tmp_path / "out"
    printed = panj("sessions", folder, "--dice", "2", "--out", out).stdout
    assert "People against the rules" in printed
    with (out / "questionnaire.csv").open(encoding="utf-8") as stream:
        assert next(csv.DictReader(stream))["answer"] == "yes"
    assert {p.name for p in out.glob("*.csv")} == {"sessions.csv", "seats.csv", "answers.csv", "questionnaire.csv"}
    file.write_text(f"{','.join(ASKED)}\nlost,TJK,Again?,yes\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 2, game"):
        sessions(folder, dice=2)


def test_a_folder_without_games_is_refused(tmp_path: Path) -> None:
    """One line says what is wanted."""
    assert "saved games" in refused("sessions", tmp_path)


def test_games_that_a_server_wrote_down_count_too(folder: Path, tmp_path: Path) -> None:
    """A table's file holds the game; who else may read codes from it is no matter here."""
    inner = json.loads((folder / "advised.json").read_text(encoding="utf-8"))
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "table.json").write_text(json.dumps({"table": 1, "game": inner}), encoding="utf-8")
    assert sessions(kept, dice=2)["sessions"][0]["people"] == "TJK"
