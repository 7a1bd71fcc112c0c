"""The Qinba case: 26 governments, 49 ties across their borders, and a partnership for each.

What a government gains from a neighbour falls with distance and grows with the neighbour's size and
with trust. The paper gives no payoffs. All settings are illustrative, not estimates.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .. import _check, errors
from ..coordinator import Coordinator
from ..partnership.partnership import Partnership
from ..region.settings import complete
from ..types import Number, frozen
from . import facts
from .ties import Tie, build_tie

if TYPE_CHECKING:
    import pandas


@frozen
class Case:
    """The Qinba case under one choice of settings; made by `case`.

    Attributes
    ----------
    settings : mapping of str to value
        Every setting by name, read-only.
    governments, ties : DataFrame
        One row per government that has a tie, one row per tie.
    all_ties : tuple of Tie
        The same ties as values.
    coordinator : Coordinator
    delta : float
    """

    choices: tuple[tuple[str, Any], ...]

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting by name, read-only."""
        return MappingProxyType(dict(self.choices))

    @property
    def delta(self) -> Number:
        """The discount factor."""
        return dict(self.choices)["delta"]  # type: ignore[no-any-return]

    @property
    def coordinator(self) -> Coordinator:
        """The coordinator that the settings describe."""
        names = ("sharing", "monitoring", "mediation", "deposit", "subsidy", "credibility")
        return Coordinator(**{name: self.settings[name] for name in names})

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """Size of each government that has a tie, by code."""
        level = {code: row["level"] for code, row in facts.governments().items()}
        codes = sorted({border[end] for border in facts.borders() for end in ("a", "b")})
        return {
            code: 1 if level[code] == "county" else max(1, facts.listed_counties(code))
            for code in codes
        }

    @cached_property
    def all_ties(self) -> tuple[Tie, ...]:
        """The 49 ties, by the codes of their members."""
        pairs = sorted(tuple(sorted((border["a"], border["b"]))) for border in facts.borders())
        return tuple(build_tie(a, b, self._sizes, self.settings) for a, b in pairs)

    @property
    def governments(self) -> pandas.DataFrame:
        """One row per government that has a tie: code, names, place, size, reliability flags."""
        import pandas

        rows = [facts.governments()[code] for code in self._sizes]
        return pandas.DataFrame(
            {
                "code": [row["id"] for row in rows],
                "name": [row["name"] for row in rows],
                "name_zh": [row["name_zh"] for row in rows],
                "level": [row["level"] for row in rows],
                "province": [facts.province(row["id"]) for row in rows],
                "lat": [float(row["lat"]) for row in rows],
                "lon": [float(row["lon"]) for row in rows],
                "size": list(self._sizes.values()),
                "status": [row["status"] for row in rows],
                "size_status": [facts.size_status(row["id"]) for row in rows],
            }
        )

    @property
    def ties(self) -> pandas.DataFrame:
        """One row per tie: members, provinces, distance, sizes, gains, founding trust, flags."""
        import pandas

        return pandas.DataFrame([_row(tie, self.settings) for tie in self.all_ties])

    def tie(self, a: str, b: str) -> Tie:
        """The tie between two governments, in either order.

        Raises
        ------
        UnknownNameError
            If a name is none of the 26 governments; the nearest one is suggested.
        NotApplicableError
            If the two do not share a border.
        """
        pair = {self._code("a", a), self._code("b", b)}
        for tie in self.all_ties:
            if set(tie.codes) == pair:
                return tie
        rule = f"is not a neighbour of {a}, so that there is no tie between them"
        remedy = f"Choose one of: {', '.join(self._neighbours(self._code('a', a)))}"
        raise errors.NotApplicableError("Case.tie", "b", b, rule, remedy)

    def partnership(self, a: str, b: str) -> Partnership:
        """The partnership of two adjacent governments, without a coordinator.

        Parameters
        ----------
        a, b : str
            Names, in either order; members keep the order of the tie.

        Raises
        ------
        UnknownNameError, NotApplicableError
            As for `tie`.

        Examples
        --------
        >>> import qinba_games as qg
        >>> case = qg.paper.case()
        >>> case.partnership("Bazhong", "Hanzhong").members
        ('Bazhong', 'Hanzhong')
        """
        return self.model(self.tie(a, b))

    def model(self, tie: Tie) -> Partnership:
        """The partnership of a tie, without a coordinator."""
        values = self.settings
        trust = range(values["levels"] + 1)
        hardship = values["hardship"]
        return Partnership(
            [[gain + values["learning"] * k for gain in tie.gains] for k in trust],
            values["cost"],
            members=tie.members,
            outside=values["outside_signed" if tie.signed else "outside"],
            promotion=values["promotion"],
            friction=values["barrier" if tie.cross_border else "friction"],
            drop=values["drop"],
            detection=values["detection"],
            bad_times=[(values["bad_times"], (hardship, hardship))],
        )

    def _code(self, argument: str, name: Any) -> str:
        names = {code: facts.governments()[code]["name"] for code in self._sizes}
        for code, full in names.items():
            if isinstance(name, str) and _key(name) in (_key(full), code):
                return code
        rule = f"is none of the {len(names)} governments that have a tie"
        raise _check.unknown("Case.tie", argument, name, names.values(), rule)

    def _neighbours(self, code: str) -> list[str]:
        return [
            tie.members[1 - tie.codes.index(code)] for tie in self.all_ties if code in tie.codes
        ]

    def __repr__(self) -> str:
        return f"Case({len(self.all_ties)} ties, delta {self.delta}, {self.coordinator!r})"


def case(**settings: Any) -> Case:
    """Set up the Qinba case: 49 ties between 26 governments, each an illustrative partnership.

    A tie joins two prefectures with a common border, or a prefecture and an adjacent district or
    county of Chongqing. At trust k a member gains
    ``benefit * sqrt(size of the other / mean size) * exp(-distance / reach) + learning * k`` from
    the other's contribution, which costs it `cost`, and `hardship` more in bad times. A size is
    the number of county-level units on the 2012 list of poverty counties, at least 1 (recalled, not
    verified). Founding trust is the number of the paper's agreements that both belong to, at most
    `levels`. Who walks out of something signed gets `outside_signed`, else `outside`.

    Parameters
    ----------
    **settings
        Any of the names in `case().settings`; each is checked, and an unknown one is an error that
        names the nearest. What they mean and their defaults: ``qinba-games reproduce --help``.

    Returns
    -------
    Case
        `.ties` and `.governments` as data frames, `.partnership(a, b)`, `.coordinator`, `.delta`.

    Raises
    ------
    UnknownNameError, RangeError, ProbabilityError, DiscountError, InputTypeError

    Notes
    -----
    The paper gives no payoffs: every number is illustrative, not an estimate. What can be robust is
    the sign of a comparison and the existence of a threshold, not its level.

    References
    ----------
    Yuan, Wen and Zhang (2020), Strategic Study of CAE 22(1), doi 10.15302/J-SSCAE-2020.01.005.

    Examples
    --------
    >>> import qinba_games as qg
    >>> case = qg.paper.case()
    >>> len(case.ties), int(case.ties["cross_border"].sum()), len(case.governments)
    (49, 23, 26)
    >>> pair = case.partnership("Bazhong", "Hanzhong")
    >>> qg.evolve(pair, case.delta, founding=3).classes
    ('strong', 'strong', 'strong', 'strong')
    """
    return Case(choices=tuple(complete(settings).items()))


def _row(tie: Tie, settings: Mapping[str, Any]) -> dict[str, Any]:
    (a, b), (gain_a, gain_b) = tie.members, tie.gains
    return {
        "a": a,
        "b": b,
        "province_a": tie.provinces[0],
        "province_b": tie.provinces[1],
        "cross_border": tie.cross_border,
        "distance_km": tie.distance,
        "size_a": tie.sizes[0],
        "size_b": tie.sizes[1],
        "gain_a": gain_a,
        "gain_b": gain_b,
        "founding_trust": tie.founding,
        "signed": tie.signed,
        "agreements": "; ".join(tie.agreements),
        "outside": settings["outside_signed" if tie.signed else "outside"],
        "friction": settings["barrier" if tie.cross_border else "friction"],
        "status_a": tie.statuses[0],
        "status_b": tie.statuses[1],
        "size_status": " / ".join(facts.size_status(code) for code in tie.codes),
    }


def _key(name: str) -> str:
    return facts.short_name(name.strip()).casefold().removesuffix(" district")
