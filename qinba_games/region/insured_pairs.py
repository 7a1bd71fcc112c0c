"""Governments of a region that are hit by disasters: who could insure whom, and what binds."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, errors
from ..agreements.insurance import Insurance
from ..agreements.insure import critical_discount_insurance, insure
from ..agreements.results.risk_sharing import RiskSharing
from ..agreements.risk import certain
from ..common.result import frame_of, storable
from ..types import FloatArray, Number, frozen
from .drawing import draw_insured
from .tables.records import RISKS, Records

if TYPE_CHECKING:
    import pandas

_OWNER = "Region.insurance"
#: A state for every set of governments that are hit.
_MOST = 8
#: What rounding leaves of a payment.
_NOTHING = 1e-9


@frozen
class InsuredPairs:
    """Who could insure whom along the ties of a region, at its patience; illustrative.

    Attributes
    ----------
    region : Region
    contracts : tuple of RiskSharing
        One for each tie, in the order of the table.
    """

    region: Any
    contracts: tuple[RiskSharing, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """For each tie "autarky", "partial" or "first best"."""
        return tuple(one.kind for one in self.contracts)

    def to_frame(self) -> pandas.DataFrame:
        """One row a tie.

        `kind`; `gain_a`, `gain_b`: what certain income would have to grow by to be as good, per
        period, before the first state is drawn; `from_delta`: the patience from which any insurance
        lasts; `binds`: the patience where nobody pays, nothing in first best, or else the member
        that is more of the time indifferent to leaving ("both" if as much).
        """
        gains = np.array([_gain(one) for one in self.contracts])
        least = [critical_discount_insurance(one.insurance, "any").delta for one in self.contracts]
        pairs = self.region.records.pairs
        return frame_of(
            {
                "a": [a for a, _ in pairs],
                "b": [b for _, b in pairs],
                "kind": self.kinds,
                "gain_a": gains[:, 0],
                "gain_b": gains[:, 1],
                "from_delta": least,
                "binds": [_binds(one) for one in self.contracts],
            }
        )

    def to_json(self) -> str:
        """Return patience and the table, column by column, as JSON text; infinity as "inf"."""
        record = {"delta": self.region.delta, **self.to_frame().to_dict("list")}
        return json.dumps(storable(record), ensure_ascii=False)

    def paid(self, hit: str) -> dict[str, float]:
        """What others pay to a government that alone is hit, by name, in the first period.

        Parameters
        ----------
        hit : str
            A government.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> who = {"name": ["upper", "lower"], "hazard": [0.2, 0.1], "damage": [0.5, 0.3]}
        >>> ties = {"a": ["upper"], "b": ["lower"], "benefit_a": [1], "benefit_b": [1]}
        >>> pairs = qg.Region.from_frames(who, ties, delta=0.9).insure_pairs()
        >>> {name: round(amount, 3) for name, amount in pairs.paid("upper").items()}
        {'lower': 0.102}
        """
        name = _check.choice("InsuredPairs.paid", "hit", hit, self.region.names)
        payments = {}
        for contract in self.contracts:
            insurance, state = contract.insurance, f"{name} hit"
            if state in insurance.states and name in insurance.members:
                k = insurance.members.index(name)
                got = contract.consumption_at(state)[k]
                amount = float(got - insurance.income[insurance.states.index(state), k])
                if amount > _NOTHING:
                    payments[insurance.members[1 - k]] = amount
        return payments

    plot = draw_insured

    def __repr__(self) -> str:
        count = {kind: self.kinds.count(kind) for kind in ("first best", "partial", "autarky")}
        words = ", ".join(f"{number} {kind}" for kind, number in count.items() if number)
        return f"InsuredPairs({words} at delta {self.region.delta}; illustrative)"


def _gain(contract: RiskSharing) -> FloatArray:
    """What each gains in certain income per period, before the first state is drawn."""
    if contract.kind == "autarky":
        return np.zeros(2)
    insurance, today = contract.insurance, 1 - contract.delta
    first = insurance.probability[0]  # states are drawn anew in every period
    worth = today * (first @ contract.values_from_start), today * (first @ contract.autarky)
    with_it, alone = (certain(each, insurance.aversion) for each in worth)
    return np.asarray(with_it - alone)


def _binds(contract: RiskSharing) -> str:
    if contract.kind == "autarky":
        return "patience"
    if contract.kind == "first best":
        return "nothing"
    low, _, high = contract.long_run.sum(axis=0)
    if abs(low - high) < 1e-6:
        return "both"
    return contract.insurance.members[int(high > low)]


def insurance(self: Any, *names: str, aversion: Number = 1) -> Insurance:
    """Governments as members that insure each other: a state for every set of them that is hit.

    A government earns its `income`, and where it is hit the part `damage` less. It is hit with the
    chance `hazard` in any period, by itself but for what the column `common` says: with that chance
    all of its group are hit together.

    Parameters
    ----------
    *names : str
        Two governments or more, by name, with a `hazard` and a `damage`.
    aversion : Number
        Relative aversion to risk.

    Returns
    -------
    Insurance
        Incomes are sizes where the column `income` is missing or empty. Illustrative, as all
        payoffs of a region.

    Raises
    ------
    UnknownNameError
    NotApplicableError
        If a government has no `hazard` or no `damage`, or names are not two different ones.
    RangeError

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> who = {"name": ["upper", "lower"], "hazard": [0.2, 0.1], "damage": [0.5, 0.3]}
    >>> ties = {"a": ["upper"], "b": ["lower"], "benefit_a": [1], "benefit_b": [1]}
    >>> region = qg.Region.from_frames(who, ties)
    >>> valley = region.insurance("upper", "lower")
    >>> valley.states, valley.probability[0].round(2).tolist()
    (('nobody hit', 'lower hit', 'upper hit', 'upper and lower hit'), [0.72, 0.08, 0.18, 0.02])
    """
    numbers = [self._number("names", name) for name in names]
    if len(numbers) < 2 or len({*numbers}) < len(numbers):
        rule, remedy = "two or more different governments insure each other", "Name two at least"
        raise errors.NotApplicableError(_OWNER, "names", names, rule, remedy)
    rule = f"a state for every set of them that is hit: at most {_MOST} are asked together"
    if len(numbers) > _MOST:
        raise errors.RangeError(_OWNER, "names", names, rule, "Ask fewer governments")
    return _model(self.records, numbers, float(_check.number(_OWNER, "aversion", aversion)))


def insure_pairs(self: Any, *, aversion: Number = 1) -> InsuredPairs:
    """Find who could insure whom along the ties, at the patience of the settings.

    Parameters
    ----------
    aversion : Number
        Relative aversion to risk.

    Returns
    -------
    InsuredPairs
        `.to_frame()` has one row a tie, `.plot()` is a map. Illustrative.

    Raises
    ------
    NotApplicableError
        As for `insurance`, of the governments that have a tie.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> who = {"name": ["upper", "lower"], "hazard": [0.2, 0.1], "damage": [0.5, 0.3]}
    >>> ties = {"a": ["upper"], "b": ["lower"], "benefit_a": [1], "benefit_b": [1]}
    >>> region = qg.Region.from_frames(who, ties, delta=0.9)
    >>> region.insure_pairs()
    InsuredPairs(1 partial at delta 0.9; illustrative)
    """
    gamma, records = float(_check.number("Region.insure_pairs", "aversion", aversion)), self.records
    pairs = records.ends.tolist()
    delta = float(_check.patience("Region.insure_pairs", self.delta, exact=False))
    contracts = tuple(insure(_model(records, pair, gamma), delta) for pair in pairs)
    return InsuredPairs(region=self, contracts=contracts)


def _model(records: Records, numbers: list[int], aversion: float) -> Insurance:
    """The states of some governments, those left out that have no chance."""
    income, hazard, damage, common = _risks(records)
    for column, values in (("hazard", hazard), ("damage", damage)):
        for k in numbers:
            if np.isnan(values[k]):
                rule = f"the table of governments does not say what {column} {records.names[k]} has"
                remedy = f"Fill in the column '{column}'"
                raise errors.NotApplicableError(_OWNER, column, records.names[k], rule, remedy)
    hits = np.array(list(itertools.product((False, True), repeat=len(numbers))))
    chance = _chances(hits, hazard[numbers], common[numbers], [records.groups[k] for k in numbers])
    hits, chance = hits[chance > 0], chance[chance > 0]
    names = [records.names[k] for k in numbers]
    return Insurance(
        income[numbers] * (1 - hits * damage[numbers]),
        chance / chance.sum(),
        aversion=aversion,
        members=names,
        states=[
            _state_name([name for name, is_hit in zip(names, row, strict=True) if is_hit])
            for row in hits.tolist()
        ],
    )


def _state_name(names: list[str]) -> str:
    return f"{' and '.join(names) or 'nobody'} hit"


def _risks(records: Records) -> tuple[FloatArray, ...]:
    """Income, hazard, damage and common chance by government; nan where nothing is said."""
    given = dict(records.extra_governments)
    columns = []
    for name in RISKS:
        column = given.get(name, (None,) * len(records.names))
        columns.append(np.array(column, dtype=float))  # None becomes nan
    columns[0] = np.where(np.isnan(columns[0]), records.sizes, columns[0])
    columns[3] = np.where(np.isnan(columns[3]), 0.0, columns[3])
    return tuple(columns)


def _chances(hits: Any, hazard: FloatArray, common: FloatArray, groups: list[str]) -> FloatArray:
    """Of every set of governments: some groups are hit as a whole, the others one by one."""
    of = np.array(groups)
    own = np.where(common < 1, (hazard - common) / np.where(common < 1, 1 - common, 1), 1.0)
    own = np.maximum(own, 0)  # rounding, where all of a government's hits are common
    total = np.zeros(len(hits))
    whole = [name for name in dict.fromkeys(groups) if common[of == name].any()]
    for together in itertools.product((False, True), repeat=len(whole)):
        forced = np.isin(of, [name for name, is_hit in zip(whole, together, strict=True) if is_hit])
        shocks = [common[of == name][0] for name in whole]
        chance = np.prod([p if up else 1 - p for p, up in zip(shocks, together, strict=True)])
        each = np.where(forced, hits, np.where(hits, own, 1 - own))
        total += chance * each.prod(axis=1)
    return total
