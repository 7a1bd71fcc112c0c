"""A region's dated agreements as a panel."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..region.partnerships import gains
from ..region.region import Region
from .agreements import first_spell, joint_agreements
from .panel import Panel
from .parameters import SETTINGS
from .tables import of_spells

_OWNER = "Panel.from_region"


@finds(Panel, "from_region")
def from_region(region: Region, until: int, since: int | None) -> dict[str, Any]:
    """The fields of `Panel`, read from a region."""
    _check.instance(_OWNER, "region", region, Region)
    until = _check.integer(_OWNER, "until", until, low=-9999, high=9999)
    records = region.records
    joint = list(joint_agreements(_OWNER, records, until))
    years = [one.year for one in records.signatures if one.year is not None]
    if since is None and not years:
        rule, remedy = "no agreement has a year", "Fill in when members joined, or pass since"
        raise errors.EmptyGameError(_OWNER, "region", region, rule, remedy)
    since = min(years) if since is None else _check.integer(_OWNER, "since", since, low=-9999)
    if since > until:
        rule, remedy = f"is before {since}, when ties could first agree", "Choose a later year"
        raise errors.RangeError(_OWNER, "until", until, rule, remedy)
    benefit = float(region.settings["benefit"])
    if benefit == 0:
        rule, remedy = (
            "must be above 0: gains are in units of it",
            "Choose region.replaced(benefit=1)",
        )
        raise errors.RangeError(_OWNER, "benefit", benefit, rule, remedy)
    at_first = gains(records, region.settings)
    for tie, column in np.argwhere(~(at_first > 0))[:1].tolist():
        place = f"ties, {' – '.join(records.pairs_of(tie))}, benefit_{'ab'[column]}"
        rule, remedy = "a gain is above 0", "Leave the tie out, or correct it"
        raise errors.RangeError(_OWNER, place, float(at_first[tie, column]), rule, remedy)
    spells = [
        first_spell([one for one in joint if one.tie == tie], until) for tie in range(len(at_first))
    ]
    a, b = zip(*records.pairs, strict=True)
    return {
        "a": a,
        "b": b,
        "gains": at_first / benefit,
        "across": records.across,
        "founding": np.nan_to_num(records.values[:, 5]).astype(np.int64),
        "start": [since if year is None else year for year, *_ in spells],
        "until": until,
        "settings": tuple((name, region.settings[name]) for name in SETTINGS),
        **of_spells([(lasted, ended) for _, lasted, ended in spells]),
    }
