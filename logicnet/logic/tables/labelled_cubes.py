"""Cubes with the outputs that each is on, don't-care or off for: what a `Cover` gives names to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.ground.bits import Words, frozen, unpack
from logicnet.ground.checks import entries, text

from . import cubes as algebra
from .cubes import Cubes, mask_words, pack_mask


class LabelledCubes(NamedTuple):
    """Masks of literals, and masks of outputs; rows in no cube are off where `off` is None."""

    positive: Words
    negative: Words
    on: Words
    dc: Words
    off: Words | None = None

    def labelled(self, label: Words) -> Cubes:
        """The cubes that have such a label for some output, with these outputs."""
        keep = label.any(axis=1)
        if keep.all():
            return Cubes(self.positive, self.negative, label)
        return Cubes(self.positive[keep], self.negative[keep], label[keep])


def normalised(cubes: LabelledCubes, inputs: Sequence[str], outputs: int) -> LabelledCubes:
    """The cubes as read-only arrays, don't-cares nowhere on, without those of no output.

    Arrays of other shapes, empty cubes, and cubes both on and off for an output are refused.
    """
    count, n = len(cubes.positive), len(inputs)
    positive = _masks("positive", cubes.positive, count, n)
    negative = _masks("negative", cubes.negative, count, n)
    on = _masks("on", cubes.on, count, outputs)
    dc = np.zeros_like(on) if cubes.dc is None else _masks("dc", cubes.dc, count, outputs)
    off = None if cubes.off is None else _masks("off", cubes.off, count, outputs)
    _refuse_clashes(LabelledCubes(positive, negative, on, dc, off), inputs)
    on = on & ~dc
    belongs = (on | dc).any(axis=1)
    if off is not None:
        belongs |= off.any(axis=1)
    kept = slice(None) if belongs.all() else np.flatnonzero(belongs)
    positive, negative, on, dc = (frozen(side[kept]) for side in (positive, negative, on, dc))
    off = None if off is None else frozen(off[kept])
    return LabelledCubes(positive, negative, on, dc, off)


def _masks(name: str, array: Any, count: int, names: int) -> Words:
    """The array as (count, words) masks, refused when a bit lies beyond the names."""
    result = np.asarray(array, dtype=np.uint64)
    if result.size == 0 and count * mask_words(names) == 0:
        return np.zeros((count, mask_words(names)), dtype=np.uint64)
    if result.shape != (count, mask_words(names)):
        raise SpecificationError(
            f"Cover: {name} has shape {result.shape}; expected ({count}, {mask_words(names)})"
        )
    spare = names % 64
    if spare and (result[:, -1] >> np.uint64(spare)).any():
        raise SpecificationError(f"Cover: {name} has a bit beyond its {names} names")
    return result


def _refuse_clashes(cubes: LabelledCubes, inputs: Sequence[str]) -> None:
    clash = np.flatnonzero((cubes.positive & cubes.negative).any(axis=1))
    if clash.size:
        i = int(clash[0])
        both = unpack(cubes.positive[i] & cubes.negative[i], len(inputs))
        name = inputs[int(np.argmax(both))]
        raise SpecificationError(
            f"Cover: cube {i} requires {name}=1 and {name}=0; expected no empty cube"
        )
    if cubes.off is None:
        return
    wrong = np.flatnonzero((cubes.on & cubes.off).any(axis=1))
    if wrong.size:
        raise SpecificationError(
            f"Cover: cube {int(wrong[0])} is on and off for one output; expected one"
        )


# Statements and text ------------------------------------------------------------------------


def parsed(
    lines: Iterable[str], inputs: Sequence[str] | None, outputs: Sequence[str] | None
) -> tuple[LabelledCubes, int, int]:
    """The cubes of texts such as '01- 10', and how many inputs and outputs they have."""
    parts = [text(line, "a cube").split() for line in entries(lines, "cubes")]
    if inputs is not None and not len(inputs):  # one part alone is that of the outputs
        parts = [["", *part] if len(part) == 1 else part for part in parts]
    plain = [(p[0] if p else "", p[1] if len(p) > 1 else "1") for p in parts]
    n = len(inputs) if inputs is not None else len(plain[0][0]) if plain else 0
    m = len(outputs) if outputs is not None else len(plain[0][1]) if plain else 1
    for i, (left, right) in enumerate(plain):
        if len(left) != n or len(right) != m or set(left + right) - set("01-"):
            raise SpecificationError(
                f"Cover: cube {i} is {' '.join(parts[i])!r}; expected {n} input and {m} "
                "output characters out of '0', '1', '-'"
            )
    literals = np.array([list(side) for side, _ in plain], dtype="U1").reshape(len(plain), n)
    labels = np.array([list(side) for _, side in plain], dtype="U1").reshape(len(plain), m)
    sides = [pack_mask(literals == digit) for digit in "10"]
    return LabelledCubes(*sides, *(pack_mask(labels == digit) for digit in "1-")), n, m


def of_rows(on: Words, dc: Words, inputs: int) -> LabelledCubes:
    """One cube for each row of packed tables (outputs, words) that is on or don't-care."""
    labels = [unpack(side, 1 << inputs) for side in (on, dc)]
    rows = np.flatnonzero((labels[0] | labels[1]).any(axis=0))
    digits = (rows[:, None] >> np.arange(inputs - 1, -1, -1)) & 1
    sides = [pack_mask(digits == digit) for digit in (1, 0)]
    return LabelledCubes(*sides, *(pack_mask(side[:, rows].T) for side in labels))


def lines_of(cubes: LabelledCubes, inputs: int, outputs: int) -> list[str]:
    """Each cube as text: its literals, and for each output 1, -, 0 or, where off is stated, ~."""
    left = algebra.texts(Cubes(cubes.positive, cubes.negative, cubes.on), inputs)
    digits = np.full((len(left), outputs), 0 if cubes.off is None else 3)
    if cubes.off is not None:
        digits[unpack(cubes.off, outputs)] = 0
    digits[unpack(cubes.dc, outputs)] = 2
    digits[unpack(cubes.on, outputs)] = 1
    right = np.array(list("01-~"))[digits]
    return [f"{a} {''.join(b)}".strip() for a, b in zip(left, right, strict=True)]


# Other functions ----------------------------------------------------------------------------


def complement(cubes: LabelledCubes, inputs: int, outputs: int, limit: int) -> LabelledCubes:
    """On and off change places, don't-cares stay; LimitError above `limit` cubes of an output."""
    if cubes.off is not None:
        return cubes._replace(on=cubes.off, off=cubes.on)
    on, dc = cubes.labelled(cubes.on), cubes.labelled(cubes.dc)
    held = algebra.join([on, dc])
    found = [algebra.empty(inputs, outputs)]
    for j in range(outputs):
        rest = algebra.complement(held[algebra.of_output(held, j)], inputs, limit)
        owner = np.repeat(algebra.literal(j, cubes.on.shape[1])[None], len(rest), axis=0)
        found.append(Cubes(rest.positive, rest.negative, owner))
    left = algebra.unique(algebra.join(found))
    both = algebra.join([left, dc])
    off = np.arange(len(both))[:, None] < len(left)
    none = np.uint64(0)
    return LabelledCubes(
        both.positive, both.negative,
        np.where(off, both.members, none), np.where(off, none, both.members),
    )  # fmt: skip


def cofactor(cubes: LabelledCubes, inputs: int, place: int, value: int) -> LabelledCubes:
    """The cubes of the other inputs where one input has a value."""
    digits = algebra.ternary(Cubes(cubes.positive, cubes.negative, cubes.on), inputs)
    keep = (digits[:, place] == 2) | (digits[:, place] == int(value))
    left = algebra.from_ternary(np.delete(digits[keep], place, axis=1))
    off = None if cubes.off is None else cubes.off[keep]
    return LabelledCubes(left.positive, left.negative, cubes.on[keep], cubes.dc[keep], off)


def of_output(cubes: LabelledCubes, place: int) -> LabelledCubes:
    """The cubes with the labels of one output alone."""

    def column(labels: Words) -> Words:
        bits: Words = (labels[:, place // 64, None] >> np.uint64(place % 64)) & np.uint64(1)
        return bits

    off = None if cubes.off is None else column(cubes.off)
    return cubes._replace(on=column(cubes.on), dc=column(cubes.dc), off=off)
