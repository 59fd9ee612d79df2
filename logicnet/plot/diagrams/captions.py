"""What the units of a network compute, in few words: the captions of a diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import columns, unpack
from logicnet.learning.nets.mlp import MLP
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.logic.writing import WRITINGS, Writing, Written
from logicnet.network.description import inequality
from logicnet.network.network import Network
from logicnet.network.simulation import simulate

_MOST_INPUTS = 8  # inputs up to which all rows are looked at
_MOST_TERMS = 3  # product terms that a caption spells out
_MOST_LETTERS = 48
_MOST_TERM_INPUTS = 5  # inputs up to which they are looked for
_MOST_SOURCES = 10  # wires of a unit whose inequality is spelt out

Net: TypeAlias = Network | MLP
Column = NDArray[np.bool_]


def meanings(net: Net, notation: Written = "names") -> list[str]:
    """What each unit computes: its label, its function of the inputs, or its test, or "".

    A unit that others are explained by is called by its name first. Where coordinates are
    read only labels say what a unit makes of them.

    >>> from logicnet import compile
    >>> meanings(compile("a ^ b"))
    ['~a & ~b', 'a ^ b']
    """
    writing = WRITINGS[notation]
    texts = list(net.labels or [""] * net.units)
    if isinstance(net, MLP) or all(texts):
        return texts
    boolean = net.encoding != "real" and len(net.inputs) <= _MOST_INPUTS
    rows = _rows(net) if boolean else None
    mentioned: set[int] = set()
    for unit, text in enumerate(texts):
        if text:
            continue
        if rows is not None:
            texts[unit] = function_text(rows[:, unit], net.inputs, writing)
        if not texts[unit]:
            texts[unit] = _test(net, unit, writing)
            read = net.wires_of(unit)[0] if texts[unit] else ()
            mentioned |= {int(source) - len(net.inputs) for source in read}
    return [f"h{j + 1}: {text}" if j in mentioned else text for j, text in enumerate(texts)]


def _rows(net: Network) -> Column:
    """The values of all units in all rows of the truth table: rows by units."""
    n = len(net.inputs)
    return unpack(simulate(net, columns(n), every_unit=True), 2**n).T


def function_text(
    column: Column, names: Sequence[str], writing: Writing = WRITINGS["names"]
) -> str:
    """The function with these values as a text, or "" where none is short.

    >>> function_text(np.array([0, 0, 0, 1, 0, 1, 1, 1]) > 0, "abc")
    'at least 2 of a, b, c'
    """
    table = column.reshape((2,) * len(names))
    axes = range(len(names))
    needed = [k for k in axes if not np.array_equal(table.take(0, k), table.take(1, k))]
    values = table[tuple(slice(None) if k in needed else 0 for k in axes)].ravel()
    used = [names[k] for k in needed]
    ones = np.array([row.bit_count() for row in range(len(values))])
    counts = set(ones[values].tolist())
    if not counts & set(ones[~values].tolist()):
        return _symmetric(counts, used, writing)
    if len(used) > _MOST_TERM_INPUTS:
        return ""
    from logicnet.logic.tables.cubes import ternary
    from logicnet.minimization.minimizing import minimize

    cover = minimize(TruthTable.from_values(values.astype(np.int64), names=used))
    if cover.terms > _MOST_TERMS:
        return ""
    terms = [term(row, used, writing) for row in ternary(cover.on_cubes, len(used)).tolist()]
    text = writing.sum([f"({t})" if "&" in t and len(terms) > 1 else t for t in terms])
    return text if len(text) <= _MOST_LETTERS else ""


def _symmetric(counts: set[int], names: Sequence[str], writing: Writing) -> str:
    """The function that is 1 where so many of the inputs are."""
    most = len(names)
    negated = [writing.literal(name, negated=True) for name in names]
    if most == 0:
        return "1" if counts else "0"
    odd = writing.xor.join(names)
    plain: dict[frozenset[int], str] = {
        frozenset(range(0, most + 1, 2)): writing.literal(f"({odd})", negated=True),
        frozenset(range(1, most + 1, 2)): odd,
        frozenset({0}): writing.product(negated),
        frozenset(range(most)): writing.sum(negated),
        frozenset({most}): writing.product(names),
        frozenset(range(1, most + 1)): writing.sum(names),
    }
    known = plain.get(frozenset(counts))
    if known is not None:
        return known
    listed = ", ".join(names)
    if counts == set(range(min(counts), most + 1)):
        return f"at least {min(counts)} of {listed}"
    if counts == set(range(max(counts) + 1)):
        return f"at most {max(counts)} of {listed}"
    *some, last = sorted(counts)
    return (
        f"{', '.join(map(str, some))} or {last} of {listed}"
        if some
        else f"exactly {last} of {listed}"
    )


def _test(net: Network, unit: int, writing: Writing) -> str:
    """The unit's own test over what it reads: AND, OR, at least k, or its inequality."""
    sources, weights = net.wires_of(unit)
    boolean = net.encoding == "binary" or bool((sources >= len(net.inputs)).all())
    if len(sources) > _MOST_SOURCES or not boolean:
        return ""
    names = [net.node_name(int(s)) for s in sources]
    if not (np.abs(weights) == 1).all():
        return inequality(net, unit)
    literals = [writing.literal(name, w < 0) for name, w in zip(names, weights, strict=True)]
    least = int(net.thresholds[unit]) + int((weights < 0).sum())
    if least == len(literals):
        return writing.product(literals)
    return writing.sum(literals) if least == 1 else f"at least {least} of {', '.join(literals)}"


def term(digits: Sequence[int], names: Sequence[str], writing: Writing = WRITINGS["names"]) -> str:
    """The product term of literals given as 0, 1 or 2 (either).

    >>> term([1, 2, 0], "abc"), term([2], "a")
    ('a & ~c', '1')
    """
    literals = [
        writing.literal(name, d == 0) for d, name in zip(digits, names, strict=True) if d != 2
    ]
    return writing.product(literals)


def factor(
    digits: Sequence[int], names: Sequence[str], writing: Writing = WRITINGS["names"]
) -> str:
    """The sum of literals that is 0 where the product term of the digits is 1.

    >>> factor([1, 2, 0], "abc"), factor([0], "a"), factor([2], "a")
    ('(~a | c)', 'a', '0')
    """
    literals = [
        writing.literal(name, d == 1) for d, name in zip(digits, names, strict=True) if d != 2
    ]
    return f"({writing.sum(literals)})" if len(literals) > 1 else writing.sum(literals)
