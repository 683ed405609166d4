"""A store as a DuckDB relation: the same rows as the data frame, with filters that reach the Parquet parts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import patch

import duckdb
import pandas as pd
import pytest

from panj.experiments import Sweep, open_relation, open_runs
from panj.experiments.runs.parts import write_part
from panj.experiments.runs.play import killed
from panj.experiments.runs.store import Store
from panj.scenarios.errors import InputError, MachineError

SWEEP = Sweep(
    "intro",
    ["none", "csto-2010"],
    seeds=6,
    days=1,
    factors={"patrol_kmh": [2, 4]},
    injects={"call": {"kind": "request", "who": "TJK", "what": "mil_tech", "day": 1}},
    named={"never asked": {"injects.call.day": "never"}},
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep in a folder with a name that is a pattern, beside games of another design and one that failed first."""
    folder = tmp_path_factory.mktemp("store") / "first [1]"
    Sweep("intro", ["none"], seeds=2, days=2).run(folder, workers=1, quiet=True)
    SWEEP.run(folder, workers=1, quiet=True)
    for run in list(Store(folder).plan().runs())[:3]:
        ((_, name, data),) = killed(run, "a trial").parts
        write_part(folder, "runs", name, data)
    return folder


def frame_of(relation: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """A relation as the data frame that open_runs would make of its rows."""
    return relation.to_arrow_table().to_pandas()


def test_a_relation_holds_what_the_data_frame_holds(store: Path) -> None:
    """Same rows, columns, values and order: the runs of the design that the folder holds, each once, factors beside."""
    frame = open_runs(store, quiet=True)
    pd.testing.assert_frame_equal(frame_of(open_relation(store, quiet=True)), frame, check_dtype=False)
    assert len(frame) == 2 * 6 * 3
    assert set(frame.point) == {"never asked", "patrol_kmh=2", "patrol_kmh=4"}


def test_what_is_asked_of_a_relation_is_computed_by_duckdb(store: Path) -> None:
    """Filters by column and by factor, groups and means come to what pandas makes of the data frame."""
    frame = open_runs(store, quiet=True)
    relation = open_relation(store, quiet=True)
    some = relation.filter("regime = 'none' AND patrol_kmh = 4").project("seed, posts_lost")
    wanted = frame[(frame.regime == "none") & (frame.patrol_kmh == 4)][["seed", "posts_lost"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(frame_of(some), wanted, check_dtype=False)
    runs = relation  # noqa: F841  # DuckDB finds it by this name
    means = duckdb.sql("SELECT point, avg(stability_mean) FROM runs GROUP BY point").fetchall()
    assert dict(means) == pytest.approx(frame.groupby("point").stability_mean.mean().to_dict())


def test_filters_and_columns_reach_the_parts(store: Path) -> None:
    """Only the named columns are read from Parquet, and a filter is applied while it is read."""
    plan = open_relation(store, quiet=True).filter("regime = 'none'").project("stability_mean").explain()
    (scan,) = [part for part in plan.split("╭─") if "PARQUET_SCAN" in part]
    assert "regime = 'none'" in scan.replace('"', "")
    assert "stability_mean" in scan
    assert "posts_lost" not in scan


def test_a_connection_of_ones_own_holds_several_stores(store: Path, tmp_path: Path) -> None:
    """Relations of one connection can be joined, and outlive the names of whatever they were made of."""
    other = tmp_path / "other"
    Sweep("intro", ["none"], seeds=3, days=1).run(other, workers=1, quiet=True)
    with duckdb.connect() as connection:
        a, b = (open_relation(s, connection, quiet=True).set_alias(n) for s, n in ((store, "a"), (other, "b")))
        both = a.join(b, "a.seed = b.seed AND a.regime = b.regime").aggregate("count(*)").fetchall()
    assert both == [(3 * 3,)]


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    """A folder that is no store, a damaged part, and a machine without DuckDB are refused before anything is read."""
    with pytest.raises(InputError, match="no manifest"):
        open_relation(tmp_path)
    Sweep("intro", ["none"], seeds=1, days=1).run(tmp_path / "s", workers=1, quiet=True)
    with patch.dict(sys.modules, {"duckdb": None}), pytest.raises(InputError, match=r"panj\[query\]"):
        open_relation(tmp_path / "s")
    (part,) = (tmp_path / "s" / "runs").iterdir()
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(MachineError, match="damaged"):
        open_relation(tmp_path / "s")


def test_games_that_are_not_shown_are_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What else lies in the folder is said in a line, as open_runs says it."""
    open_relation(store)
    assert "also holds 2 games of other designs" in capsys.readouterr().err
    assert json.loads(open_relation(store, quiet=True).filter("seed = 1").limit(1).fetchall()[0][7])
