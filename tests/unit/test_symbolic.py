"""The closed forms as formulas: their algebra, and the proofs of their comparative statics."""

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from helpers.closed_forms import draw, exact_point, number
from helpers.marks import SLOW

import qinba_games as qg
from qinba_games import errors, symbolic, third_parties
from qinba_games.symbolic.domain import above, between
from qinba_games.symbolic.signs import possible_signs

#: With a coordinator: a breach is found out; a kept relation lasts.
FOUND, LASTS = "(q + kappa*m*(1 - q))", "(1 - epsilon*(1 - kappa*a))"
#: What keeps two unequal members from a breach.
BOTH_NEED = "((d_1 + d_2 - g_1 - g_2)/q - 2*s - kappa*(B_1 + B_2))"
#: The textbook formula on the branch, and how each symbol moves it: + rises, - falls, 0 not at all.
TEXTBOOK = {
    "prisoners dilemma": ("(T - R)/(T - P)", "P+ R- T+"),
    "voluntary transfers": ("L/(L + U - v)", "v+ U- L+"),
    "dissolution": ("(D - G)/(D - W)", "W+ G- D+"),
    "dilemma with exit": ("(T - R)/(T - w)", "w+ R- T+"),
    "public good": ("(n - r)/(r*(n - 1))", "r- n+"),
    "linear public good": ("(c - b)/(b*(N - 1))", "N- b- c+"),
    "linear public good with fine": ("(c - b - f)/(b*(N - 1) - f)", "N- b- c+ f-"),
    "mutual gift": ("2*delta", "delta+"),
    "fixed share": ("(d - x)/(d - w)", "w+ x- d+"),
    "optimal sharing": ("(d_1 + d_2 - G)/(d_1 + d_2 - w_1 - w_2)", "w_1+ w_2+ d_1+ d_2+ G-"),
    "optimal share": (
        "w_1 + (G - w_1 - w_2)*(d_1 - w_1)/(d_1 + d_2 - w_1 - w_2)",
        "w_1+ w_2- d_1+ d_2- G+",
    ),
    "price of fairness": (
        "(d_1 - G/2)/(d_1 - w_1) - (d_1 + d_2 - G)/(d_1 + d_2 - w_1 - w_2)",
        "w_2- d_2- w_1+",
    ),
    "linked issues": ("(L_1 + L_2)/(L_1 + S_1 + L_2 + S_2)", "L_1+ L_2+ S_2- S_1-"),
    "gain from linking": (
        "L_1/(L_1 + S_1) - (L_1 + L_2)/(L_1 + S_1 + L_2 + S_2)",
        "L_2- S_2+ S_1-",
    ),
    "cost of linking": ("(L_1 + L_2)/(L_1 + S_1 + L_2 + S_2) - L_2/(L_2 + S_2)", "L_1+ L_2- S_1-"),
    "weight on partner": ("(c - a*b)/(b - a*c)", "c+ b- a-"),
    "complementary issues": ("2*c/(2*b + g)", "c+ b- g-"),
    "renewal": ("(T - R)/(T - P)/r", "P+ R- T+ r-"),
    "renewal needed": ("(T - R)/(T - P)/delta", "P+ R- T+ delta-"),
    "meeting frequency": ("rho/log((T - P)/(T - R))", "P+ R- T+ rho+"),
    "effective discount": ("delta*(1 - epsilon)", "delta+ epsilon-"),
    "effective patience": (
        "(d - x - q*(s + kappa*B))/(d - x - q*(s + kappa*B) + q*(x + s - w))",
        "w+ s- B- kappa- q- x- d+",
    ),
    "relation": (
        "(d - x - q*(s + kappa*B))/(d - x - q*(s + kappa*B) + q*(x + s - w))/(1 - epsilon)",
        "w+ s- B- kappa- q- epsilon+ x- d+",
    ),
    "relation with transfers": (
        "((d - g)/q - s - kappa*B)/((d - g)/q - s - kappa*B + g + s - w)/(1 - epsilon)",
        "w+ s- B- kappa- q- epsilon+ g- d+",
    ),
    "relation of two": (
        f"{BOTH_NEED}/({BOTH_NEED} + g_1 + g_2 + 2*s - w_1 - w_2)/(1 - epsilon)",
        "w_1+ w_2+ s- B_1- B_2- kappa- q- epsilon+ g_1- g_2- d_1+ d_2+",
    ),
    "deposit needed": ("(T - R - delta*(T - P))/(1 - delta)", "P+ R- T+ delta-"),
    "noisy liquidity": ("2*d/(beta*(1 - A) + A)", "d+ beta- A-"),
    "noisy liquidity with burning": ("2*d/((beta + mu)*(1 - A) + A)", "d+ beta- mu- lamda0 A-"),
    "noisy dilemma": ("d/(d + beta*(1 - A) + A)", "d+ beta- A-"),
    "noisy dilemma with burning": (
        "d/(d - d*lamda*(1 - A) + (beta + mu)*(1 - A) + A)",
        "d+ beta- mu- lamda+ A-",
    ),
    "relation with coordinator": (
        f"(d - x - {FOUND}*(s + kappa*B))/(d - x + {FOUND}*(x - w - kappa*B))/{LASTS}",
        "m- a- w+ s- B- kappa- q- epsilon+ x- d+",
    ),
    "stake": ("(T - R + sigma*(R - P))/(T - P)", "P+ R- T+ sigma+"),
    "largest stake": ("(delta*(T - P) - (T - R))/(R - P)", "P- R+ T- delta+"),
    "least stake": ("e/(N*(R - P))", "P+ R- N- e+"),
    "credible deposit": ("delta_c*F/(1 - delta_c) - sigma*g", "delta_c+ g- sigma- F+"),
    "honest patience": ("(B + sigma*g)/(B + sigma*g + F)", "B+ g+ sigma+ F-"),
    "barrier": ("1 - c/(delta*b)", "c- b+ delta+"),
    "conditional subsidy": ("(k - s)/w", "k+ w- s-"),
    "subsidy needed": ("k - delta*w", "delta- w- k+"),
    "trust needed": (
        "(1 - delta)*(P - S)/((1 - delta)*(P - S) + R - (1 - delta)*T - delta*P)",
        "P+ R- T+ S- delta-",
    ),
    "law merchant": ("(alpha - 1)/(alpha - Q)", "C0 phi0 Q+ alpha+"),
    "boycott": ("c/tau", "tau- c+"),
    "budget": ("(T - R - f*y)/(T - P - k*(1 - f)*y)", "P+ R- f- k+ T+"),
}
NAMES = sorted(TEXTBOOK)
SIGNS = {"+": "positive", "-": "negative", "0": "zero"}
OPPOSITE = {"positive": "negative", "negative": "positive", "zero": "positive"}


# The algebra.


@SLOW
def test_every_form_has_a_textbook_formula_here():
    assert sorted(form.name for form in symbolic.catalogue()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_expression_is_the_textbook_formula(name):
    form = symbolic.form(name)
    symbols = {s.name: s for s in form.symbols}
    textbook = sympy.parse_expr(TEXTBOOK[name][0], local_dict=symbols)
    assert sympy.simplify(form.interior - textbook) == 0


@pytest.mark.parametrize("name", NAMES)
def test_root_solves_the_equations(name):
    """At a point, other unknowns by the value equations: the root does, another number does not."""
    form = symbolic.form(name)
    found, point = form.derivation, exact_point(form)
    at = {s: sympy.Rational(*point[s.name].as_integer_ratio()) for s in form.symbols}
    root = found.root.subs(at)
    assert found.root == form.interior
    assert found.unknown not in form.symbols
    assert remainder(found, at, root) == 0
    assert remainder(found, at, root * sympy.Rational(11, 10)) != 0


def remainder(found: Any, at: dict[Any, Any], root: Any) -> Any:
    """What the condition misses by, for this value of the unknown."""
    gap = (found.condition.lhs - found.condition.rhs).subs(found.unknown, root).subs(at)
    gaps = [(e.lhs - e.rhs).subs(found.unknown, root).subs(at) for e in found.equations]
    names = sorted(set().union(*(e.free_symbols for e in gaps)), key=str)
    if not names:
        return sympy.simplify(gap)
    (solution,) = sympy.solve(gaps, names, dict=True)
    return sympy.simplify(gap.subs(solution))


@pytest.mark.parametrize("name", NAMES)
def test_expression_and_branch_agree(name):
    form = symbolic.form(name)
    values = draw(form.branch, np.random.default_rng(1))
    assert form(**values) == pytest.approx(number(form.interior, values), rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_exact_in_exact_out(name):
    form = symbolic.form(name)
    point = exact_point(form)
    found = form(**point)
    assert isinstance(found, float if name == "meeting frequency" else Fraction)
    assert float(found) == pytest.approx(form(**{k: float(v) for k, v in point.items()}))
    assert form.subs(**point).is_number
    assert float(form.subs(**point)) == pytest.approx(float(found))


@pytest.mark.parametrize("name", NAMES)
def test_bounds_leave_room_and_refer_backwards(name):
    """Otherwise a proof about all points would be one about none."""
    form = symbolic.form(name)
    assert {b.symbol for b in form.branch} == set(form.symbols)
    for bounds in (form.domain, form.branch):
        for k, bound in enumerate(bounds):
            before = {b.symbol for b in bounds[:k]}
            ends = [sympy.sympify(e) for e in (bound.low, bound.high) if e is not None]
            assert set().union(*(e.free_symbols for e in ends), set()) <= before
            if len(ends) == 2:
                assert possible_signs(ends[1] - ends[0], tuple(bounds[:k])) == {1}
    for bound in form.domain:
        assert bound.meaning
        if bound.symbol.is_nonnegative:
            assert possible_signs(bound.low, form.domain) <= {0, 1}


@pytest.mark.parametrize("name", NAMES)
def test_the_branch_lies_in_the_domain(name):
    """`draw` from the branch, and no assumption of the domain is violated."""
    form = symbolic.form(name)
    form(**draw(form.branch, np.random.default_rng(2), 200))


# The proofs.

PROOFS = [pytest.param(n, marks=[SLOW] * (n == "relation with coordinator")) for n in NAMES]


@pytest.mark.parametrize("name", PROOFS)
def test_statics_are_proved(name):
    form = symbolic.form(name)
    expected = {word[:-1]: SIGNS[word[-1]] for word in TEXTBOOK[name][1].split()}
    assert {proof.symbol: proof.claim for proof in form.statics} == expected
    assert all(proof.verdict is True for proof in form.statics)


@pytest.mark.parametrize("name", PROOFS)
def test_proved_signs_hold_for_differences(name):
    form = symbolic.form(name)
    values = draw(form.branch, np.random.default_rng(3), 200)
    step = 1e-6
    for proof in form.statics:
        sides = [
            number(form.interior, {**values, proof.symbol: values[proof.symbol] + h})
            for h in (step, -step)
        ]
        slope = (sides[0] - sides[1]) / (2 * step)
        sign = {"positive": 1, "negative": -1, "zero": 0}[proof.claim]
        tiny = 1e-7 * (1 + abs(sides[0]))
        assert np.all(sign * slope > -tiny) if sign else np.all(abs(slope) < tiny)
        assert not sign or np.mean(sign * slope > tiny) > 0.9
        derivative = number(form.derivative(proof.symbol), values)
        assert derivative == pytest.approx(slope, rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_false_statics_have_a_witness(name):
    form = symbolic.form(name)
    for proof in form.statics:
        refuted = symbolic.prove(form, proof.symbol, OPPOSITE[proof.claim])
        if proof.claim == "zero":
            assert refuted.verdict is False
        assert refuted.verdict is False
        assert refuted.witness is not None
        form(**refuted.witness)  # inside the domain
        assert all(isinstance(v, Fraction) for v in refuted.witness.values())
        symbol = next(s for s in form.symbols if s.name == proof.symbol)
        at = {s: sympy.Rational(*refuted.witness[s.name].as_integer_ratio()) for s in form.symbols}
        slope = form.interior.diff(symbol).subs(at)
        assert float(slope) == pytest.approx(float(refuted.value))
        assert {"positive": slope <= 0, "negative": slope >= 0}[refuted.claim]


@pytest.mark.parametrize("name", ["price of fairness", "gain from linking", "cost of linking"])
def test_inequalities_are_proved(name):
    """Equal shares need more patience than the best; the mediant lies between."""
    form = symbolic.form(name)
    assert symbolic.prove(form, None, "positive").verdict is True
    assert symbolic.prove(form, None, "nonnegative").verdict is True
    assert np.all(form(**draw(form.domain, np.random.default_rng(4))) >= -1e-12)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("price of fairness", "d_1"), ("price of fairness", "G"), ("gain from linking", "L_1")],
)
def test_what_goes_both_ways_is_refuted_both_ways(name, symbol):
    form = symbolic.form(name)
    found = [symbolic.prove(form, symbol, sign) for sign in ("nonnegative", "nonpositive")]
    assert [proof.verdict for proof in found] == [False, False]
    assert found[0].value < 0 < found[1].value


def made(interior: Any, domain: Any) -> Any:
    """A form with another formula."""
    return dataclasses.replace(
        symbolic.form("mutual gift"),
        domain=domain,
        branch=domain,
        interior=interior,
        expression=interior,
    )


def test_what_cannot_be_decided_is_left_open():
    x = sympy.Symbol("x", positive=True)
    parabola = made(x**2 - x + 1, (above(x, 0, "a number"),))
    undecided = symbolic.prove(parabola, None, "positive")
    assert undecided.verdict is None
    assert undecided.witness is None
    assert "both signs" in undecided.how
    assert symbolic.prove(parabola, "x", "positive").verdict is False
    assert symbolic.prove(parabola, "x", "negative").verdict is False
    assert parabola.statics == ()


def test_squares_vanish_and_poles_prove_nothing():
    x, y = sympy.symbols("x y", positive=True)
    domain = (above(x, 0, "a number"), above(y, 0, "another"))
    square = made((x - y) ** 2, domain)
    assert symbolic.prove(square, None, "nonnegative").verdict is True
    assert symbolic.prove(square, None, "positive").verdict is None
    assert symbolic.prove(made(1 / (x - y), domain), None, "positive").verdict is False
    pole = made(1 / (x - y) ** 2, domain)
    assert symbolic.prove(pole, None, "nonnegative").verdict is None
    assert symbolic.prove(pole, None, "negative").verdict is False


def test_signs_of_exponentials_and_logarithms():
    x = sympy.Symbol("x", positive=True)
    domain = (above(x, 0, "a number"),)
    for formula, symbol, sign, verdict in (
        (sympy.exp(-x), None, "positive", True),
        (sympy.exp(-x), "x", "negative", True),
        (sympy.log(1 + x), None, "positive", True),
        (sympy.log(x / (1 + x)), None, "negative", True),
        (sympy.log(x / (1 + x)), "x", "positive", True),
        (sympy.log(x), None, "positive", False),
        (sympy.log(x), None, "negative", False),
        (sympy.log(-x), None, "negative", None),
        (sympy.log(-x) ** 2, None, "nonnegative", None),
        (sympy.log(x - 2), None, "positive", False),
    ):
        proof = symbolic.prove(made(formula, domain), symbol, sign)
        assert proof.verdict is verdict, proof


def test_a_proof_shows_its_work():
    proof = symbolic.prove(symbolic.form("prisoners dilemma"), "T", "positive")
    y_R, y_T = sympy.symbols("y_R y_T", positive=True)
    P = symbolic.form("prisoners dilemma").symbols[0]
    assert dict(proof.substitution) == {
        symbolic.form("prisoners dilemma").symbols[1]: P + y_R,
        symbolic.form("prisoners dilemma").symbols[2]: P + y_R + y_T,
    }
    assert sympy.simplify(proof.reduced - y_R / (y_R + y_T) ** 2) == 0
    assert proof.statement == "delta^* rises with T"
    assert repr(proof) == "Proof(prisoners dilemma: delta^* rises with T, proved)"
    assert proof._repr_latex_().endswith("> 0$")
    false = symbolic.prove(symbolic.form("prisoners dilemma"), "T", "negative")
    assert false.how.startswith("false at P = ")


# The rest of a closed form.


def test_corners():
    fixed_share = symbolic.form("fixed share")
    assert fixed_share(w=0, x=3, d=2) == 0
    assert symbolic.form("mutual gift")(delta=Fraction(3, 4)) == 1
    values = {"w": 0, "s": 0, "B": 0, "kappa": 1, "q": 1, "epsilon": 0, "x": 2}
    # Far below the share the ratio of the branch would be positive again.
    assert symbolic.form("relation")(**values, d=-9) == 0
    assert symbolic.form("optimal sharing")(w_1=0, w_2=0, d_1=1, d_2=1, G=3) == 0


def test_arrays_broadcast():
    form = symbolic.form("prisoners dilemma")
    exact = form(P=0, R=[1, 2], T=3)
    assert exact.tolist() == [Fraction(2, 3), Fraction(1, 3)]
    assert form(P=0.0, R=[[1], [2]], T=[3, 4]).shape == (2, 2)
    assert form(P=0, R=2, T=3.0) == pytest.approx(1 / 3)


@pytest.mark.parametrize("name", NAMES)
def test_formulas_are_written_in_latex(name):
    form = symbolic.form(name)
    assert form._repr_latex_() == rf"$\displaystyle {form.latex}$"
    assert form.latex.count("{") == form.latex.count("}")
    assert r"\Rightarrow" in form.derivation._repr_latex_()
    assert "hence" in repr(form.derivation)
    assert form.name in repr(form)
    assert form.statement
    assert form.reference


def test_a_form_is_made_once():
    assert symbolic.form("stake") is symbolic.form("stake")


def test_assumptions_are_inequalities():
    form = symbolic.form("prisoners dilemma")
    P, R, T = form.symbols
    assert form.assumptions == (sympy.Gt(R, P), sympy.Gt(T, R))
    gift = symbolic.form("mutual gift")
    delta = gift.symbol("delta")
    assert gift.branch_assumptions == (gift.assumptions[0], sympy.Lt(delta, sympy.Rational(1, 2)))
    stake = symbolic.form("stake")
    with pytest.raises(errors.RangeError, match="'stake' assumes sigma < 1"):
        stake(P=0, R=1, T=2, sigma=1)
    assert stake(P=0, R=1, T=2, sigma=0) == Fraction(1, 2)
    with pytest.raises(errors.RangeError, match="assumes T > R"):
        form(P=0, R=[1, 5], T=3)


def test_ends_that_belong_to_a_domain_are_weak_inequalities():
    x = sympy.Symbol("x")
    for low, high in ((False, True), (True, False)):
        lower, upper = between(x, 0, 1, closed=(low, high)).relations
        assert lower == (sympy.Ge(x, 0) if low else sympy.Gt(x, 0))
        assert upper == (sympy.Le(x, 1) if high else sympy.Lt(x, 1))
        assert above(x, 0, closed=low).relations == (lower,)


# Recognising a game.

PAYOFFS = [(9, 1, 10, 3), (2, -1, 3, 0), (1, Fraction(-3, 2), 2, 0), (2.5, -1.0, 3.25, 0.5)]


@pytest.mark.parametrize("payoffs", PAYOFFS)
def test_the_twin_of_a_dilemma(payoffs):
    game = qg.prisoners_dilemma(*payoffs)
    twin = symbolic.twin_of(game)
    assert twin.name == "prisoners dilemma"
    assert twin.value == pytest.approx(qg.critical_discount(game).delta)
    turned = qg.StageGame(game.payoffs[::-1, ::-1].tolist())
    assert symbolic.twin_of(turned).values == twin.values
    w = (payoffs[0] + payoffs[3]) / Fraction(2) if game.exact else payoffs[3]
    leaving = qg.RepeatedGame(game, outside=[w, w])
    assert symbolic.twin_of(leaving).name == "dilemma with exit"
    assert symbolic.twin_of(leaving).value == pytest.approx(qg.critical_discount(leaving).delta)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_twin_of_a_public_good(n):
    game = qg.public_good(n, Fraction(8, 5))
    twin = symbolic.twin_of(game)
    assert twin.name == ("linear public good" if n > 2 else "prisoners dilemma")
    assert twin.value == qg.critical_discount(game).delta
    assert isinstance(twin.value, Fraction)
    assert symbolic.form("public good")(n=n, r=Fraction(8, 5)) == twin.value


def test_games_without_a_twin():
    dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    lopsided = qg.StageGame.from_bimatrix([[4, 0], [5, 1]], [[3, 7], [0, 1]])
    noise = qg.public_good(3, 2).payoffs.astype(float)
    noise[0, 0, 1, 0] += 1e-3
    for game in (
        lopsided,
        qg.stag_hunt(4, 0, 3, 2),
        qg.prisoners_dilemma(9, 1, 18, 3),  # taking turns is worth more
        qg.RepeatedGame(dilemma, outside=[1, 2]),
        qg.RepeatedGame(dilemma, outside=[9, 9]),
        qg.RepeatedGame(qg.public_good(3, 2), outside=[0, 0, 0]),
        qg.public_good(3, 4),
        qg.public_good(3, Fraction(1, 2)),  # nobody gains if all contribute
        third_parties.noisy_prisoners_dilemma(),  # of which only signals are seen
        qg.public_good(2, 2, levels=[0, 1, 2]),
        qg.StageGame(noise.tolist()),
    ):
        assert symbolic.twin_of(game) is None
    assert symbolic.twin_of(dilemma)._repr_latex_().startswith("$")
    assert repr(symbolic.twin_of(dilemma)) == "Twin(prisoners dilemma: P = 3, R = 9, T = 10)"


def test_arrays_of_other_lengths_are_refused_by_name():
    with pytest.raises(errors.ShapeError, match="fit together"):
        symbolic.form("public good")(n=[5, 6], r=[2, 3, 4])


@pytest.mark.parametrize("kind", [float, Fraction])
def test_differences_that_are_rounded_to_nothing_are_refused(kind):
    reward = kind(1) / kind(10**20)
    with pytest.raises(errors.PayoffSpanError, match="divides by a difference"):
        symbolic.form("meeting frequency")(P=kind(0), R=reward, T=kind(1), rho=kind(1))
