"""The settings of a region: every illustrative number, with its default, step and bounds."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..coordinator import Coordinator
from ..core import read

#: Capacities of the coordinator that are settings, and how far it is believed.
CAPACITIES = ("sharing", "mediation", "monitoring", "deposit", "subsidy", "credibility")


class Setting(NamedTuple):
    """One assumption; `step` is how far it is moved up and down to see what hangs on it."""

    group: str
    name: str
    meaning: str
    default: Any
    step: float = 1
    low: float | None = None
    high: float | None = None
    kind: str = "number"

    def read(self, function: str, given: Any) -> Any:
        """The value, if it is allowed; numbers are floats, since distances are."""
        match self.kind:
            case "flag":
                return read.choice(function, self.name, given, (False, True))
            case "integer" | "drop":
                if given is None and self.kind == "drop":
                    return None
                return read.integer(function, self.name, given, int(self.low or 0), _whole(self))
            case "discount":
                return float(read.patience(function, given))
            case "probability":
                return float(read.probability(function, self.name, given))
        return float(read.number(function, self.name, given, self.low, self.high))


def _whole(setting: Setting) -> int | None:
    return None if setting.high is None else int(setting.high)


_GAINS, _TRUST, _HELP = "benefits and costs", "trust", "coordinator"
_CHANCE = (0, 1, "probability")
SETTINGS = (
    Setting(_GAINS, "benefit", "gain from a partner of average size next door", 2.2, 0.2, 0),
    Setting(_GAINS, "reach", "distance in km over which that gain falls to 1/e", 400, 50, 1),
    Setting(_GAINS, "learning", "what one more level of trust adds to the gain", 0.3, 0.1, 0),
    Setting(_GAINS, "cost", "cost of contributing, per period", 1, 0.1, 0),
    Setting(_GAINS, "hardship", "extra cost in bad times", 0.6, 0.2, 0),
    Setting(_GAINS, "bad_times", "probability of bad times", 0.2, 0.1, *_CHANCE),
    Setting(_GAINS, "outside", "value per period after leaving, nothing signed", 0, 0.05),
    Setting(_GAINS, "outside_signed", "the same after leaving something signed", -0.05, 0.05),
    Setting(_TRUST, "levels", "highest level of trust", 3, 1, 0, 12, "integer"),
    Setting(_TRUST, "promotion", "chance that a kept promise raises trust", 0.5, 0.2, *_CHANCE),
    Setting(_TRUST, "friction", "probability of a misfire inside a province", 0.08, 0.05, *_CHANCE),
    Setting(_TRUST, "barrier", "the same across a provincial border", 0.25, 0.1, *_CHANCE),
    Setting(_TRUST, "drop", "levels lost by a misfire; none: the end", 1, 1, 1, 12, "drop"),
    Setting(_TRUST, "detection", "probability that a breach is found out", 1, 0.2, *_CHANCE),
    Setting(
        _TRUST, "delta", "patience: a gain next year against now", 0.7, 0.1, 0, 0.99, "discount"
    ),
    Setting(_HELP, "sharing", "the coordinator settles shares", True, 1, None, None, "flag"),
    Setting(_HELP, "mediation", "part of the friction that it removes", 0.5, 0.25, *_CHANCE),
    Setting(_HELP, "monitoring", "part of the hidden breaches that it finds", 0, 0.5, *_CHANCE),
    Setting(_HELP, "deposit", "deposit lost with a breach", 0, 0.2, 0),
    Setting(_HELP, "subsidy", "subsidy to each while all contribute", 0, 0.1, 0),
    Setting(_HELP, "credibility", "probability that it is obeyed", 1, 0.25, *_CHANCE),
)
BY_NAME = {each.name: each for each in SETTINGS}


def complete(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """All settings: those given, read, and defaults of the others."""
    chosen = {}
    for name, each in given.items():
        known = BY_NAME[read.choice(function, "setting", name, BY_NAME)]
        chosen[name] = known.read(function, each)
    return {each.name: chosen.get(each.name, each.default) for each in SETTINGS}


def coordinator_of(settings: Mapping[str, Any]) -> Coordinator:
    """The coordinator that settings describe."""
    return Coordinator(**{name: settings[name] for name in CAPACITIES})
