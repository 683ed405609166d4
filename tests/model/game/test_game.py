"""A game is its orders: whatever is done to it, playing its orders again gives the same war."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from panj.agents.seats.questions import Question
from panj.model import BorderModel
from panj.model.game import Answered, Game, load, save
from panj.scenarios.errors import InputError

SEATS = ("TJK", "KAZ", "RUS")
DAYS = 10


def intro(seats: tuple[str, ...] = (), seed: int = 1) -> Game:
    return Game("intro", "csto-2010", seed, DAYS, seats=seats)


def answers(question: Question) -> list[Any]:
    """Everything that may be answered, or both ends and the middle."""
    return list(question.options) or sorted({question.low, (question.low + question.high) // 2, question.high})


def against(question: Question) -> Any:
    """An answer that is not the usual one, where there is one."""
    return next((a for a in answers(question) if a != question.usual), question.usual)


def played(game: Game, choose: Any = against) -> Game:
    """To the end, answering whatever is asked."""
    while not game.over:
        if game.advance("end") is not None:
            game.answer(choose(game.question))
    return game


class Played(RuleBasedStateMachine):
    """Advance, answer, inject, rewind, branch, take, leave, save and load, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.game = intro(SEATS, seed=7)

    @rule(until=st.sampled_from(["step", "day", "week", "decision", "end"]))
    def advance(self, until: Any) -> None:
        """Time goes on, unless somebody is asked; never past the end."""
        before, asked = self.game.step, self.game.question
        self.game.advance(until)
        assert self.game.step == before if asked else self.game.step > before or self.game.over or self.game.question

    @precondition(lambda self: self.game.question is not None)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """An allowed answer is taken, and asked for no more."""
        self.game.answer(data.draw(st.sampled_from(answers(self.game.question))))

    @precondition(lambda self: self.game.question is not None)
    @rule(answer=st.sampled_from(["perhaps", -50, 10**9, True]))
    def answer_badly(self, answer: Any) -> None:
        """An answer that is not allowed is refused and changes nothing."""
        before = self.game.digest, list(self.game.orders), self.game.question
        with pytest.raises(InputError):
            self.game.answer(answer)
        assert before == (self.game.digest, self.game.orders, self.game.question)

    @precondition(lambda self: not self.game.over)
    @rule(share=st.floats(0, 1))
    def inject(self, share: float) -> None:
        """The umpire raises the intent to cross."""
        self.game.inject("intent", "TLB", amount=share, note="umpire")

    @precondition(lambda self: not self.game.over)
    @rule()
    def inject_badly(self) -> None:
        """An inject that makes no sense is refused and changes nothing."""
        before = self.game.digest, list(self.game.orders)
        with pytest.raises(InputError):
            self.game.inject("send", "ATLANTIS", amount=3.0)
        assert before == (self.game.digest, self.game.orders)

    @rule(share=st.floats(0, 1))
    def rewind(self, share: float) -> None:
        """Back to a morning; nothing ordered later is left."""
        day = int(share * self.game.day)
        self.game.rewind(day)
        assert self.game.day == day
        assert all(order.step <= self.game.step for order in self.game.orders)

    @rule(share=st.floats(0, 1))
    def look_back_and_return(self, share: float) -> None:
        """A look back keeps the orders: played on without others, the game stands where it stood."""
        before = self.game.digest, self.game.step, list(self.game.orders)
        self.game.look(int(share * self.game.step))
        self.game.look(before[1])
        if self.game.question is None or self.game.step == before[1]:
            assert (self.game.digest, self.game.step, self.game.orders) == before

    @rule(share=st.floats(0, 1))
    def look_back_and_forget(self, share: float) -> None:
        """A look back that forgets what came after is a branch; what had happened by then stays."""
        self.game.look(int(share * self.game.step))
        before = self.game.digest, self.game.step
        self.game.forget()
        assert (self.game.digest, self.game.step) == before
        assert all(order.step <= self.game.step for order in self.game.orders)

    @precondition(lambda self: self.game.day + 2 < DAYS)
    @rule(share=st.floats(0, 1))
    def inject_later(self, share: float) -> None:
        """What the umpire puts into the calendar changes nothing yet, and is not lost."""
        before = self.game.digest
        self.game.inject("intent", "TLB", amount=share, note="umpire", day=self.game.day + 2)
        assert self.game.digest == before

    @rule(share=st.floats(0, 1))
    def branch(self, share: float) -> None:
        """A branch leaves the game it comes from as it was, and is played on in its place."""
        before = self.game.digest, self.game.step
        twin = self.game.branch(int(share * self.game.day))
        assert (self.game.digest, self.game.step) == before
        self.game = twin

    @rule(seat=st.sampled_from(SEATS))
    def take_or_leave(self, seat: str) -> None:
        """Somebody sits down or gets up; what has happened stays."""
        before = self.game.digest
        (self.game.leave if seat in self.game.seats else self.game.take)(seat)
        assert self.game.digest == before

    @rule()
    def save_and_load(self) -> None:
        """A saved game comes back as it stood, with the same question if somebody was asked."""
        with tempfile.TemporaryDirectory() as folder:
            save(self.game, Path(folder) / "game.json")
            back = load(Path(folder) / "game.json")
        assert (back.digest, back.step, back.orders, back.seats, back.question) == (
            self.game.digest,
            self.game.step,
            self.game.played,
            self.game.seats,
            self.game.question,
        )
        assert [back.sees(seat)["facts"] for seat in SEATS] == [self.game.sees(seat)["facts"] for seat in SEATS]
        self.game = back

    @invariant()
    def the_orders_are_the_game(self) -> None:
        """Playing the orders again from nothing gives the same digest."""
        again = Game("intro", "csto-2010", 7, DAYS, orders=self.game.orders)
        again.play_to(self.game.step)
        assert again.digest == self.game.digest
        assert self.game.step <= DAYS * self.game.model.steps_per_day


Played.TestCase.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_sequence_keeps_the_game_its_orders = Played.TestCase


def test_without_people_a_game_is_the_war() -> None:
    """A game that nobody sits in ends with the digest of the same war without seats."""
    game = intro()
    assert game.advance("end") is None
    assert game.digest == BorderModel("intro", "csto-2010", 1, DAYS).run().digest


def test_usual_answers_change_nothing() -> None:
    """Who always answers as the rule would has played the war of the rules."""
    game = played(intro(tuple(intro().chairs)), lambda question: question.usual)
    assert len(game.orders) > 5
    assert game.digest == intro_digest()


def intro_digest() -> str:
    game = intro()
    game.advance("end")
    return game.digest


def test_other_answers_change_the_war() -> None:
    """Who answers otherwise is heard: the log names his orders, and the war is another."""
    game = played(intro(SEATS))
    assert game.digest != intro_digest()
    assert {e.actor for e in game.model.events.of("order")} <= set(SEATS)
    assert game.model.events.of("order")


def test_a_seat_sees_its_own_question_only() -> None:
    """A question to one seat, and its answers, are not in what another one sees."""
    game = intro(SEATS)
    question = game.advance("end")
    assert question is not None
    others = [s for s in SEATS if s != question.seat]
    assert game.sees(question.seat)["question"] == question.as_dict()
    assert all(q["seat"] == s for s in others for q in game.sees(s)["questions"])
    game.answer(against(question))
    assert [game.sees(s)["orders"] for s in others] == [[]] * len(others)
    assert len(game.sees(question.seat)["orders"]) == 1


def test_an_inject_of_a_later_day_happens_then() -> None:
    """An inject put into the calendar happens on the morning of its day, with what came before it unchanged."""
    game, plain = intro(), intro()
    game.inject("intent", "TLB", amount=1.0, note="a test", day=3)
    game.advance("end")
    plain.advance("end")
    (happened,) = game.model.events.of("inject")
    assert happened.step == 3 * game.model.steps_per_day
    assert game.digest != plain.digest
    assert list(game.model.events)[: happened.id] == list(plain.model.events)[: happened.id]


@pytest.mark.parametrize("day", [-1, 1, DAYS])
def test_an_inject_has_a_day_that_is_still_to_come(day: int) -> None:
    """Neither the past nor a day after the end."""
    game = intro()
    game.look(2 * game.model.steps_per_day)
    with pytest.raises(InputError, match="2 to 9"):
        game.inject("intent", "TLB", amount=1.0, day=day)


def test_another_answer_after_a_look_back_is_another_course() -> None:
    """The usual answer keeps what was ordered later; another one asks for everything again."""
    game = played(intro(("TJK",)), lambda question: question.usual)
    first, orders, digest = game.orders[0], list(game.orders), game.digest
    game.look(first.step - 1)
    game.look(10**6)
    assert (game.orders, game.digest) == (orders, digest)
    game.orders.remove(first)
    game.look(0)
    question = game.advance("end")
    assert question is not None
    assert question.kind == first.kind
    game.answer(against(question))
    assert {order.step for order in game.orders} == {first.step}


def test_the_umpire_who_answers_for_a_seat_is_in_the_file(tmp_path: Path) -> None:
    """An answer in somebody's place says so, in words and in the saved game."""
    game = intro(("TJK",))
    question = game.advance("end")
    assert question is not None
    game.answer(question.usual, by="umpire")
    save(game, tmp_path / "game.json")
    (order,) = load(tmp_path / "game.json").orders
    assert str(order).endswith("(by the umpire)")


def test_a_game_saved_while_two_are_asked_asks_both_again(tmp_path: Path) -> None:
    """Saved at any question of a day on which two seats are asked, before and after answers to others, the game comes
    back with that question, and goes on to the same end."""
    game, asked = intro(("KAZ", "TJK")), []
    question = game.advance("end")
    while question is not None and game.day == 0:
        asked.append(question.seat)
        save(game, tmp_path / "game.json")
        back = load(tmp_path / "game.json")
        assert (back.question, back.seen, back.digest, back.step) == (question, game.seen, game.digest, game.step)
        game.answer(against(question))
        back.answer(against(question))
        assert (back.question, back.orders) == (game.question, game.orders)
        question = game.question or game.advance("end")
    assert set(asked) == {"KAZ", "TJK"}
    assert played(back).digest == played(game).digest


def test_whoever_watches_sees_every_war_from_its_beginning() -> None:
    """The watcher is shown each step of every war that is played, also of those played again."""
    seen: list[int] = []
    game = intro()
    game.watch = lambda model: seen.append(int(model.steps))
    game.advance("day")
    game.look(2)
    assert seen == [1, 2, 3, 4, 0, 1, 2]


def test_unknown_seats_and_days_are_refused() -> None:
    """Who asks for what is not there is told what is."""
    game = intro()
    with pytest.raises(InputError, match="KAZ"):
        game.take("ATLANTIS")
    with pytest.raises(InputError):
        game.rewind(3)
    with pytest.raises(InputError):
        game.answer("yes")
    with pytest.raises(InputError, match="step, day, week"):
        game.advance("month")  # type: ignore[arg-type]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A whole game with answers and an inject, saved."""
    game = intro(SEATS)
    game.advance("day")
    game.inject("intent", "TLB", amount=0.5, note="a test")
    save(played(game), tmp_path / "game.json")
    return tmp_path / "game.json"


def test_a_scenario_of_ones_own_is_found_from_the_file_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A game on a scenario given by a relative path opens from anywhere, also after its folder was moved as a whole;
    without the scenario, or with another one in its place, it is refused."""
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "mine").mkdir(parents=True)
    (old / "mine" / "scenario.toml").write_text('extends = "intro"\ntitle = "Mine"\n')
    (old / "out").mkdir()
    monkeypatch.chdir(old)
    game = Game("./mine", "csto-2010", 1, 1)
    game.advance("end")
    save(game, Path("out") / "game.json")
    assert json.loads((old / "out" / "game.json").read_text())["scenario"] == "../mine"
    monkeypatch.chdir(tmp_path)
    assert load(old / "out" / "game.json").digest == game.digest
    old.rename(new)
    again = load(new / "out" / "game.json")
    assert again.digest == game.digest
    save(again, tmp_path / "here.json")
    assert load(tmp_path / "here.json").digest == game.digest
    (new / "mine" / "scenario.toml").write_text('extends = "intro"\ntitle = "Another"\n')
    with pytest.raises(InputError, match="other content"):
        load(new / "out" / "game.json")
    (new / "mine" / "scenario.toml").unlink()
    with pytest.raises(InputError, match="mine"):
        load(new / "out" / "game.json")


def edited(path: Path, change: Any) -> Path:
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_a_changed_order_is_named(saved: Path) -> None:
    """Of an edited file the first order that differs is named, in one line."""
    record = json.loads(saved.read_text(encoding="utf-8"))
    number = max(n for n, o in enumerate(record["orders"]) if o.get("answer") in ("yes", "no"))
    other = {"yes": "no", "no": "yes"}[record["orders"][number]["answer"]]
    with pytest.raises(InputError, match=rf"orders\[{number}\].*answers"):
        load(edited(saved, lambda r: r["orders"][number].update(answer=other)))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda r: r["orders"].pop(1), "orders[1]"),
        (lambda r: r["orders"].pop(), "orders"),
        (lambda r: r.update(orders=[]), "orders"),
        (lambda r: r.update(game=True), "game"),
        (lambda r: r.update(seed=2), "orders[0]"),
        (lambda r: r.update(digest="0" * 32), "digest"),
        (lambda r: r["contents"].update(scenario="0"), "scenario"),
        (lambda r: r.update(step=10**6), "step"),
        (lambda r: r.update(step=1), "orders["),
        (lambda r: r.update(game=2), "game"),
        (lambda r: r.update(surplus=1), "surplus"),
        (lambda r: r.update(days="ten"), "days"),
        (lambda r: r.update(seats=["ATLANTIS"]), "ATLANTIS"),
        (lambda r: r.update(waits="KAZ"), "waits"),
        (lambda r: r["orders"][0].update(step=True), "orders"),
    ],
)
def test_a_changed_file_is_refused(saved: Path, change: Any, word: str) -> None:
    """Whatever was changed in a saved game, it is refused in one line that says where."""
    with pytest.raises(InputError) as refusal:
        load(edited(saved, change))
    assert word in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"game": 1}'])
def test_what_is_no_game_is_refused(tmp_path: Path, text: str) -> None:
    """A file that is no saved game is refused in one line."""
    (tmp_path / "game.json").write_text(text)
    with pytest.raises(InputError):
        load(tmp_path / "game.json")


def test_only_known_names_are_taken_from_strangers(saved: Path) -> None:
    """A page that takes uploads says which scenarios it knows; a path in the file leads nowhere."""
    assert load(saved, known=("intro", "csto-2010")).over
    with pytest.raises(InputError, match="scenario"):
        load(edited(saved, lambda r: r.update(scenario="../intro")), known=("intro", "csto-2010"))


def test_an_order_says_what_it_is() -> None:
    """Orders read as sentences in errors and lists."""
    assert str(Answered(5, "KAZ", "vote", 0, "object")) == "KAZ answers vote with object in step 5"
