"""The war knows no treaty: clauses, articles, bodies and alliances are named by the book of law alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from panj.model import BorderModel
from panj.treaty.law.book import Book
from panj.treaty.law.regime import load_regime

ROOT = Path(__file__).parents[2]
CODE = ("agents", "browser", "experiments", "model", "treaty")
BOOKS: tuple[Book, ...] = tuple(load_regime(name).book for name in ("in-force", "north-atlantic"))
# What is left: clauses of the Charter of the United Nations, which hold for every treaty; examples in help texts of
# `panj law`; the word that an older file of crises has for its regime.
LEFT = {
    "treaty/opinion/rules.py": {"UN-51", "UN-53", "UN-54"},
    "treaty/opinion/presence.py": {"UN-2-4"},
    "experiments/cli/law.py": {"CST-4"},
    "treaty/desk/expect.py": {"CST-4"},
    "treaty/desk/ruling.py": {"CST-2", "CST-2-1992"},
    "experiments/backtest/cases.py": {"CSTO"},
}


def names() -> set[str]:
    """Ids of clauses, and what treaties, alliances and their bodies are called."""
    found = {"CSTO", "NATO", "Rio Treaty", "Permanent Council", "Joint Staff"}
    for book in BOOKS:
        found |= {c.id for c in book.clauses if "-" in c.id} | {book.treaty.title, *book.deciding}
        found |= {body for c in book.clauses for body in c.bodies.values() if " " in body}
    return found


NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, names()), key=len, reverse=True))})(?![\w-])")
NUMBERED = re.compile(r"\bArticles? \d+")


@pytest.mark.parametrize("folder", CODE)
def test_no_code_names_a_clause_an_article_or_a_body(folder: str) -> None:
    """A treaty of one's own finds none of another one's words in the war: neither in code nor in what explains it."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        named = {m[0] for m in (*NAMED.finditer(text), *NUMBERED.finditer(text))} - LEFT.get(name, set())
        if named:
            found[name] = named
    assert found == {}


# -- another treaty ----------------------------------------------------------------------------------------------------
REGIME = """
name = "as-nat"
title = "The states of the border under the North Atlantic Treaty"
law = "nat"
as_of = 2021-06-01
collective = true
members = ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
membership = "listed"
lead_state = "RUS"
source = "a test"
"""


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> BorderModel:
    """A war of the states of the border under the rules of another treaty."""
    path = tmp_path_factory.mktemp("regime") / "as-nat.toml"
    path.write_text(REGIME, encoding="utf-8")
    return BorderModel("tajikistan-2021-incursion", path, 7).run()


def test_a_war_tells_its_story_with_its_own_treaty(war: BorderModel) -> None:
    """Every clause that an event rests on is law under the treaty that was chosen, bodies act under its names, and no
    reason names an article or a body of another one."""
    book = war.regime.book
    told = [e for e in war.events if e.clause]
    assert len({e.kind for e in told}) > 6
    assert {e.clause for e in told} <= set(book.by_id)
    bodies = {war.regime.deciding_body, *(war.regime.body(role) for role in ("consults", "staff", "drafts"))}
    acting = {
        e.actor for e in war.events.of("consultation", "mission_sent", "recommendation", "draft", "text", "session")
    }
    assert acting <= bodies
    assert acting
    read = "\n".join(e.reason for e in war.events)
    theirs = {c.id for c in BOOKS[0].clauses if "-" in c.id} - set(book.by_id) | set(BOOKS[0].deciding)
    assert [word for word in theirs if word in read] == []
    articles = {int(n) for n in re.findall(r"Article (\d+)", read)}
    assert articles <= {war.regime.article("consult"), war.regime.article("attack")}


@pytest.mark.slow
def test_a_state_that_is_no_party_is_told_so_in_the_words_of_the_treaty() -> None:
    """Under a treaty that the member never joined, its notice rests on that treaty's clause and no case begins."""
    model = BorderModel("tajikistan-2021-incursion", "north-atlantic", 1).run()
    (informed, *_) = model.events.of("informed")
    assert informed.clause == model.regime.clause("consult")
    assert "not a member" in informed.reason
    assert not model.alliance.ledger.adopted
