"""Which file is meant: a bare name is a shipped thing or one of yours; a slash or an ending makes a path."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from panj.experiments import Sweep
from panj.experiments.designs.design import read_design
from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME, load_scenario
from panj.scenarios.meant import REGIME, SCENARIO, is_path, meant
from panj.treaty.desk.case import load_case
from panj.treaty.law.regime import load_regime

CASE = '[case]\nid = "c"\nregime = "{}"\ndate = 2021-07-07\n[attack]\nkind = "armed_attack"\non = "TJK"\n'


def copy_of(name: str, folder: Path, **changes: str) -> Path:
    """A copy of a shipped scenario, lines of its settings that begin like a key replaced."""
    shutil.copytree(HOME / name, folder)
    path = folder / "scenario.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition(" =")[0] not in changes]
    path.write_text("\n".join([*(f"{k} = {v}" for k, v in changes.items()), *kept]) + "\n", encoding="utf-8")
    return folder


def regime_of(path: Path, title: str) -> Path:
    """A copy of a shipped regime under another title."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (HOME / "regimes" / "majority.toml").read_text(encoding="utf-8").splitlines()
    lines = [f'title = "{title}"' if line.startswith("title =") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user stands: a folder with an `intro` of his own."""
    stand = tmp_path / "here"
    copy_of("intro", stand / "intro", title='"My own"')
    monkeypatch.chdir(stand)
    return stand


@pytest.mark.parametrize("name", ["./intro", "intro/", "../here/intro", "intro/scenario.toml", Path("intro")])
def test_what_has_a_slash_is_a_path(here: Path, name: str | Path) -> None:
    """One's own copy of a shipped scenario is played when it is given as a path, whatever its name."""
    assert load_scenario(name).title == "My own"


def test_a_bare_name_is_the_shipped_one(here: Path) -> None:
    """A name without slash or ending is the scenario that comes with the program."""
    assert load_scenario("intro").title != "My own"


def test_a_bare_name_may_be_one_of_yours(here: Path) -> None:
    """If nothing that comes with the program has that name, it is the folder or file of yours."""
    copy_of("intro", here / "mine", title='"Mine"')
    regime_of(here / "ours.toml", "Ours")
    assert load_scenario("mine").title == "Mine"
    assert load_regime("ours").title == "Ours"


@pytest.mark.parametrize("name", ["a/b", "b.toml", ".", "..", "x/", Path("bare")])
def test_a_path_is_told_from_a_name(name: str | Path) -> None:
    """A slash, an ending or a Path makes a path."""
    assert is_path(name)
    assert not is_path("csto-2010")


def test_a_case_takes_the_regime_beside_it(here: Path, tmp_path: Path) -> None:
    """Of two regime files of one name, the one beside the case is meant, then the one where the user stands."""
    regime_of(here / "my.toml", "Where I stand")
    case = tmp_path / "cases" / "case.toml"
    case.parent.mkdir()
    case.write_text(CASE.format("my.toml"), encoding="utf-8")
    assert load_case(case).rules.title == "Where I stand"
    regime_of(case.parent / "my.toml", "Beside the case")
    assert load_case(case).rules.title == "Beside the case"


def test_a_design_takes_what_lies_beside_it(here: Path, tmp_path: Path) -> None:
    """Scenarios and regimes of a design are looked for beside the design first, and are whole paths for workers."""
    design = tmp_path / "designs" / "design.toml"
    copy_of("intro", design.parent / "intro", title='"Beside the design"')
    regime_of(design.parent / "my.toml", "Beside the design")
    design.write_text('scenarios = ["./intro", "intro"]\nregimes = ["my.toml", "none"]\nseeds = 1\n', encoding="utf-8")
    read = read_design(design)
    assert read.names == [str(design.parent / "intro"), "intro"]
    assert read.regimes == [str(design.parent / "my.toml"), "none"]
    assert load_scenario(read.names[0]).title == "Beside the design"


def test_a_sweep_takes_paths(here: Path) -> None:
    """From a script, scenarios and regimes may be given as Path."""
    regime = regime_of(here / "my.toml", "Mine")
    design = Sweep(Path("intro"), regimes=[regime, "none"], seeds=1).design
    assert design.names == [str(here / "intro")]
    assert design.regimes == [str(regime), "none"]


def test_extends_is_taken_from_the_file_that_says_it(here: Path, tmp_path: Path) -> None:
    """`extends` with a slash is relative to the scenario's own folder; a bare name may be a folder beside it."""
    base = copy_of("intro", tmp_path / "wars" / "base", title='"The base"')
    for name, extends in (("one", "../base"), ("two", "base"), ("three", str(base))):
        (base.parent / name).mkdir()
        (base.parent / name / "scenario.toml").write_text(f'extends = "{extends}"\n', encoding="utf-8")
        assert load_scenario(base.parent / name).title == "The base"


def test_a_scenario_takes_its_regime_from_its_own_folder(here: Path, tmp_path: Path) -> None:
    """A scenario may bring its regime as a file; who extends the scenario gets the same one."""
    base = copy_of("intro", tmp_path / "wars" / "base", regime='"rules.toml"')
    regime_of(base / "rules.toml", "Of the base")
    (base.parent / "over").mkdir()
    (base.parent / "over" / "scenario.toml").write_text('extends = "../base"\n', encoding="utf-8")
    for folder in (base, base.parent / "over"):
        assert load_regime(load_scenario(folder).file.regime).title == "Of the base"


@pytest.mark.parametrize("text", ["../x", "x.toml", "nowhere"])
def test_an_error_names_the_file_that_named_it(tmp_path: Path, text: str) -> None:
    """What leads nowhere is reported with the file and key where it stands and what was looked for."""
    file = tmp_path / "scenario.toml"
    file.write_text(f'extends = "{text}"\n', encoding="utf-8")
    said = r"scenario.toml: extends.*'.*'.*(Allowed|Choose one of): .*; no such folder at "
    with pytest.raises(InputError, match=said) as e:
        load_scenario(tmp_path)
    assert e.value.file == str(file)
    assert e.value.found == text
    with pytest.raises(InputError, match=r"case.regime"):
        meant(REGIME, text, file, "case.regime")


@pytest.mark.parametrize("name", ["", "a" * 300, "a\x00b", "a" * 300 + "/b", "\udc80/x"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    """Empty, endless or unprintable names are one line like any other wrong name."""
    with pytest.raises(InputError) as error:
        meant(SCENARIO, name)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 400
