"""People bargain: texts, amendments, trades, promises and messages are orders, and are told to those they are for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panj.agents.kinds import ADDRESSED
from panj.agents.seats.questions import Question
from panj.agents.seats.verbs import EVERYBODY, VERBS, Field
from panj.browser.fog import Fog, Sightings
from panj.experiments.after_action.report import report
from panj.model.game import Acted, Game, load, save
from panj.scenarios.errors import InputError
from panj.treaty.ladder import Rung

FIVE = ("BLR", "KAZ", "KGZ", "RUS", "TJK")
SECRET = "we shall not vote for it"


def until(game: Game, kind: str, **told: Any) -> tuple[Question, ...]:
    """Play on, everybody answering as their staff advises or as `told`, until a kind of question is asked."""
    while game.advance("end") is not None:
        if any(q.kind == kind for q in game.questions):
            return game.questions
        question = game.questions[0]
        game.answer(told.get(f"{question.seat}_{question.kind}", question.usual), to=question)
    raise AssertionError(f"nobody was asked {kind}")


def bargained() -> Game:
    """Five people before the vote of the guided war: KAZ and KGZ amend, KGZ trades with RUS, and breaks its promise."""
    game = Game("intro", "csto-2010", 1, seats=FIVE)
    until(game, "vote")
    game.act("KAZ", "amend", measure="force_noncombat", men=500, term=30)
    game.act("BLR", "amend", measure="force_noncombat", men=800, place="sarhad")
    game.act("KGZ", "trade", to="RUS", gives="support", wants="equipment")
    game.act("KGZ", "say", to=["KAZ", "BLR"], words=SECRET)
    game.act("RUS", "declare", men=400)
    until(game, "vote", RUS_trade="accept")
    game.answer("object", to=next(q for q in game.questions if q.seat == "KGZ"))
    while game.advance("end") is not None:
        game.answer(game.questions[0].usual)
    return game


@pytest.fixture(scope="module")
def played() -> Game:
    return bargained()


def kinds(game: Game, *wanted: str) -> list[tuple[str, str]]:
    return [(e.kind, e.actor) for e in game.model.events.of(*wanted)]


def test_five_people_bargain_and_one_breaks_its_promise(played: Game) -> None:
    """A text is amended twice and a trade struck; who breaks its promise is seen to, and trusted less, by the other."""
    assert [a for _, a in kinds(played, "amendment")] == ["KAZ", "BLR"]
    assert len(played.model.events.of("amended", "amendment_fell")) == 2
    (struck,) = played.model.events.of("trade")
    (broken,) = played.model.events.of("promise_broken")
    assert (struck.actor, struck.subject, broken.actor, broken.subject) == ("RUS", "KGZ", "KGZ", "RUS")
    before = Game("intro", "csto-2010", 1).model.alliance.states["RUS"].trust["KGZ"]
    after = next(e for e in played.model.events.of("trust") if e.actor == "RUS" and e.subject == "KGZ")
    assert after.amount < before
    assert "support" not in [p.what for p in played.model.alliance.floor.promises.open()]


def test_a_bargained_game_is_saved_replayed_and_branched(played: Game, tmp_path: Path) -> None:
    """It comes back from its file to the digest, and a branch from before the vote takes another course."""
    save(played, tmp_path / "game.json")
    back = load(tmp_path / "game.json")
    assert (back.digest, back.orders) == (played.digest, played.orders)
    assert [o.verb for o in back.orders if isinstance(o, Acted)] == ["amend", "amend", "trade", "say", "declare"]
    twin = back.branch(7)
    assert not any(isinstance(o, Acted) for o in twin.orders)
    until(twin, "vote")
    while twin.advance("end") is not None:
        twin.answer(twin.questions[0].usual)
    assert twin.digest != played.digest
    assert twin.model.outcomes()["adopted_rung"] != played.model.outcomes()["adopted_rung"]


@pytest.mark.parametrize("then", ["support", "object", ""])
def test_support_on_a_condition_is_a_promise_once_the_condition_is_met(then: str, tmp_path: Path) -> None:
    """Who moves an amendment and supports the text if it carries has promised it to all by then, and is held to it;
    before that, and where the amendment falls, it has promised nothing. The saved game plays to the same digest."""
    game = Game("intro", "csto-2010", 1, seats=FIVE)
    until(game, "vote")
    game.act("KAZ", "amend", measure="force_noncombat", men=500, term=30, support="yes")
    carried = {"support": "support", "object": "support", "": "object"}[then]
    until(game, "vote", **{f"{code}_amendment": carried for code in FIVE if code != "KAZ"})
    game.answer(then or "object", to=next(q for q in game.questions if q.seat == "KAZ"))
    while game.advance("end") is not None:
        game.answer(game.questions[0].usual)
    kept = {"support": "promise_kept", "object": "promise_broken"}
    told = [("promise", "KAZ"), (kept[then], "KAZ")] if then else []
    assert kinds(game, "promise", "promise_kept", "promise_broken") == told
    save(game, tmp_path / "game.json")
    assert load(tmp_path / "game.json").digest == game.digest


@pytest.mark.slow
def test_a_bargained_game_is_explained(played: Game, tmp_path: Path) -> None:
    """`panj explain` tells who moved and traded what, who broke a promise, who would have accepted what."""
    save(played, tmp_path / "game.json")
    told = report(load(tmp_path / "game.json"), workers=1)
    assert told["digest"] == played.digest
    first_page = {entry["kind"] for entry in told["happened"]}
    assert first_page >= {"amendment", "trade", "promise broken"}
    whole = {e["kind"] for day in told["account"] for actor in day["actors"] for e in actor["entries"]}
    assert whole >= {"amended", "trade offer", "message", "sounding", "declaration"}


@pytest.mark.parametrize("seat", ["", *FIVE, "ARM", "UZB", "taliban", "border-command", "spectator"])
def test_a_secret_message_is_in_nobody_elses_view(played: Game, seat: str) -> None:
    """A message and a trade are told to those they are for, and to the umpire; nobody else hears of them."""
    fog = Fog(played.model, Sightings(played.model), seat)
    heard = [e for e in played.model.events if fog.knows(e)]
    assert (SECRET in [e.reason for e in heard]) == (seat in ("", "KGZ", "KAZ", "BLR"))
    assert any(e.kind in ("trade", "trade_offer", "promise_broken") for e in heard) == (seat in ("", "KGZ", "RUS"))
    if seat in played.chairs:
        assert (SECRET in str(played.sees(seat))) == (seat in ("KGZ", "KAZ", "BLR"))


def test_what_a_seat_can_do_is_listed_as_data(played: Game) -> None:
    """Each verb has its form or says why it is closed; a closed one, an unknown field or a bad term is one line."""
    game = Game("intro", "csto-2010", 1, seats=("KAZ",))
    forms = {verb.name: verb for verb in game.verbs("KAZ")}
    assert list(forms) == list(VERBS)
    assert forms["amend"].closed
    assert not forms["say"].closed
    assert {v.name for v in game.verbs("taliban") if not v.closed} == {"say"}
    assert played.verbs("KAZ") == ()
    for verb, terms in (
        ("amend", {"measure": "mil_tech"}),
        ("say", {"to": "KAZ", "words": "to myself"}),
        ("say", {"to": "all", "words": "\x07"}),
        ("say", {"to": "all"}),
        ("trade", {"to": "RUS", "gives": "customs", "wants": "customs"}),
        ("trade", {"to": "RUS", "gives": "support", "wants": "customs"}),
        ("promise", {"to": "all", "what": "vote", "men": 5}),
        ("shout", {}),
    ):
        before = game.digest, list(game.orders)
        with pytest.raises(InputError) as refused:
            game.act("KAZ", verb, **terms)
        assert "\n" not in str(refused.value)
        assert (game.digest, game.orders) == before


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_was_promised_is_delivered_or_costs_the_trust_of_those_it_was_promised_to(answer: str) -> None:
    """A good comes due: delivered, the one who gets it trusts the giver more, and arms reach the posts; if not, less.
    Who was promised nothing hears of nothing and trusts it as before."""
    game = Game("intro", "csto-2010", 1, 30, seats=("KAZ",))
    before = trust_in_kaz(game)
    game.act("KAZ", "promise", to="RUS", what="vote")
    game.act("KAZ", "promise", to="TJK", what="equipment")
    due: dict[str, dict[str, float]] = {}
    while (question := game.advance("end")) is not None:
        if question.kind == "deliver":
            due[str(question.facts["promised_to"])] = trust_in_kaz(game)
        game.answer(answer if question.kind == "deliver" else question.usual)
        if game.step and question.kind == "deliver":
            assert trust_in_kaz(game)["BLR"] == due[str(question.facts["promised_to"])]["BLR"]
    assert set(due) == {"RUS", "TJK"}
    told = game.model.events.of("promise_kept" if answer == "yes" else "promise_broken")
    assert [e.subject for e in told] == ["RUS", "TJK"]
    assert (trust_in_kaz(game)["RUS"] > before["RUS"]) == (answer == "yes")
    assert bool([e for e in game.model.events.of("delivery") if e.actor == "KAZ"]) == (answer == "yes")


def trust_in_kaz(game: Game) -> dict[str, float]:
    return {code: s.trust["KAZ"] for code, s in game.model.alliance.parties.items() if code != "KAZ"}


@pytest.mark.parametrize("seat", ["TJK", "KAZ"])
def test_a_player_turns_the_vote_of_the_guided_game(seat: str) -> None:
    """The guided game ends in a vote: by the rules a force is adopted, and one chair's objection stops it."""
    adopted = {}
    for position in ("support", "object"):
        game = Game("intro", seed=1, seats=(seat,))
        while (question := game.advance("end")) is not None:
            game.answer(position if question.kind == "vote" else question.usual)
        adopted[position] = game.model.outcomes()["adopted_rung"]
    assert adopted["support"] == Rung.force_noncombat > adopted["object"]


@pytest.fixture(scope="module")
def before_the_vote() -> list[Any]:
    """The orders of the guided war up to where five people are asked to vote."""
    game = Game("intro", "csto-2010", 1, seats=FIVE)
    until(game, "vote")
    return game.orders


def filled(field: Field, draw: Any) -> Any:
    """Something that may be filled in."""
    match field.kind:
        case "number":
            return draw(st.integers(field.low, min(field.high, field.low + 1000)))
        case "words":
            return draw(st.sampled_from(["yes", "no", SECRET, "perhaps: 300 men?", "да"]))
        case "choices":
            return draw(st.sets(st.sampled_from([o for o in field.options if o != "all"]), min_size=1, max_size=3))
        case _:
            return draw(st.sampled_from(list(field.options)))


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_sequence_of_verbs_replays_to_its_digest(before_the_vote: list[Any], data: st.DataObject) -> None:
    """Whatever seats do and answer before a vote, in whatever order, the file gives the same war again, and what is
    said or offered is in nobody else's view."""
    game = Game("intro", "csto-2010", 1, seats=FIVE, orders=before_the_vote)
    game.look(7 * game.model.steps_per_day)
    game.advance("step")
    for _ in range(data.draw(st.integers(1, 6))):
        seat = data.draw(st.sampled_from([*FIVE, "taliban"]))
        verb = data.draw(st.sampled_from([v for v in game.verbs(seat) if not v.closed]))
        terms = {f.name: filled(f, data.draw) for f in verb.fields}
        try:
            game.act(seat, verb.name, **terms)
        except InputError:  # a trade of men without a number, a text that lies there already
            continue
        if game.question is not None and data.draw(st.booleans()):
            question = data.draw(st.sampled_from(game.questions))
            game.answer(
                data.draw(st.sampled_from(list(question.options) or [question.low, question.high])), to=question
            )
    while game.advance("end") is not None:
        question = data.draw(st.sampled_from(game.questions))
        game.answer(question.usual, to=question)
    with tempfile.TemporaryDirectory() as folder:
        save(game, Path(folder) / "game.json")
        assert load(Path(folder) / "game.json").digest == game.digest
    sightings = Sightings(game.model)
    for event in game.model.events.of(*ADDRESSED):
        meant = {event.actor, *event.subject.split("+")}
        for seat in (*FIVE, "ARM", "UZB", "taliban", "ministers", "spectator"):
            fog = Fog(game.model, sightings, seat)
            assert fog.knows(event) == (seat in meant or (event.subject == EVERYBODY and fog.within))


def test_who_is_offered_a_trade_is_told_what_text_lies_before_the_council() -> None:
    """It is weighed over that text; where none lies there, none is named."""
    game = Game("intro", "csto-2010", 1, seats=FIVE)
    game.act("KGZ", "trade", to="RUS", gives="vote", wants="equipment")
    offered = next(q for q in until(game, "trade") if q.kind == "trade")
    assert offered.facts["lies"] == ""
    until(game, "vote", RUS_trade="refuse")
    game.act("KGZ", "trade", to="RUS", gives="support", wants="equipment")
    offered = next(q for q in until(game, "trade") if q.kind == "trade")
    assert Rung.force_noncombat.title in str(offered.facts["lies"])


def test_what_was_promised_for_a_text_is_void_when_it_falls_for_good() -> None:
    """All object until nothing more is drafted: the arms that were to be had for the text are never asked for."""
    game = Game("intro", "csto-2010", 1, 30, seats=FIVE)
    until(game, "vote")
    game.act("KGZ", "trade", to="RUS", gives="support", wants="equipment")
    game.answer("accept", to=next(q for q in until(game, "trade") if q.kind == "trade"))
    kinds_asked = set()
    while game.advance("end") is not None:
        for question in game.questions:
            kinds_asked.add(question.kind)
        asked = game.questions[0]
        answer = "object" if asked.kind == "vote" else "nothing" if asked.kind == "request" else asked.usual
        game.answer(answer, to=asked)
    assert not [e for e in game.model.events.of("adopted") if e.amount >= Rung.force_noncombat]
    promises = game.model.alliance.floor.promises
    assert "equipment" in [p.what for p in promises.all]
    assert promises.open() == []
    assert "deliver" not in kinds_asked
