"""The lines of a PLA file taken in: what they declare, and the characters of the cubes.

`logicnet.formats.pla` says what the characters mean. A line is scanned from the left, since
several declarations, or a declaration and a cube, may share it; a cube goes on over line ends
until it has as many characters as ``.i`` and ``.o`` declare together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, did_you_mean

INPUT = "012-?"
OUTPUT = "01234-~"
TYPES = ("f", "fd", "fr", "fdr")
_CUBE = frozenset(INPUT + OUTPUT)
_BLANKS = {ord(c): None for c in " \t|\r\f\v"}
_MOST_NAMES = 65536  # inputs, and outputs, that a file may declare
_MOST_CUBES = 1 << 40
_MOST_SHOWN = 60  # characters of a file's text that an error shows
_SIZE = {"ilb": "i", "ob": "o"}  # the declaration that says how many names there are
_BEYOND = {
    "mv": "multiple-valued variables",
    "label": "multiple-valued variables",
    "kiss": "a state machine",
    "start_kiss": "a state machine",
    "latch": "a state machine",
    "symbolic": "symbolic inputs",
    "symbolic-output": "symbolic outputs",
    "pair": "paired input decoders",
}


@dataclass(frozen=True)
class _Piece:
    """The cube text of one line: without blanks, and the lengths of its words."""

    line: int
    text: str
    words: tuple[int, ...]


@dataclass
class _Names:
    """A list of names: where it begins, what it holds, whether its last line ends in a blank."""

    line: int
    found: list[str] = field(default_factory=list)
    cut: bool = False


@dataclass
class Lines:
    """What the lines of one file say; `take` all of them, then ask."""

    name: str
    line: int = 0
    kind: str = "fd"
    kind_line: int = 0
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)  # i, o, p: value, line
    warnings: list[str] = field(default_factory=list)
    _names: dict[str, _Names] = field(default_factory=dict)  # ilb, ob
    _naming: str = ""  # the list of names that is not complete
    _phase: tuple[str, int] = ("", 0)
    _pieces: list[_Piece] = field(default_factory=list)
    _end: int = 0  # the line of the end mark

    def error(self, message: str, line: int | None = None) -> FormatError:
        """The error that says where."""
        return FormatError(self._at(message, line))

    def _at(self, message: str, line: int | None = None) -> str:
        return f"{self.name}:{self.line if line is None else line}: {message}"

    def take(self, text: str) -> None:
        """Read the whole text, up to its end mark if there is one, and check what it declares."""
        for number, line in enumerate(
            text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1
        ):
            self.line = number
            self._take(line)
        self._finish()

    def _take(self, line: str) -> None:
        rest = line.strip()
        if self._naming and rest:
            if rest[0] != "." and set(rest.translate(_BLANKS)) - _CUBE:
                self._more_names(line)
                return
            self._naming = ""
        while rest and rest[0] != "#":
            if self._end:
                raise self.error(f"{_short(rest)} after the end mark of line {self._end}")
            if rest[0] != ".":
                self._cube(rest)
                return
            word, rest = _first(rest)
            rest = self._declare(word[1:], rest)
            if self._naming:
                self._more_names(line[len(line.rstrip()) - len(rest) :])
                return

    # -- declarations -----------------------------------------------------------------------

    def _declare(self, word: str, rest: str) -> str:
        """Act on a declaration; what follows it on the line."""
        action = _DECLARATIONS.get(word)
        if action is not None:
            return action(self, word, rest)
        if word in _BEYOND:
            raise self.error(f"'.{word}' declares {_BEYOND[word]}; expected two-valued cubes only")
        hint = did_you_mean(f".{word}", [f".{name}" for name in _DECLARATIONS], 0.75)
        if hint:
            raise self.error(f"unknown declaration {_short('.' + word)}{hint}")
        skipped = f"unknown declaration {_short('.' + word)}, which is skipped with its line"
        self.warnings.append(self._at(skipped))
        return ""

    def _end_mark(self, word: str, rest: str) -> str:
        self._end = self.line
        return rest

    def _size(self, word: str, rest: str) -> str:
        digits, rest = _first(rest)
        if not (digits.isascii() and digits.isdigit()):
            raise self.error(f"'.{word}' is followed by {_short(digits)}; expected a number")
        most = _MOST_CUBES if word == "p" else _MOST_NAMES
        value = int(digits) if len(digits) < 20 else most + 1
        if value > most:
            raise self.error(f"'.{word} {digits[:20]}' exceeds the limit of {most}")
        if word == "o" and value == 0:
            raise self.error("'.o 0' declares no outputs; expected at least one")
        old, line = self.sizes.setdefault(word, (value, self.line))
        if old != value:
            raise self.error(f"'.{word} {value}' contradicts '.{word} {old}' of line {line}")
        return rest

    def _type(self, word: str, rest: str) -> str:
        kind, rest = _first(rest)
        if kind not in TYPES:
            raise self.error(f"unknown '.type {kind[:20]}'; expected one of {', '.join(TYPES)}")
        if self._pieces:
            line = self._pieces[0].line
            raise self.error(f"'.type' follows the first cube (line {line}); expected before it")
        if self.kind_line and kind != self.kind:
            before = f"'.type {self.kind}' of line {self.kind_line}"
            raise self.error(f"'.type {kind}' contradicts {before}")
        self.kind, self.kind_line = kind, self.line
        return rest

    def _start_names(self, word: str, rest: str) -> str:
        if word in self._names:
            raise self.error(f"second '.{word}'; the first is on line {self._names[word].line}")
        self._names[word] = _Names(self.line)
        self._naming = word
        return rest

    def _more_names(self, text: str) -> None:
        """Take the names on a line; the list goes on until there are as many as declared."""
        names = self._names[self._naming]
        names.found += text.split()
        names.cut = text[-1:].isspace()
        size = self.sizes.get(_SIZE[self._naming])
        if size is None or len(names.found) >= size[0]:
            self._naming = ""

    def labels(self, word: str, letter: str) -> tuple[str, ...]:
        """The names that a list declares, and numbered ones where it declares none.

        Some lists of the public files were cut at the end of a line, which then ends in a
        blank; such a list is filled up with numbered names.
        """
        size, line = self.sizes[_SIZE[word]]
        names = self._names.get(word, _Names(0, [], True))
        count = len(names.found)
        surplus = names.found[size:]
        if (surplus and surplus[0][0] != "#") or (count < size and not names.cut):
            raise self.error(
                f"'.{word}' gives {count} names, but line {line} declares '.{_SIZE[word]} {size}'",
                names.line,
            )
        if size == 1 and not count:
            return (letter,)
        fill = (f"{letter}{i + 1}" for i in range(count, size))
        result = (*names.found[:size], *fill)
        if len(set(result)) < size:
            name = Counter(result).most_common()[0][0]
            raise self.error(f"'.{word}' gives {name!r} twice; expected unique names", names.line)
        if 0 < count < size:
            numbered = f"'.{word}' gives {count} of {size} names, so that the others are numbered"
            self.warnings.append(self._at(numbered, names.line))
        return result

    def complemented(self) -> list[bool]:
        """Which outputs are the complements of what the cubes say; none of them where not told."""
        return [letter == "0" for letter in self._phase[0]]

    def _phases(self, word: str, rest: str) -> str:
        phase, rest = _first(rest)
        if set(phase) - set("01"):
            raise self.error(f"'.phase {phase[:20]}' has other characters than 0 and 1")
        old, line = self._phase
        if line and old != phase:
            raise self.error(
                f"'.phase {phase[:20]}' contradicts '.phase {old[:20]}' of line {line}"
            )
        self._phase = (phase, self.line)
        return rest

    def _finish(self) -> None:
        for key, what in (("i", "inputs"), ("o", "outputs")):
            if key not in self.sizes:
                raise self.error(f"no '.{key}'; expected the number of {what}")
        phase, line = self._phase
        outputs, declared = self.sizes["o"]
        if line and len(phase) != outputs:
            raise self.error(
                f"'.phase' has {len(phase)} characters, but line {declared} declares "
                f"'.o {outputs}'",
                line,
            )

    # -- cubes ------------------------------------------------------------------------------

    def _cube(self, rest: str) -> None:
        text = rest.partition("#")[0]
        packed = text.translate(_BLANKS)
        if not packed:
            return
        wrong = next((c for c in packed if c not in _CUBE), None)
        missing = [f"'.{key}'" for key in "io" if key not in self.sizes]
        if missing:
            if wrong is None:
                raise self.error(
                    f"cube {_short(text.strip())} before {' and '.join(missing)}; expected the "
                    "sizes first"
                )
            return  # a title
        if wrong is not None:
            raise self.error(
                f"unknown character {wrong!r} in cube {_short(text.strip())}; "
                "expected 0, 1, 2, -, ? for inputs and 0, 1, 2, 3, 4, -, ~ for outputs"
            )
        words = tuple(len(word) for word in text.replace("|", " ").split())
        self._pieces.append(_Piece(self.line, packed, words))

    def cubes(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The characters of the input parts (k, inputs) and the output parts (k, outputs)."""
        n, m = self.sizes["i"][0], self.sizes["o"][0]
        self._check_words(n, m)
        lines = self._cube_lines(n + m)
        self._check_count(len(lines))
        text = "".join(piece.text for piece in self._pieces).encode("ascii")
        letters = np.frombuffer(text, dtype=np.uint8).reshape(len(lines), n + m)
        self._check_letters(letters[:, :n], INPUT, "input", lines)
        self._check_letters(letters[:, n:], OUTPUT, "output", lines)
        return letters[:, :n], letters[:, n:]

    def _check_count(self, found: int) -> None:
        """Compare the number of cubes with the declared one."""
        declared, line = self.sizes.get("p", (found, 0))
        told = f"'.p {declared}', but the file has {found} cubes"
        if found < declared:
            raise self.error(f"{told}; expected all of them, so a part may be missing", line)
        if found > declared:
            self.warnings.append(self._at(told, line))

    def _cube_lines(self, width: int) -> list[int]:
        """The line on which each cube begins; a cube over several lines ends at a line's end."""
        lines: list[int] = []
        open_: list[_Piece] = []  # of the cube that is not complete
        length = 0
        for piece in self._pieces:
            open_.append(piece)
            length += len(piece.text)
            if length > width and (len(open_) > 1 or length % width):
                raise self._wrong_width(open_[0])
            if length >= width:
                lines += [open_[0].line] * (length // width)
                open_, length = [], 0
        if open_:
            raise self._wrong_width(open_[0])
        return lines

    def _check_words(self, n: int, m: int) -> None:
        """Refuse a file all whose lines are two words of the same lengths, but not n and m.

        Their characters alone might add up to whole cubes.
        """
        shapes = {piece.words for piece in self._pieces}
        if len(shapes) != 1:
            return
        shape = shapes.pop()
        ends = (0, shape[0]) if (n + m) % sum(shape) == 0 else ()
        if len(shape) == 2 and n % sum(shape) not in ends:
            raise self._wrong_width(self._pieces[0])

    def _wrong_width(self, piece: _Piece) -> FormatError:
        (n, line_i), (m, line_o) = self.sizes["i"], self.sizes["o"]
        left, right = (*piece.words, 0, 0)[:2]
        if len(piece.words) == 2 and left != n:
            part = piece.text[:left]
            message = f"cube {_short(part)} has {left} inputs, but line {line_i} declares '.i {n}'"
        elif len(piece.words) == 2:
            part = piece.text[left:]
            message = (
                f"cube {_short(part)} has {right} outputs, but line {line_o} declares '.o {m}'"
            )
        else:
            message = (
                f"cube {_short(piece.text)} has {len(piece.text)} characters; expected {n + m}, as "
                f"line {line_i} declares '.i {n}' and line {line_o} '.o {m}'"
            )
        return self.error(message, piece.line)

    def _check_letters(
        self, letters: NDArray[np.uint8], allowed: str, what: str, lines: list[int]
    ) -> None:
        bad = ~among(letters, allowed)
        if bad.any():
            i = int(np.flatnonzero(bad.any(axis=1))[0])
            text = letters[i].tobytes().decode("ascii")
            wrong = chr(letters[i][bad[i]][0])
            raise self.error(
                f"{wrong!r} in the {what} part {_short(text)}; expected only {' '.join(allowed)}",
                lines[i],
            )


def among(letters: NDArray[np.uint8], characters: str) -> NDArray[np.bool_]:
    """Which letters are one of the characters."""
    table = np.zeros(256, dtype=bool)
    table[[ord(c) for c in characters]] = True
    found: NDArray[np.bool_] = table[letters]
    return found


def _short(text: str) -> str:
    """The text in quotes, its end left out where it is long."""
    return repr(text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "...")


def _first(text: str) -> tuple[str, str]:
    """The first word and what follows."""
    parts = text.split(None, 1)
    return (parts[0] if parts else ""), (parts[1] if len(parts) > 1 else "")


_DECLARATIONS: dict[str, Callable[[Lines, str, str], str]] = {
    "i": Lines._size,
    "o": Lines._size,
    "p": Lines._size,
    "e": Lines._end_mark,
    "end": Lines._end_mark,
    "type": Lines._type,
    "ilb": Lines._start_names,
    "ob": Lines._start_names,
    "phase": Lines._phases,
}
