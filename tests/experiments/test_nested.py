"""What choosing a form of the rule on the crises flatters its score by."""

from __future__ import annotations

import numpy as np
import pytest

from panj.experiments.backtest.cases import load_crises
from panj.experiments.backtest.nested import FORMS, WHOLE, found, held, nested
from panj.experiments.backtest.weights import names, values


def test_a_form_holds_what_it_says_and_leaves_the_rest() -> None:
    """A form of the rule with a weight held differs from the whole one in that weight alone."""
    x = np.random.default_rng(1).logistic(size=(5, len(names())))
    for form in FORMS.values():
        same = [k for k, name in enumerate(names()) if name not in form]
        assert held(x, form)[:, same] == pytest.approx(values(x)[:, same])
        for name, at in form.items():
            column = held(x, form)[:, names().index(name)]
            low, high = at if isinstance(at, tuple) else (at, at)
            assert column.min() >= low
            assert column.max() <= high


def test_choosing_a_form_is_counted_against_it() -> None:
    """Of many forms that are alike but for chance, the one chosen on a half looks better there than on the other."""
    cases = load_crises()
    rng = np.random.default_rng(8)
    scores = {WHOLE if k == 0 else str(k): rng.uniform(size=len(cases)) for k in range(40)}
    n = nested(cases, scores, "case", 1)
    assert n.own_half < n.other_half - 0.03
    assert n.chosen["value"] >= min(n.forms.values())


def test_what_choosing_costs_is_recorded() -> None:
    """Every form is scored on every crisis, left out by case and by alliance."""
    for n in found().values():
        assert set(n.forms) == set(FORMS)
        assert n.chosen["cases"] == len(load_crises())
