"""Costs of water projects that were divided in print: the Tennessee Valley and Skåne."""

from __future__ import annotations

from fractions import Fraction

from .tu_game import TUGame

#: Thousand dollars.
_TENNESSEE = "N 163520 F 140826 P 250096 NF 301607 NP 378821 FP 367370 NFP 412584"
_PURPOSES = ("navigation", "flood control", "power")
#: Million Swedish crowns, by the letters that the paper gives to groups of municipalities.
_SKANE = """
A 21.95 H 17.08 K 10.91 L 15.88 M 20.81 T 21.98
AH 34.69 AK 32.86 AL 37.83 AM 42.76 AT 43.93 HK 22.96 HL 25.00 HM 37.89 HT 39.06 KL 26.79 KM 31.45
KT 32.89 LM 31.10 LT 37.86 MT 39.41
AHK 40.74 AHL 43.22 AHM 55.50 AHT 56.67 AKL 48.74 AKM 53.40 AKT 54.84 ALM 53.05 ALT 59.81 AMT 61.36
HKL 27.26 HKM 42.55 HKT 44.94 HLM 45.81 HLT 46.98 HMT 56.49 KLM 42.01 KLT 48.77 KMT 50.32 LMT 51.46
AHKL 48.95 AHKM 60.25 AHKT 62.72 AHLM 64.03 AHLT 65.20 AHMT 74.10 AKLM 63.96 AKLT 70.72 AKMT 72.27
ALMT 73.41 HKLM 48.07 HKLT 49.24 HKMT 59.35 HLMT 64.41 KLMT 56.61
AHKLM 69.76 AHKLT 70.93 AHKMT 77.42 AHLMT 83.00 AKLMT 73.97 HKLMT 66.46 AHKLMT 83.82
"""


def tennessee_valley() -> TUGame:
    """Minus the costs, in thousand dollars, of dams for navigation, flood control and power.

    Examples
    --------
    >>> from qinba_games.cooperative import scrb, tennessee_valley
    >>> [round(-share) for share in scrb(tennessee_valley())]
    [117476, 99157, 195951]

    References
    ----------
    J. S. Ransmeier, *The Tennessee Valley Authority*, Vanderbilt University Press 1942; P. D.
    Straffin and J. P. Heaney (1981), "Game theory and the Tennessee Valley Authority",
    International Journal of Game Theory 10, 35-43.
    """
    return _minus(_TENNESSEE, _PURPOSES)


def skane() -> TUGame:
    """Minus the costs, in million crowns, of supplying six groups of municipalities with water.

    Examples
    --------
    >>> from qinba_games.cooperative import scrb, skane
    >>> [round(float(-share), 2) for share in scrb(skane())]
    [19.54, 13.29, 5.61, 10.9, 16.65, 17.82]

    References
    ----------
    H. P. Young, N. Okada and T. Hashimoto (1982), "Cost allocation in water resources development",
    Water Resources Research 18, 463-475.
    """
    return _minus(_SKANE, tuple("AHKLMT"))


def _minus(table: str, players: tuple[str, ...]) -> TUGame:
    words = table.split()
    letters = words[-2]  # of all, in the order of players
    costs = {
        tuple(players[letters.index(letter)] for letter in group): -Fraction(cost)
        for group, cost in zip(words[::2], words[1::2], strict=True)
    }
    return TUGame(costs, players=players)
