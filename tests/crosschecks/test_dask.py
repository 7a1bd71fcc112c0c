"""A sweep on a local dask cluster gives the numbers of a sweep in this process."""

import warnings

import joblib
import numpy as np
import pytest
from helpers.marks import SLOW, some
from helpers.partnerships import reference

import qinba_games as qg


@SLOW
def test_a_phase_diagram_on_a_local_cluster():
    with warnings.catch_warnings():
        # Not ours: distributed and joblib's bridge to it warn about themselves.
        warnings.simplefilter("ignore")
        from distributed import Client, LocalCluster

        grid = {"delta": np.linspace(0.3, 0.97, 40), "friction": np.linspace(0, 0.4, 40)}
        here = qg.sweep(qg.evolving(reference("C", "voluntary")), grid, progress=False)
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
            ) as cluster,
            Client(cluster),
            joblib.parallel_config(backend="dask"),
        ):
            there = qg.sweep(
                qg.evolving(reference("C", "voluntary")), grid, n_jobs=2, progress=False
            )
    assert there.equals(here)
    assert set(there["founding_class"].values.ravel()) >= {"isolated", "weak"}


@pytest.mark.parametrize("sharing", some(["none", "voluntary"], 0, 1))
def test_a_phase_diagram_on_two_processes_fills_one_file(tmp_path, sharing):
    """Every cell with its residual, on disk as it comes, and nothing is asked twice."""
    grid = {"delta": np.linspace(0.3, 0.97, 30), "friction": np.linspace(0, 0.4, 30)}
    question, path = qg.evolving(reference("C", sharing)), tmp_path / "phase.jsonl"
    here = qg.sweep(question, grid, progress=False)
    half = {**grid, "delta": grid["delta"][::2]}
    qg.sweep(question, half, progress=False, store=path)
    known = path.read_text().splitlines()[1:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import Client, LocalCluster

        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            ) as cluster,
            Client(cluster),
            joblib.parallel_config(backend="dask"),
        ):
            there = qg.sweep(question, grid, n_jobs=2, progress=False, store=path)
    assert there.equals(here)
    assert there["residual"].max() < 1e-12
    kept = path.read_text().splitlines()
    assert len(kept) == 1 + 30 * 30
    assert set(known) <= set(kept)
