"""Stakes: policies held against the dice, and the end of a game by seat, are what they say they are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from panj.experiments.stakes import reckoning, stakes
from panj.experiments.stakes.reckoning import HUNDRED, spread
from panj.experiments.stakes.spread import MIXED, RULES, _others, verdict
from panj.experiments.stakes.words import as_text, reckoned
from panj.model import BorderModel
from panj.model.game import Game, save
from panj.model.record.score import check_aims, score
from panj.scenarios.aims import load_aims
from panj.scenarios.load import load_scenario, scenario_names
from panj.tests.experiments.command import panj, refused


def test_choices_beat_the_dice_only_where_they_move_more() -> None:
    """The verdict holds the mean difference of best and worst against the spread within a policy, and says how sure."""
    surely = verdict({"a": [10.0, 12.0, 11.0, 13.0], "b": [50.0, 52.0, 51.0, 53.0], "c": [30.0, 31.0, 30.0, 31.0]})
    assert (surely["best"], surely["worst"], surely["difference"]) == ("b", "a", 40.0)
    assert surely["more_than_dice"]
    assert surely["surely_more"]
    never = verdict({"a": [0.0, 100.0, 50.0, 20.0], "b": [10.0, 90.0, 60.0, 30.0]})
    assert not never["more_than_dice"]


def test_a_policy_meets_the_same_others_as_the_seats_other_policies() -> None:
    """In the mixed world what the others follow is drawn by the seed alone; by rules nobody else follows anything."""
    aims = load_aims(load_scenario("tajikistan-2021-incursion"))
    one, other = (_others(aims, "TJK", MIXED, 7, name) for name in ("ask-at-once", "ask-late"))
    assert one[0] != other[0]
    assert one[1:] == other[1:]
    assert len(one) == len(aims.seats)
    assert _others(aims, "TJK", RULES, 7, "ask-late") == (("TJK", "ask-late"),)


def test_a_range_says_in_how_many_wars_there_was_a_value() -> None:
    """What never happened in most wars is not passed off as a median of all."""
    found = spread([None, 3.0, None, 5.0])
    assert (found["median"], found["there"], found["of"]) == (4.0, 2, 4)


@pytest.mark.slow
def test_the_command_prints_each_seats_policies_and_says_what_they_come_to(tmp_path: Path) -> None:
    """Points by policy, the spread of the dice, and a sentence, by names and not by codes; the same as data. What was
    played is not played again, but for a line that was cut short; a file of other wars is refused and left alone."""
    kept, played = tmp_path / "wars.jsonl", list[int]()
    printed = panj("stakes", "intro", "--seeds", "2", "--workers", "1", "--out", kept).stdout
    assert "the dice alone move" in printed
    assert "best in at most" in printed
    assert "TJK" not in printed
    whole = kept.read_text(encoding="utf-8")
    kept.write_text(whole[:-20], encoding="utf-8")
    found = stakes(load_scenario("intro"), seeds=2, workers=1, advance=played.append, out=kept)
    assert played.count(1) == 1
    assert kept.read_text(encoding="utf-8") == whole
    assert as_text(found) == printed
    assert "line 1" in refused("stakes", "intro", "--regime", "none", "--seeds", "2", "--out", kept)
    assert kept.read_text(encoding="utf-8") == whole
    assert {p["policy"] for p in found["seats"][0]["policies"]} == {
        "by its rule",
        "ask-at-once",
        "ask-for-arms",
        "stand-alone",
    }


def test_a_scenario_without_aims_is_refused(tmp_path: Path) -> None:
    """Where nobody wants anything there is nothing to compare: one line, status 2. Who takes but the parameters of a
    scenario with aims has none of them."""
    folder = tmp_path / "arauca"
    shutil.copytree(load_scenario("arauca-2021").folder, folder, ignore=shutil.ignore_patterns("aims.toml"))
    assert "aims.toml" in refused("stakes", folder)


def test_the_seats_of_every_scenario_that_is_shipped_have_aims() -> None:
    """The end page has something to say of each: sums of weights, columns and policies make sense in its games."""
    for name in scenario_names():
        aims = check_aims(BorderModel(name, seed=1))
        assert len(aims.seats) >= 2, name


@pytest.mark.slow
def test_the_end_of_a_game_is_held_against_a_hundred_wars_by_rules(tmp_path: Path) -> None:
    """The score is that of the game; the first of the hundred has its dice; what the person decided is told as such."""
    game = Game("intro", "csto-2010", 3, seats=["TJK"])
    while (question := game.advance("end")) is not None:
        game.answer("no" if question.kind == "inform" else question.usual)
    found = reckoning(game, workers=1)
    wants = load_aims(game.scenario).seats
    mine = next(s for s in found["seats"] if s["seat"] == "TJK")
    assert mine["points"] == score(game.model, wants["TJK"]).points
    assert mine["same_dice"] == score(BorderModel("intro", "csto-2010", 3).run(), wants["TJK"]).points
    assert mine["rules"]["of"] == HUNDRED
    assert any(d["person"] and d["kind"] == "inform" for d in mine["decided"])
    assert [s["person"] for s in found["seats"]] == [s == "TJK" for s in wants]
    assert "with the same dice" in reckoned(found, "TJK")
    save(game, tmp_path / "game.json")
    done = panj("end", tmp_path / "game.json", "--seat", "TJK", "--json", "--workers", "1")
    assert json.loads(done.stdout) == json.loads(json.dumps(found))
