"""Read and write certificates of minimality (``.min``), to stand beside a PLA.

Facts about the layout:

- ``.i`` and ``.o`` give the numbers of inputs and outputs, ``.ilb`` and ``.ob`` their names, as in
  a PLA; ``#`` begins a comment.
- ``.part M`` begins a part of the points: no product term holds more than M of its weight. Its
  points follow, a line each: a row, the outputs with one ``1``, the weight.
- ``.cases`` stands before two parts, the second of which is for terms that hold points of the
  first; each of them may be cases again.
- ``.off`` begins the off points, a line each: a row, and the outputs that are 0 there as ``1``.
- ``.bound`` is the number of terms that the points need together, ``.end`` ends the file. Both are
  there, so that a file of which a part is missing is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.ground.checks import instance
from logicnet.ground.storage.files import read_text, write_text
from logicnet.minimization.proofs.certificate import (
    MinimalityCertificate,
    OffPoint,
    PartCases,
    PointPart,
    WeightedPoint,
)

_NUMBER = re.compile(r"[0-9]{1,18}")
_NAME = re.compile(r"[^\s#]+")


def read(path: str | PathLike[str]) -> MinimalityCertificate:
    """The certificate that a file holds."""
    name = fspath(path)
    return loads(read_text(Path(name)), name)


def loads(text: str, name: str = "<min>") -> MinimalityCertificate:
    r"""The certificate that a text states; `name` is the file that errors mention.

    >>> text = ".i 1\n.o 1\n.ilb a\n.ob y\n.part 1\n1 1 1\n.off\n.bound 1\n.end\n"
    >>> loads(text)
    <MinimalityCertificate: at least 1 term, by 1 point>
    """
    found = _Taken(name)
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if words:
            found.line = number
            found.take(words)
    return found.certificate()


def write(certificate: MinimalityCertificate, path: str | PathLike[str]) -> None:
    """Write the certificate, which appears complete or not at all."""
    write_text(Path(path), dumps(certificate))


def dumps(certificate: MinimalityCertificate) -> str:
    """The text of a certificate.

    >>> from logicnet.minimization.proofs.proving import prove_minimal
    >>> print(dumps(prove_minimal("a & b | c")), end="")
    .i 3
    .o 1
    .ilb a b c
    .ob y
    .part 1
    110 1 1
    .part 1
    001 1 1
    .off
    010 1
    .bound 2
    .end
    """
    certificate = instance(certificate, MinimalityCertificate, "certificate")
    wide = len(certificate.outputs)
    lines = [f".i {len(certificate.inputs)}", f".o {wide}"]
    for word, names in ((".ilb", certificate.inputs), (".ob", certificate.outputs)):
        strange = next((name for name in names if not _NAME.fullmatch(name)), None)
        if strange is not None:
            raise SpecificationError(
                f"a .min file cannot hold the name {strange!r}; expected one without blanks and #"
            )
        lines.append(" ".join([word, *names]))
    for part in certificate.parts:
        lines += _part_lines(part, wide)
    lines.append(".off")
    lines += [f"{row} {_flags(set(outputs), wide)}".strip() for row, outputs in certificate.off]
    return "\n".join([*lines, f".bound {certificate.bound}", ".end", ""])


def _part_lines(part: PointPart | PartCases, wide: int) -> list[str]:
    if isinstance(part, PartCases):
        return [".cases", *_part_lines(part.first, wide), *_part_lines(part.second, wide)]
    points = [f"{p.row} {_flags({p.output}, wide)} {p.weight}".strip() for p in part.points]
    return [f".part {part.most}", *points]


def _flags(numbers: set[int], count: int) -> str:
    return "".join("01"[k in numbers] for k in range(count))


@dataclass
class _Taken:
    """What the lines of a file have said so far."""

    name: str
    line: int = 0
    said: dict[str, list[str]] = field(default_factory=dict)
    parts: list[tuple[int, list[WeightedPoint]] | None] = field(default_factory=list)  # or cases
    off: list[OffPoint] = field(default_factory=list)
    within: str = ""  # the section whose points come: ".part" or ".off"

    def error(self, message: str) -> FormatError:
        """The error that says where."""
        return FormatError(f"{self.name}:{self.line}: {message}")

    def take(self, words: list[str]) -> None:
        """Read a line."""
        if ".end" in self.said:
            raise self.error(f"{words[0]!r} after the end")
        if words[0].startswith("."):
            action = _WORDS.get(words[0])
            if action is None:
                near = did_you_mean(words[0], _WORDS)
                raise self.error(f"unknown declaration {words[0][:40]!r}{near}")
            action(self, words)
        elif not self.within:
            raise self.error(f"{words[0][:40]!r}; expected '.part' or '.off' before the points")
        else:
            self._point(words)

    def once(self, words: list[str]) -> None:
        """A declaration that is there once."""
        if words[0] in self.said:
            raise self.error(f"{words[0]!r} is there twice")
        self.said[words[0]] = words[1:]
        if words[0] in (".i", ".o", ".bound"):
            self._whole(words)

    def part(self, words: list[str]) -> None:
        """A part begins."""
        self.parts.append((self._whole(words), []))
        self.within = ".part"

    def cases(self, words: list[str]) -> None:
        """Two parts follow that are cases."""
        if len(words) != 1:
            raise self.error(f"{words[1][:40]!r} after '.cases'")
        self.parts.append(None)
        self.within = ".cases"

    def others(self, words: list[str]) -> None:
        """The off points begin."""
        self.once(words)
        self.within = ".off"

    def _whole(self, words: list[str]) -> int:
        if len(words) != 2 or not _NUMBER.fullmatch(words[1]):
            raise self.error(f"{words[0]!r} is followed by one whole number")
        return int(words[1])

    def _size(self, word: str) -> int:
        if word not in self.said:
            raise self.error(f"no {word!r} before the points")
        return int(self.said[word][0])

    def _point(self, words: list[str]) -> None:
        if self.within == ".cases":
            raise self.error("expected '.part' after '.cases', before the points")
        n, m = self._size(".i"), self._size(".o")
        row, *rest = words if n else ["", *words]
        weighted = self.within == ".part"
        if len(rest) != 1 + weighted or len(row) != n or len(rest[0]) != m:
            told = " and a weight" if weighted else ""
            raise self.error(f"expected {n} digits, {m} for the outputs{told}")
        if set(row + rest[0]) - set("01"):
            raise self.error(f"{' '.join(words)[:60]!r}; expected the digits 0 and 1")
        outputs = tuple(k for k, digit in enumerate(rest[0]) if digit == "1")
        if not weighted:
            self.off.append(OffPoint(row, outputs))
        elif len(outputs) != 1 or not _NUMBER.fullmatch(rest[1]) or not int(rest[1]):
            raise self.error("a point of a part has one output and a whole weight, at least 1")
        elif (last := self.parts[-1]) is not None:
            last[1].append(WeightedPoint(row, outputs[0], int(rest[1])))

    def _grouped(self) -> tuple[PointPart | PartCases, ...]:
        """The parts; cases take the two that follow."""
        found: list[PointPart | PartCases] = []
        for part in reversed(self.parts):
            if part is not None:
                found.append(PointPart(part[0], tuple(part[1])))
            elif len(found) < 2:
                raise FormatError(f"{self.name}: '.cases' is not followed by two parts")
            else:
                found.append(PartCases(found.pop(), found.pop()))
        return tuple(reversed(found))

    def certificate(self) -> MinimalityCertificate:
        """What the file states, if it is complete."""
        missing = next((word for word in _NEEDED if word not in self.said), None)
        if missing:
            raise FormatError(f"{self.name}: no {missing!r}; is a part of the file missing?")
        names = [tuple(self.said[word]) for word in (".ilb", ".ob")]
        for word, listed in zip((".i", ".o"), names, strict=True):
            if len(listed) != int(self.said[word][0]):
                raise FormatError(f"{self.name}: {len(listed)} names where {word!r} says "
                                  f"{self.said[word][0]}")  # fmt: skip
        try:
            found = MinimalityCertificate(
                inputs=names[0], outputs=names[1], parts=self._grouped(), off=tuple(self.off)
            )
        except SpecificationError as error:
            raise FormatError(f"{self.name}: {error}") from None
        if found.bound != int(self.said[".bound"][0]):
            raise FormatError(f"{self.name}: '.bound' is {self.said['.bound'][0]}, but the points "
                              f"need {found.bound}")  # fmt: skip
        return found


_WORDS: dict[str, Callable[[_Taken, list[str]], None]] = {
    **dict.fromkeys((".i", ".o", ".ilb", ".ob", ".bound", ".end"), _Taken.once),
    ".part": _Taken.part,
    ".cases": _Taken.cases,
    ".off": _Taken.others,
}
_NEEDED = (".i", ".o", ".ilb", ".ob", ".off", ".bound", ".end")
