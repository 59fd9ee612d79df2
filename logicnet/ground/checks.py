"""Arguments checked in one place: a wrong one is named, with what it is and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isfinite
from numbers import Integral, Number, Real
from typing import Any, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import ArgumentTypeError, SpecificationError

from .budget import Cut
from .synonyms import meant

T = TypeVar("T")

_MANY = 10**6  # from here on the largest number allowed is rather a limit than half of a range


def number(
    value: Any, name: str, low: float = -inf, high: float = inf, *, inside: bool = False
) -> float:
    """The value as a finite float from `low` to `high`, or strictly between them.

    >>> number(3, "rate", 0, inside=True)
    3.0
    """
    if isinstance(value, Real) and not isinstance(value, bool):
        real = as_float(value)
        if isfinite(real) and ((low < real < high) if inside else (low <= real <= high)):
            return real
    if high < inf:
        wanted = f"lie between {low:g} and {high:g}" if inside else f"be from {low:g} to {high:g}"
    elif low == 0:
        wanted = "be positive" if inside else "not be negative"
    else:
        wanted = "be a finite number"
    raise SpecificationError(f"{name} must {wanted}, got {shown(value)}")


def whole(value: Any, name: str, low: int = 1, high: float = inf) -> int:
    """The value as an int from `low` to `high`.

    >>> whole(np.int64(3), "epochs")
    3
    """
    if isinstance(value, Integral) and not isinstance(value, bool) and low <= int(value) <= high:
        return int(value)
    if high < _MANY:
        wanted = f"a whole number from {low} to {high}"
    else:
        wanted = "a positive whole number" if low == 1 else f"a whole number of at least {low}"
        wanted += f" and at most {high}" * (high < inf)
    raise SpecificationError(f"{name} must be {wanted}, got {shown(value)}")


def choice(value: Any, name: str, known: Iterable[str]) -> str:
    """The value, which must be one of the `known` names; `name` says what it is.

    >>> choice("adam", "optimiser", ["sgd", "adam"])
    'adam'
    >>> choice("mse", "loss", ["squares", "mean_squares"])
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: loss 'mse' is not known; choose one of squares, \
mean_squares; did you mean 'mean_squares'?
    """
    names = list(known)
    if isinstance(value, str) and value in names:
        return value
    listed = f"choose one of {', '.join(names)}" if names else "there is none"
    raise SpecificationError(
        f"{name} {shown(value)} is not known; {listed}{meant(value, name, names)}"
    )


def instance(value: Any, kind: type[T], name: str) -> T:
    """The value, which must be of the type `kind`.

    >>> instance(3, int, "count")
    3
    """
    if isinstance(value, kind):
        return value
    given, wanted = type(value).__name__, kind.__name__
    hint = how_to_make(wanted, given) or how_to_make(wanted, "")
    raise SpecificationError(
        f"{name} must be {with_article(wanted)}, got {with_article(given)}{hint}"
    )


def how_to_make(wanted: str, given: str) -> str:
    """How what was given becomes what is wanted, as the end of an error, or nothing.

    >>> how_to_make("Network", "MLP")
    '; harden(mlp) makes one'
    """
    return _MAKES.get((wanted, given), "")


# How one thing becomes another, where it was given in the other's place; "" is anything else.
_MAKES = {
    ("Circuit", "PartialCircuit"): "; minimize(...) decides its don't-cares",
    ("MLP", "Network"): "; soften(network) makes one",
    ("MLP", "Result"): "; result.mlp is one",
    ("MLP", "FineTuned"): "; its .mlp is one",
    ("MLP", "list"): "; MLP.random([2, 3, 1]) makes one of these layer sizes",
    ("MLP", "tuple"): "; MLP.random([2, 3, 1]) makes one of these layer sizes",
    ("MLP", ""): "; MLP.random(sizes) makes one, or soften(compile(...))",
    ("Network", "MLP"): "; harden(mlp) makes one",
    ("Network", "Result"): "; harden(result.mlp) makes one",
    ("Network", "FineTuned"): "; its .network is one",
    ("Network", "Perceptron"): "; its .network is one",
    ("Network", ""): "; compile(...) makes one of whatever states a function",
    ("Result", "MLP"): "; train(mlp, x, y) gives one",
    ("Result", "FineTuned"): "; its .result is one",
}


def with_article(kind: str) -> str:
    """The name of a type as a sentence has it.

    >>> with_article("int"), with_article("MLP"), with_article("NoneType")
    ('an int', 'an MLP', 'None')
    """
    said = {"NoneType": "None", "str": "a text", "bool": "True or False"}.get(kind)
    return said or f"{'an' if kind[0] in 'AEIOUaeiou' or kind == 'MLP' else 'a'} {kind}"


def entries(values: Any, name: str) -> list[Any]:
    """The values of a list or array as a list; one value alone, or a text, is none.

    >>> entries((1, 2), "rows")
    [1, 2]
    """
    single = isinstance(values, (str, bytes)) or getattr(values, "shape", (1,)) == ()
    if isinstance(values, Iterable) and not single:
        return list(values)
    raise ArgumentTypeError(f"{name} must be a list, got {shown(values)}")


def packed(at: Any, inputs: int) -> NDArray[np.uint64]:
    """The rows as words of 64 bits, one array of words for each input.

    >>> packed(np.zeros((2, 1), dtype=np.uint64), 2).shape
    (2, 1)
    """
    try:
        array = np.asarray(at)
    except ValueError:  # of several lengths
        array = np.empty(0, dtype=object)
    if array.ndim != 2 or len(array) != inputs or (array.size and array.dtype.kind not in "iu"):
        got = f"{array.dtype} of shape {array.shape}" if array.ndim else shown(at)
        raise SpecificationError(
            f"packed rows must be {inputs} inputs by words of 64 bits, got {got}"
        )
    return np.ascontiguousarray(array, dtype=np.uint64)


def text(value: Any, name: str) -> str:
    """The value, which must be a string."""
    if isinstance(value, str):
        return value
    raise SpecificationError(f"{name} must be a text, got {shown(value)}")


def flag(value: Any, name: str) -> bool:
    """The value, which must be True or False."""
    if isinstance(value, bool):
        return value
    raise SpecificationError(f"{name} is True or False, got {shown(value)}")


def floats(values: Any, name: str) -> NDArray[np.float64]:
    """The values as an array of floats.

    >>> floats([1, 2], "weights").tolist()
    [1.0, 2.0]
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind != "c":
            return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise SpecificationError(f"{name} must be an array of real numbers, got {shown(values)}")


def float_type(value: Any, name: str) -> Any:
    """The value, which must say float32 or float64."""
    if isinstance(value, (str, type, np.dtype)):
        for kind in (np.float32, np.float64):
            if value in (kind, kind.__name__, np.dtype(kind)):
                return value
    raise SpecificationError(f"{name} must be float32 or float64, got {shown(value)}")


def generator(seed: Any) -> np.random.Generator:
    """The random generator of a seed: a whole number, None, or a generator itself.

    >>> int(generator(0).integers(10))
    8
    """
    if seed is None or isinstance(seed, np.random.Generator):
        return np.random.default_rng(seed)
    return np.random.default_rng(whole(seed, "seed", 0))


def seed_number(seed: Any) -> int | None:
    """The seed as a whole number or None; from a generator the next one that it draws.

    >>> seed_number(7), seed_number(np.random.default_rng(0))
    (7, 5874934615388537135)
    """
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(1 << 63))
    return None if seed is None else whole(seed, "seed", 0)


def as_float(value: Any) -> float:
    """The number as a float, infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def check_cut(value: object) -> None:
    """Refuse what is nothing that ends a search early."""
    if value is not None and not (isinstance(value, str) and value in get_args(Cut)):
        raise SpecificationError(
            f"cut is {shown(value)}; expected 'time limit', 'interrupt' or None"
        )


def shown(value: Any) -> str:
    """The value as a message shows it: in short, or by its type where it is no plain value.

    >>> from fractions import Fraction
    >>> shown("sigmoid"), shown(list(range(99))), shown(object()), shown(Fraction(1, 3))
    ("'sigmoid'", '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16...', \
'a value of type object', '1/3')
    """
    if isinstance(value, (str, bytes, Number, tuple, list, dict, set, type(None))):
        try:
            written = str(value) if isinstance(value, Number) else repr(value)
        except ValueError:  # a number of too many digits
            written = "a number of thousands of digits"
        return written if len(written) <= 60 else f"{written[:57]}..."
    return f"a value of type {type(value).__name__}"
