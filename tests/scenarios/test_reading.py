"""The one door for files: whatever is too large, too deep or endless is refused at once in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from panj.scenarios.chain import LONGEST
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import load_scenario
from panj.scenarios.reading import DEEPEST, LARGEST, read_json, read_toml, read_yaml
from panj.tests.experiments.command import panj_process, refusal
from panj.treaty.law.regime import load_regime

READERS: dict[str, Callable[[Path], Any]] = {"toml": read_toml, "yaml": read_yaml, "json": read_json}
LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i}\n  <<: [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))

# What is wrong, and what the line must name; the ending says how it is read.
REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "a list inside itself.yaml": ("cases: &a\n  - *a\n", ("row 2", "*a")),
    "a table inside itself.yaml": ("cases: &a {id: *a}\n", ("row 1", "*a")),
    "a merge of itself.yaml": ("cases: &a\n  <<: *a\n", ("row 2", "*a")),
    "lists of lists of aliases.yaml": (LAUGHS, ("row", "aliases")),
    "merges of merges.yaml": (MERGES, ("row", "aliases")),
    "an alias of nothing.yaml": ("a: *b\n", ("row 1", "undefined alias")),
    "a key twice.yaml": ("a: 1\na: 2\n", ("row 2", "a twice")),
    "lists in lists.yaml": ("[" * 100_000, ("row 1",)),
    "tables in tables.yaml": ("".join(f"{' ' * i}a:\n" for i in range(200)), ("row", "each other")),
    "a number of a million digits.yaml": (f"a: {'1:' * 500_000}1", ("row 1", "characters")),
    "code.yaml": ("a: !!python/object/apply:os.getcwd []\n", ("row 1", "python")),
    "two documents.yaml": ("a: 1\n---\nb: 1\n", ("row 2", "another document")),
    "the last day.yaml": ("a: {b: 9999-12-31}\n", ("a.b", "9999-12-31", "8999-12-31")),
    "a day that is none.yaml": ("a: 2021-06-31\n", ("valid YAML",)),
    "a key of many parts.toml": (f"[a]\n{'b.' * 100_000}c = 1\n", ("row 2", "parts")),
    "a table of many parts.toml": (f"['x'.{'b . ' * DEEPEST}c]\n", ("row 1", "parts")),
    "tables in tables.toml": (f"x = {'{a=' * 30}1{'}' * 30}", ("x.a", "each other")),
    "tables without end.toml": (f"x = {'{a=' * 50_000}", ("each other",)),
    "the first day.toml": ("a = [2021-06-01, 0001-01-01]\n", ("a is '0001-01-01'", "1000-01-01")),
    "the last moment.toml": ("a = 9999-12-31T23:59:59Z\n", ("9999-12-31",)),
    "a number beyond 64 bits.toml": (f"a = {2**63}\n", ("a is ", str(2**63), "2^63")),
    "no number.toml": ("a = nan\n", ("a is nan", "finite")),
    "lists in lists.json": ("[" * 1_000_000, ("each other",)),
    "a list a little too deep.json": (f"{'[' * (DEEPEST + 1)}{']' * (DEEPEST + 1)}", ("each other",)),
    "a key twice.json": ('{"a": 1, "a": 2}', ("a twice", "once")),
    "no number.json": ("[NaN]", ("NaN",)),
    "a number without end.json": ("[1e999]", ("finite",)),
    "a number of thousands of digits.json": (f"[{'9' * 5000}]", ("digit",)),
    "half a character.json": ('["\\ud800"]', ("control",)),
    "a file cut off.json": ('{"a": [1, 2', ("row 1", "valid JSON")),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_a_file_beyond_the_limits_is_refused_at_once(tmp_path: Path, what: str) -> None:
    """No file takes the program down or holds it up, however it is made: one line says where and what is allowed."""
    text, named = REFUSED[what]
    path = tmp_path / what
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        READERS[path.suffix[1:]](path)
    said = str(refused.value)
    assert said.isprintable()
    assert len(said) < 1000
    for word in (what[:20], *named):
        assert word in said, said


@pytest.mark.parametrize("form", sorted(READERS))
def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, form: str) -> None:
    """A file of another kind that was named by mistake does not fill the memory."""
    path = tmp_path / f"large.{form}"
    with path.open("wb") as stream:
        stream.truncate(LARGEST[form.upper()] + 1)
    with pytest.raises(InputError, match=f"{LARGEST[form.upper()]:,} bytes"):
        READERS[form](path)


def test_what_people_write_is_read(tmp_path: Path) -> None:
    """Aliases that end, dots in texts and comments, a long note that begins with a number, old and coming days."""
    (tmp_path / "a.yaml").write_text(f"a: &x [1, 2]\nb: *x\nc: 1999 was {'long ' * 200}\nd: 1000-01-01\n")
    assert read_yaml(tmp_path / "a.yaml")["b"] == [1, 2]
    dots = "a." * 100
    (tmp_path / "a.toml").write_text(f"x.y = \"{dots}\" # {dots}b\nz = '''\n{dots}b = 1\n'''\nd = 8999-12-31\n")
    assert read_toml(tmp_path / "a.toml")["x"] == {"y": dots}


def scenarios_on_top(folder: Path, count: int) -> Path:
    """So many scenarios, each on top of the one before; the last of them."""
    below = "intro"
    for number in range(count):
        (folder / f"s{number}").mkdir()
        (folder / f"s{number}" / "scenario.toml").write_text(f'extends = "{below}"\n')
        below = f"../s{number}"
    return folder / f"s{count - 1}"


def regimes_on_top(folder: Path, count: int) -> Path:
    """So many regimes, each on top of the one before; the last of them."""
    below = "csto-2010"
    for number in range(count):
        path = folder / f"r{number}.toml"
        path.write_text(f'extends = "{below}"\nname = "r{number}"\n')
        below = f"./{path.name}"
    return folder / f"r{count - 1}.toml"


@pytest.mark.parametrize(("build", "load"), [(scenarios_on_top, load_scenario), (regimes_on_top, load_regime)])
def test_a_chain_of_things_that_build_on_each_other_has_an_end(tmp_path: Path, build: Any, load: Any) -> None:
    """Scenarios and regimes lie on top of each other up to a number; more of them are refused with the file."""
    last = build(tmp_path, 1000)
    with pytest.raises(InputError, match=f"at most {LONGEST} files on top of each other"):
        load(last)
    short = tmp_path / re.sub(r"\d+", str(LONGEST - 3), last.name)
    assert load(short).name == short.stem


@pytest.mark.parametrize(("said", "found"), [('"r0.toml"', "r0.toml"), ("3", "3"), ("true", "True"), ('""', "''")])
def test_a_regime_extends_a_regime_by_its_name(tmp_path: Path, said: str, found: str) -> None:
    """Not itself, and no number."""
    path = tmp_path / "r0.toml"
    path.write_text(f'extends = {said}\nname = "r0"\n')
    with pytest.raises(InputError, match=f"r0.toml: extends.* '?{found}"):
        load_regime(path)


def test_the_real_commands_refuse_what_has_no_end(tmp_path: Path) -> None:
    """In processes of their own, with exit status 2: a sweep of a design with a bottomless key, crises that hold
    themselves."""
    (tmp_path / "deep.toml").write_text(
        f'scenario = "intro"\nregimes = ["none"]\nseeds = 1\n[set]\n{"a." * 9999}b = 1\n'
    )
    (tmp_path / "self.yaml").write_text("cases: &a\n  - *a\n")
    assert "row 5" in refusal(panj_process("sweep", tmp_path / "deep.toml", "--out", tmp_path / "out", status=2))
    assert "row 2" in refusal(panj_process("backtest", "--cases", tmp_path / "self.yaml", status=2))
    assert not (tmp_path / "out").exists()


def test_words_that_are_cut_say_that_they_are() -> None:
    """What was found is repeated as far as there is room, and ends with dots where there is more."""
    said = str(InputError("file.toml", "key", InWords("long " * 40), "less"))
    assert said == f"file.toml: key: {'long ' * 15}lo... Needed: less."
    assert str(InputError("file.toml", "key", InWords("a stop."), "none")) == "file.toml: key: a stop. Needed: none."
