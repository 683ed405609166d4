"""Bad scenario folders are refused: one line with file, row or key, what was found, what is allowed; exit status 2."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.tests.experiments.command import panj_process, refusal, refused
from panj.tests.scenarios.test_fuzz import says_what_to_do
from panj.tests.small_border import unit, write_border

Damage = Callable[[Path], None]
UNITS = (
    unit("band", "TLB", "local", 3, 4, 60, home="d0"),
    unit("garrison", "AFG", "district_centre", 3, 2, 60, home="d0"),
    unit("post", "TJK", "post", 3, 5, 40, home="k0"),
    unit("reserve", "TJK", "reserve", 5, 9, 100, status="on_call"),
    unit("contingent", "RUS", "contingent", 5, 9, 100, status="on_paper"),
)
INJECT = {"date": "2021-06-02", "kind": "send", "who": "RUS", "what": "guard", "amount": 100, "note": ""}


def cell(table: str, row: int, column: str, value: object) -> Damage:
    """Write `value` into a column of the row with this number, counted from 0 below the head."""

    def damage(folder: Path) -> None:
        with (folder / table).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        rows[row][column] = str(value)
        with (folder / table).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    return damage


def line(table: str, change: Callable[[list[str]], list[str]]) -> Damage:
    """Change the lines of a file."""

    def damage(folder: Path) -> None:
        path = folder / table
        path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")

    return damage


def toml(text: str, instead_of: str = "") -> Damage:
    """Add text to scenario.toml, or put it in place of a line that begins like `instead_of`."""

    def damage(folder: Path) -> None:
        path = folder / "scenario.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [text if instead_of and old.startswith(instead_of) else old for old in lines]
        path.write_text("\n".join([*kept, "" if instead_of else text]) + "\n", encoding="utf-8")

    return damage


def parameter(name: str, low: object, typical: object, high: object) -> Damage:
    """A parameter with this range."""
    return toml(f"[parameters.{name}]\nlow = {low}\ntypical = {typical}\nhigh = {high}\n")


def without(table: str) -> Damage:
    """Take a file away."""
    return lambda folder: (folder / table).unlink()


def raw(table: str, content: bytes) -> Damage:
    """Put these bytes in place of a file."""
    return lambda folder: (folder / table).write_bytes(content) and None


def without_unit(name: str) -> Damage:
    """Take a unit away."""
    return line("units.csv", lambda lines: [one for one in lines if not one.startswith(name)])


def column(table: str, name: str, value: object) -> Damage:
    """Write `value` into a column of every row."""

    def damage(folder: Path) -> None:
        count = len((folder / table).read_text(encoding="utf-8").splitlines()) - 1
        for row in range(count):
            cell(table, row, name, value)(folder)

    return damage


def mirrored(folder: Path) -> None:
    """Latitudes that fall to the north."""
    lines = (folder / "cells.csv").read_text(encoding="utf-8").splitlines()
    for number, text in enumerate(lines[1:]):
        cell("cells.csv", number, "lat", 37 - int(text.split(",")[1]) / 11)(folder)


def no_border(folder: Path) -> None:
    """A border district whose stretches belong to another."""
    for number in range(6, 12):
        cell("segments.csv", number, "district", "d0")(folder)
    cell("districts.csv", 0, "border_km", 120)(folder)
    cell("districts.csv", 1, "border_km", 0)(folder)


def wrong_byte(table: str, row: int) -> Damage:
    """A byte that is no UTF-8 in this row of the file, counted from 1."""

    def damage(folder: Path) -> None:
        lines = (folder / table).read_bytes().split(b"\n")
        lines[row - 1] = b"\xff" + lines[row - 1][1:]
        (folder / table).write_bytes(b"\n".join(lines))

    return damage


def recode(table: str, encoding: str) -> Damage:
    """Save a file in another encoding."""
    return lambda folder: (folder / table).write_bytes((folder / table).read_bytes().decode().encode(encoding)) and None


def leads_nowhere(table: str) -> Damage:
    """Put a link to nothing in place of a file."""

    def damage(folder: Path) -> None:
        (folder / table).unlink()
        (folder / table).symlink_to(folder / "gone.csv")

    return damage


def folder_for(table: str) -> Damage:
    """Put a folder in place of a file."""

    def damage(folder: Path) -> None:
        (folder / table).unlink()
        (folder / table).mkdir()

    return damage


# What is wrong, how it comes about, and what the line must name.
CASES: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "not toml": (toml("= 3"), ("scenario.toml", "valid TOML")),
    "toml not in utf-8": (raw("scenario.toml", b"title = '\xff'"), ("scenario.toml", "UTF-8")),
    "unknown key": (toml('colour = "red"', "summary"), ("scenario.toml", "colour", "no key of this name")),
    "word for a number": (toml('days = "ten"', "days"), ("scenario.toml", "days", "ten")),
    "no days": (toml("days = 0", "days"), ("scenario.toml", "days", "1")),
    "step that does not divide a day": (toml("step_hours = 7", "days"), ("scenario.toml", "step_hours")),
    "table for a list": (toml("parameters = 3", "days"), ("scenario.toml", "parameters")),
    "extends a number": (toml("extends = 5", "extends"), ("scenario.toml", "extends", "5")),
    "extends nothing known": (toml('extends = "atlantis"', "extends"), ("atlantis", "tajikistan-2021")),
    "extends itself": (toml('extends = "land"', "extends"), ("scenario.toml", "extends")),
    "date that is none": (toml("start = 2021-06-31", "days"), ("scenario.toml",)),
    "unknown parameter": (parameter("patrol_menn", 1, 2, 3), ("scenario.toml", "patrol_menn")),
    "range upside down": (parameter("patrol_kmh", 5, 4, 3), ("scenario.toml", "patrol_kmh", "low <= typical")),
    "typical not a number": (parameter("patrol_kmh", 1, "nan", 9), ("scenario.toml", "patrol_kmh")),
    "endless range": (parameter("patrol_kmh", 1, 2, "inf"), ("scenario.toml", "patrol_kmh")),
    "range that lets a rule divide by zero": (parameter("patrol_men", 0, 2, 9), ("scenario.toml", "patrol_men", "0")),
    "negative chance": (parameter("news_front", -1, 0, 1), ("scenario.toml", "news_front", "-1")),
    "bad share of an observer": (toml("[observers.TJK]\nnoise = 7.0"), ("scenario.toml", "observers.TJK", "7")),
    "command of nobody": (toml('[commands.taliban]\nowner = "AFG"'), ("scenario.toml", "commands.taliban", "AFG")),
    "intent above one": (toml("[commands.taliban]\nintent_to_cross = 2"), ("scenario.toml", "intent_to_cross", "2")),
    "beyond is the requester": (toml('beyond = "TJK"', "days"), ("a cell of TJK",)),
    "two requesters": (toml('[states.ARM]\nrole = "requester"'), ("scenario.toml", "states", "TJK")),
    "kilometres that do not add up": (toml("border_km = 500.0", "border_km"), ("segments.csv", "120.00", "500")),
    "no units": (without("units.csv"), ("units.csv", "no such file")),
    "no head": (raw("units.csv", b""), ("units.csv", "row 1", "unit")),
    "units not in utf-8": (raw("units.csv", b"\xff\xfe\x00"), ("units.csv", "UTF-8")),
    "another head": (line("units.csv", lambda x: ["unit,name", *x[1:]]), ("units.csv", "row 1", "unit,name,owner")),
    "row cut short": (line("units.csv", lambda x: [*x[:2], x[2][:9], *x[3:]]), ("units.csv", "row 3", "columns")),
    "row too long": (line("units.csv", lambda x: [*x[:2], x[2] + ",,", *x[3:]]), ("units.csv", "row 3", "columns")),
    "open quote": (line("units.csv", lambda x: [*x[:2], '"' + x[2], *x[3:]]), ("units.csv", "row")),
    "the same unit twice": (line("units.csv", lambda x: [*x, x[1]]), ("units.csv", "band", "once")),
    "men in words": (cell("units.csv", 0, "men", "many"), ("units.csv", "row 2", "men", "many")),
    "no men": (cell("units.csv", 0, "men", 0), ("units.csv", "row 2", "men", "0")),
    "quality not a number": (cell("units.csv", 0, "quality", "nan"), ("units.csv", "row 2", "quality", "nan")),
    "unknown owner": (cell("units.csv", 0, "owner", "XYZ"), ("units.csv", "unit band", "XYZ", "TLB")),
    "unknown kind": (cell("units.csv", 0, "kind", "fleet"), ("units.csv", "row 2", "kind", "fleet")),
    "kind of another side": (cell("units.csv", 0, "kind", "post"), ("units.csv", "unit band", "post", "band")),
    "role of another kind": (cell("units.csv", 0, "role", "army"), ("units.csv", "unit band", "army", "main")),
    "unit off the grid": (cell("units.csv", 0, "x", 99), ("units.csv", "unit band", "99", "grid")),
    "unit in a foreign cell": (cell("units.csv", 0, "y", 8), ("units.csv", "unit band", "TJK", "AFG")),
    "unknown home": (cell("units.csv", 0, "home", "nowhere"), ("units.csv", "unit band", "nowhere", "districts.csv")),
    "post of no detachment": (cell("units.csv", 2, "home", "k9"), ("units.csv", "unit post", "k9", "detachment")),
    "detachment without a seat": (without_unit("k0-head"), ("segments.csv", "k0", "headquarters")),
    "stretch of no district": (cell("segments.csv", 2, "district", "mars"), ("segments.csv", "segment 2", "mars")),
    "border with a gap": (cell("segments.csv", 2, "from_km", 55), ("segments.csv", "segment 2", "55", "20.00")),
    "border that leaps": (cell("segments.csv", 2, "near_x", 9), ("segments.csv", "segment 2", "touch")),
    "stretch in a foreign cell": (cell("segments.csv", 2, "near_y", 1), ("segments.csv", "segment 2", "a cell of TJK")),
    "stretch without length": (cell("segments.csv", 2, "km", 0), ("segments.csv", "row 4", "km")),
    "stretches out of order": (cell("segments.csv", 2, "segment", 77), ("segments.csv", "segment 77", "2")),
    "district of other kilometres": (cell("districts.csv", 0, "border_km", 5), ("districts.csv", "d0", "60.00")),
    "unknown neighbour": (cell("districts.csv", 0, "neighbours", "d1;mars"), ("districts.csv", "district d0", "mars")),
    "centre that is none": (cell("districts.csv", 0, "centre", "d1"), ("districts.csv", "district d0", "d1")),
    "district in a foreign cell": (cell("districts.csv", 0, "y", 9), ("districts.csv", "district d0", "a cell of AFG")),
    "the same district twice": (line("districts.csv", lambda x: [*x, x[1]]), ("districts.csv", "d0", "once")),
    "cell missing": (line("cells.csv", lambda x: x[:-1]), ("cells.csv", "cell 11,9", "no row")),
    "cell twice": (line("cells.csv", lambda x: [*x, x[1]]), ("cells.csv", "once")),
    "cell off the grid": (cell("cells.csv", 0, "x", 50), ("cells.csv", "50")),
    "unknown terrain": (cell("cells.csv", 0, "terrain", "swamp"), ("cells.csv", "row 2", "terrain", "swamp")),
    "latitude off the globe": (cell("cells.csv", 0, "lat", 123), ("cells.csv", "row 2", "lat")),
    "cell of an unknown district": (cell("cells.csv", 1, "district", "mars"), ("cells.csv", "mars")),
    "inject too late": (cell("injects.csv", 0, "date", "2022-01-01"), ("injects.csv", "2022-01-01", "2021-06-20")),
    "inject of an unknown power": (cell("injects.csv", 0, "who", "XYZ"), ("injects.csv", "who", "XYZ", "RUS")),
    "inject of an unknown kind": (cell("injects.csv", 0, "kind", "bomb"), ("injects.csv", "kind", "bomb")),
    "unknown mandate": (cell("injects.csv", 0, "what", "dance"), ("injects.csv", "what", "dance", "guard")),
    "more men than there are": (cell("injects.csv", 0, "amount", 101), ("injects.csv", "amount", "101", "0 to 100")),
    "cells of a metre": (toml("cell_km = 0.001", "cell_km"), ("scenario.toml", "cell_km", "0.001", "about 9.87")),
    "cells of 100 km": (toml("cell_km = 100", "cell_km"), ("scenario.toml", "cell_km", "100", "about 9.87")),
    "a cell on the equator": (cell("cells.csv", 5, "lat", 0), ("cells.csv", "cell 0,5", "lat", "10 km")),
    "all cells on the equator": (column("cells.csv", "lat", 0), ("cells.csv", "lat", "0 km", "10 km")),
    "south turned to north": (mirrored, ("cells.csv", "lat", "y from the south")),
    "country that is none": (cell("cells.csv", 9, "country", "QQQ"), ("cells.csv", "cell 0,9", "QQQ", "ISO")),
    "own neighbour": (cell("districts.csv", 0, "neighbours", "d0;d1;capital"), ("districts.csv", "d0", "itself")),
    "neighbour twice": (cell("districts.csv", 0, "neighbours", "d1;d1;capital"), ("districts.csv", "d1", "once")),
    "neighbour on one side": (cell("districts.csv", 0, "neighbours", "capital"), ("districts.csv", "d1", "d0")),
    "stretch with a bridge that is none": (cell("segments.csv", 0, "crossing", "pul"), ("segments.csv", "pul")),
    "district with a bridge that is none": (cell("districts.csv", 0, "crossing", "pul"), ("districts.csv", "pul")),
    "bridge that no stretch has": (cell("cells.csv", 0, "crossing", "pul"), ("cells.csv", "cell 0,0", "pul")),
    "border district without a border": (no_border, ("districts.csv", "district d1", "border_km 0", "more than 0")),
    "no militants": (without_unit("band"), ("units.csv", "no militants", "TLB")),
    "bell in a name": (cell("units.csv", 0, "name", "Band\x07"), ("units.csv", "row 2", "name", "control")),
    "two lines in a name": (cell("units.csv", 0, "name", "Band\nof two"), ("units.csv", "row", "name", "one line")),
    "text turned round": (cell("units.csv", 0, "name", "Band\u202e"), ("units.csv", "row 2", "name", "control")),
    "bell in the title": (toml('title = "A \\u0007 bell"', "title"), ("scenario.toml", "title", "control")),
    "title of two lines": (toml('title = "One\\nTwo"', "title"), ("scenario.toml", "title", "one line")),
    "wrong byte in row 4": (wrong_byte("units.csv", 4), ("units.csv", "row 4", "0xff", "UTF-8")),
    "units in UTF-16": (recode("units.csv", "utf-16"), ("units.csv", "UTF-16", "UTF-8")),
    "endless cell": (cell("units.csv", 0, "men", "9" * 5000), ("units.csv", "row 2", "men", "999...")),
    "endless number": (toml(f"days = {'9' * 5000}", "days"), ("scenario.toml", "digits")),
    "endless hexadecimal number": (toml(f"days = 0x{'f' * 5000}", "days"), ("scenario.toml", "days", "digits")),
    "lists in lists": (toml(f"days = {'[' * 5000}", "days"), ("scenario.toml", "each other")),
    "table that leads nowhere": (leads_nowhere("units.csv"), ("units.csv", "link that leads nowhere")),
    "folder for a table": (folder_for("injects.csv"), ("injects.csv", "folder")),
    "extends a path that leads nowhere": (toml('extends = "../x"', "extends"), ("scenario.toml", "extends", "../x")),
    "regime that is none": (toml('regime = "nato"', "summary"), ("scenario.toml", "regime", "nato", "csto-2010")),
    "inject without end": (cell("injects.csv", 0, "amount", "inf"), ("injects.csv", "amount", "inf")),
    "transit to nowhere": (toml('[commands.taliban]\naim = "transit"\n'), ("scenario.toml", "taliban.transit_to")),
    "unknown aim": (toml('[commands.taliban]\naim = "picnic"\n'), ("scenario.toml", "commands.taliban.aim", "picnic")),
    "snow out of order": (
        toml("".join(f"[[snow]]\ndate = 2021-09-{day}\nabove_m = 3000\n" for day in (20, 10))),
        ("scenario.toml", "snow", "2021-09-20 before 2021-09-10"),
    ),
    "name of a village where nobody lives": (
        raw("villages.csv", b"x,y,name,source\n1,7,Nowhere,test\n"),
        ("villages.csv", "village Nowhere", "cell 1,7"),
    ),
    "a number for a date": (toml("start = 1622505600", "days"), ("scenario.toml", "start", "1622505600", "YYYY-MM-DD")),
    "text for a date": (toml('start = "2021-06-01"', "days"), ("scenario.toml", "start", "2021-06-01", "YYYY-MM-DD")),
    "a moment for a date": (toml("start = 2021-06-01T00:00:00", "days"), ("scenario.toml", "start", "YYYY-MM-DD")),
    "text for a number": (toml('days = "20"', "days"), ("scenario.toml", "days", "'20'", "a whole number")),
    "true for a number": (toml("days = true", "days"), ("scenario.toml", "days", "True", "a whole number")),
    "a broken number for a whole one": (toml("days = 20.0", "days"), ("scenario.toml", "20.0", "a whole number")),
    "true for a share": (toml("border_km = true", "border_km"), ("scenario.toml", "border_km", "True", "a number")),
    "text for a judgement": (toml('[states.RUS]\ncaution = "0.5"'), ("scenario.toml", "states.RUS.caution", "0.5")),
    "a number for a name": (toml("title = 5", "title"), ("scenario.toml", "title", "5", "text")),
    "extends nothing": (toml("extends = 0", "extends"), ("scenario.toml", "extends", "0", "scenario")),
    "war at the end of the calendar": (toml("start = 9999-12-31", "days"), ("scenario.toml", "start", "9999-12-31")),
    "seconds for a date in a table": (cell("injects.csv", 0, "date", "1622505600"), ("row 2", "date", "1622505600")),
    "a moment for a date in a table": (cell("injects.csv", 0, "date", "2021-06-02T00:00"), ("row 2", "YYYY-MM-DD")),
    "last day of the calendar": (cell("injects.csv", 0, "date", "9999-12-31"), ("row 2", "date", "9999-12-31")),
    "digits of a program": (cell("units.csv", 0, "men", "1_000"), ("units.csv", "row 2", "men", "1_000", "whole")),
    "digits of another script": (cell("units.csv", 0, "men", "٣"), ("units.csv", "row 2", "men", "٣", "whole")),
    "true for men": (cell("units.csv", 0, "men", "true"), ("units.csv", "row 2", "men", "true", "whole")),
    "no men at all": (cell("units.csv", 0, "men", ""), ("units.csv", "row 2", "men", "whole")),
    "text after a quote": (line("units.csv", lambda x: [x[0], f'"a"{x[1]}', *x[2:]]), ("units.csv", "row 2")),
    "inject below zero": (cell("injects.csv", 0, "amount", -5), ("injects.csv", "amount", "-5")),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A scenario folder without a fault."""
    return write_border(tmp_path / "land", UNITS, injects=[INJECT])


def test_the_folder_is_good_before_it_is_damaged(good: Path) -> None:
    """The folder that the other tests damage plays."""
    assert BorderModel(good, "none", seed=1, days=3).run().steps == 12


@pytest.mark.parametrize("what", sorted(CASES))
def test_a_damaged_scenario_is_refused(good: Path, what: str) -> None:
    """The refusal is one line that says where, what was found and what is allowed."""
    damage, named = CASES[what]
    damage(good)
    with pytest.raises(InputError) as refusal:
        load_scenario(good)
    text = str(refusal.value)
    assert "\n" not in text
    assert says_what_to_do(text)
    for name in named:
        assert name in text, text


@pytest.mark.parametrize("table", ["scenario.toml", "cells.csv", "units.csv", "injects.csv"])
def test_a_byte_order_mark_is_read_over(good: Path, table: str) -> None:
    """A file as a spreadsheet or an editor of Windows saves it, with a mark at its head, is read like any other."""
    before = load_scenario(good)
    recode(table, "utf-8-sig")(good)
    after = load_scenario(good)
    assert (after.file, after.cells, after.units) == (before.file, before.cells, before.units)


def test_names_may_be_in_any_script(good: Path) -> None:
    """Cyrillic, Persian with its joiners, and accents are text like any other."""
    cell("units.csv", 0, "name", "Отряд می\u200cروم Ñandú")(good)
    assert load_scenario(good).units[0].name == "Отряд می\u200cروم Ñandú"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("atlantis",), ("scenario", "atlantis", "intro")),
        (("intro", "--regime", "anarchy"), ("anarchy", "csto-2010")),
        (("intro", "--set", "patrol_menn=4"), ("patrol_menn",)),
        (("intro", "--set", "patrol_kmh=nan"), ("patrol_kmh", "nan", "20")),
        (("intro", "--set", "patrol_kmh=inf"), ("patrol_kmh", "inf", "20")),
        (("intro", "--set", "patrol_kmh=21"), ("patrol_kmh", "21", "20")),
        (("intro", "--set", "patrol_kmh=1_0"), ("patrol_kmh", "1_0")),
        (("intro", "--set", "patrol_kmh=٣"), ("patrol_kmh", "٣")),
        (("intro", "--set", "patrol_kmh=3", "--set", "patrol_kmh=4"), ("patrol_kmh", "twice")),
        (("intro", "--set", "patrol_kmh=fast"), ("patrol_kmh", "fast")),
        (("intro", "--set", "patrol_kmh"), ("patrol_kmh",)),
        (("intro", "--seed", "-1"), ("seed", "-1")),
        (("intro", "--days", "0"), ("days", "0")),
    ],
    ids=lambda value: " ".join(value) if "intro" in value or "atlantis" in value else "",
)
def test_panj_run_refuses_what_it_cannot_play(tmp_path: Path, words: tuple[str, ...], named: tuple[str, ...]) -> None:
    """`panj run` answers unknown names and values out of range with one line and leaves nothing behind."""
    text = refused("run", *words, "--out", tmp_path / "out")
    for name in named:
        assert name in text, text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("what", ["row cut short", "unit in a foreign cell", "range upside down"])
def test_the_real_command_refuses_a_damaged_folder(good: Path, tmp_path: Path, what: str) -> None:
    """In a process of its own: exit status 2, one line, no traceback, and no output folder half written."""
    damage, named = CASES[what]
    damage(good)
    text = refusal(panj_process("run", good, "--out", tmp_path / "out", status=2))
    for name in named:
        assert name in text, text
    assert not (tmp_path / "out").exists()
