"""One wrong value, by what is wrong with it: which error it has to raise."""

from functools import partial

from qinba_games import errors

from .defects import Defect

kind = partial(Defect, errors.InputTypeError)
shape = partial(Defect, errors.ShapeError)
empty = partial(Defect, errors.EmptyGameError)
bounds = partial(Defect, errors.RangeError)
chance = partial(Defect, errors.ProbabilityError)
delta = partial(Defect, errors.DiscountError)
number = partial(Defect, errors.NotFiniteError)
name = partial(Defect, errors.UnknownNameError)
use = partial(Defect, errors.NotApplicableError)
