"""Acts of states beside the procedure: ministers' talks, the statement of readiness, a standing that changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from panj.agents.alliance.help import Material
from panj.agents.seats.seat import ScriptSeat
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Request
from panj.treaty.text import Text


def test_talks_are_held_once_and_say_what_they_are_about() -> None:
    """Requester and lead state meet once; the event names what led to it and what was pledged, never more than was
    asked for."""
    model = BorderModel("tajikistan-2021", seed=2).run()
    (talks,) = model.events.of("talks")
    assert (talks.actor, talks.subject) == ("TJK", "RUS")
    assert {model.events[c].kind for c in talks.causes} <= {"appeal", "bilateral", "adopted"}
    assert talks.causes
    ask = model.outcomes()["ask_rung"]
    assert talks.amount <= max(ask or 0, Rung.mil_tech)


def test_a_pledge_is_kept_and_what_is_under_way_comes_sooner() -> None:
    """What the lead state has under way comes in half of the time that is left, because of the talks; other
    consignments are not touched, and its vote and what it gives follow the pledge."""
    model = BorderModel("tajikistan-2021", seed=2)
    while model.day < 40:
        model.step()
    model.send(20.0, Material("RUS", Rung.mil_tech, 0.1))
    model.send(20.0, Material("KAZ", Rung.mil_tech, 0.1))
    before = {item.what.who: item.due for item in model.arrivals.queue if isinstance(item.what, Material)}
    lead = model.alliance.states["RUS"]
    lead.stands["stake"] = 1.0
    model.alliance.procedures[-1].asked = Request(True, True, 2, int(Rung.mil_tech))
    talks = model.alliance.talks
    assert talks is not None
    talks.hold()
    after = {item.what.who: item.due for item in model.arrivals.queue if isinstance(item.what, Material)}
    pledge = lead.pledge
    assert pledge == Rung.mil_tech
    assert after["RUS"] - model.steps == (before["RUS"] - model.steps) / 2
    assert after["KAZ"] == before["KAZ"]
    chamber = model.alliance.cases[-1].chamber
    text = Text(frozenset({pledge}))
    said, why = chamber.position("RUS", text, chamber.bargain(text))
    assert said == "support"
    assert "pledged" in why
    assert chamber.known_gift("RUS", text)


def test_the_allies_state_their_readiness_once_the_appeal_is_taken() -> None:
    """The statement follows from the appeal, before anything is decided."""
    model = BorderModel("tajikistan-2021", seed=2)
    appeal = [(0, "request", "mil_tech"), (0, "article", "2"), (0, "weaker", "yes")]
    model.chairs["TJK"].take(ScriptSeat(appeal * 20))
    model.run()
    (said, *_) = model.events.of("readiness")
    kinds = [e.kind for e in model.events.causes_of(said.id)]
    assert "appeal" in kinds
    assert "adopted" not in kinds
    assert "ready to help TJK" in said.reason


def folder(tmp_path: Path, row: str) -> Path:
    """The small scenario with one inject."""
    (tmp_path / "scenario.toml").write_text('extends = "intro"\n', encoding="utf-8")
    (tmp_path / "injects.csv").write_text(f"date,kind,who,what,amount,note\n{row}\n", encoding="utf-8")
    return tmp_path


def test_a_standing_and_the_weights_change_on_their_day(tmp_path: Path) -> None:
    """The controller lets a state grow cautious, or all members shy of burdens, on a date; not before."""
    model = BorderModel(folder(tmp_path, "2021-06-04,standing,KAZ,caution,0.93,"), seed=1)
    kaz = model.alliance.states["KAZ"]
    before = kaz.member().caution
    while model.day < 2:
        model.step()
    assert kaz.member().caution == before
    while model.day < 4:
        model.step()
    assert kaz.member().caution == 0.93
    weights = BorderModel(folder(tmp_path, "2021-06-02,weights,members,burden,2.5,"), seed=1, days=3).run()
    assert weights.alliance.temper.burden == 2.5


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("2021-06-02,standing,KAZ,courage,0.5,", "what"),
        ("2021-06-02,standing,KAZ,caution,1.5,", "amount"),
        ("2021-06-02,standing,CHN,caution,0.5,", "who"),
        ("2021-06-02,weights,members,burden,99,", "amount"),
        ("2021-06-02,weights,KAZ,burden,1,", "who"),
        ("2021-06-02,weights,members,hope,1,", "what"),
    ],
)
def test_what_no_standing_and_no_weight_can_be_is_refused(tmp_path: Path, row: str, where: str) -> None:
    """Who mistypes an inject is told the row, what was found and what is allowed."""
    with pytest.raises(InputError) as error:
        BorderModel(folder(tmp_path, row), seed=1)
    assert where in error.value.where
    assert error.value.allowed
