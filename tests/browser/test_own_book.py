"""A treaty of the user's own on the page Alliance: its bodies, its clauses with their words, its votes; no other's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import expect

from panj.model import BorderModel
from panj.tests.browser.conftest import serving
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, stands_at
from panj.tests.experiments.command import panj
from panj.tests.treaty.test_own_book import BOOK, REGIME

pytestmark = IN_CHROMIUM


def voted(regime: Path) -> int:
    """The first seed whose war comes to a vote."""
    return next(seed for seed in range(1, 101) if BorderModel("intro", regime, seed).run().events.of("ballot"))


def test_a_war_under_a_treaty_of_ones_own_is_told_by_that_treaty(open_window: Opener, tmp_path: Path) -> None:
    """Three clauses, a majority, no lead state, in a folder of the user's: `panj run` plays it, `panj replay` shows it,
    and the page Alliance names its assembly, its clauses and their words, its three members' votes, and nothing of the
    treaty that the scenario comes with."""
    for name, text in (("pact", BOOK), ("rivers", REGIME)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    seed = voted(tmp_path / "rivers.toml")
    panj("run", "intro", "--regime", tmp_path / "rivers.toml", "--seed", str(seed), "--out", tmp_path / "game.json")
    (tmp_path / "server").mkdir()
    command = Path(sys.executable).with_name("panj"), "replay", tmp_path / "game.json"
    with serving(tmp_path / "server", *map(str, command)) as served:
        window = open_window(served.address)
        stands_at(window.page, 40)
        window.turn("Alliance")
        expect(window.page.locator(".panj-diagram svg")).to_be_visible(timeout=PATIENCE)
        window.settle()
        trace = window.page.locator(".panj-trace")
        for clause in ("Pact, Article 1", "Pact, Article 3"):
            expect(trace.get_by_text(clause).first).to_be_attached()
        expect(trace).to_contain_text("Pact, Article 3: The assembly decides by a majority of its members.")
        shown = window.page.locator(".panj-game").inner_text()
        assert "Assembly of the Rivers" in shown
        votes = window.page.locator(".panj-two").inner_text()
        assert [name for name in ("Kazakhstan", "Kyrgyzstan", "Tajikistan") if name not in votes] == []
        everything = window.page.content()
        assert not re.findall(r"CSTO|\bCST-\d+|\bCH-\d+|Collective Security", everything)
        window.close()
