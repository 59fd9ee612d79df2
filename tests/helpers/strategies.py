"""What hypothesis draws: shared by the tests."""

import numpy as np
from hypothesis import strategies as st
from sympy import ITE, And, Equivalent, Implies, Nand, Nor, Not, Or, Xor, symbols

from logicnet import Network, TruthTable
from logicnet.logic.symbolic.at_least import AtLeast

# sympy Booleans over a ... e, as sympy normalises them
expressions = st.recursive(
    st.sampled_from(symbols("a b c d e")),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda cls, args: cls(*args), st.sampled_from([And, Or, Xor, Nand, Nor]),
                  st.lists(inner, min_size=1, max_size=4)),
        st.builds(Implies, inner, inner),
        st.builds(lambda args: Equivalent(*args), st.lists(inner, min_size=2, max_size=3)),
        st.builds(ITE, inner, inner, inner),
        st.builds(lambda k, args: AtLeast(k, *args), st.integers(0, 5),
                  st.lists(inner, min_size=1, max_size=5)),
    ),
    max_leaves=20,
)  # fmt: skip


@st.composite
def networks(draw, largest=3, most_inputs=5, most_units=8, encodings=("binary",)):
    """Networks with skip wires, constants, single units and large weights, as wires allow."""
    n = draw(st.integers(0, most_inputs))
    weight = st.integers(-largest, largest)
    units = []
    for j in range(draw(st.integers(1, most_units))):
        reads = draw(st.lists(st.integers(0, n + j - 1), unique=True) if n + j else st.just([]))
        weights = draw(st.lists(weight, min_size=len(reads), max_size=len(reads)))
        units.append((reads, weights, draw(st.integers(-2 * largest, 2 * largest))))
    outputs = {"y": len(units) - 1, "z": draw(st.integers(0, len(units) - 1))}
    encoding = draw(st.sampled_from(encodings))
    return Network.from_units(
        [f"x{i}" for i in range(n)], units, outputs=outputs, encoding=encoding
    )


_quarters = st.integers(-12, 12).map(lambda k: k / 4)
_tenths = st.integers(-12, 12).map(lambda k: k / 10)
_any_size = st.builds(lambda m, e: m * 2.0**e, st.integers(-9, 9), st.integers(-1060, 1000))
_extreme = st.sampled_from([5e-324, -5e-324, 1.7e308, -1.7e308, 0.1 + 2**-50, 2.0**53, 1.0])
real_numbers = st.sampled_from([_quarters, _tenths, _any_size, _extreme, _tenths | _any_size])


@st.composite
def real_networks(draw, most_inputs=4, most_units=5, encodings=("binary", "bipolar")):
    """Networks of float weights of any size; thresholds are often sums of some weights."""
    n = draw(st.integers(0, most_inputs))
    number = draw(real_numbers)
    units = []
    for j in range(draw(st.integers(1, most_units))):
        reads = draw(st.lists(st.integers(0, n + j - 1), unique=True) if n + j else st.just([]))
        weights = draw(st.lists(number, min_size=len(reads), max_size=len(reads)))
        total = sum(w for w in weights if draw(st.booleans()))  # as floats add it up
        threshold = draw(st.sampled_from([total, 2 * total - sum(weights)]) | number)
        units.append((reads, weights, threshold if abs(threshold) < 1.8e308 else 0.5))
    return Network.from_units(
        [f"x{i}" for i in range(n)], units, encoding=draw(st.sampled_from(encodings)),
        outputs={"y": len(units) - 1, "z": draw(st.integers(0, len(units) - 1))},
    )  # fmt: skip


@st.composite
def tables(draw, most_inputs=5, most_outputs=3, free=True):
    """Truth tables with don't-cares."""
    n, m = draw(st.integers(0, most_inputs)), draw(st.integers(1, most_outputs))
    value = st.sampled_from([0, 1, -1] if free else [0, 1])
    rows = st.lists(value, min_size=2**n, max_size=2**n)
    return TruthTable.from_values(np.array(draw(st.lists(rows, min_size=m, max_size=m))).T)
