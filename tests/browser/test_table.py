"""A game at a table, without any page: questions stop it, answers and injects play it again with the same dice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

import numpy as np
import pytest

from panj.agents.kinds import KINDS
from panj.agents.seats.questions import Question
from panj.border.forces import MILITANT, SIDES
from panj.browser import words
from panj.browser.fog import EVERYTHING, IN_GENERAL, MET, NEWS, OPEN, eyes_of
from panj.browser.map.frame import encode, seen
from panj.browser.pages.diagram import draw, on
from panj.browser.pages.umpire import rows_from
from panj.browser.place import card_at
from panj.browser.story import MARKS, PRIVATE, told, what_was_picked
from panj.browser.table.follower import Follower
from panj.browser.table.table import UMPIRE, Table, usual_regime
from panj.experiments.warmap.frame import bands_inside, frame_of
from panj.model import BorderModel
from panj.model.game import Game, from_text
from panj.model.game.counterfactual import decisions
from panj.scenarios.errors import InputError
from panj.scenarios.injects import SENTENCES, takes
from panj.scenarios.load import scenario_names
from panj.scenarios.schema import InjectRow

DAY_3 = dt.date(2021, 6, 3)


def to_the_question(table: Table) -> None:
    """Play until somebody is asked, or to the end."""
    while table.running:
        table.step()


def answer_all(table: Table) -> None:
    """Play to the end; whatever is asked is answered as the seat's own rule would."""
    to_the_question(table)
    while table.waiting is not None:
        question = table.waiting
        table.answer(question.seat, question.usual)
        to_the_question(table)


def test_a_chair_that_answers_like_its_rule_changes_nothing() -> None:
    """Who sits down and does what his staff advises gets the war that the rules alone would have fought."""
    table = Table("intro", "csto-2010", 1)
    table.take("TJK")
    answer_all(table)
    assert table.orders("TJK")
    assert table.model.digest == BorderModel("intro", "csto-2010", 1).run().digest


def test_the_game_waits_and_goes_on_with_the_answer() -> None:
    """The step of a question is not played before it is answered, and only its chair can answer, as allowed."""
    table = Table("intro", "csto-2010", 1)
    table.take("TJK")
    to_the_question(table)
    assert table.waiting is not None
    stood, question = table.steps, table.waiting
    table.step()
    assert table.steps == stood
    for chair, answer in (("KAZ", question.usual), ("TJK", "no-such-answer"), ("TJK", -50)):
        with pytest.raises(InputError):
            table.answer(chair, answer)
    table.answer("TJK", question.usual)
    while table.waiting is not None and table.steps == stood:  # others of the same day, each asked once
        assert table.waiting != question
        question = table.waiting
        table.answer(question.seat, question.usual)
    assert table.steps > stood


def test_what_is_answered_for_good_is_asked_no_more() -> None:
    """A standing answer is given whenever its kind is asked of its chair, and is in the saved game like any other;
    other chairs are asked, and so is this one again once it wants to be."""
    table = Table("intro", "csto-2010", 1)
    for chair in ("KAZ", "TJK"):
        table.take(chair)
    asked: list[tuple[int, str, str]] = []
    while table.running or table.waiting is not None:
        to_the_question(table)
        if (question := table.waiting) is not None:
            asked.append((question.day, question.seat, question.kind))
            table.answer(question.seat, question.usual, always=(question.seat, question.kind) == ("KAZ", "share"))
    assert [a for a in asked if a[1:] == ("KAZ", "share")] == [(0, "KAZ", "share")]
    assert len([a for a in asked if a[1:] == ("TJK", "share")]) == 2
    assert [o.answer for o in table.orders("KAZ") if o.kind == "share"] == ["as agreed", "as agreed"]
    assert table.model.digest == BorderModel("intro", "csto-2010", 1).run().digest
    assert from_text(table.saved().decode(), "game.json", ["intro", "csto-2010"]).orders == table.game.orders
    table.ask_again("KAZ", "share")
    table.again(4)
    table.forget()
    to_the_question(table)
    while table.waiting is not None and table.waiting.kind != "share":
        table.answer(table.waiting.seat, table.waiting.usual)
        to_the_question(table)
    assert table.waiting is not None
    assert (table.waiting.seat, table.waiting.day) == ("KAZ", 7)


def test_going_back_keeps_the_orders_and_forgetting_them_asks_again() -> None:
    """Back and forward again is the same war; orders forgotten from a day on are asked for anew."""
    table = Table("intro", "csto-2010", 1)
    table.take("TJK")
    answer_all(table)
    digest, last = table.model.digest, table.orders("TJK")[-1].step
    first = next(order for order in table.orders("TJK") if order.step == last)
    table.again(8)
    table.again(40)
    assert table.model.digest == digest
    table.again(last - 1)
    table.forget()
    to_the_question(table)
    assert table.waiting is not None
    assert (table.waiting.day, table.waiting.kind) == ((last - 1) // 4, first.kind)


def test_getting_up_leaves_the_chair_to_its_rule() -> None:
    """Who gets up while he is asked is no longer waited for, and the war goes on to its end."""
    table = Table("intro", "csto-2010", 1)
    table.take("TJK")
    to_the_question(table)
    table.leave("TJK")
    to_the_question(table)
    assert not table.model.running
    assert table.model.digest == BorderModel("intro", "csto-2010", 1).run().digest


def test_looking_ahead_changes_nothing() -> None:
    """The umpire sees the next day's events, and the war then plays just these."""
    table = Table("intro", "csto-2010", 1)
    table.again(8)
    events, _ = table.ahead()
    known = len(table.model.events)
    table.again(12)
    assert table.model.events.since(known) == events


def test_codes_cannot_be_guessed() -> None:
    """Each role has a code of its own, long and drawn anew for each table."""
    table, other = Table("intro", "csto-2010", 1), Table("intro", "csto-2010", 1)
    codes = {role: table.code_for(role) for role in (*table.game.chairs, UMPIRE)}
    assert len({*codes.values(), *map(other.code_for, codes)}) == 2 * len(codes)
    assert all(len(code) >= 12 for code in codes.values())


def test_a_seat_is_not_sent_what_it_does_not_see() -> None:
    """The bytes for a member's window hold no militant unit that was not found in the country, and no ring."""
    table = Table("intro", "csto-2010", 1)
    table.again(12)
    side = table.model.forces.columns.side
    seen = encode(table.model, table.holdings, eyes_of(table.model, "KAZ"))
    stretches, districts, units, rings, held = (int.from_bytes(seen[4 + 2 * i : 6 + 2 * i], "little") for i in range(5))
    start = 14 + 3 * (stretches + districts)
    rows = [int.from_bytes(seen[start + 2 * i : start + 2 * i + 2], "little") for i in range(units)]
    assert rows
    assert all(int(side[row]) not in (0, 1) for row in rows)
    assert (rings, held) == (0, 0)
    assert len(encode(table.model, table.holdings, EVERYTHING)) > len(seen)


def test_a_saved_table_comes_back_and_an_edited_one_does_not() -> None:
    """The bytes of a save, sent back as text, are the same game; a changed answer is named and refused."""
    table = Table("intro", "csto-2010", 1)
    table.take("TJK")
    answer_all(table)
    text = table.saved().decode()
    back = Table(game=from_text(text, "game.json", ["intro", "csto-2010"]))
    assert (back.model.digest, back.steps, back.game.seats) == (table.model.digest, table.steps, {"TJK"})
    assert np.array_equal(back.holdings.held_since, table.holdings.held_since)
    with pytest.raises(InputError, match=r"orders\[1\].*TJK answers refuge"):
        from_text(text.replace('"answer": "all"', '"answer": "nobody"', 1), "game.json", ["intro", "csto-2010"])


def test_injects_of_a_file_happen_all_or_none() -> None:
    """Rows of a CSV wait for their days; where one makes no sense none is taken; file, row and column are named."""
    table = Table("intro", "csto-2010", 1)
    head = "date,kind,who,what,amount,note\n"
    good = "2021-06-03,intent,TLB,,1.0,they mean it\n"

    def give(text: str) -> None:
        numbers, rows = rows_from(text, "day.csv")
        table.inject(rows, "day.csv", numbers)

    give(head + good)
    assert [(r.step, r.kind) for r in table.injects] == [(8, "intent")]
    for bad, column in (
        ("2021-06-04,intent,ATLANTIS,,1.0,\n", "who"),
        ("2021-07-04,intent,TLB,,1.0,\n", "date"),
        ("2021-05-04,intent,TLB,,1.0,\n", "date"),
        ("2021-06-04,intent,TLB,,7.0,\n", "amount"),
        ("2021-06-04,intent,TLB,,much,\n", "amount"),
        ("2021-06-04,request,TJK,gold,0,\n", "what"),
        ("2021-06-04,miracle,TJK,,0,\n", "kind"),
        ("2021-06-04,intent\n", ""),
        ("4.6.2021,intent,TLB,,1,\n", "date"),
    ):
        with pytest.raises(InputError, match=rf"day\.csv: row 4.*{column}"):
            give(head + good + "\n" + bad + good)
        assert len(table.injects) == 1
    for text in ("", "a,b\n", head, head + good * 51, head + "x" * 9):
        with pytest.raises(InputError, match=r"day\.csv"):
            give(text)
    to_the_question(table)
    assert [e.step for e in table.model.events.of("inject")] == [8]


def morning(table: Table) -> Question:
    """Play until somebody has answered something and is asked more on the same morning, not the first."""
    while table.steps < 4 or table.waiting is None:
        to_the_question(table)
        if table.steps < 4 and table.waiting is not None:
            table.answer(table.waiting.seat, table.waiting.usual)
    table.answer(table.waiting.seat, table.waiting.usual)
    assert table.waiting is not None
    return table.waiting


def test_an_inject_takes_no_question_away_and_sets_no_date_back() -> None:
    """Whatever the umpire lets happen while somebody is asked, on this morning or later, by hand or from a file that is
    refused: the same chair is asked the same, on the same date, and what was answered that morning stands."""
    table = Table("tajikistan-2021-incursion", "csto-2010", 1)
    for chair in ("TJK", "RUS"):
        table.take(chair)
    question, date, given = morning(table), table.date, list(table.game.orders)
    rows = [
        {"kind": "intent", "who": "TLB", "what": "", "amount": 1.0, "note": "", "date": day}
        for day in (date, date + dt.timedelta(days=1), date + dt.timedelta(days=30))
    ]
    for row in rows:
        table.inject([InjectRow.model_validate(row)])
        assert (table.waiting, table.date) == (question, date)
        assert table.game.orders[: len(given)] == given
    with pytest.raises(InputError):
        table.inject(
            [InjectRow.model_validate(rows[0]), InjectRow.model_validate(rows[0] | {"date": dt.date(2022, 1, 1)})]
        )
    assert (table.waiting, table.date, len(table.injects)) == (question, date, 3)
    assert table.game.scenario.file.start + dt.timedelta(days=table.next_day) == date + dt.timedelta(days=1)
    assert (
        from_text(table.saved().decode(), "game.json", ["tajikistan-2021-incursion", "csto-2010"]).question == question
    )
    for chair in ("TJK", "RUS"):  # whoever gets up while asked leaves the morning to its rule, not to yesterday
        table.leave(chair)
        assert table.date == date


@pytest.mark.parametrize("name", scenario_names())
def test_an_event_has_one_date_on_all_pages(name: str) -> None:
    """The path of a case, the diagram, the story and the list of injects give the same date for the same thing."""
    compared = 0
    for seed in (1, 2, 3):
        table = Table(name, usual_regime(name, "csto-2010"), seed)
        start = table.game.scenario.file.start
        who = next(iter(takes(table.game.scenario, "intent").who))
        for day in (0, 3):
            row = {"kind": "intent", "who": who, "what": "", "amount": 0.5, "note": f"of day {day}"}
            table.inject([InjectRow.model_validate(row | {"date": start + dt.timedelta(days=day)})])
        to_the_question(table)
        log = list(table.model.events)
        for event, inject in zip(table.model.events.of("inject"), table.injects, strict=True):
            assert on(start, inject.step // table.model.steps_per_day) == f"{event.date:%-d %b}"
        for case in table.model.alliance.procedures:
            for before, step in pairwise(case.path):
                dates = {f"{e.date:%-d %b}" for e in log if e.reason == step.reason}
                assert on(start, step.day) in dates or not dates, step
                compared += len(dates)
                if step.state != before.state and [t.state for t in case.path].count(step.state) == 1:
                    assert f">{on(start, step.day)}" in draw(case.path, start)
    assert compared


def test_a_mandate_that_is_over_is_not_asked_about() -> None:
    """Once a case is closed its member is not asked week by week whether its mandate goes on."""
    table = Table("tajikistan-2021-incursion", "csto-2010", 1)
    table.take("TJK")
    asked: list[tuple[str, bool]] = []
    while table.running:
        to_the_question(table)
        while table.waiting is not None:
            open_ = any(case.force and case.open for case in table.model.alliance.procedures)
            asked.append((table.waiting.kind, open_))
            table.answer("TJK", table.waiting.usual)
    assert "CLOSED" in [t.state for case in table.model.alliance.procedures for t in case.path]
    assert {open_ for kind, open_ in asked if kind == "mandate"} == {True}


@pytest.mark.parametrize("name", scenario_names())
def test_every_chair_that_is_offered_is_asked_something(name: str) -> None:
    """Who sits down in a chair of the list is asked something in one of a few wars; who sits there keeps it."""
    table = Table(name, usual_regime(name, "csto-2010"), 1)
    met: set[str] = set()
    for seed in range(1, 6):
        game = Game(name, usual_regime(name, "csto-2010"), seed)
        game.advance("end")
        met |= {d.question.seat for d in decisions(game)}
    assert table.offered == met
    left = sorted(set(table.game.chairs) - met)
    for chair in left:
        table.take(chair)
    assert table.offered == met | set(left)
    assert bool(left) == (name in ("intro", "forty-five-days"))


def test_what_the_controller_lets_happen_is_told_by_what_comes_of_it() -> None:
    """An inject of any kind and its note reach no chair and no spectator; battalions, equipment, an exercise or an
    appeal that come of it are told as ever; a statement and news are heard by all, a private message by one seat."""
    table = Table("intro", "csto-2010", 1)
    scenario, rows = table.game.scenario, []
    for kind in SENTENCES:
        first = "KAZ" if kind == "send" else "TJK"
        who = next(c for c in (first, "TLB", "members", "AFG") if c in takes(scenario, kind).who)
        what = next(iter(takes(scenario, kind).what[-1:]), "")
        most = takes(scenario, kind, who, what).most
        rows.append(InjectRow(date=DAY_3, kind=kind, who=who, what=what, amount=min(most, 500.0), note=f"NOTE {kind}"))
    table.inject(rows)
    to_the_question(table)
    log = list(table.model.events)
    assert len(table.model.events.of("inject")) == len(SENTENCES)
    came = [e for e in log if any(log[c].kind == "inject" for c in e.causes)]
    expected = {"mobilised", "arrival", "delivery", "exercise", "statement", "message", "accident"}
    assert {e.kind for e in came} >= expected
    for seat in (*table.game.chairs, "spectator"):
        fog = table.fog(seat)
        heard = [(e.kind, told(e, fog)) for e in log if fog.knows(e)]
        assert "inject" not in {kind for kind, _ in heard}
        told_to_all = [kind for kind, text in heard if "NOTE" in text and "NOTE tell" not in text]
        assert sorted(told_to_all) == ["message", "statement"]
        assert any("NOTE tell" in text for _, text in heard) == (seat == "TJK")
    member = table.fog("TJK")
    assert all(member.knows(e) for e in came if e.kind != "incursion_attempt")
    assert any(member.knows(e) for e in table.model.events.of("appeal"))
    assert sum("NOTE" in told(e, table.fog()) for e in log) == len(SENTENCES) + 3


def test_bands_inside_are_sent_to_those_who_know_of_them() -> None:
    """The umpire's and their command's windows hold every band inside, a state's those that were seen of late."""
    game = Game("tajikistan-2021-incursion", "csto-2010", 1)
    met = set()
    while not game.over:
        game.advance("day")
        model, bands = game.model, {b.row: b.seen for b in bands_inside(game.model)}
        met |= set(bands.values())
        for seat, known in (("", set(bands)), ("taliban", set(bands)), ("TJK", {r for r in bands if bands[r]})):
            _, visible, there = seen(model, eyes_of(model, seat))
            militant = set(np.flatnonzero(model.forces.columns.side == MILITANT)) & set(frame_of(model).row[visible])
            assert {b.row for b in there} == known
            assert militant == known if seat == "TJK" else militant >= known
    assert met == {True, False}


def test_a_window_that_follows_looks_one_at_a_time_and_sees_the_last() -> None:
    """However often it is told, looks do not pile up, nobody who tells it waits, and the last look sees the end."""
    now, seen, under_way = [0], list[int](), [0, 0]

    def look() -> None:
        under_way[0] += 1
        under_way[1] = max(under_way)
        threading.Event().wait(0.02)
        seen.append(now[0])
        under_way[0] -= 1

    follower = Follower(look, apart=0.001)
    for now[0] in range(1, 301):
        follower()
    while not seen or seen[-1] != 300:
        threading.Event().wait(0.01)
    assert len(seen) < 150
    assert under_way[1] == 1
    now[0] = 301
    follower()
    while seen[-1] != 301:
        threading.Event().wait(0.01)


@dataclass(eq=False)
class Onlooker:
    """Whoever looks at a table without a page: told of every step, with or without a connection."""

    key: str = "somebody"
    present: bool = True
    behind: bool = False
    told: threading.Event = field(default_factory=threading.Event)

    def tell(self) -> None:
        self.told.set()

    def until(self, there: Callable[[], bool]) -> None:
        """Wait until it is so."""
        while not there():
            self.told.wait(1.0)
            self.told.clear()


def test_play_is_the_tables_and_waits_only_for_answers() -> None:
    """Whatever page is open, a table that is played goes on to its end: a question holds it up, the answer lets it go
    on, a pause stops it."""
    table, window = Table("intro", "csto-2010", 1), Onlooker()
    table.take("TJK")
    table.watchers[window] = None
    table.play.pace = "as fast as it goes"
    table.play.start()
    window.until(lambda: table.waiting is not None)
    assert table.play.wanted
    while table.waiting is not None:
        table.answer("TJK", table.waiting.usual)
    window.until(lambda: table.steps > 8)
    table.play.stop()
    assert not table.play.wanted
    table.play.start()
    while not table.game.over:
        window.until(lambda: table.waiting is not None or table.game.over)
        if table.waiting is not None:
            table.answer("TJK", table.waiting.usual)
    window.until(lambda: not table.play.wanted)
    assert table.model.digest == BorderModel("intro", "csto-2010", 1).run().digest


def test_play_ends_when_nobody_is_left_to_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A game whose last window has lost its connection for good stands still until somebody plays it again."""
    monkeypatch.setattr("panj.browser.table.play.ALONE_S", 0.05)
    table, window = Table("intro", "csto-2010", 1), Onlooker(present=False)
    table.watchers[window] = None
    table.play.start()
    window.until(lambda: not table.play.wanted)
    assert not table.game.over


@pytest.mark.parametrize("scenario", ["intro", "tajikistan-2021-incursion"])
def test_no_seat_is_told_of_a_unit_that_its_map_does_not_show(scenario: str) -> None:
    """Over a whole war no event, of whatever kind, names a unit whose name the seat's map does not give; of a band that
    its map did not show then it hears at most that its posts or its people met one, in general words."""
    table = Table(scenario, "csto-2010", 1)
    sighted: list[set[int]] = [set()]
    while table.running:
        table.step()
        sighted.append({b.row for b in bands_inside(table.model) if b.seen})
    model, side = table.model, table.model.forces.columns.side
    rows = {name: row for row, name in enumerate(model.forces.names)}
    unseen = 0
    for seat in ("TJK", "KAZ", "border-command", "taliban", "spectator"):
        fog = table.fog(seat)
        hidden = [t for t, s in zip(model.forces.titles, side, strict=True) if int(s) not in fog.eyes.sides]
        for event in model.events:
            row = rows.get(event.subject, -1)
            text = told(event, fog)
            assert not [t for t in hidden if t in text], text
            if row < 0 or int(side[row]) != MILITANT or seat == "taliban":
                continue
            for kind in KINDS if row not in sighted[event.step] | sighted[event.step - 1] else ():
                other = event._replace(kind=kind)
                unseen += 1
                assert not fog.knows(other) or (kind in MET and kind not in MARKS) or kind in OPEN
                assert kind in PRIVATE or told(other, fog).endswith(escape(KINDS[kind]))
    assert unseen
    taliban = table.fog("taliban")
    through = model.events.of("incursion_through")
    assert all(taliban.knows(e) and told(e, taliban) == told(e, table.fog()) for e in through)
    assert not any(table.fog("KAZ").knows(e) for e in model.events.of("incursion_attempt"))


@pytest.mark.parametrize("seat", ["taliban", "ansarullah", "UZB"])
def test_who_is_no_party_to_the_treaty_hears_what_is_made_public(seat: str) -> None:
    """Militants and a neighbour outside the alliance hear of no draft, report or ballot, and not why and how many."""
    table = Table("tajikistan-2021-incursion", "csto-2010", 1)
    while table.running:
        table.step()
    fog, member = table.fog(seat), table.fog("KAZ")
    closed = OPEN - NEWS
    happened = {e.kind for e in table.model.events}
    assert closed & happened >= {"informed", "request", "session", "ballot"}
    assert NEWS & happened >= {"appeal", "adopted", "deployment"}
    for event in table.model.events:
        if event.kind in closed and seat not in (event.actor, event.subject):
            assert member.knows(event)
            assert not fog.knows(event)
        if event.kind in IN_GENERAL and event.actor != seat:
            assert fog.knows(event)
            assert told(event, fog).endswith(escape(KINDS[event.kind]))


def test_who_learns_late_hears_of_a_district_when_the_map_shows_it() -> None:
    """A state whose observer is days late is told that a district fell when its map shows it lost, not before."""
    table = Table("intro", "csto-2010", 1)
    districts = [d.district for d in table.game.scenario.districts]
    eyes = eyes_of(table.model, "KAZ")
    assert eyes.late > 0
    seen = 0
    while table.running:
        table.step()
        fog, lost = table.fog("KAZ"), table.holdings.late(eyes.late).fallen
        known = [e for e in table.model.events.of("district_fell") if fog.knows(e)]
        told_of = {e.subject for e in known}
        assert {d for d, fallen in zip(districts, lost, strict=True) if fallen} <= told_of
        seen += len(told_of)
        assert all(
            (table.model.date - e.date).days >= eyes.late
            for e in table.model.events.of("district_fell")
            if fog.knows(e)
        )
    assert seen


def test_a_click_on_a_unit_that_was_not_shown_opens_nothing() -> None:
    """Whatever row a window sends, it gets the story of units that its map names, and of no other."""
    table = Table("intro", "csto-2010", 1)
    table.again(20)
    side = table.model.forces.columns.side
    band, post = (next(r for r, s in enumerate(side) if s == SIDES[name]) for name in ("militant", "member"))
    picked = [
        what_was_picked(table.fog(seat), {"kind": "unit", "id": row})[0] for seat in ("KAZ", "") for row in (band, post)
    ]
    assert [bool(title) for title in picked] == [False, True, True, True]


def test_whatever_a_seat_is_shown_reads_as_words_with_units() -> None:
    """Over a whole game with every chair held: no fact, option, reason or advice shows an identifier of the program."""
    game = Game("intro", "csto-2010", 1, seats=list(Game("intro").chairs))
    shown: list[str] = []
    file = game.scenario.file
    while (question := game.advance("end")) is not None:
        seen = game.sees(question.seat)["facts"]
        shown += [words.table(question.facts, file), words.table(seen, file), question.why]
        shown += [words.measure(option) + means for option, means in question.options.items()]
        shown += [words.measure(str(question.usual)), words.chair(game.scenario.file, question.seat)]
        game.answer(question.usual)
    assert len(shown) > 100
    assert not [text for text in shown if "_" in text or "True" in text or "False" in text]
    assert words.fact("border_share", 0.4793) == ("Far bank held by militants", "48%")


def test_an_order_can_be_taken_back_until_its_step_is_played_and_alone_also_then() -> None:
    """A chair that has answered takes it back and is asked the same again; nobody else's answer can be, and whoever
    plays with others cannot take back what has been played."""
    table = Table("intro", "csto-2010", 1)
    for chair in ("KAZ", "TJK"):
        table.take(chair)
    to_the_question(table)
    asked = table.waiting
    table.answer(asked.seat, asked.usual)
    table.undo(asked.seat)
    assert asked in table.game.questions
    with pytest.raises(InputError):
        table.undo("TJK" if asked.seat == "KAZ" else "KAZ")
    while table.waiting is not None:
        table.answer(table.waiting.seat, table.waiting.usual)
    assert table.undoes("KAZ", alone=True) is table.undoes("TJK", alone=True) is None

    alone = Table("intro", "csto-2010", 1)
    alone.take("TJK")
    to_the_question(alone)
    while alone.waiting is not None:
        last = alone.waiting
        alone.answer("TJK", last.usual)
    stood = alone.steps
    alone.undo("TJK", alone=True)
    assert (alone.waiting, alone.steps) == (last, stood - 1)


def test_what_is_ordered_for_good_on_the_map_is_answered_when_it_is_asked() -> None:
    """An order that nobody has asked for stands: when its question comes it is answered so, and not asked."""
    table = Table("intro", "csto-2010", 1)
    table.take("border-command")
    sector = table.model.detachments[0]
    table.stand("border-command", "effort", sector)
    answer_all(table)
    given = [o.answer for o in table.orders("border-command") if o.kind == "effort"]
    assert given
    assert set(given) == {sector}
    with pytest.raises(InputError):
        table.stand("border-command", "vote", "object")


def test_a_look_at_the_past_is_what_the_seat_saw_then_and_moves_nothing() -> None:
    """The frame of a day gone by is byte for byte the one that was sent on that day, for every seat; the game, its
    orders and its digest stand."""
    table = Table("intro", "csto-2010", 1)
    seats, shown = ("", "TJK", "taliban"), {}
    for step in range(1, 25):
        table.step()
        shown |= {(step, s): encode(table.model, table.holdings, eyes_of(table.model, s)) for s in seats}
    digest = table.model.digest
    for step in (20, 8, 9, 23):
        for seat in seats:
            assert table.past.at(table, step, seat)[0] == shown[step, seat]
    assert (table.model.digest, table.steps) == (digest, 24)


def test_when_a_turn_ends_rules_answer_for_whoever_has_not() -> None:
    """The umpire sets how long a turn lasts; at its end what is open is answered as usual, in the umpire's name."""
    table = Table("intro", "csto-2010", 1)
    for chair in ("KAZ", "TJK"):
        table.take(chair)
    table.turns.set(5)
    to_the_question(table)
    assert 0 < (table.turns.left or 0) <= 300
    while table.waiting is not None:
        table.turns.end()
    assert table.turns.left is None
    assert {o.by for o in (*table.orders("KAZ"), *table.orders("TJK"))} == {UMPIRE}
    answer_all(table)
    assert table.model.digest == BorderModel("intro", "csto-2010", 1).run().digest


def test_the_card_at_a_place_tells_no_more_than_the_seat_knows() -> None:
    """For every place that a window may name, a member's card holds no name of a unit of the militants."""
    table = Table("tajikistan-2021-incursion", "csto-2010", 1)
    table.again(120)
    side = table.model.forces.columns.side
    names = [t for row, t in enumerate(table.model.forces.titles) if side[row] == MILITANT]
    told, orders = "", 0
    rows = {"stretch": table.game.scenario.segments, "district": table.game.scenario.districts, "unit": side}
    for kind, all_ in rows.items():
        for number in range(0, len(all_), 7):
            card = card_at(table, "KAZ", {"kind": kind, "id": number})
            told += "" if card is None else " ".join((card.title, *card.lines))
            orders += 0 if card is None else len(card.orders)
    assert "Far bank" in told
    assert "Could be here" in told
    assert not [name for name in names if name in told]
    assert orders  # where its contingent would stand
