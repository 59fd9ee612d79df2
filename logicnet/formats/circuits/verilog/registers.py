"""Registers of Verilog: `always @(posedge clock)` with `<=`, `if` and blocks, and first values.

What a register becomes is what the last assignment that is carried out says, of values before the
step; where none is carried out it stays. All registers of a module step at one edge of one clock.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence

from logicnet.errors import FormatError
from logicnet.formats.circuits.expressions import Grammar, Node
from logicnet.formats.circuits.netlist import GATES, Module, shown

from .bits import GRAMMAR, Bits, BitWires
from .words import WORDS, WordOnLine, bare, is_name

TARGET = Grammar({}, {}, braces=True)  # what is assigned: nets, their parts, and these joined
BLOCKS = ("always", "always_ff", "initial")  # what begins them
NESTED = {"begin": 1, "end": -1}
_DEEPEST = 200  # statements within statements
_Becomes = dict[int, int]  # what signals become, where it is said
_Before = ChainMap[int, int]
_Reader = Callable[[Sequence[str], int, Grammar], tuple[list[Node], int]]


def block_ends(words: Sequence[str], depth: int, word: str) -> bool:
    """Whether a block ends before a word; `depth` is 1, and more within `begin`."""
    return word == "endmodule" or (depth == 1 and words[-1] in (";", "end") and word != "else")


class Registers:
    """The registers of a module in the making; `read` reads expressions, `bits` are their bits."""

    def __init__(
        self,
        module: Module,
        wires: BitWires,
        read: _Reader,
        bits: Callable[[Sequence[Node], int], Bits],
    ) -> None:
        self.module, self.wires, self.read, self.bits = module, wires, read, bits
        self.declared: dict[int, str] = {}  # the names of bits that may be assigned
        self.first: dict[int, int] = {}
        self.next: dict[int, tuple[int, int]] = {}  # what they become, and the line that says so
        self.clock = 0
        self.words: Sequence[WordOnLine] = ()
        self.depth = 0

    def error(self, message: str) -> FormatError:
        return self.module.error(message, self.wires.line)

    def declare(self, names: Iterable[tuple[int, str]]) -> None:
        """Let bits be assigned in blocks."""
        self.declared |= dict(names)

    def begin(self, bits: Bits, values: Bits) -> None:
        """Let bits have values at first."""
        for bit, value in zip(bits, values, strict=False):
            if value > 1:
                raise self.error("the value of a register at first is a number")
            if self.first.setdefault(bit, value) != value:
                raise self.error(f"{self.module.name_of(bit)} has two values at first")

    def take(self, words: Sequence[WordOnLine]) -> None:
        """Act on a block."""
        self.words = words
        if words[0] == "initial":
            found, k = self._statement(1, True, ChainMap())
            self.begin([*found], [*found.values()])
        else:
            if words[0] == "always" and words[1:2] != ["@"]:
                raise self.error("expected '@(posedge clock)' after 'always'")
            found, k = self._statement(self._clock(1), False, ChainMap())
            for bit, value in found.items():
                if bit in self.next:
                    told = f"{self.module.name_of(bit)} is assigned in a second block; the first"
                    raise self.error(f"{told} is on line {self.next[bit][1]}")
                self.next[bit] = value, words[0].line
        if k < len(words):
            self.wires.line = words[k].line
            raise self.error(f"expected the end of the block, got {shown(words[k])}")

    def finish(self) -> None:
        """Let what blocks assign be registers."""
        for bit, (value, line) in self.next.items():
            first = self.first.get(bit)
            self.module.latch(self.declared[bit], bit, value, first, line, self.clock)
        for bit, first in self.first.items():
            if bit not in self.module.owner:  # no block assigns it: it stays as it is at first
                self.module.define(bit, GATES["buf"], [first], self.wires.line)

    # Statements -----------------------------------------------------------------------------

    def _word(self, k: int) -> str:
        if k >= len(self.words):
            raise self.error("a block without its end")
        self.wires.line = self.words[k].line
        return self.words[k]

    def _expect(self, k: int, word: str) -> int:
        if self._word(k) != word:
            raise self.error(f"expected {word!r}, got {shown(self.words[k])}")
        return k + 1

    def _clock(self, k: int) -> int:
        """Take the edge of a clock; where what follows begins."""
        k = self._expect(k, "@")
        brackets = self._word(k) == "("
        edge, name = self._word(k + brackets), self._word(k + brackets + 1)
        if edge not in ("posedge", "negedge"):
            told = "expected '@(posedge clock)', as combinational logic is read from 'assign'"
            raise self.error(f"{told}; got {shown(edge)}")
        signal = self.module.names.get(bare(name))
        if signal is None:
            raise self.error(f"the clock {shown(name)} is not declared as one bit")
        k += brackets + 2
        if brackets and self._word(k) != ")":
            told = "a register steps at one edge; a reset is an 'if' within the block"
            raise self.error(f"{told}: expected ')', got {shown(self.words[k])}")
        clock = 2 * signal + (edge == "negedge")
        if self.clock not in (0, clock):
            raise self.error(f"a second clock, {edge} {shown(name)}; expected one edge of one")
        self.clock = clock
        return k + brackets

    def _statement(self, k: int, is_first: bool, before: _Before) -> tuple[_Becomes, int]:
        """What a statement assigns, after what is said before, and where the next one begins."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"more than {_DEEPEST} statements within one another")
        word = self._word(k)
        if word == ";":
            found: _Becomes = {}
            k += 1
        elif word == "begin":
            found, k = self._block(k + 1, is_first, before)
        elif word == "if" and not is_first:
            found, k = self._if(k + 1, before)
        else:
            found, k = self._assignment(k, is_first)
        self.depth -= 1
        return found, k

    def _block(self, k: int, is_first: bool, before: _Before) -> tuple[_Becomes, int]:
        if self._word(k) == ":":
            k += 2
        found: _Becomes = {}
        while self._word(k) != "end":
            more, k = self._statement(k, is_first, before.new_child(found))
            found |= more
        return found, k + 1

    def _if(self, k: int, before: _Before) -> tuple[_Becomes, int]:
        nodes, k = self.read(self.words, self._expect(k, "("), GRAMMAR)
        condition = self.wires.any(self.bits(nodes, 0))
        then, k = self._statement(self._expect(k, ")"), False, before)
        other: _Becomes = {}
        if k < len(self.words) and self.words[k] == "else":
            other, k = self._statement(k + 1, False, before)
        found = {}
        for bit in then | other:
            held = before.get(bit, bit)
            found[bit] = self.wires.chosen(condition, then.get(bit, held), other.get(bit, held))
        return found, k

    def _assignment(self, k: int, is_first: bool) -> tuple[_Becomes, int]:
        word = self._word(k)
        if word != "{" and not is_name(word):
            told = "is not read in a block" if word in WORDS else "begins no statement"
            raise self.error(f"{shown(word)} {told}: expected an assignment, 'if' or 'begin'")
        nodes, k = self.read(self.words, k, TARGET)
        target = self.bits(nodes, 0)
        for bit in target:
            if bit not in self.declared:
                told = f"{self.module.name_of(bit)} is assigned in a block; expected a reg"
                raise self.error(told)
        sign = self._word(k)
        if sign != "<=" and not (is_first and sign == "="):
            told = f"expected '{'=' if is_first else '<='}' in a block"
            raise self.error(f"{told}, got {shown(sign)}")
        k += 1
        if self._word(k) == "#":
            k += 2
        nodes, k = self.read(self.words, k, GRAMMAR)
        values = self.bits(nodes, len(target))
        return dict(zip(target, values, strict=False)), self._expect(k, ";")
