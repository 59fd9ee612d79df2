"""Read and write PLA files: product terms as the two-level minimiser espresso reads them.

Facts about the layout:

- ``.i`` and ``.o`` give the numbers of inputs and outputs; a cube is that many characters,
  wherever blanks, ``|`` and line ends fall between them. Several cubes may share a line.
- Input characters: ``0 1``, ``-`` or ``2`` for no literal, ``?`` for a cube that holds nothing.
- Output characters: ``1 4`` on; ``0 3`` off in the types that state the off-set, else nothing;
  ``- 2`` don't-care in the types that state don't-cares, else nothing; ``~`` nothing.
- ``.type`` is f, fd (the default), fr or fdr. With r, rows that nothing mentions are
  don't-cares; without it they are off. A row both on and don't-care is don't-care.
- ``.phase`` has a 0 for each output that is the complement of what the cubes say, else 1.
- ``.e`` and ``.end`` end the file and may be missing. Text before ``.i`` that is no cube is a
  title.
- ``.p`` is the number of cubes. Where fewer follow, a part of the file is missing, which is an
  error. Public files, which espresso reads without counting, have more; that is a warning, as is
  a list of names that is cut off, and a declaration that is unknown (if it does not look like a
  misspelt one, which is an error) and skipped up to the line's end.
"""

from __future__ import annotations

import re
from os import PathLike, fspath
from pathlib import Path

import numpy as np

from logicnet.errors import LimitError, SpecificationError, warn
from logicnet.ground.bits import unpack
from logicnet.ground.storage.files import read_text, write_text
from logicnet.logic.forms.two_level import ProductOfSums
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, pack_mask, texts
from logicnet.minimization.phased import PhasedCover, complemented

from .pla_lines import Lines, among


def read(path: str | PathLike[str]) -> Cover:
    """The cover that a PLA file states."""
    name = fspath(path)
    return loads(read_text(Path(name), "latin-1"), name)


def loads(text: str, name: str = "<pla>") -> Cover:
    r"""The cover that the text of a PLA states; `name` is the file that errors mention.

    >>> loads(".i 3\n.o 2\n01- 1-\n1-|1 01\n.e\n").lines()
    ['01- 1-', '1-1 01']
    """
    lines = Lines(name)
    lines.take(text)
    left, right = lines.cubes()
    held = ~among(left, "?").any(axis=1)
    left, right = left[held], right[held]
    none = np.zeros(right.shape, dtype=bool)
    cover = Cover(
        inputs=lines.labels("ilb", "x"),
        outputs=lines.labels("ob", "y"),
        positive=pack_mask(among(left, "1")),
        negative=pack_mask(among(left, "0")),
        on=pack_mask(among(right, "14")),
        dc=pack_mask(among(right, "-2") if "d" in lines.kind else none),
        off=pack_mask(among(right, "03")) if "r" in lines.kind else None,
    )
    for told in lines.warnings:
        warn(told)
    flags = lines.complemented()
    return _as_phased(cover, flags, name) if any(flags) else cover


def _as_phased(cover: Cover, flags: list[bool], name: str) -> Cover:
    """The cover with the flagged outputs complemented."""
    try:
        return complemented(cover, flags).cover()
    except LimitError as error:
        raise LimitError(f"{name}: '.phase' complements outputs of many cubes: {error}") from None


def write(cover: Cover | PhasedCover | ProductOfSums, path: str | PathLike[str]) -> None:
    """Write the cover as a PLA file, which appears complete or not at all."""
    write_text(Path(path), dumps(cover))


def dumps(cover: Cover | PhasedCover | ProductOfSums) -> str:
    """The text of a PLA that states the cover: type fd, or fr or fdr where it has an off-set.

    Of a cover with complemented outputs it has the cubes, and `.phase` with 0 for those; of a
    product of sums the cubes of the zeros.

    >>> print(dumps(Cover.from_cubes(["01-", "1-1"], inputs="abc")), end="")
    .i 3
    .o 1
    .ilb a b c
    .ob y
    .p 2
    01- 1
    1-1 1
    .e
    """
    flags: tuple[bool, ...] = ()
    if isinstance(cover, ProductOfSums):
        cover = PhasedCover(cover.cubes, (True,) * len(cover.outputs))
    if isinstance(cover, PhasedCover):
        flags = cover.complemented
        cover = cover.cover
    if not isinstance(cover, Cover):
        raise SpecificationError(
            f"a PLA file holds a Cover, not {type(cover).__name__}; minimize(...) gives one"
        )
    _check_names(cover)
    lines = [f".i {len(cover.inputs)}", f".o {len(cover.outputs)}"]
    if cover.off is not None:
        lines.append(".type fdr" if cover.dc.any() else ".type fr")
    if cover.inputs:
        lines.append(".ilb " + " ".join(cover.inputs))
    lines.append(".ob " + " ".join(cover.outputs))
    if any(flags):
        lines.append(".phase " + "".join("10"[flag] for flag in flags))
    lines += [f".p {len(cover)}"]
    left = texts(Cubes(cover.positive, cover.negative, cover.on), len(cover.inputs))
    lines += [f"{a} {b}".strip() for a, b in zip(left, _output_texts(cover), strict=True)]
    return "\n".join([*lines, ".e", ""])


def _output_texts(cover: Cover) -> list[str]:
    m = len(cover.outputs)
    letters = np.full((len(cover), m), ord("0" if cover.off is None else "~"), dtype=np.uint8)
    if cover.off is not None:
        letters[unpack(cover.off, m)] = ord("0")
    letters[unpack(cover.dc, m)] = ord("-")
    letters[unpack(cover.on, m)] = ord("1")
    return [row.tobytes().decode("ascii") for row in letters]


def _check_names(cover: Cover) -> None:
    for name in (*cover.inputs, *cover.outputs):
        if re.search(r"\s", name):
            raise SpecificationError(
                f"a PLA cannot hold the name {name!r}; expected a name without blanks"
            )
    if cover.off is not None and (cover.off & cover.dc).any():
        raise SpecificationError(
            "a PLA cannot hold a cube that is off and don't-care for one output; "
            "expected at most one of them"
        )
