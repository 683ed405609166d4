"""The edge of the program: every command answers whatever is wrong outside it with one line and a status.

The commands, their arguments and their options are read from the program itself, so that a new one is tried as well.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from typer.main import get_command

from panj.experiments.cli import flowing, load_commands
from panj.tests.experiments.command import Done, panj

ROOT = Path(__file__).parents[2]
LONG = "a" * 300
OUTPUTS = {
    "out": "folder",
    "docs": "folder",
    "games": "folder",
    "report --out": "file",
    "explain --out": "file",
    "replay --html": "file",
    "stakes --out": "file",
    "scenario new folder": "new folder",
}
INPUTS = {"design", "game", "case", "cases", "folder", "scenario", "name", "a", "b", "other", "land", "places"}
GOOD = {  # what makes a command start, so that only the one thing under trial is wrong
    "case": str(ROOT / "tests" / "catalogue" / "t03.toml"),
    "scenario": "intro",
    "extends": "intro",
    "name": "intro",
    "book": "cst",
    "a": "csto-2010",
    "b": "cst-1992",
    "outcome": "posts_lost",
    "where": "posts_lost >= 0",
    "regime show name": "csto-2010",
    "scenario check folder": "intro",
}


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that name it."""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from leaves(inner, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(leaves(get_command(load_commands())))
PARAMETERS = [(name, p) for name, command in COMMANDS.items() for p in command.params if p.name != "help"]


def takes(name: str, parameter: Any, kind: type) -> bool:
    """Whether a parameter of a command is of a kind, or may be left out or given again and is otherwise."""
    hint = get_type_hints(inspect.unwrap(COMMANDS[name].callback))[parameter.name]
    return kind in (hint, *get_args(hint), *(inner for part in get_args(hint) for inner in get_args(part)))


def is_argument(parameter: Any) -> bool:
    return parameter.param_type_name == "argument"


def place_of(name: str, parameter: Any) -> str:
    """What kind of output place a parameter names, if it names one."""
    full = f"{name} {parameter.name if is_argument(parameter) else '--' + parameter.name}"
    return OUTPUTS.get(full) or ("" if is_argument(parameter) else OUTPUTS.get(parameter.name, ""))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished sweep, its design and a game beside it."""
    folder = tmp_path_factory.mktemp("edge")
    panj("run", "intro", "--days", "1", "--out", folder / "game")
    design = folder / "design.toml"
    design.write_text('scenario = "intro"\nregimes = ["none", "csto-2010"]\nseeds = 2\ndays = 1\n')
    panj("sweep", design, "--out", folder / "store", "--workers", "1")
    return folder / "store"


def words(name: str, store: Path, tmp_path: Path, but: str = "") -> list[str]:
    """The words of a command that would do its work, without the parameter `but`."""
    said = name.split()
    for p in COMMANDS[name].params:
        if p.name == but or not p.required:
            continue
        good = GOOD.get(f"{name} {p.name}") or GOOD.get(p.name)
        beside = {"design": store.parent / "design.toml", "game": store.parent / "game", "out": tmp_path / "out"}
        good = str(beside[p.name]) if p.name in beside else good
        if p.name == "folder" and good is None:
            good = str(tmp_path / "new") if "new" in name else str(store)
        assert good is not None, f"say in this test what {name} takes as {p.name}"
        said += [good] if is_argument(p) else [p.opts[0], good]
    return said


def one_line(done: Done) -> str:
    """Nothing on standard output, one line on standard error, no traceback and nothing that a terminal obeys."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("compiling")]
    assert len(lines) == 1, done.stderr
    assert done.stdout == ""
    assert lines[0].startswith("panj: ")
    assert lines[0].isprintable()
    assert len(lines[0]) < 3000
    assert "fault of the program" not in lines[0], lines[0]
    return lines[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_is_none_is_one_line(name: str) -> None:
    """Every command names an option that it does not know, with status 2 and where to read on."""
    said = one_line(panj(*name.split(), "--no-such-option", status=2))
    assert "--no-such-option" in said
    assert f"panj {name} --help" in said


@pytest.mark.parametrize("name", COMMANDS)
def test_a_word_too_many_is_one_line(name: str, store: Path, tmp_path: Path) -> None:
    """Every command refuses words that nobody asked for."""
    full = [*words(name, store, tmp_path), *["x"] * 5]
    said = one_line(panj(*full, status=2))
    takes_any = any(p.nargs == -1 for p in COMMANDS[name].params)
    assert takes_any or "unexpected extra argument" in said.lower()


def options(kind: type) -> list[tuple[str, str]]:
    return [(n, p.opts[0]) for n, p in PARAMETERS if not is_argument(p) and takes(n, p, kind)]


@pytest.mark.parametrize("value", ["ten", "", "1e3", "9" * 5000, "-" + "9" * 30])
@pytest.mark.parametrize(("name", "option"), options(int), ids=lambda v: str(v))
def test_a_number_that_is_none_is_one_line(name: str, option: str, value: str, store: Path, tmp_path: Path) -> None:
    """Every option that takes a number refuses what is none or too large, before any work is done."""
    said = one_line(panj(*words(name, store, tmp_path), f"{option}={value}", status=2))
    assert option.strip("-") in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["no-such-[bold]thing\x07", LONG, ""])
@pytest.mark.parametrize(("name", "option"), options(str), ids=lambda v: str(v))
def test_a_word_that_means_nothing_is_one_line(name: str, option: str, value: str, store: Path, tmp_path: Path) -> None:
    """Every option that takes a name refuses one that means nothing; no terminal obeys what it says."""
    if option == "--host" or (option in ("--scheduler", "--regime") and not value):
        pytest.skip("an address is tried in its own test; nothing given is the default")
    full = [*words(name, store, tmp_path, option.strip("-")), option, value]
    one_line(panj(*full, status=2))
    assert not (tmp_path / "out").exists()


def bad_input(tmp_path: Path) -> dict[str, str]:
    """Names of files that nothing can be read from."""
    made = {
        "empty.toml": b"",
        "bytes.toml": bytes(range(256)),
        "wide.toml": 'a = "b"\n'.encode("utf-16"),
        "wrong.toml": b"= 3\n",
        "other.toml": b"colour = 'red'\n",
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "nowhere.toml").symlink_to(tmp_path / "gone.toml")
    names = {name: str(tmp_path / name) for name in (*made, "folder.toml", "nowhere.toml", "missing.toml")}
    more = {
        "device": os.devnull,
        "long": LONG,
        "long.toml": LONG + ".toml",
        "nul": "a\x00b",
        "empty name": "",
        "bell": "a\x07[bold]b.toml",
        "surrogate": "a\udc80.toml",
    }
    return names | more


BAD = (
    "empty.toml",
    "bytes.toml",
    "wide.toml",
    "wrong.toml",
    "other.toml",
    "folder.toml",
    "nowhere.toml",
    "missing.toml",
    "device",
    "long",
    "long.toml",
    "nul",
    "empty name",
    "bell",
    "surrogate",
)
READERS = [(n, p.name) for n, p in PARAMETERS if p.name in INPUTS and not place_of(n, p)]


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize(("name", "parameter"), READERS, ids=lambda v: str(v))
def test_a_bad_input_file_is_one_line(name: str, parameter: str, what: str, store: Path, tmp_path: Path) -> None:
    """Every command that reads refuses what cannot be read: status 2, and nothing is written."""
    bad = bad_input(tmp_path)[what]
    (p,) = (p for p in COMMANDS[name].params if p.name == parameter)
    full = words(name, store, tmp_path, parameter)
    split = len(name.split())
    full = [*full[:split], bad, *full[split:]] if is_argument(p) else [*full, p.opts[0], bad]
    before = sorted(tmp_path.iterdir())
    one_line(panj(*full, status=2))
    assert sorted(tmp_path.iterdir()) == before


def test_every_place_is_known_to_these_tests() -> None:
    """A new command's files are tried here too: whatever takes a path is named as an input or as an output."""
    unknown = [(n, p.name) for n, p in PARAMETERS if takes(n, p, Path) and p.name not in INPUTS and not place_of(n, p)]
    assert unknown == []


def bad_output(what: str, kind: str, tmp_path: Path) -> Path:
    """A place that nothing can be written to."""
    match what:
        case "in the way" if kind == "file":
            (tmp_path / "taken").mkdir()
            return tmp_path / "taken"
        case "in the way":
            (tmp_path / "taken").write_text("years of work")
            return tmp_path / "taken"
        case "under a file":
            (tmp_path / "file").write_text("years of work")
            return tmp_path / "file" / "below" / "out"
        case "link to nowhere":
            (tmp_path / "link").symlink_to(tmp_path / "gone" / "gone")
            return tmp_path / "link"
        case "link to itself":
            (tmp_path / "loop").symlink_to(tmp_path / "loop")
            return tmp_path / "loop" / "out"
        case "pipe":
            os.mkfifo(tmp_path / "pipe")
            return tmp_path / "pipe"
        case "long name":
            return tmp_path / LONG
        case "long path":
            return tmp_path.joinpath(*["b" * 200] * 25)
    return Path("/proc/no-such-place/out")


WRITERS = [(n, p.name, place_of(n, p)) for n, p in PARAMETERS if place_of(n, p)]
PLACES = (
    "in the way",
    "under a file",
    "link to nowhere",
    "link to itself",
    "pipe",
    "long name",
    "long path",
    "unwritable",
)


@pytest.mark.parametrize("what", PLACES)
@pytest.mark.parametrize(("name", "parameter", "kind"), WRITERS, ids=lambda v: str(v))
def test_a_bad_output_place_is_one_line(
    name: str, parameter: str, kind: str, what: str, store: Path, tmp_path: Path
) -> None:
    """Every command that writes says before its work that it cannot write there, and leaves nothing behind."""
    place = bad_output(what, kind, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    (p,) = (p for p in COMMANDS[name].params if p.name == parameter)
    full = words(name, store, tmp_path, parameter)
    full += [str(place)] if is_argument(p) else [p.opts[0], str(place)]
    done = panj(*full, status=2 if kind == "new folder" and what in ("in the way", "link to nowhere", "pipe") else 1)
    one_line(done)
    assert sorted(tmp_path.rglob("*")) == before


def test_help_of_every_command_has_an_example_and_words_for_every_argument() -> None:
    """Who asks a command for help reads what each argument and option means, units included, and one line to try."""

    def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        below = getattr(command, "commands", {})
        for key, one in below.items():
            yield from commands(one, f"{name} {key}")
        if not below:
            yield name, command

    known = dict(commands(get_command(load_commands()), "panj"))
    assert len(known) > 25
    known["panj law"] = known.pop("panj law show")  # `show` may be left out
    assert [name for name, one in known.items() if f"Example: {name}" not in one.help] == []
    mute = [(name, p.name) for name, one in known.items() for p in one.params if not getattr(p, "help", "")]
    assert mute == []
    assert [
        (name, p.name) for name, one in known.items() for p in one.params if " [" in p.help
    ] == []  # taken for a mark


def test_help_fills_its_lines_and_keeps_an_example_on_its_own() -> None:
    """A paragraph of the source is one paragraph of the help, however the source breaks its lines."""
    assert flowing("One\ntwo.\n\nThree\nfour.\nExample: a\nb\nExample: c") == (
        "One two.\n\nThree four.\nExample: a b\nExample: c"
    )
