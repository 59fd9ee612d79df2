"""The construction: outputs that are the digits of a polynomial of degree two, by interpolation.

The number at no input, at each one and at each pair gives all coefficients. That it is the number
everywhere is a guess; the network is kept only if it is proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from logicnet.construction.recognition import LinearFit
from logicnet.construction.structure.several_outputs import fitted
from logicnet.construction.task import Task
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network
from logicnet.verification.polynomials.digit_order import Bits, Digit, cubes, order_of, values_of

from .digit_units import as_sum, digits_of

_MOST_INPUTS, _MOST_OUTPUTS = 512, 512
_MOST_LOOKED = 1 << 31  # gates times words of rows
_CHECKED = 32  # random rows
_HELD = 1 << 58  # the largest weight whose sums 64 bits hold


def may_be_word(task: Task) -> bool:
    """Whether a circuit of too many inputs for rows may be a number."""
    stated = task.function.stated
    if task.part_of or task.table is not None or not isinstance(stated, Circuit):
        return False
    sizes = len(stated.inputs) <= _MOST_INPUTS and 1 < len(stated.outputs) <= _MOST_OUTPUTS
    return sizes and stated.of_names and task.function.regions is None


def words(task: Task) -> Iterator[Network]:
    """A unit for each product of two inputs, and one for each digit of their sum."""
    stated = task.function.circuit
    values = values_of(stated, cubes(len(stated.inputs)))
    order = None if values is None else order_of(values)
    fit = None if order is None else _interpolated(stated, order)
    if values is None or order is None or fit is None:
        return
    needed = len(np.unique(values, axis=0))  # each function takes a unit of its own
    for network in _networks(stated, order, fit, task.limits.max_weight):
        if not task.limits.excess(network) and task.function.is_number(network, order):
            task.settled = task.limits.skip  # relays cost units
            yield network.described(construction=network.construction, lower_bound=needed)
            return


def _interpolated(stated: Circuit, order: list[Digit]) -> LinearFit | None:
    """The coefficients of the number, or None where it is not of degree two."""
    n, bits = len(stated.inputs), len(order)
    pairs = list(combinations(range(n), 2))
    if (stated.gates + n) * (len(pairs) >> 6) > _MOST_LOOKED:
        return None
    rows = np.zeros((1 + n + len(pairs) + _CHECKED, n), dtype=bool)
    rows[1 + np.arange(n), np.arange(n)] = True
    for k in range(2 if pairs else 0):
        rows[1 + n + np.arange(len(pairs)), [pair[k] for pair in pairs]] = True
    rows[-_CHECKED:] = np.random.default_rng(1).random((_CHECKED, n)) < 0.5
    numbers = _numbers(stated, order, rows)
    modulus = 1 << bits
    constant, single = numbers[0], [(x - numbers[0]) % modulus for x in numbers[1 : 1 + n]]
    products: dict[tuple[int, ...], int] = {
        (i,): factor for i, factor in enumerate(single) if factor
    }
    for (i, j), number in zip(pairs, numbers[1 + n :], strict=False):
        factor = (number - constant - single[i] - single[j]) % modulus
        if factor:
            products[i, j] = factor
    fit = LinearFit(constant, products, bits)
    if not _agrees(fit, rows[-_CHECKED:], numbers[-_CHECKED:]):
        return None
    half = fit._replace(constant=constant ^ modulus >> 1)  # the highest digit's complement
    if _greatest(half) < _greatest(fit):
        order[-1] = order[-1][0], not order[-1][1]
        return half
    return fit


def _greatest(fit: LinearFit) -> int:
    factors = dict(enumerate(fit.products.values()))
    return as_sum(factors, fit.constant, fit.bits).greatest


def _numbers(stated: Circuit, order: list[Digit], rows: Bits) -> list[int]:
    """The number at each row."""
    values = values_of(stated, rows)
    if values is None:
        return [0] * len(rows)
    digits = np.array([values[output] ^ turned for output, turned in order])
    packed = np.packbits(digits.T, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def _agrees(fit: LinearFit, rows: Bits, numbers: list[int]) -> bool:
    for row, number in zip(rows.tolist(), numbers, strict=True):
        total = fit.constant + sum(
            factor for chosen, factor in fit.products.items() if all(row[i] for i in chosen)
        )
        if (total - number) % (1 << fit.bits):
            return False
    return True


def _networks(
    stated: Circuit, order: list[Digit], fit: LinearFit, max_weight: int | None
) -> Iterator[Network]:
    """All digits of one sum, or in blocks of smaller weights."""
    names = [stated.outputs[output] for output, _ in order]
    turned = [one for _, one in order]
    if max_weight is None:
        degree = max(map(len, fit.products), default=0)
        what = f"digits of a {'linear form' if degree < 2 else 'sum of products'}"
        network = digits_of(stated.inputs, names, turned, fit, stated.outputs, what)
        if network is not None:
            yield network
            return
    if not any(turned):
        yield fitted(stated.inputs, stated.outputs, names, fit, 0, max_weight or _HELD)
