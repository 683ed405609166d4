"""Games as files: whoever comes back finds the seat, and nobody else does."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest

from panj.browser.table import tables as module
from panj.browser.table.identity import Identity, known_by
from panj.browser.table.table import SPECTATOR, UMPIRE, Table
from panj.browser.table.tables import Tables
from panj.scenarios.errors import InputError
from panj.tests.browser.test_table import Onlooker

ANNA, ANNAS_OTHER = known_by("cookie of anna", "tab 1"), known_by("cookie of anna", "tab 2")
BORIS = known_by("cookie of boris", "tab 1")


def asked(kept: Tables) -> Table:
    """A game whose umpire is Anna and whose member is Boris, who is asked something."""
    table = Table("intro", "csto-2010", 1)
    kept.seat(ANNA, table, UMPIRE, host=True)
    table.take("TJK")
    kept.seat(BORIS, table, "TJK", host=False)
    while table.waiting is None:
        table.step()
    return table


def restarted(folder: Path, *owners: Tables) -> Tables:
    """Another server on the same folder; those before are dead, and their locks with them."""
    for owner in owners:
        for name in list(owner._locks):
            owner._free(name)
    return Tables(folder)


def test_another_server_leads_each_window_back_to_its_seat_and_the_open_question(tmp_path: Path) -> None:
    """Seats, question, orders, standing answers and codes are there again, for the same windows only."""
    first = Tables(tmp_path)
    table = asked(first)
    table.answer("TJK", table.waiting.usual, always=True)
    code, question = table.code_for("KAZ"), table.waiting
    second = restarted(tmp_path, first)
    found, place = second.come_back(BORIS) or pytest.fail("Boris has no seat")
    assert (place.role, place.host, found.waiting) == ("TJK", False, question)
    assert (found.standing, found.game.orders, found.model.digest) == (
        table.standing,
        table.game.orders,
        table.model.digest,
    )
    assert second.by_code(code) == (found, "KAZ")
    umpire, where = second.come_back(ANNA) or pytest.fail("Anna has no seat")
    assert (umpire, where.role, where.host) == (found, UMPIRE, True)
    assert second.come_back(known_by("cookie of somebody else", "tab 1")) is None


def test_a_seat_is_led_to_by_the_cookie_and_not_by_the_name_of_a_window(tmp_path: Path) -> None:
    """Who knows the name of a window, or has read a game's file, but not the browser's cookie gets no seat."""
    kept = Tables(tmp_path)
    table = asked(kept)
    written = (tmp_path / f"{table.name}.json").read_text()
    assert "cookie" not in written
    assert "tab 1" not in written
    data = json.loads(written)
    for window, place in data["places"].items():
        for stolen in (Identity(place["browser"] + "0", window + "0"), known_by(place["browser"], window)):
            assert kept.come_back(stolen) is None
            assert kept.resume(stolen, table.name) is None
            assert kept.of(stolen) == []
    with pytest.raises(InputError):
        kept.by_code(table.code_for("TJK")[:-1])


def test_a_new_window_of_the_browser_takes_over_a_seat_that_was_left_but_not_one_that_is_taken(tmp_path: Path) -> None:
    """A phone that threw the page away comes back to its seat; two open windows play two games."""
    kept = Tables(tmp_path)
    table = asked(kept)
    window = Onlooker(key=ANNA.window)
    table.watchers[window] = None
    assert kept.come_back(ANNAS_OTHER) is None
    window.present = False
    found, place = kept.come_back(ANNAS_OTHER) or pytest.fail("no seat")
    assert (found, place.role) == (table, UMPIRE)


def test_a_game_that_is_over_is_offered_but_not_forced_on_a_new_window(tmp_path: Path) -> None:
    """Whoever opens the page again after a game begins anew; the same window still shows its game."""
    kept = Tables(tmp_path)
    table = asked(kept)
    table.leave("TJK")
    table.again(40)
    assert table.game.over
    assert kept.come_back(ANNAS_OTHER) is None
    assert [(k.seat, k.over) for k in kept.of(ANNA)] == [("Umpire", True)]
    assert (kept.come_back(ANNA) or pytest.fail("no seat"))[0] is table


def test_a_table_at_which_nothing_was_done_leaves_no_file(tmp_path: Path) -> None:
    """Whoever only looks at the page fills no folder; one step and the game is kept, for the user's eyes only."""
    kept, table = Tables(tmp_path), Table("intro", "csto-2010", 1)
    kept.seat(ANNA, table, UMPIRE, host=True)
    assert list(tmp_path.iterdir()) == []
    table.step()
    (file,) = tmp_path.glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_orders_kept_after_a_look_back_are_kept_over_a_restart(tmp_path: Path) -> None:
    """Who has looked back when the server ends can still go forward to where the game stood."""
    first = Tables(tmp_path)
    table = asked(first)
    while not table.game.over:
        table.step()
        while table.waiting is not None:
            table.answer("TJK", table.waiting.usual)
    digest, orders = table.model.digest, list(table.game.orders)
    table.again(4)
    assert any(o.step > 5 for o in table.game.orders)
    found, _ = restarted(tmp_path, first).come_back(ANNA) or pytest.fail("no seat")
    assert (found.steps, found.game.orders) == (4, orders)
    found.again(40)
    assert found.model.digest == digest


def test_two_servers_on_one_folder_do_not_play_the_same_game(tmp_path: Path) -> None:
    """A game belongs to the server that plays it; the other one begins anew, and the file stays whole."""
    first = Tables(tmp_path)
    table = asked(first)
    second = Tables(tmp_path)
    assert second.come_back(ANNA) is None
    with pytest.raises(InputError, match="code"):
        second.by_code(table.code_for("KAZ"))
    assert (restarted(tmp_path, first, second).come_back(ANNA) or pytest.fail("no seat"))[1].role == UMPIRE


def test_damaged_and_foreign_files_hinder_nobody(tmp_path: Path) -> None:
    """A file that is cut off, of another form, or the user's own is passed over and left alone."""
    first = Tables(tmp_path)
    table = asked(first)
    file = tmp_path / f"{table.name}.json"
    (tmp_path / "0123456789abcdef.json").write_text(file.read_text()[:-50])
    (tmp_path / "fedcba9876543210.json").write_text("[]")
    (tmp_path / "notes.json").write_text("mine")
    os.utime(tmp_path / "notes.json", (0, 0))
    second = restarted(tmp_path, first)
    assert second.come_back(BORIS) is not None
    assert (tmp_path / "notes.json").read_text() == "mine"


def test_a_game_that_today_comes_out_otherwise_is_refused_in_a_line(tmp_path: Path) -> None:
    """Where the rules of today lead elsewhere, whoever comes back is told so, and the file stays."""
    first = Tables(tmp_path)
    table = asked(first)
    table.answer("TJK", table.waiting.usual)
    file = tmp_path / f"{table.name}.json"
    data = json.loads(file.read_text())
    data["game"]["digest"] = "0" * len(data["game"]["digest"])
    file.write_text(json.dumps(data))
    with pytest.raises(InputError, match="another course"):
        restarted(tmp_path, first).come_back(ANNA)
    assert file.exists()


def test_games_go_when_their_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A game that nobody played for a month goes, and of too many the oldest; one that is played stays."""
    first = Tables(tmp_path)
    names = [asked(first).name for _ in range(3)]
    for age, name in enumerate(names):
        at = time.time() - (age * 20 + 1) * 86_400
        os.utime(tmp_path / f"{name}.json", (at, at))
    Tables(tmp_path)
    assert {p.stem for p in tmp_path.glob("*.json")} == set(names)
    second = restarted(tmp_path, first)
    assert {p.stem for p in tmp_path.glob("*.json")} == set(names[:2])
    monkeypatch.setattr(module, "MOST_KEPT", 1)
    restarted(tmp_path, second)
    assert {p.stem for p in tmp_path.glob("*.json")} == {names[0]}


def test_where_nothing_can_be_written_the_game_goes_on_and_the_umpire_is_told(tmp_path: Path) -> None:
    """A folder that is taken away in mid-game costs nobody the game; the line says what stands against it."""
    folder = tmp_path / "games"
    kept = Tables(folder)
    table = asked(kept)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    table.answer("TJK", table.waiting.usual)
    assert kept.hindrance
    assert (kept.come_back(BORIS) or pytest.fail("no seat"))[0] is table
    assert (kept.come_back(ANNA) or pytest.fail("no seat"))[1].role == UMPIRE
    assert SPECTATOR in table.codes or table.code_for(SPECTATOR)
