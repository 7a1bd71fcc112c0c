"""Names of solution concepts that several kinds of answer share."""

VOLUNTARY = "voluntary-transfers SPE"
JOINT = "Markov SPE, joint modes"
GRIM = "fixed-sharing SPE (grim)"
HIDDEN = "fixed-sharing PPE (grim)"
REVERSION = "Markov SPE, perfect reversion"
PPE = "PPE"
WORST = "SPE without transfers (worst punishment)"
PAYOFF_SET = "SPE payoff set, public randomisation"
COMMITMENT = "limited-commitment SPE"
#: What members can do without a coordinator: all contribute, all idle or all leave, or whatever is
#: an equilibrium, turns included.
BASELINES = ("acting together", "any equilibrium")


def of_modes(voluntary: object) -> str:
    """The concept of relations that choose joint modes, with voluntary transfers or without."""
    return VOLUNTARY if voluntary else JOINT


#: What a third party can change the agreements of.
AGREED = (
    *(VOLUNTARY, JOINT, GRIM, HIDDEN, PPE, REVERSION, WORST),
    *("SPE (grim)", f"{VOLUNTARY} (grim)"),
)
