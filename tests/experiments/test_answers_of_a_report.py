"""The first screen of a report: what it says of made wars, with and without a difference."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panj.experiments.analysis.comparison import compare
from panj.experiments.designs.sequential import Stopping
from panj.experiments.report import answers, figures
from panj.experiments.report.unseen import would_show

COLUMNS = ["incursions_through", "posts_lost", "losses_member", "stability_mean", "delivered_men"]


def war(regime: str, through: list[int], rung: int, men: int = 0) -> pd.DataFrame:
    """Runs with the columns that the answers read."""
    return pd.DataFrame(
        [
            {
                "scenario": "s",
                "regime": regime,
                "seed": k + 1,
                "status": "ok",
                "days": 5,
                "changes": "[]",
                "border_share_end": 0.7,
                "soldiers_refuge": 1500,
                "incursions_attempted": t + 2,
                "incursions_through": t,
                "posts_lost": 0,
                "losses_member": 3,
                "stability_mean": 60.0,
                "delivered_men": men,
                "request_day": None if rung == 0 else 36.0,
                "adopted_rung": rung,
                "contributors": "RUS+KAZ" if men else None,
            }
            for k, t in enumerate(through)
        ]
    )


QUIET, LOUD = [5, 6, 7, 8, 6, 5, 7, 8, 9, 6, 5, 7], [1, 1, 3, 3, 2, 1, 2, 4, 5, 2, 1, 3]
RUNS = pd.concat([war("none", QUIET, 0), war("automatic", LOUD, 7, 3000), war("majority", QUIET, 5)], ignore_index=True)


def test_what_differs_is_said_with_its_numbers_and_what_does_not_is_said_once() -> None:
    """The regime that changed an outcome is named with its difference and interval; other outcomes are told alike."""
    same = answers.sameness(RUNS, COLUMNS)
    pairs = compare(RUNS, COLUMNS, "none")
    said = answers.differ(pairs, same, "none")
    assert "bands that got away into the country changed most under automatic, from 6.58 to 2.33: -4.25" in said
    assert (
        "No regime can be told from none on posts lost, men lost by the member and the mean stability index"
        " (no pair differs, so at most 22 % of worlds do)." in said
    )
    assert "Under majority and none the wars are the same: no outcome differs in any pair." in said
    assert "12 pairs a regime against none" in answers.sure(pairs, "none")


def test_regimes_that_are_the_same_are_one() -> None:
    """Equal in every outcome of every pair: one name for both, and the runs of one."""
    same = answers.sameness(RUNS, COLUMNS)
    assert same.groups == (("automatic",), ("majority", "none"))
    assert sorted(same.merged(RUNS).regime.unique()) == ["automatic", "majority = none"]


def test_what_happened_is_told_of_the_alliance_and_the_border() -> None:
    """Those that were asked and those that were not; how far the alliance went; crossings."""
    said = answers.happened(RUNS, answers.sameness(RUNS, COLUMNS[:-1]))
    assert "militants held 70 % of the far bank" in said
    assert "Bands tried to cross" in said
    alone = answers.happened(RUNS[RUNS.regime == "none"], answers.sameness(RUNS[RUNS.regime == "none"], COLUMNS))
    assert "No alliance was asked for help, and none adopted anything, under none." in alone


def test_too_few_pairs_are_called_so() -> None:
    """With five pairs no sign pattern is rare enough for ten comparisons, and the page says how many would be."""
    few = RUNS[RUNS.seed <= 5]
    pairs = compare(few, COLUMNS, "none")
    assert not pairs.told.any()
    assert "With 5 pairs nothing can be told apart at that error: take at least 9 seeds." in answers.sure(pairs, "none")
    assert answers.differ(pairs, answers.sameness(few, COLUMNS), "none").startswith("No difference from none")


def test_a_figure_comes_with_its_words_and_its_data(tmp_path: Path) -> None:
    """The alternative text says what is to be seen; SVG, PNG and CSV lie in the folder, the same bytes each time."""
    made = figures.burden(RUNS, {})
    assert made is not None
    figure, alt, data = made
    assert "each state sent men or material. automatic: KAZ 100 %, RUS 100 %" in alt
    shown = figures.shown("burden", "Burden", alt, "", figure, data, tmp_path)
    assert shown.source.startswith("data:image/svg+xml;base64,")
    assert {p.name for p in tmp_path.glob("[!.]*")} == {"burden.svg", "burden.png", "burden.csv"}
    assert figures.burden(RUNS[RUNS.regime == "none"], {}) is None


def test_the_burden_has_no_column_of_nobody() -> None:
    """Games in which nobody sent anything are no state; each column of the figure has a name."""
    made = figures.burden(RUNS, {})
    assert made is not None
    assert list(made[2]) == ["regime", "KAZ", "RUS"]


def test_lines_that_nobody_could_see_apart_are_one() -> None:
    """Regimes whose shares differ by a hundredth on some days are one line; one that lies apart is another."""
    series = pd.DataFrame(
        [
            {"regime": r, "date": f"2021-06-{d:02d}", "border_share": d / 20 + add * (d == 9)}
            for r, add in (("a", 0.0), ("b", 0.04), ("c", 0.0))
            for d in range(1, 11)
            for _ in range(3)
        ]
    )
    series.loc[series.regime == "c", "border_share"] /= 2.0
    figure, alt, data = figures.share_over_time(series, "2021-06-01")
    assert alt == "Share of the border held over time; median at the end a = b 50 %; c 25 %."
    assert len(figure.axes[0].lines) == 2
    assert set(data.regime) == {"a", "b", "c"}


def test_a_sweep_that_stopped_when_it_knew_enough_is_not_read_as_if_it_had_not() -> None:
    """Of the outcome that seeds were added by, a difference is told by the interval that holds whenever one stops; the
    page says so."""
    some = [through - k % 4 for k, through in enumerate(QUIET)]
    runs = pd.concat([war("none", QUIET, 0), war("automatic", some, 7)], ignore_index=True)
    once = compare(runs, ["incursions_through"], "none")
    whenever = compare(runs, ["incursions_through"], "none", stopping=Stopping("incursions_through", 0.95, 40.0))
    assert once.told.all()
    assert whenever.low[0] < 0.0 < whenever.high[0]
    assert not whenever.told.any()
    assert "added until incursions_through was known well enough" in answers.sure(
        whenever, "none", "incursions_through"
    )


def test_every_panel_says_its_unit_and_states_have_their_names() -> None:
    """Each panel of a figure of outcomes names what it shows in words with its unit, shares in per cent or points, and
    which way is none; a state is not a code."""
    pairs = compare(RUNS, COLUMNS, "none")
    figure, _ = figures.differences(pairs, answers.TESTED, "none")
    titles = [ax.get_title() for ax in figure.axes if ax.get_visible()]
    assert titles
    assert [t for t in titles if not t.endswith("]") or "_" in t] == []
    assert "difference from none" in figure.get_supxlabel()
    spread = figures.distributions(RUNS, ("losses_member", "incursions_through"))
    assert spread is not None
    assert "bands that got away into\nthe country\n[count]" in [ax.get_title() for ax in spread[0].axes]
    made = figures.burden(RUNS, {"KAZ": "Kazakhstan", "RUS": "Russia"})
    assert made is not None
    assert [text.get_text() for text in made[0].axes[0].get_xticklabels()] == ["Kazakhstan", "Russia"]


def test_no_difference_is_asked_for_that_there_cannot_be() -> None:
    """What would have been told is never more than the outcome can differ: 149 points of per cent are none."""
    assert would_show("adopted_rung", 9.0, 5) == would_show("decision_day:came", 1.49, 5) == "too few pairs for any"
    assert would_show("decision_day:came", 0.4, 5) == "40 pp"
