"""Repeated games with benefit sharing and withdrawal, with and without a coordinator.

When does a weak cooperation network between governments become a strong one? A tour:

>>> import numpy as np, qinba_games as qg
>>> dilemma = qg.prisoners_dilemma(reward=2, sucker=-1, temptation=3, punishment=0)
>>> qg.critical_discount(dilemma).delta  # how patient must both be?
Fraction(1, 3)
>>> qg.critical_discount(qg.RepeatedGame(dilemma, outside=[1, 1])).delta  # a good life outside
Fraction(1, 2)
>>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]  # unequal, growing with trust
>>> pair = qg.Partnership(benefit, cost=1, promotion=0.6, friction=0.05)
>>> qg.evolve(pair, delta=0.7).classes[0]  # left alone
'isolated'
>>> qg.evolve(pair, delta=0.7, coordinator=qg.Coordinator(sharing=True)).classes[0]
'strong'
>>> qg.pivotal_window(pair, qg.Coordinator(sharing=True))
PivotalWindow(Coordinator(sharing=True) is pivotal on [0.673094, 0.747347))

Games are frozen values, questions are functions, answers carry their solution concept and a
certificate. Solvers can be imported one by one from `qinba_games.solvers`.
"""

import importlib
from typing import TYPE_CHECKING, Any

from . import cooperative, errors, monitoring, partnership, patience, repeated, stage, stochastic
from .cooperative.core import core
from .cooperative.nucleolus import nucleolus
from .cooperative.tu_game import TUGame
from .cooperative.values import shapley
from .coordinator import Coordinator
from .interop import from_nashpy, from_nfg, from_quantecon, to_nashpy, to_nfg, to_quantecon
from .partnership.evolve import evolve
from .partnership.evolve_arrays import evolve_arrays
from .partnership.evolve_many import evolve_many
from .partnership.evolving import evolving
from .partnership.partnership import Partnership
from .partnership.phase_diagram import phase_diagram
from .patience.critical_discount import critical_discount, discount_table
from .patience.solve import solve
from .repeated.monitoring import PerfectMonitoring
from .repeated.repeated_game import RepeatedGame
from .repeated.risk_dominance import risk_dominant_discount
from .stage.correlated import correlated
from .stage.dilemmas import commons, prisoners_dilemma, public_good, resource_exchange, stag_hunt
from .stage.nash import nash
from .stage.stage_game import StageGame
from .stochastic.stochastic_game import StochasticGame
from .sweep import sweep
from .verify.door import verify

__all__ = [
    "Automaton",
    "Coordinator",
    "Hierarchy",
    "Membership",
    "Network",
    "Panel",
    "Partnership",
    "PerfectMonitoring",
    "Promises",
    "Region",
    "RepeatedGame",
    "StageGame",
    "StochasticGame",
    "TUGame",
    "agreements",
    "attribute",
    "calibrate",
    "cascade",
    "cheapest_subsidies",
    "commons",
    "cooperative",
    "core",
    "correlated",
    "critical_discount",
    "discount_table",
    "dynamics",
    "errors",
    "evolve",
    "evolve_arrays",
    "evolve_many",
    "evolve_members",
    "evolving",
    "explore",
    "from_nashpy",
    "from_nfg",
    "from_quantecon",
    "hand_over",
    "hierarchy",
    "institutions",
    "key_projects",
    "least_regime",
    "membership_equilibria",
    "monitoring",
    "nash",
    "network",
    "network_measures",
    "nucleolus",
    "pair_thresholds",
    "panel",
    "paper",
    "partnership",
    "patience",
    "payoff_set",
    "payoff_sets",
    "phase_diagram",
    "pivotal_window",
    "plan",
    "planning",
    "play",
    "prisoners_dilemma",
    "public_good",
    "region",
    "repeated",
    "resource_exchange",
    "revealed_patience",
    "risk_dominant_discount",
    "schedule",
    "shapley",
    "share",
    "sharing",
    "simulate_panel",
    "sobol",
    "solve",
    "stabilise",
    "stag_hunt",
    "stage",
    "stochastic",
    "sustain",
    "sweep",
    "symbolic",
    "third_parties",
    "to_nashpy",
    "to_nfg",
    "to_quantecon",
    "verify",
]

_CHAPTERS = (
    *("agreements", "dynamics", "hierarchy", "institutions", "network", "paper", "payoff_sets"),
    *("panel", "planning", "region", "sharing", "symbolic", "third_parties"),
)
_LATER = {
    "Automaton": ".payoff_sets.automaton",
    "Hierarchy": ".hierarchy.hierarchy",
    "Membership": ".network.membership",
    "Network": ".network.network",
    "Panel": ".panel.panel",
    "Promises": ".panel.promises",
    "Region": ".region.region",
    "attribute": ".third_parties.attribution",
    "calibrate": ".panel.calibrate",
    "cascade": ".network.cascade",
    "cheapest_subsidies": ".network.tipping",
    "evolve_members": ".network.members",
    "explore": ".explore.sliders",
    "hand_over": ".planning.endings.hand_over",
    "key_projects": ".network.tipping",
    "least_regime": ".hierarchy.thresholds",
    "membership_equilibria": ".network.tipping",
    "network_measures": ".network.network_measures",
    "pair_thresholds": ".hierarchy.thresholds",
    "payoff_set": ".payoff_sets.payoff_set",
    "pivotal_window": ".third_parties.window",
    "plan": ".planning.plan",
    "play": ".payoff_sets.playing",
    "revealed_patience": ".panel.revealed_patience",
    "schedule": ".planning.calendar.schedule",
    "share": ".sharing.share",
    "simulate_panel": ".panel.simulate_panel",
    "sobol": ".region.uncertain.sobol",
    "stabilise": ".hierarchy.stabilise",
    "sustain": ".network.sustain",
}
#: Names of earlier versions, and those that took their places.
_RENAMED = {
    "phase": "phase_diagram",
    "strength": "network_measures",
    "subsidies": "cheapest_subsidies",
}

if TYPE_CHECKING:
    from . import (
        agreements,
        dynamics,
        hierarchy,
        institutions,
        network,
        panel,
        paper,
        payoff_sets,
        planning,
        region,
        sharing,
        symbolic,
        third_parties,
    )
    from .explore.sliders import explore
    from .hierarchy.hierarchy import Hierarchy
    from .hierarchy.stabilise import stabilise
    from .hierarchy.thresholds import least_regime, pair_thresholds
    from .network.cascade import cascade
    from .network.members import evolve_members
    from .network.membership import Membership
    from .network.network import Network
    from .network.network_measures import network_measures
    from .network.sustain import sustain
    from .network.tipping import cheapest_subsidies, key_projects, membership_equilibria
    from .panel.calibrate import calibrate
    from .panel.panel import Panel
    from .panel.promises import Promises
    from .panel.revealed_patience import revealed_patience
    from .panel.simulate_panel import simulate_panel
    from .payoff_sets.automaton import Automaton
    from .payoff_sets.payoff_set import payoff_set
    from .payoff_sets.playing import play
    from .planning.calendar.schedule import schedule
    from .planning.endings.hand_over import hand_over
    from .planning.plan import plan
    from .region.region import Region
    from .region.uncertain.sobol import sobol
    from .sharing.share import share
    from .third_parties.attribution import attribute
    from .third_parties.window import pivotal_window

    __version__: str
else:
    # Chapters above the theory of one relation, and the version, which is in pyproject.toml only:
    # they cost time, and are read when they are asked for.
    def __getattr__(name: str) -> Any:
        if name in _LATER:
            globals()[name] = getattr(importlib.import_module(_LATER[name], __name__), name)
            return globals()[name]
        if name in _CHAPTERS:
            return importlib.import_module(f".{name}", __name__)
        if name == "__version__":
            return importlib.import_module("importlib.metadata").version("qinba-games")
        known = f"; it is {_RENAMED[name]} now" if name in _RENAMED else ""
        raise AttributeError(f"module 'qinba_games' has no attribute '{name}'{known}")

    def __dir__() -> list[str]:
        return sorted(__all__)

    # A chapter takes its name here when it is read first; this one is called like its verb.
    importlib.import_module(".explore", __name__)
    del explore
