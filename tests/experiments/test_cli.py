"""What a user may rely on who types `panj`."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from panj.model.record.outcomes import OUTCOMES
from panj.tests.experiments.command import panj, panj_process, refusal, refused

COMMANDS = (
    "run",
    "sweep",
    "compare",
    "report",
    "demo",
    "app",
    "treaty",
    "calibrate",
    "validate",
    "scenario",
    "regime",
    "explain",
    "replay",
)


def test_help_names_every_command() -> None:
    """`panj --help` lists what can be done."""
    said = panj("--help").stdout
    assert [c for c in COMMANDS if not re.search(rf"│ {c}\b", said)] == []


@pytest.mark.parametrize(
    "command",
    [
        *COMMANDS[:9],
        *COMMANDS[-2:],
        "scenario list",
        "scenario show",
        "scenario check",
        "scenario new",
        "regime list",
        "regime show",
    ],
)
def test_every_help_has_an_example(command: str) -> None:
    """The help of every command shows a line that can be typed."""
    said = " ".join(panj(*command.split(), "--help").stdout.split())
    assert f"Example: panj {command}" in said


@pytest.mark.parametrize("command", ["sweep", "options", "calibrate"])
def test_help_shows_names_in_square_brackets(command: str) -> None:
    """Tables such as [factors] are not taken for marks of colour and left out."""
    told = panj(command, "--help").stdout
    named = {"sweep": "[factors]", "options": "[injects.men]", "calibrate": "[fit]"}[command]
    assert named in " ".join(told.split())


def test_bad_input_ends_the_real_process_with_status_two() -> None:
    """In a shell, too, bad input is one line and exit status 2."""
    said = refusal(panj_process("run", "intro", "--regime", "nato", status=2))
    assert said.startswith("panj: ")
    assert "csto-2010" in said


def test_run_prints_the_outcome_columns_as_json() -> None:
    """`panj run --json` prints one object with exactly the outcome columns, in their order."""
    row = json.loads(panj("run", "intro", "--seed", "3", "--json").stdout)
    assert list(row) == list(OUTCOMES)
    assert (row["scenario"], row["seed"], row["days"]) == ("intro", 3, 10)


def test_run_writes_tables_that_carry_step_and_date(tmp_path: Path) -> None:
    """`panj run --out` leaves tables, the game and a manifest; every row of every table has step and date."""
    out = tmp_path / "one"
    panj("run", "intro", "--out", out)
    assert sorted(p.name for p in out.iterdir()) == [
        ".panj.json",
        "events.csv",
        "game.json",
        "outcomes.csv",
        "run.json",
        "series.csv",
    ]
    for name in ("outcomes", "series", "events"):
        table = pd.read_csv(out / f"{name}.csv")
        assert {"step", "date"} <= set(table.columns)
        assert table.step.notna().all()
        assert table.date.notna().all()
    series = pd.read_csv(out / "series.csv")
    assert len(series) == 10
    assert {"border_share", "stability_index"} <= set(series.columns)
    assert json.loads((out / "run.json").read_text())["digest"] == pd.read_csv(out / "outcomes.csv").digest[0]


def test_run_does_not_overwrite_what_it_did_not_write(tmp_path: Path) -> None:
    """A folder with something else in it is left alone, and the user is told."""
    (tmp_path / "thesis.txt").write_text("years of work")
    said = refused("run", "intro", "--days", "1", "--out", tmp_path)
    assert "a new or empty folder" in said
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["run", "atlantis"], ("atlantis", "tajikistan-2021", "intro")),
        (["run", "intro", "--regime", "nato"], ("nato", "csto-2010", "majority")),
        (["run", "intro", "--set", "patrol_kph=4"], ("patrol_kph", "patrol_kmh")),
        (["run", "intro", "--set", "patrol_kmh=4000"], ("patrol_kmh", "4000", "0.5 to 20")),
        (["run", "intro", "--set", "patrol_kmh=nan"], ("patrol_kmh", "nan", "0.5 to 20")),
        (["run", "intro", "--set", "patrol_kmh"], ("patrol_kmh", "KEY=VALUE")),
        (["run", "intro", "--days", "0"], ("days", "0", "1 to 3650")),
        (["run", "intro", "--seed", "-1"], ("seed", "-1", "from 0")),
        (["sweep", "no-such-design.toml", "--out", "nowhere"], ("no-such-design.toml", "no such file")),
        (["compare", "no-such-folder"], ("no-such-folder", "no manifest.json")),
        (["report", "no-such-folder"], ("no-such-folder", "no manifest.json")),
        (["scenario", "show", "atlantis"], ("atlantis", "intro")),
        (["regime", "show", "nato"], ("nato", "lead-state")),
    ],
)
def test_bad_input_is_one_line_that_says_what_is_allowed(words: list[str], named: tuple[str, ...]) -> None:
    """Whatever is mistyped: exit status 2 and one line with what was found and what is allowed."""
    said = refused(*words)
    assert [n for n in named if n not in said] == []


@pytest.mark.parametrize(
    ("design", "named"),
    [
        ('scenario = "intro"\nregimes = ["csto-2010"]\nseeds = 0\n', ("design.toml", "seeds")),
        ('scenario = "intro"\nregimes = []\nseeds = 2\n', ("design.toml", "regimes")),
        ('scenario = "intro"\nregimes = ["nato"]\nseeds = 2\n', ("nato", "csto-2010")),
        ('regimes = ["csto-2010"]\nseeds = 2\n', ("design.toml", "scenario")),
        ('scenario = "intro"\nregimes = ["csto-2010"]\nseeds = 2\ncolour = "red"\n', ("design.toml", "colour")),
        ('scenario = "intro"\nregimes = ["none"]\nseeds = 2\n[factors]\npatrol_kmh = [4, 99]\n', ("patrol_kmh", "99")),
        ('scenario = "intro"\nregimes = ["csto-2010"]\nseeds = [1, 1]\n', ("design.toml", "seeds")),
        ('scenario = "intro"\nregimes = ["csto-2010"]\nseeds = [-4]\n', ("design.toml", "seeds")),
        ("scenario = \n", ("design.toml", "TOML")),
    ],
)
def test_a_bad_design_is_refused_before_anything_is_written(
    tmp_path: Path, design: str, named: tuple[str, ...]
) -> None:
    """A design that does not fit costs no time and leaves no folder behind."""
    path, out = tmp_path / "design.toml", tmp_path / "out"
    path.write_text(design)
    said = refused("sweep", path, "--out", out)
    assert [n for n in named if n not in said] == []
    assert not out.exists()


INJECTS = """date,kind,who,what,amount,note
2021-06-03,send,RUS,guard,500,
"""


def test_new_scenario_checks_and_plays(tmp_path: Path) -> None:
    """`panj scenario new` begins a scenario that checks and plays at once, and never writes over a folder."""
    folder = tmp_path / "my-war"
    panj("scenario", "new", folder, "--extends", "intro")
    assert "all fit together" in panj("scenario", "check", folder).stdout
    assert json.loads(panj("run", folder, "--days", "2", "--json").stdout)["scenario"] == "my-war"
    assert "a folder that does not exist yet" in refused("scenario", "new", folder)


def test_scenario_show_gives_range_unit_and_source() -> None:
    """Every parameter of a scenario is shown with its range, unit and source."""
    rows = json.loads(panj("scenario", "show", "tajikistan-2021", "--json").stdout)
    assert len(rows) > 30
    for row in rows:
        assert row["low"] <= row["typical"] <= row["high"], row["parameter"]
        assert row["unit"], row["parameter"]
        assert row["source"], row["parameter"]


def test_scenario_show_tells_states_commands_and_injects(tmp_path: Path) -> None:
    """Before the numbers it says who sits at the table, who makes war, and what the controller lets happen."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "scenario.toml").write_text('extends = "intro"\n')
    (tmp_path / "ours" / "injects.csv").write_text(INJECTS)
    said = panj("scenario", "show", tmp_path / "ours").stdout
    assert "TJK Tajikistan (requester)" in said
    assert "command taliban: " in said
    assert "inject of 2021-06-03: Russia sends up to 500 men to the border" in said


def test_the_story_of_a_game_tells_injects_and_votes(tmp_path: Path) -> None:
    """`panj run` prints what the controller let happen, how each state voted, and dates beside counted days."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "scenario.toml").write_text('extends = "intro"\n')
    (tmp_path / "ours" / "injects.csv").write_text(INJECTS)
    assert " 3 Jun  Controller: Russia sends up to 500 men" in panj("run", tmp_path / "ours", "--days", "3").stdout
    said = panj("run", "intro", "--seed", "1", "--out", tmp_path / "out").stdout
    assert re.search(r"\d Jun  Vote: .*support: [A-Z][a-z]+", said)
    assert re.search(r"decision_day +│ 7 \(8 Jun\)", said)
    kept = json.loads((tmp_path / "out" / "run.json").read_text())
    assert 0 <= kept["standings"]["KAZ"]["stake"] <= 1
    assert "burden" in kept["weights"]


def test_a_wrong_name_in_a_script_is_a_short_traceback(tmp_path: Path) -> None:
    """A script that misspells a regime sees its own line and what is wrong within seven lines."""
    for line in ('BorderModel("intro", regime="csto-2011", seed=1)', 'Sweep("intro", regimes=["cst-1993"], seeds=2)'):
        (tmp_path / "script.py").write_text(
            f"from panj.experiments import Sweep\nfrom panj.model import BorderModel\n{line}\n"
        )
        done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        lines = done.stderr.splitlines()
        assert len(lines) <= 7, done.stderr
        assert line in done.stderr
        assert "csto-2010" in lines[-1]


def test_regimes_are_listed() -> None:
    """The six regimes that come with the program are listed by name."""
    names = {row["regime"] for row in json.loads(panj("regime", "list", "--json").stdout)}
    assert {"csto-2010", "cst-1992", "majority", "lead-state", "automatic", "none"} <= names


@pytest.mark.parametrize(
    ("regimes", "advised"),
    [('"majority", "csto-2010"', ["compare"]), ('"none", "majority"', ["compare"]), ('"none"', ["report"])],
)
def test_what_a_sweep_advises_works(tmp_path: Path, regimes: str, advised: list[str]) -> None:
    """The command that a sweep ends with is given as it can be typed, and is not refused."""
    (tmp_path / "design.toml").write_text(f'scenario = "intro"\nregimes = [{regimes}]\nseeds = 2\ndays = 1\n')
    done = panj("sweep", tmp_path / "design.toml", "--out", tmp_path / "two words", "--workers", "1")
    words = shlex.split(" ".join(done.stdout.split()).partition("next: panj ")[2])
    assert [word for word in words if "two words" not in word] == advised
    panj(*words)


def test_a_regime_is_shown_in_words() -> None:
    """`panj regime show` begins with what the regime is, says what each field means, and prints no code."""
    said = panj("regime", "show", "csto-2010").stdout
    assert re.search(r"│ name\s+│ csto-2010", said.splitlines()[3])
    assert "{" not in said
    assert re.search(r"│ deadlines\s+│ DRAFT: 45 ", said)
    assert [line for line in said.splitlines() if re.match(r"│ \w+ .*│\s*│$", line)] == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("demo --seeds 1", "panj: --seeds is '1'. Allowed: a whole number from 2 to 10,000. See panj demo --help."),
        ("run intro --seed x", "panj: --seed is 'x'. Allowed: a whole number. See panj run --help."),
        ("run intro --set patrol_kmh=", "Needed: KEY=VALUE with a number, for example patrol_kmh=4."),
        ("law XX-9", "such as EXT-1999; see `panj law`."),
    ],
)
def test_a_refused_option_says_what_may_stand_there(words: str, line: str) -> None:
    """The value of an option is refused in the words of a key, and of very many names the nearest are told."""
    said = panj(*words.split(), status=2).stderr.strip()
    assert said.endswith(line)
    assert len(said) < 200


def test_the_record_of_a_run_is_no_saved_game(tmp_path: Path) -> None:
    """The folder of `panj run --out` holds one game, game.json; run.json beside it is not taken for another."""
    panj("run", "intro", "--days", "2", "--out", str(tmp_path / "one"))
    made = json.loads(panj("sessions", str(tmp_path / "one"), "--dice", "2", "--json").stdout)
    assert [game["game"] for game in made["sessions"]] == ["game"]
