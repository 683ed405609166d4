"""The catalogue in the open: every case with outcome and trace, pages made from the records, a runner for anybody."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from panj.experiments.catalogue import document, entries, ours, verdict
from panj.experiments.lawbook import law_page
from panj.scenarios.errors import InputError
from panj.treaty.desk.desk import adjudicate
from panj.treaty.law.reform import WORDS, differences
from panj.treaty.law.regime import Regime, load_regime, norm_names, regime_names
from panj.treaty.law.shelf import treaties

ROOT = Path(__file__).parents[2]
CASES = entries()


def panj(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "panj", *args], capture_output=True, text=True, timeout=300, check=False, cwd=ROOT
    )


@pytest.mark.parametrize("entry", CASES, ids=lambda e: e.path.stem)
def test_every_case_comes_to_its_outcome_by_its_trace(entry):
    """Each case of the catalogue, by its number: outcome and steps are what its file says."""
    assert verdict(entry, ours) == []


def test_the_catalogue_has_what_it_is_said_to_have():
    """Fifty numbers and more; every file of a case says what it must come to; each but a refused one has a trace."""
    numbers = {e.case.case.id for e in CASES}
    assert {f"T{n:02d}" for n in range(1, 54)} - {"T18", "T27"} <= numbers  # those two are tested in Python
    assert {"N01", "N02"} <= numbers
    files = {p.stem for p in (ROOT / "tests" / "catalogue").glob("*.toml")}
    assert files - {e.path.stem for e in CASES} == {"left-open", "no-article2-force"}
    assert all(e.expect.trace or e.expect.refused for e in CASES)


@pytest.mark.parametrize(("page", "made"), [("law.md", law_page), ("catalogue.md", document)])
def test_the_pages_are_made_from_the_records(page, made):
    """docs/law.md and docs/catalogue.md say what records and files say; `python -m panj.experiments.lawbook`."""
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == made()


def test_any_implementation_can_be_judged(tmp_path: Path) -> None:
    """Another command passes where it rules as the files say, and is told case and key where it does not."""
    for name in ("t03", "t24", "t38"):
        (tmp_path / f"{name}.toml").write_text((ROOT / f"tests/catalogue/{name}.toml").read_text(encoding="utf-8"))
    own = f"{sys.executable} -m panj treaty --json --trace"
    good = panj("catalogue", str(tmp_path), "--implementation", own)
    assert (good.returncode, good.stdout.strip()) == (0, "3 of 3 cases passed.")
    wrong = tmp_path / "wrong.py"
    wrong.write_text('print(\'{"state": "DEPLOY", "findings": []}\')', encoding="utf-8")
    bad = panj("catalogue", str(tmp_path), "--json", "--implementation", f"{sys.executable} {wrong}")
    assert bad.returncode == 1
    rows = {r["case"]: r for r in json.loads(bad.stdout)}
    assert not any(r["passed"] for r in rows.values())
    assert "state: expected IMPLEMENT_SOFT, found DEPLOY" in rows["t03"]["differs"]
    assert "CST-4 was not looked at" in rows["t03"]["differs"]
    assert "should be refused" in rows["t24"]["differs"]


def test_a_file_that_cannot_be_read_does_not_end_the_judging(tmp_path: Path) -> None:
    """All others are judged, it stands in the list with why, and the command ends with 1; progress tells the truth."""
    for name in ("t01", "t02", "t03", "t04"):
        (tmp_path / f"{name}.toml").write_text((ROOT / f"tests/catalogue/{name}.toml").read_text(encoding="utf-8"))
    (tmp_path / "t02.toml").write_text("= 3\n")
    (tmp_path / "a.toml").write_bytes(b"title = '\xff'\n")
    (tmp_path / "b.toml").write_text("[expect]\nmeasures = 3\n")
    (tmp_path / "t04.toml").write_text((tmp_path / "t04.toml").read_text().replace("csto-2010", "none"))
    done = panj("catalogue", str(tmp_path), "--json")
    assert done.returncode == 1
    rows = {row["case"]: row for row in json.loads(done.stdout)}
    assert [name for name, row in rows.items() if row["passed"]] == ["t01", "t03"]
    for name, word in (("a", "UTF-8"), ("b", "case"), ("t02", "valid TOML")):
        assert rows[name]["differs"].startswith("cannot be read: ")
        assert f"{name}.toml" in rows[name]["differs"]
        assert word in rows[name]["differs"]
    told = panj("catalogue", str(tmp_path))
    assert told.returncode == 1
    assert "2 of 3 cases passed; 3 files cannot be read." in told.stdout
    assert "3 judged, 2 passed" in told.stderr
    assert "3 of 3" not in told.stderr


def test_the_trace_is_the_same_as_a_tree_and_as_json() -> None:
    """Every step with clause, facts, rule and, where it does not hold, the condition that failed, nested."""
    ruling = adjudicate(ROOT / "tests" / "catalogue" / "t08.toml")
    (four,) = [f for f in ruling.trace() if f["clause"] == "CST-4"]
    (trigger,) = [f for f in four["conditions"] if f["clause"] == "TRIGGER"]
    (ground,) = [f for f in trigger["conditions"] if f["clause"] == "TERRITORY"]
    assert not ground["holds"]
    assert ground["facts"]["where"] == "outside"
    assert four["quote"]
    assert four["rule"] == "panj.treaty.opinion.rules:binding"
    json.dumps(ruling.trace())
    tree = ruling.tree()
    assert "- CST-4 [Collective Security Treaty, Article 4 (as amended); the text]: does not apply, because" in tree
    assert "|   |-- - TERRITORY" in tree


# -- reforms -----------------------------------------------------------------------------------------------------------
def test_the_difference_of_two_regimes_is_told_norm_by_norm():
    """What csto-2010 and cst-1992 differ in, with the clause that each side rests on, and nothing else."""
    found = {d.what: d for d in differences(load_regime("csto-2010"), load_regime("cst-1992"))}
    assert found["whether aid needs a request"].a[1] == "CST-4"
    assert found["whether aid needs a request"].b[1] == "CST-4-1992"
    assert "how it decides" not in found
    assert differences(load_regime("majority"), load_regime("majority")) == []
    (only,) = differences(load_regime("majority"), load_regime("csto-2010"))
    assert only.what == "how it decides"
    assert only.a[2].endswith("more than half of all members decide.")


def test_a_difference_by_date_names_its_days():
    """The law in force differs from the amended text until the day before it came into force, and not after."""
    found = differences(load_regime("in-force"), load_regime("csto-2010"))
    assert {d.when for d in found if d.what == "whether aid needs a request"} == {"from 1994-04-20 to 2012-12-18"}
    assert differences(load_regime("in-force"), load_regime("csto-2010"), dt.date(2021, 7, 7)) == []


def test_every_norm_has_its_words():
    """No norm differs in silence: what a reform may change can be told in words."""
    silent = {"law", "as_of", "membership"}  # where a norm comes from, not what it says
    assert set(norm_names()) - silent <= set(WORDS) | {"deadlines"}


def test_a_reform_may_change_one_norm_and_says_so(tmp_path: Path) -> None:
    """Three lines make a regime of one's own; a sentence for a norm that it does not change is refused."""
    mine = tmp_path / "mine.toml"
    text = 'name = "mine"\ntitle = "x"\nsource = "x"\nextends = "in-force"\nvote_rule = "two_thirds"\n[because]\n'
    mine.write_text(text + 'vote_rule = "So."\n', encoding="utf-8")
    regime: Regime = load_regime(mine)
    assert regime.vote_rule == "two_thirds"
    assert regime.by_date
    mine.write_text(text + 'trigger = "So."\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"because\.trigger"):
        load_regime(mine)
    mine.write_text(text.replace("in-force", "./mine.toml"), encoding="utf-8")
    with pytest.raises(InputError, match="does not extend this one"):
        load_regime(mine)


def test_regimes_that_come_with_the_program_load_on_every_day() -> None:
    """Each shipped regime answers every question on each day on which its law changes."""
    for name in [n for law in treaties() for n in regime_names(law)]:
        regime = load_regime(name)
        for day in regime.book.breaks():
            assert regime.on(day).clause("attack") in regime.book.by_id
