"""The Qinba case at its defaults, solved once for all processes of a run."""

import functools

import qinba_games as qg
from helpers.once import once
from qinba_games.region.study.results import Study


@functools.cache
def case_study() -> Study:
    """Its study, together with what members reach in any equilibrium."""

    def made() -> Study:
        study = qg.paper.case().study()
        assert len(study.value_any)  # found when it is asked for, and stored with the rest
        return study

    found: Study = once("study.pickle", made)
    return found
