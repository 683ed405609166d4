"""The report: one page that opens offline and says what the runs say."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from panj.experiments import Sweep, open_runs
from panj.experiments.report import figures
from panj.experiments.report.page import write_report
from panj.experiments.warmap import png, small_png
from panj.tests.experiments.command import panj


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep with its series."""
    folder = tmp_path_factory.mktemp("store")
    Sweep("intro", regimes=["csto-2010", "none"], seeds=3).run(folder, workers=1, series=True, quiet=True)
    return folder


@pytest.fixture(scope="module")
def page(store: Path) -> str:
    """Its report; its numbers do not leave their per cent at the end of a line."""
    text = write_report(store, store / "report.html").read_text(encoding="utf-8")
    assert "95 %" not in text
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_fetches_nothing(page: str) -> None:
    """Every picture and style is in the page itself; nothing points to an address, and to a file only the link to a
    game that is played back beside it; it is under 5 MB."""
    sources = [s for s in re.findall(r'(?:src|href)="([^"]*)"', page) if s != "report-figures/typical-game.html"]
    assert len(sources) >= 4
    assert all(s.startswith("data:") for s in sources)
    assert "<script" not in page
    assert "url(" not in page
    assert len(page) < 5_000_000


def test_four_questions_come_first_and_the_analyst_after_them(page: str, store: Path) -> None:
    """The questions are answered before any table; then come distributions, map, timeline and intervals."""
    questions = (
        "What happened?",
        "Do regimes differ, and in what?",
        "How sure is that?",
        "What would change the answer?",
    )
    places = [page.index(f"<dt>{q}</dt>") for q in questions]
    assert places == sorted(places)
    assert places[-1] < page.index("For the analyst")
    for heading in ("Map", "Timeline of that game", "Regimes, mean and 95 % interval"):
        assert page.index(f">{heading}</h3>") > places[-1]
    (data,) = re.findall(r"data:image/png;base64,([^\"]+)", page)
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert min(picture.size) > 200
        assert len(data) < 400_000
    assert "With 3 seeds under each regime" in page
    assert str(store) not in page


def test_every_picture_is_told_in_words(page: str) -> None:
    """An alternative text that says more than a title stands at each picture."""
    alts = re.findall(r'<img alt="([^"]*)"', page)
    assert len(alts) == page.count("<img ")
    assert all(len(alt) > 30 for alt in alts)


def test_what_is_the_same_is_said_once(page: str) -> None:
    """No row of equal numbers: outcomes that are the same under every regime stand in one line."""
    assert "The same under every regime:" in page or "csto-2010 = none" in page


def test_figures_lie_beside_the_page(store: Path, page: str) -> None:
    """Each as SVG, PNG and CSV, in the folder that the page names."""
    folder = store / "report-figures"
    names = {p.stem for p in folder.glob("[!.]*")}
    assert {"distributions-over-games", "share-of-the-border-over-time"} <= names
    names -= {"typical-game"}
    assert {p.name for p in folder.glob("[!.]*")} == {f"{n}.{e}" for n in names for e in ("svg", "png", "csv")} | {
        "typical-game.html"
    }
    assert folder.name in page
    assert len(pd.read_csv(folder / "share-of-the-border-over-time.csv")) > 5


def test_the_typical_game_is_played_back_beside_the_page(store: Path, page: str) -> None:
    """The page links to one file that plays back the game whose map it shows: a game of the sweep, by its digest."""
    (link,) = re.findall(r'<a href="(report-figures/[^"]*)"', page)
    played_back = (store / link).read_text(encoding="utf-8")
    assert set(re.findall(r'id="digest">(\w+)<', played_back)) <= set(open_runs(store, quiet=True)["digest"])


def test_the_map_of_crossings_counts_what_the_store_counts(store: Path, page: str) -> None:
    """Played anew, the games have as many attempts, bands that got away and villages taken as their rows say."""
    runs = open_runs(store, quiet=True)
    table = pd.read_csv(store / "report-figures" / "where-bands-crossed-and-what-they-held.csv")
    counted = table.groupby(["regime", "what"])["count"].sum()
    for what, column in (
        ("tried", "incursions_attempted"),
        ("through", "incursions_through"),
        ("village", "villages_taken"),
    ):
        for regime, mine in runs.groupby("regime"):
            assert counted.get((regime, what), 0) == mine[column].sum()
    assert counted.sum() > 0
    assert "bands tried to cross" in page


def test_a_page_of_many_games_stays_small() -> None:
    """Of ten thousand games a figure carries some hundred dots a regime, while box and words are of all of them."""
    games = pd.DataFrame({"regime": ["a", "b"] * 5_000, "seed": range(10_000), "posts_lost": range(10_000)})
    made = figures.distributions(games, ["posts_lost"])
    assert made is not None
    figure, alt, data = made
    dots = [len(c.get_offsets()) for c in figure.axes[0].collections]
    assert len(dots) == 2
    assert all(figures.MOST_DOTS / 2 < n <= figures.MOST_DOTS for n in dots)
    assert "a 4,999" in alt
    assert len(data) == 10_000


def test_many_points_are_pooled_into_one_section(tmp_path: Path) -> None:
    """A page has an end: of eight points there is one section, which says so, and pairs are of the same point."""
    Sweep("intro", ["csto-2010", "none"], seeds=1, days=6, factors={"patrol_kmh": [1, 2, 3, 4, 5, 6, 7, 8]}).run(
        tmp_path / "s", workers=1, quiet=True
    )
    text = write_report(tmp_path / "s", tmp_path / "page.html").read_text(encoding="utf-8")
    assert text.count("<dt>What happened?</dt>") == 1
    assert "8 points are pooled" in text
    assert "8 pairs a regime" in text or "Under csto-2010 and none the wars are the same" in text


def test_compare_and_report_read_a_store(store: Path, tmp_path: Path) -> None:
    """`panj compare` and `panj report` work on what a sweep has left."""
    assert "difference" in panj("compare", store, "--outcome", "stability_mean", "--baseline", "none").stdout
    out = tmp_path / "page.html"
    panj("report", store, "--out", out)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_moves_is_not_asked_where_nothing_was_varied(page: str) -> None:
    """A sweep without factors has no section of what moves the outcomes."""
    assert "what moves the outcomes" not in page


def test_a_small_map_keeps_the_colours_of_its_marks() -> None:
    """In 256 colours a mark of a few points on shaded ground is still of its colour, and the bytes are few."""
    shade = np.add.outer(np.arange(600), np.arange(900)) % 97
    ground = np.stack([170 + shade // 2, 175 + shade // 3, 150 + shade // 4], axis=2).astype(np.uint8)
    marks = {(50, 60): (255, 128, 0), (300, 500): (128, 64, 160), (500, 800): (178, 24, 43)}
    for (y, x), colour in marks.items():
        ground[y : y + 4, x : x + 4] = colour
    whole = Image.fromarray(ground)
    small = small_png(whole)
    assert len(small) < len(png(whole)) / 2
    with Image.open(io.BytesIO(small)) as picture:
        shown = np.asarray(picture.convert("RGB")).astype(int)
    for (y, x), colour in marks.items():
        assert np.abs(shown[y + 1, x + 1] - colour).max() <= 16
