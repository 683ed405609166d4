"""The after-action report: what it says is played, not guessed, and a file that is not whole is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panj.experiments.after_action import as_html, as_text, open_game, report, wars
from panj.experiments.after_action.weigh import RESULTS, candidates
from panj.model.game import Game, save
from panj.model.game.counterfactual import otherwise
from panj.tests.experiments.command import panj, refusal
from panj.treaty.ladder import Rung

DAYS = 7


@pytest.fixture(scope="module")
def game() -> Game:
    """The guided war to its end, with one order of a person: the member shares nothing."""
    game = Game("intro", "csto-2010", 1, DAYS, seats=["TJK"])
    while not game.over:
        question = game.advance("end")
        if question is not None:
            game.answer("nobody" if question.kind == "refuge" else question.usual)
    return game


@pytest.fixture(scope="module")
def done() -> list[int]:
    """Steps of progress that were told of."""
    return []


@pytest.fixture(scope="module")
def said(game: Game, done: list[int]) -> dict[str, Any]:
    """The report of that game."""
    return report(game, 1, done.append)


def test_a_report_goes_through_json_and_tells_of_progress(game: Game, said: dict[str, Any], done: list[int]) -> None:
    """The report is plain data, and as many wars as were foretold are told of one by one."""
    assert json.loads(json.dumps(said)) == said
    assert sum(done) == wars(game)
    assert said["digest"] == game.digest


def test_an_order_of_a_person_is_weighed_against_the_rule(game: Game, said: dict[str, Any]) -> None:
    """Who lets nobody in is told what his rule would have done, with the outcomes of that very war."""
    told = next(d for d in said["decisions"] if d["kind"] == "refuge")
    assert (told["answer"], told["other"], told["by"]) == ("nobody", "all", "by a person")
    decision, other = next((d, o) for d, o in candidates(game) if d.question.kind == "refuge")
    played = otherwise(game, decision, other)
    assert {h["outcome"] for h in told["here"]} == {r for r in RESULTS if played.was[r] != played.would[r]}
    fled = next(e for e in told["effects"] if e["outcome"] == "soldiers_refuge")
    assert fled["clear"]
    assert fled["high"] < 0


def test_what_is_clear_is_said_and_what_is_not_is_not(said: dict[str, Any]) -> None:
    """Every decision has its sentence: told apart from nothing only where the numbers are."""
    assert said["decisions"]
    for told in said["decisions"]:
        (effect,) = (e for e in told["effects"] if e["outcome"] == told["headline"])
        assert told["clear"] == effect["clear"]
        assert ("cannot be told apart" in told["found"] or "too few" in told["found"]) != effect["clear"]


def test_the_heading_counts_what_is_clear_and_what_is_not(said: dict[str, Any]) -> None:
    """What cannot be told apart from nothing comes last, and is not said to have mattered."""
    clear = [told["clear"] for told in said["decisions"]]
    assert clear == sorted(clear, reverse=True)
    assert str(sum(clear)) in said["heading"] or sum(clear) < 2
    assert ("cannot be told apart" in said["heading"]) == (not all(clear))


def test_an_effect_with_no_middle_is_told_by_its_pairs(said: dict[str, Any]) -> None:
    """Nowhere is a clear effect shown as "0 [0, 0]"."""
    for told in said["decisions"]:
        for effect in told["effects"]:
            if effect["clear"] and effect["median"] == 0.0:
                assert (
                    effect["said"] == f"more in {effect['more']} of {effect['pairs']} pairs, less in {effect['less']}"
                )
    assert "0 [0, 0]" not in as_text(said)


def test_where_no_decision_moved_anything_the_report_says_so() -> None:
    """A war of a day has decisions, of which none changes a result: they are counted, and no other is said to be."""
    game = Game("intro", "csto-2010", 1, 1)
    game.advance("end")
    told = report(game, 1)
    count = len(candidates(game))
    assert (told["decisions"], count > 1) == ([], True)
    assert told["heading"] == "No decision of which it can be told that it mattered"
    for page in (" ".join(as_text(told).split()), as_html(told)):
        assert f"{count} decisions could have been taken otherwise" in page
        assert "these 0" not in page


def test_measures_are_called_by_words(game: Game, said: dict[str, Any]) -> None:
    """No name of the program stands for a measure in the text or on the page; the game has some to name."""
    assert any(rung.title in event.reason for event in game.model.events for rung in Rung)
    for told in (as_text(said), as_html(said)):
        assert [rung.name for rung in Rung if "_" in rung.name and rung.name in told] == []


def test_the_account_holds_every_event_with_its_clause_and_causes(game: Game, said: dict[str, Any]) -> None:
    """By day and actor, nothing is left out, and what an event rests on stands beside it."""
    entries = {e["id"]: e for day in said["account"] for actor in day["actors"] for e in actor["entries"]}
    assert len(entries) == len(game.model.events)
    for event in game.model.events:
        told = entries[event.id]
        assert (told["clause"], told["causes"], told["date"]) == (event.clause, list(event.causes), str(event.date))


def test_page_and_text_say_the_same(said: dict[str, Any]) -> None:
    """HTML and text name the same decisions; the page fetches nothing; the account comes with --full."""
    page, text, full = as_html(said), " ".join(as_text(said).split()), as_text(said, full=True)
    for told in said["decisions"]:
        assert told["question"] in page
        assert told["question"] in text
    assert "http" not in page
    assert "src=" not in page
    assert len(full.splitlines()) > len(said["account"]) + len(as_text(said).splitlines())


def test_what_people_typed_is_text_on_the_page(tmp_path: Path) -> None:
    """A note of the umpire with markup in it is shown, not obeyed."""
    game = Game("intro", "csto-2010", 1, 1)
    game.inject("intent", "TLB", amount=0.0, note="<script>alert(1)</script>")
    game.advance("end")
    page = as_html(report(game, 1))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_run_leaves_what_explain_takes(tmp_path: Path) -> None:
    """`panj run --out` with a folder or a file leaves a game that comes back with the same digest."""
    folder, file = tmp_path / "one", tmp_path / "one.json"
    digest = json.loads(panj("run", "intro", "--days", "2", "--out", folder, "--json").stdout)["digest"]
    panj("run", "intro", "--days", "2", "--out", file)
    assert open_game(folder).digest == open_game(file).digest == digest
    (folder / "game.json").unlink()  # as runs were left before
    assert open_game(folder).digest == digest


def test_explain_prints_and_writes(tmp_path: Path) -> None:
    """`panj explain` prints the page, writes it where asked to, and prints data with --json."""
    panj("run", "intro", "--days", "1", "--out", tmp_path / "g.json")
    text = panj("explain", tmp_path / "g.json", "--workers", "1", "--out", tmp_path / "after.html").stdout
    assert "What happened" in text
    assert (tmp_path / "after.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    data = json.loads(panj("explain", tmp_path / "g.json", "--workers", "1", "--json").stdout)
    assert data["days"] == 1


@pytest.mark.parametrize("command", ["explain", "replay"])
@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text[: len(text) // 2], "valid JSON"),
        (lambda text: text.replace('"seed": 1', '"seed": 2'), "as it was saved"),
        (lambda text: "[]", "saved game"),
    ],
)
def test_a_damaged_or_edited_file_is_refused(tmp_path: Path, command: str, change: Any, word: str) -> None:
    """Exit status 2 and one line that says what is wrong, before anything is played or served."""
    game = Game("intro", "csto-2010", 1, 2)
    game.advance("end")
    save(game, tmp_path / "g.json")
    file = tmp_path / "g.json"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert word in refusal(panj(command, file, status=2))


def test_an_empty_folder_or_no_file_is_refused(tmp_path: Path) -> None:
    """What is no run and no game is refused with what would be one."""
    assert "panj run --out" in refusal(panj("explain", tmp_path, status=2))
    assert refusal(panj("explain", tmp_path / "none.json", status=2))
    game = Game("intro", "csto-2010", 1, 2)
    save(game, tmp_path / "g.json")
    assert "at least a step" in refusal(panj("explain", tmp_path / "g.json", status=2))


def test_a_run_of_other_rules_is_refused(tmp_path: Path) -> None:
    """An old run whose digest does not come out any more is not explained as if it were the same."""
    panj("run", "intro", "--days", "1", "--out", tmp_path / "r")
    (tmp_path / "r" / "game.json").unlink()
    notes = json.loads((tmp_path / "r" / "run.json").read_text())
    (tmp_path / "r" / "run.json").write_text(json.dumps(notes | {"digest": "0" * 32}))
    assert "digest" in refusal(panj("explain", tmp_path / "r", status=2))
