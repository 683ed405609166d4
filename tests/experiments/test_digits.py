"""Numbers are printed to the digits that are known: two figures of the half width of their interval, or of an error."""

from __future__ import annotations

import math
import re

import pytest

from panj.experiments.tables import POINTS, give_or_take, interval, mean_of, measured, percent, print_rows, scale_of

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((70806.43, 64012.9, 77600.1), "70,800 [64,000, 77,600]"),
        ((4672.0, 3340.0, 6511.0), "4,700 [3,300, 6,500]"),
        ((-18256.02, -25010.0, -11502.0), "-18,300 [-25,000, -11,500]"),
        ((0.5432, 0.5121, 0.5747), "0.543 [0.512, 0.575]"),
        ((37.0, 33.0, 43.0), "37 [33, 43]"),  # days are whole
        ((60.0, 49.0, 77.15), "60 [49, 77]"),
        ((0.0, -0.4, 0.4), "0.00 [-0.40, 0.40]"),
        ((-0.001, -0.4, 0.4), "0.00 [-0.40, 0.40]"),  # no minus zero
        ((9.04, -0.92, 19.0), "9 [-1, 19]"),  # a half width of 9.96 is one of 10
        ((1.23456e12, 1.22456e12, 1.24456e12), "1,235,000,000,000 [1,225,000,000,000, 1,245,000,000,000]"),
    ],
)
def test_an_interval_says_how_many_digits_are_known(given: tuple[float, float, float], said: str) -> None:
    """Number and ends go to one place, that of the second figure of the half width."""
    assert interval(*given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((70806.43, 70806.43, 70806.43), "70,806 [70,806, 70,806]"),
        ((0.123456, 0.123456, 0.123456 + 1e-15), "0.123 [0.123, 0.123]"),  # noise of adding is no width
        ((0.123456, NAN, NAN), "0.123 [-, -]"),
        ((NAN, NAN, NAN), "- [-, -]"),
        ((NAN, 0.0, 1.0), "- [0.00, 1.00]"),
        ((1.5, -INF, INF), "1.5 [-inf, inf]"),
    ],
)
def test_without_a_width_a_number_is_said_as_any_other(given: tuple[float, float, float], said: str) -> None:
    """No width, no end, or no number: three figures, a dash for what is not there, and never an error."""
    assert interval(*given) in (said, said.replace("0.00, 1.00", "0, 1"))


def test_a_change_and_its_error_go_to_one_place() -> None:
    """Both have the digits of the error, the change its sign; nothing measured is a dash."""
    assert give_or_take(-19320.97, 3016.31) == ("-19,300", "3,000")
    assert give_or_take(3.05, 0.5512) == ("+3.05", "0.55")
    assert give_or_take(0.0, 0.2412) == ("0.00", "0.24")
    assert give_or_take(12.0, 0.0) == ("+12", "0")
    assert give_or_take(NAN, NAN) == ("-", "-")


def test_a_ranking_has_the_digits_of_the_error_of_its_means(capsys: pytest.CaptureFixture[str]) -> None:
    """Means and regrets go to the digits of the mean's standard error; without one they are said as any number."""
    row = {"mean": 38004.2, "error": 6213.0, "mean_regret": 3100.4, "worst_regret": 14091.0, "within": 0.5}
    print_rows([row], as_json=False)
    assert {"38,000", "6,200", "3,100", "14,100", "50"} <= set(capsys.readouterr().out.replace("│", " ").split())
    print_rows([row | {"error": NAN}], as_json=False)
    assert "38,004" in capsys.readouterr().out


def test_a_mean_has_the_digits_of_its_standard_error() -> None:
    """Of two numbers 2,000 apart the mean is known to hundreds; one number is said as it is, and none is a dash."""
    assert mean_of([70_806.43, 72_806.43]) == "71,800"
    assert mean_of([12.3456]) == "12.3"
    assert mean_of([]) == "-"


@pytest.mark.parametrize("half", [3e-8, 0.00123, 0.99, 1.0, 9.949, 9.951, 250.0, 7.7e8])
@pytest.mark.parametrize("value", [0.0, -1.0, 1e-12, 12.345678, -987654.321])
def test_rounding_loses_less_than_a_tenth_of_the_half_width(value: float, half: float) -> None:
    """Whatever is printed lies within a twentieth of the half width of what was measured, sign and commas included."""
    for said, meant in zip(
        measured(value, value - half, value + half), (value, value - half, value + half), strict=True
    ):
        assert abs(float(said.replace(",", "")) - meant) <= 0.051 * half
        assert not re.fullmatch(r"-0(\.0+)?", said)


def test_columns_low_and_high_are_the_interval_of_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    """A table on the screen shows a difference, its interval and its side to one place; JSON keeps every digit."""
    row = {"mean": 46258.3, "difference": -15219.7, "low": -21703.0, "high": -9564.1, "p": 0.01234}
    print_rows([row], as_json=False)
    assert {"46,300", "-15,200", "-21,700", "-9,600", "0.0123"} <= set(
        capsys.readouterr().out.replace("│", " ").split()
    )
    print_rows([row], as_json=True)
    assert "46258.3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.417, "42 %"),
        (1.0, "100 %"),
        (0.0, "0 %"),
        (0.004, "0.4 %"),
        (0.9996, "over 99.9 %"),
        (1e-6, "under 0.1 %"),
        (NAN, "-"),
        (0.004999, "0.5 %"),
        (0.996, "99.6 %"),
        (0.07, "7 %"),
    ],
)
def test_a_share_is_said_in_per_cent(share: float, said: str) -> None:
    """Whole per cent; none and all are said of none and all alone."""
    assert percent(share) == said


def test_shares_are_said_in_per_cent_and_their_differences_in_points(capsys: pytest.CaptureFixture[str]) -> None:
    """Levels have per cent, differences percentage points, by the digits of the interval; shares of games whole per
    cent; other outcomes and JSON stay as they are."""
    share = {
        "outcome": "border_share_end",
        "happened": 1.0,
        "mean": 0.70412,
        "difference": -0.0312,
        "low": -0.0521,
        "high": -0.0103,
        "differ": 0.4167,
        "p_holm": 0.0123,
    }
    men = share | {"outcome": "losses_member", "mean": 70.4, "difference": -3.1, "low": -5.2, "high": -1.0}
    print_rows([share, men], as_json=False)
    first, second = (line for line in capsys.readouterr().out.splitlines() if "border_" in line or "losses" in line)
    cells = [c.strip() for c in first.replace("│", "|").split("|")[2:-1]]
    assert cells == ["100 %", "70.4 %", "-3.1 pp", "-5.2 pp", "-1.0 pp", "42 %", "0.0123"]
    assert [c.strip() for c in second.replace("│", "|").split("|")[3:7]] == ["70.4", "-3.1", "-5.2", "-1.0"]
    print_rows([{k: v for k, v in share.items() if k != "outcome"}], as_json=False, outcome="border_share_end")
    assert "-3.1 pp" in capsys.readouterr().out
    print_rows([share], as_json=True)
    assert "0.70412" in capsys.readouterr().out
    assert measured(0.0312, 0.0103, 0.0521, "+", POINTS) == ("+3.1 pp", "+1.0 pp", "+5.2 pp")
    assert scale_of("0-1") == scale_of("men", difference=True) == scale_of("")
