"""How long the package is: what 0.1 did, and what came after it.

    python scripts/size.py            totals, of either part
    python scripts/size.py --files    every file that counts as old, too

A line of code is one that is neither empty, nor a comment, nor part of a docstring. All counts as
old but the chapters, files, definitions and tables (file::name) listed here, each of which answers
what 0.1 could not be asked. Whatever else was added to a file of 0.1 counts as old.
"""

from __future__ import annotations

import ast
import fnmatch
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "qinba_games"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
NEW = {
    "ties and members that depend on each other": [
        "network/*",
        "paper/claims/national.py::six_provinces",
    ],
    "levels of government": [
        "hierarchy/*",
        "paper/hierarchy.py",
        "paper/levels.py",
        "paper/levels_drawn.py",
        "plotting/charts.py::draw_classes",
        "paper/levels_page.py",
        "paper/scenarios/levels.py",
        "paper/claims/worlds/superiors.py",
    ],
    "equilibrium payoffs where nobody can pay": [
        "payoff_sets/*",
        "patience/worst_punishment.py",
        "errors.py::PayoffSpanError",
        "paper/claims/third_party.py::_with_turns",
    ],
    "anybody's own region, and its tables from the command line": [
        "region/*",
        "paper/material.py",
        "_check.py::generator",
        "sweep.py::labelled",
        "paper/desk.py",
        "paper/cli.py::_report",
        "paper/cli.py::_init",
        "paper/cli.py::_region",
        "paper/cli.py::_priorities",
        "paper/cli.py::_hierarchy",
        "paper/options.py::_REGION",
    ],
    "sliders": ["explore/*", "errors.py::MissingLibraryError"],
    "many pairs as arrays, and members who take turns": [
        "partnership/evolve_arrays.py",
        "partnership/pair_terms.py",
        "partnership/stacked_pairs.py",
        "partnership/residual.py",
        "partnership/results/arrays.py",
        "partnership/checks/arrays.py",
        "partnership/solvers/pair*.py",
        "partnership/critical_discount.py::segments_near",
        "partnership/critical_discount.py::segments_arrays",
        "partnership/critical_discount.py::_there",
        "partnership/evolve_many.py::_pairs",
        "third_parties/taking_turns.py",
    ],
    "that nothing better exists": [
        "*/checks/outside.py",
        "*/checks/everywhere.py",
        "stochastic/checks/elsewhere.py",
        "stochastic/checks/record.py",
        "stage/checks/completeness.py",
        "stage/checks/nash.py::_all_there",
        "third_parties/checks/attribution.py::_no_less",
        "*/checks/floors.py",
        "partnership/checks/cells.py",
        "partnership/checks/crossings.py",
        "partnership/checks/stretches.py",
        "*/checks/proof.py",
        "*/checks/cheaper.py",
        "*/checks/completeness.py",
        "common/proof.py",
        "repeated/proofs.py",
        "repeated/checks/equilibrium.py::_better_fixed",
        "repeated/checks/equilibrium.py::_better_voluntary",
        "repeated/checks/equilibrium.py::_upheld",
        "repeated/checks/discount_table.py::_something_better",
        "repeated/results/equilibrium.py::Deleted",
        "repeated/results/equilibrium.py::Equilibrium.proof",
        "cooperative/results.py::Allocation.proof",
        "cooperative/results.py::CoreResult.proof",
        "partnership/checks/evolution.py::_with_outside",
        "partnership/results/evolution.py::Evolution.proof",
        "stochastic/checks/stochastic_patience.py::_begins_before",
        "stochastic/critical_discount.py::_below",
        "third_parties/checks/harm.py::_everywhere",
        "third_parties/checks/windows.py::_everywhere",
        "verify/evidence.py::*outside*",
    ],
    "right or refused: labels of what is given, and sizes": [
        "_reading.py",
        "_sizes.py",
        "plotting/looks.py",
        "common/files.py::named",
        "common/files.py::written",
        "_check.py::_extreme",
        "_check.py::_moderate",
        "_check.py::_CONVERTERS",
        "errors.py::_Short.repr_in*",
        "partnership/critical_discount.py::_few_levels",
        "partnership/evolve_many.py::_labelled",
        "partnership/results/evolution.py::EvolutionBatch.to_frame",
        "sweep.py::_as_labels",
        "sweep.py::_differ",
    ],
    "one huge number that decides nothing: tolerances of the comparison, not of the model": [
        "_exact.py::decimals",
        "_tolerance.py::centred",
        "_tolerance.py::growth",
        "_tolerance.py::meeting",
        "agreements/checks/farsighted.py::is_more",
        "agreements/checks/issues.py::_rounded",
        "agreements/examples.py::_apart",
        "agreements/link_issues.py::_in_fractions",
        "agreements/results/issues.py::IssueStep.rounded",
        "agreements/solvers/symmetric_stability.py::_near",
        "agreements/solvers/symmetric_stability.py::without_constant",
        "agreements/renegotiation.py::_told",
        "agreements/checks/renegotiation.py::Terms",
        "agreements/checks/renegotiation.py::_between",
        "agreements/checks/renegotiation.py::_told",
        "agreements/checks/renegotiation.py::_terms",
        "agreements/results/renegotiation.py::_ROUNDED",
        "agreements/results/renegotiation.py::as_meant",
        "network/checks/rounded.py",
        "network/decimals.py",
        "repeated/checks/critical_discount.py::_ties",
        "repeated/checks/discount_table.py::_near",
        "repeated/checks/round.py::Round._meet",
        "repeated/checks/round.py::Round.widen",
        "repeated/repeated_game.py::without_constant",
        "repeated/solvers/fixed_sharing.py::_divided",
        "stage/checks/nash.py::_rounded",
        "stage/nash.py::_is_quick",
        "stage/nash.py::_FEW",
        "stage/nash.py::_MANY",
        "common/exact_simplex.py",
        "common/linear_programme.py::_far_apart",
        "common/linear_programme.py::_rational",
        "common/rounded.py",
        "cooperative/checks/division_rules.py::_exactly_kalai_smorodinsky",
        "cooperative/checks/division_rules.py::_most",
        "cooperative/checks/rounded.py",
        "cooperative/decimals.py",
        "cooperative/results.py::NUMBERS",
        "cooperative/solvers/bargaining.py::_rational_chances",
        "institutions/honesty.py::_honest_from",
        "sharing/fairness.py::_as_fractions_say",
        "sharing/rules.py::_in_decimals",
        "sharing/solvers/characteristic_function.py::_rational_value",
        "stage/checks/correlated.py::_rounded",
        "stage/solvers/minmax.py::StageQuantities.near",
        "stage/solvers/minmax.py::StageQuantities.origin",
        "stochastic/checks/case.py::Case.floor",
        "stochastic/checks/case.py::Case.near",
        "stochastic/solvers/markov_reversion.py::_near",
        "stage/solvers/stage_nash.py::_every_support",
        "verify/rounded.py",
        "partnership/checks/trust_play.py::Agreed.near*",
        "partnership/solvers/trust_values.py::_step",
        "partnership/solvers/trust_values.py::floor",
        "partnership/solvers/trust_values.py::sizes",
        "partnership/solvers/voluntary_modes.py::forfeits",
    ],
    "results that somebody changed, refused before anything is computed": [
        *("verify/door.py::_[A-Z]*", "verify/door.py::_not_*", "verify/door.py::not_*"),
        *("verify/door.py::_numbers", "verify/door.py::_part*", "verify/door.py::_size"),
        *("verify/door.py::_entries", "verify/door.py::_spans", "verify/door.py::_answers"),
        *("verify/door.py::_flaws", "verify/door.py::_no_third_party"),
        *(
            "verify/typed.py",
            "verify/plausible.py",
            "partnership/checks/helped.py",
            "verify/door.py::_looked_at",
        ),
    ],
    "answers in notebooks, in LaTeX, and cited; games as files": [
        "common/html.py",
        "common/latex.py",
        "common/citations.py",
        "common/result.py::Result.cite",
        "common/result.py::Result.to_json",
        "common/result.py::storable",
        "agreements/*::*._repr_html_",
        "cooperative/*::*._repr_html_",
        "*::*._sources",
        "*::*._rests_on",
        "cooperative/results.py::_SOURCES",
        "stage/html.py",
        "stage/nfg.py",
        "stage/frames.py",
        "stage/stage_game.py::StageGame.from_frames",
        "stage/stage_game.py::StageGame._repr_html_",
        "repeated/repeated_game.py::RepeatedGame._repr_html_",
        "stochastic/stochastic_game.py::StochasticGame._repr_html_",
        "stochastic/stochastic_game.py::StochasticGame._next",
        "partnership/partnership.py::Partnership._repr_html_",
        "coordinator.py::Coordinator._repr_html_",
        "types.py::Certificate._repr_html_",
        "cooperative/tu_game.py::TUGame.from_series",
        "interop.py::*quantecon",
        "interop.py::_QuantEcon",
        "interop.py::*_nfg",
    ],
    "progress, and work that is taken up again": [
        "common/progress.py",
        "common/fingerprint.py",
        "common/store.py",
        "common/locks.py",
        "common/signals.py",
        "common/stopping.py",
    ],
    "chapters that are read when they are asked for": [
        "__init__.py::_CHAPTERS",
        "__init__.py::_LATER",
    ],
    "pictures of answers that had none": [
        "partnership/phase.py",
        "partnership/drawing.py::draw_batch",
        "partnership/drawing.py::draw_phase",
        "partnership/evolving.py::Evolving.phase",
        "repeated/drawing.py::draw_patience",
        "stage/drawing.py",
        "third_parties/overlay.py",
    ],
    "twenty claims more, and where in its ranges each holds": [
        "paper/claims/development.py",
        "paper/claims/empirical.py",
        "paper/claims/history.py",
        "paper/claims/interdependence.py",
        "paper/claims/levels.py",
        "paper/claims/links.py",
        "paper/claims/regions.py",
        "paper/claims/scope.py",
        "paper/claims/three_levels.py",
        "paper/claims/whole_system.py",
        "paper/claims/worlds/ties.py",
        "paper/claims_page.py",
        "paper/background.py::parameters_table",
        "paper/claims/asked.py",
        "paper/claims/claim.py::Claim.extent",
        "paper/claims/claim.py::Claim.holds_for",
        "paper/claims/claim.py::Claim.region",
        "paper/claims/claim.py::Claim._turned",
        "paper/claims/claim.py::_placed",
        "paper/claims/growth.py::need_keeps_weak",
        "paper/claims/growth.py::_on_need",
        "paper/claims/judging.py::Judge.map",
        "paper/claims/judging.py::Judge.uncertain",
        "paper/claims/judging.py::Judge.where",
        "paper/claims/judging.py::_questions",
        "paper/claims/meetings.py::meetings_in_the_area",
        "paper/claims/meetings.py::_on_history",
        "paper/claims/meetings.py::_by_history",
        "paper/figures/claim.py::draw_map",
    ],
    "scenarios from the literature": [
        "paper/scenarios/*",
        "paper/figures/scenarios.py",
    ],
}


Counts = dict[str | None, list[int]]


def lines(text: str) -> tuple[int, int]:
    """All lines of a file or of a definition, and those of code."""
    given, told = text.splitlines(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            told |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    said = (k for k, line in enumerate(given, 1) if line.strip() and k not in told)
    return len(given), sum(not given[k - 1].lstrip().startswith("#") for k in said)


def subject(name: str) -> str | None:
    """What a file or a definition is new for; None if it counts as old."""
    found = (why for why, new in NEW.items() if any(fnmatch.fnmatchcase(name, n) for n in new))
    return next(found, None)


def defined(node: ast.AST) -> str | None:
    """The name that a class, a function or a table of a file gives; None for anything else."""
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return ast.unparse(node.target)
    return node.name if isinstance(node, (ast.ClassDef, ast.FunctionDef)) else None


def parts(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Definitions of a file that are listed as new, and their text."""
    inside: list[tuple[str, ast.AST]] = [("", ast.parse(text))]
    for within, node in inside:
        for child in ast.iter_child_nodes(node):
            known = defined(child)
            if known:
                full = f"{within}{known}"
                if subject(f"{name}::{full}") is not None:
                    above = getattr(child, "decorator_list", [])
                    first = min([child.lineno, *(d.lineno for d in above)])
                    rows = text.splitlines()[first - 1 : child.end_lineno]
                    yield f"{name}::{full}", textwrap.dedent("\n".join(rows))
                elif isinstance(child, ast.ClassDef):
                    inside.append((f"{full}.", child))


def counted(package: Path = PACKAGE) -> dict[str, tuple[int, int]]:
    """Lines of every file, without definitions that are listed as new; these by themselves."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        name, text = path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")
        every, code = lines(text)
        for part, own in parts(name, text) if subject(name) is None else ():
            found[part] = lines(own)
            every, code = every - found[part][0], code - found[part][1]
        found[name] = every, code
    return found


def main(*, files: bool) -> None:
    """Print the totals."""
    total: Counts = {None: [0, 0]}
    for name, (every, code) in counted().items():
        why = subject(name)
        if files and why is None:
            print(f"{every:6} {code:6}  {name}")
        before = total.setdefault(why, [0, 0])
        total[why] = [before[0] + every, before[1] + code]
    for why, (every, code) in total.items():
        print(f"{every:6} {code:6}  {why or 'WHAT 0.1 DID'}")


if __name__ == "__main__":
    main(files="--files" in sys.argv[1:])
