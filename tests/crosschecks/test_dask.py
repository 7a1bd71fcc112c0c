"""A sweep on a local dask cluster gives the numbers of a sweep in this process."""

import warnings

import joblib
import numpy as np
from helpers.partnerships import reference

import qinba_games as qg


def test_a_phase_diagram_on_a_local_cluster():
    with warnings.catch_warnings():
        # Not ours: distributed and joblib's bridge to it warn about themselves.
        warnings.simplefilter("ignore")
        from distributed import Client, LocalCluster

        grid = {"delta": np.linspace(0.3, 0.97, 100), "friction": np.linspace(0, 0.4, 100)}
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
