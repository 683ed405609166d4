"""`panj treaty` as people use it: through the command, with files of their own, good and bad."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from panj.scenarios.errors import InputError
from panj.treaty.desk.case import load_case

CATALOGUE = Path(__file__).parents[1] / "catalogue"
GOOD = (CATALOGUE / "t03.toml").read_text(encoding="utf-8")
TYPES = {
    "case": str,
    "regime": str,
    "state": str,
    "measures": list,
    "max_rung": int,
    "collective_force": bool,
    "bilateral": dict,
    "obligation": bool,
    "blocked_by": list,
    "contributors": list,
    "report_to_unsc": bool,
    "findings": list,
    "path": list,
    "votes": dict,
    "schema": str,
    "program": dict,
    "law": dict,
    "facts": dict,
    "parameters": dict,
    "bound": list,
    "beside": list,
}


def panj(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "panj", *args],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_json_has_the_fixed_keys_and_types_and_nothing_else_on_stdout() -> None:
    """Scripts get one JSON object with exactly the documented keys, each of its documented type."""
    done = panj("treaty", str(CATALOGUE / "t03.toml"), "--json")
    assert done.returncode == 0
    ruling = json.loads(done.stdout)
    assert set(ruling) == set(TYPES)
    for key, kind in TYPES.items():
        assert type(ruling[key]) is kind, key
    found = {"clause", "holds", "reason", "verdict", "raised", "basis", "wording", "quote", "source", "note"}
    assert all(set(f) == found for f in ruling["findings"])
    assert ruling["schema"] == "panj.ruling/2"
    assert set(ruling["program"]) == {"name", "version", "rules"}
    assert ruling["law"]["treaty"] == "cst"
    assert ruling["law"]["date"] == "2012-12-19"
    assert len(ruling["law"]["hash"]) == 32
    assert ruling["facts"]["positions"]["KAZ"] == "object"
    assert ruling["parameters"]["vote_rule"] == "consensus"
    assert all(set(t) == {"day", "state", "reason"} for t in ruling["path"])
    assert ruling["measures"] == ["consult_info", "mission", "political"]
    assert ruling["votes"]["KAZ"] == "object"
    assert ruling["blocked_by"] == ["KAZ"]


def test_the_page_names_every_clause_that_was_looked_at() -> None:
    """Without --json a reader gets a page of plain English that names each clause with what it says of the case."""
    done = panj("treaty", str(CATALOGUE / "t03.toml"))
    assert done.returncode == 0
    for words in ("CST-2", "CST-4", "CH-12", "not met", "Blocked by Kazakhstan", "On its own, Russia gives"):
        assert words in done.stdout


@pytest.mark.slow
def test_sampled_rulings_repeat_under_their_seed() -> None:
    """--runs adds shares over sampled rulings, the same in any process for the same seed."""
    case = str(CATALOGUE / "left-open.toml")
    first, again, other = (panj("treaty", case, "--json", "--runs", "60", "--seed", s) for s in ("7", "7", "8"))
    assert first.stdout == again.stdout
    sampled = json.loads(first.stdout)["sampled"]
    assert sampled["runs"] == 60
    assert abs(sum(sampled["p_rung"].values()) - 1.0) < 1e-9
    assert sampled != json.loads(other.stdout)["sampled"]


def test_a_bad_case_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    """Whoever mistypes gets one line with file, key, what was found and what is allowed, and exit status 2."""
    bad = tmp_path / "bad.toml"
    bad.write_text(GOOD.replace('KAZ = "object"', 'KAZ = "veto"'), encoding="utf-8")
    done = panj("treaty", str(bad))
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    for words in (str(bad), "positions.KAZ", "veto", "support", "abstain", "object"):
        assert words in line


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("accepts_weaker = true", "acepts_weaker = true", "request.acepts_weaker"),
        ("[bilateral]", "[unilateral]", "unilateral"),
        ("made = true", 'made = "yes"', "request.made"),
        ("made = true", "made = 1", "request.made"),
        ("date = 2021-07-07", 'date = "2021-07-07"', "case.date"),
        ("article = 4", "article = 5", "request.article"),
        ('ask = "force_combat"', 'ask = "army"', "request.ask"),
        ('ask = "force_combat"\n', "", "request.ask"),
        ('kind = "armed_attack"', 'kind = "war"', "attack.kind"),
        ('territory = "own"', 'territory = "home"', "attack.territory"),
        ('of = "AFG"', 'of = "XYZ"', "attack.of"),
        ('on = "TJK"', 'on = "XYZ"', "attack.on"),
        ('by = "nonstate"', 'by = "member"', "attack.of"),
        ('KAZ = "object"', 'UZB = "object"', "positions.UZB"),
        ('KAZ = "object"', 'KAZAKHSTAN = "object"', "positions.KAZAKHSTAN"),
        ('RUS = ["mil_tech", "force_noncombat"]', 'RUS = ["tanks"]', "bilateral.RUS.0"),
        ('RUS = ["mil_tech", "force_noncombat"]', 'ZZZ = ["mil_tech"]', "bilateral.ZZZ"),
        ("[bilateral]", "[contributions]\nRUS = -1\n[bilateral]", "contributions.RUS"),
        ("[bilateral]", "[contributions]\nUZB = 100\n[bilateral]", "contributions.UZB"),
        ("[bilateral]", f"[contributions]\nRUS = {10**24}\n[bilateral]", "contributions.RUS"),
        ("[bilateral]", "[contributions]\nKAZ = 3001\n[bilateral]", "contributions.KAZ"),
        ("[bilateral]", '[limited_format]\nproposed = true\nobjectors = ["UZB"]\n[bilateral]', "limited_format"),
        ("[bilateral]", '[assessment]\nceiling = "roof"\n[bilateral]', "assessment.ceiling"),
        ('regime = "csto-2010"', 'regime = "nato"', "case.regime"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_key(tmp_path: Path, old: str, new: str, where: str) -> None:
    """Unknown keys, wrong types, unknown members and values are refused with the key at fault and what is allowed."""
    assert old in GOOD
    path = tmp_path / "case.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_case(path)
    assert error.value.file == str(path)
    assert error.value.where.startswith(where)
    assert error.value.allowed


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"lead_state": '"USA"'}, "lead_state"),
        ({"members": '["KAZ", "TJK"]'}, "lead_state"),
        ({"members": "[]"}, "members"),
        ({"members": '["RUS", "RUS"]'}, "members"),
        ({"members": '"all"'}, "members"),
        ({"DRAFT": "-1.0"}, "deadlines.DRAFT"),
        ({"vote_rule": '"unanimity"'}, "vote_rule"),
        ({"request_required": "1"}, "request_required"),
        ({"veto": "true"}, "veto"),
    ],
)
def test_a_regime_that_contradicts_itself_is_refused(
    tmp_path: Path, regime_file: Callable[..., str], changes: dict[str, str], where: str
) -> None:
    """A lead state that is no member, no members at all, a deadline below zero: refused, with the regime's own file."""
    own = regime_file(**changes)
    path = tmp_path / "case.toml"
    path.write_text(GOOD.replace('"csto-2010"', '"own.toml"'), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_case(path)
    assert error.value.file == own
    assert error.value.where == where


def test_a_lead_state_not_bound_on_the_date_is_refused(tmp_path: Path, regime_file: Callable[..., str]) -> None:
    """A regime led by a state that had left by the date of the case cannot decide it."""
    regime_file(lead_state='"UZB"')
    path = tmp_path / "case.toml"
    path.write_text(GOOD.replace('"csto-2010"', '"own.toml"'), encoding="utf-8")
    with pytest.raises(InputError, match="a date on which UZB is bound"):
        load_case(path)


def test_a_regime_is_found_by_name_by_path_and_beside_the_case(
    tmp_path: Path, regime_file: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's own regime works by absolute path and by a path relative to the case file, wherever one stands."""
    own = regime_file(vote_rule='"majority"', name='"own"')
    monkeypatch.chdir(Path("/"))
    for named in (own, "own.toml"):
        path = tmp_path / "case.toml"
        path.write_text(GOOD.replace('"csto-2010"', f'"{named}"'), encoding="utf-8")
        assert load_case(path).rules.vote_rule == "majority"
