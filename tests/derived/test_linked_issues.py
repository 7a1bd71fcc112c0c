"""Linked issues and renegotiation-proof punishments by hand; each with its derivation."""

import math
from fractions import Fraction

import numpy as np
import pytest

from qinba_games.agreements import Issues, link_issues, renegotiation_proof
from qinba_games.agreements.solvers.linked_issues import bundle_thresholds

F = Fraction
NOTHING = [[0, 0], [0, 0]]


def linked(need, room):
    """Patience needed by separate agreements on two issues, and by one on both."""
    _, first, second, both = bundle_thresholds(np.array(need), np.array(room))
    return max(first, second), both


def test_mediant_of_two_issues():
    """L = (3, 1), S = (2, 4): alone 3/5 and 1/5, together 4/10."""
    plan = Issues([[1, 1], [2, 2]], [[3, 2], [3, 2]], NOTHING)
    found = link_issues(plan)
    assert found.separate == (F(3, 5), F(1, 5))
    assert found.linked == F(2, 5)
    assert linked([[3], [1]], [[2], [4]]) == (F(3, 5), F(2, 5))
    assert linked([[1], [1]], [[0], [3]]) == (math.inf, F(2, 5))


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
@pytest.mark.parametrize("scale", [1, 3])
def test_identical_issues_gain_nothing(sharing, scale):
    """Bernheim and Whinston's irrelevance: the mediant of equal ratios is that ratio.

    Member 1 needs 2/(2 + 3), member 2 needs 1/(1 + 2); with transfers 3/(3 + 5). The second issue
    is the first in other units.
    """
    g, d = [3, 2], [5, 3]
    plan = Issues([g, [scale * x for x in g]], [d, [scale * x for x in d]], NOTHING)
    found = link_issues(plan, F(3, 8), sharing=sharing)
    least = F(3, 8) if sharing == "voluntary" else F(2, 5)
    assert found.separate == (least, least)
    assert found.linked == least
    assert found.gain == 0
    assert found.bundles == ((("issue 1",), ("issue 2",)) if sharing == "voluntary" else ())


def test_mirrored_issues_gain_without_transfers_only():
    """Member 1 is tempted by 3 and keeps 1 on issue 1, and the other way round on issue 2.

    With transfers 4/(4 + 4) on either and on both. Without: the tempted member needs 3/(3 + 1) on
    each, linked both need (3 + 1)/(3 + 1 + 1 + 3) = 1/2.
    """
    plan = Issues([[1, 3], [3, 1]], [[4, 4], [4, 4]], NOTHING)
    assert link_issues(plan).separate == (F(1, 2), F(1, 2))
    assert link_issues(plan).linked == F(1, 2)
    alone = link_issues(plan, F(1, 2), sharing="none")
    assert alone.separate == (F(3, 4), F(3, 4))
    assert alone.linked == F(1, 2)
    assert alone.binding == ("1", "2")
    assert alone.gain == 8


def test_pooled_slack_decides_whether_to_link_everything():
    """Slack at 1/2 is (S - L)/2: water (4 - 5)/2, roads (6 - 1)/2, a dam (2 - 16)/2.

    Water and roads pool 2 >= 0 and are worth 10. With the dam -5 < 0: one agreement on everything
    breaks, and the good issues with it. At 7/10 it is 0.7 * 12 - 0.3 * 22 > 0: all 12.
    """
    names = ["water", "roads", "dam"]
    plan = Issues([[2, 2], [3, 3], [1, 1]], [[6, 3], [3, 4], [9, 9]], [[0, 0]] * 3, names=names)
    found = link_issues(plan, F(1, 2))
    assert found.bundles == (("water", "roads"),)
    assert found.at(F(1, 2))[1:4] == (6, 0, 10)
    assert found.linked == F(22, 34)
    assert found.at(F(7, 10))[1:4] == (10, 12, 12)


def test_a_losing_issue_can_serve_as_a_side_payment():
    """Without transfers an issue with S < 0 may still be worth linking.

    Issue 1: member 1 is tempted by 1 and keeps 0, member 2 keeps 10. Issue 2 gives member 1 two and
    costs member 2 three (and w tempts it by 3 to leave it). Alone neither holds at any delta.
    Linked, member 1 needs 1/(1 + 2), member 2 needs 3/(3 + 7): both hold from 1/3 on.
    """
    plan = Issues([[0, 10], [2, -3]], [[1, 10], [2, 0]], NOTHING)
    found = link_issues(plan, F(1, 3), sharing="none")
    assert found.separate == (math.inf, math.inf)
    assert found.linked == F(1, 3)
    assert found.surplus == found.gain == 9
    assert plan.surplus.tolist() == [10, -1]
    with_transfers = link_issues(plan, F(1, 3))
    assert with_transfers.bundles == (("issue 1",),)
    assert with_transfers.surplus == 10


def test_most_issues_or_most_surplus():
    """At 1/2 slacks (S - L)/2 are 1, -1, -1/2, -1/2: the 1 carries the second, or the other two."""
    plan = Issues([[4], [6], [1], [1]], [[6], [14], [3], [3]], [[0]] * 4)
    most = link_issues(plan, F(1, 2))
    assert most.bundles == (("issue 1", "issue 2"),)
    assert most.surplus == 10
    many = link_issues(plan, F(1, 2), objective="issues")
    assert many.bundles == (("issue 1", "issue 3", "issue 4"),)
    assert many.surplus == 6


def test_getting_even_among_ten():
    """b = 1, c = 3. Deterrence: 2 <= delta m; punishers willing: m <= 3; all others punish: k = 4.

    Four members: (c - b)/(b m) = 2/3. Nobody else: with m = 2 deterrence needs delta = 1.
    """
    found = renegotiation_proof(10, 1, 3)
    assert (found.largest, found.threshold, found.punishers) == (4, F(2, 3), (3,))
    finite = [(row.members, row.delta) for row in found.regions[0].rows if row.delta < 1]
    assert finite == [(4, F(2, 3))]


def test_penance_among_ten():
    """Three punishers deter at 2/3 whatever the number of members, so all ten cooperate.

    Grim trigger would need (c - b)/(b (n - 1)) = 2/9 only: the price of threats that last.
    """
    found = renegotiation_proof(10, 1, 3, punishment="penance")
    assert (found.largest, found.threshold, found.punishers) == (10, F(2, 3), (3,))
    assert [row.delta for row in found.regions[0].rows[2:]] == [F(2, 3)] * 7
    assert found.regions[0].rows[-1].grim == F(2, 9)
    four = renegotiation_proof(10, 1, 3, punishment="penance", punishers=4)
    assert (four.largest, four.threshold) == (0, math.inf)


def test_two_regions_twice_as_many():
    """Each region of at least four has its own agreement of four; three are too few."""
    both = renegotiation_proof(10, 1, 3, punishment="regional", regions=(6, 4))
    assert (both.largest, both.threshold, both.punishers) == (8, F(2, 3), (3, 3))
    one = renegotiation_proof(10, 1, 3, punishment="regional", regions=(7, 3))
    assert (one.largest, one.punishers) == (4, (3,))


def test_the_only_number_of_punishers_is_the_integer_part_of_c_over_b():
    """c/b = 7/2: m = 3 is at most 7/2 and more than 5/2. Least patience (5/2)/3."""
    found = renegotiation_proof(20, 2, 7, punishment="penance")
    assert found.punishers == (3,)
    assert found.threshold == F(5, 6)


def test_all_issues_are_kept_once_the_last_member_keeps_them():
    """Member 1 needs 2/(2 + 1) and 1/(1 + 2), together 3/(3 + 3); member 2 1/2 and 0, then 1/4."""
    assert linked([[2, 1], [1, 0]], [[1, 1], [2, 2]]) == (F(2, 3), F(1, 2))
