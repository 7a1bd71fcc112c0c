"""Read by every kernel of the pages as it starts: what tests solved is not solved again.

`.ci/run` names this file in PYTHONSTARTUP, and the folder in which tests keep what they solve:
claims at their defaults, the case as its report has it, and as `Region.study` has it.
"""


def start() -> None:
    """Let such a claim, and the case, be read from the folder, if there is one."""
    import dataclasses
    import functools
    import os
    import pickle
    import sys
    from pathlib import Path

    if "QINBA_GAMES_TESTS_FOLDER" not in os.environ:
        return
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from helpers import claim_thresholds

    from qinba_games import Region, paper

    claim_thresholds.kept = claim_thresholds.each_once()
    claim_thresholds.kept.__enter__()
    folder = Path(os.environ["QINBA_GAMES_TESTS_FOLDER"])

    def or_as_kept(solve, name, read):
        """What `solve` finds; of the case as it is by default, what the tests found."""

        @functools.wraps(solve)
        def study(case, *given, **options):
            file = folder / name
            if given or options or not file.exists() or case != paper.case():
                return solve(case, *given, **options)
            return read(pickle.loads(file.read_bytes()))

        return study

    def of_report(made):
        _, found = made
        levels = dataclasses.replace(found.levels, drawn=())  # nothing is drawn by default
        return dataclasses.replace(found, levels=levels, uncertain=None, sensitive=None)

    paper.study = or_as_kept(paper.study, "report", of_report)
    Region.study = or_as_kept(Region.study, "study.pickle", lambda found: found)


start()
del start
