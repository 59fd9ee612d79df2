"""The statements inside a module of Verilog, each taken into nets and gates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from logicnet.errors import FormatError
from logicnet.formats.circuits.expressions import Grammar, Node, postfix
from logicnet.formats.circuits.netlist import GATES, Instance, Module, fault, shown

from .bits import GRAMMAR, MOST_BITS, Bits, BitWires, Operand, bits_of
from .registers import BLOCKS, Registers
from .words import NAME, WORDS, WordOnLine, bare, is_name

_NUMBER = re.compile(r"(\d[\d_]*)?\s*'\s*([sS]?)([A-Za-z])\s*([\w?]+)", re.ASCII)
_DIGITS = re.compile(r"\d[\d_]*", re.ASCII)
_BASES = {"b": 2, "o": 8, "d": 10, "h": 16}
_PRIMITIVES = ("and", "nand", "or", "nor", "xor", "xnor", "not", "buf")
_NETS = ("wire", "tri", "logic", "reg", "supply0", "supply1", "input", "output")
_HELD = ("reg", "logic")  # what blocks assign
_MOST_PLAIN = 1 << 31  # a number without a width has 32 bits, and a sign


class _Net(NamedTuple):
    """A net of one or several bits, the lowest first, and the numbers of its ends."""

    bits: Bits
    left: int = 0
    right: int = 0
    is_vector: bool = False


def header(file: str, words: Sequence[str], line: int) -> Body:
    """The module that a header begins, its ports declared as far as the header does."""
    if len(words) < 2 or not is_name(words[1]):
        raise fault(file, line, "expected a name after 'module'")
    body = Body(Module(file, bare(words[1]), line), line)
    if len(words) > 2:
        if words[2] == "#":
            raise fault(file, line, "parameters of a module are not read")
        body.head(words)
    return body


class _Kind(NamedTuple):
    """What a declaration says of its nets: the word, the range, whether blocks assign them."""

    word: str
    span: tuple[int, int] | None = None
    is_held: bool = False


class Body:
    """A module in the making: the statements of its body are taken one after another."""

    def __init__(self, module: Module, line: int) -> None:
        self.module = module
        self.nets: dict[str, _Net] = {}
        self.wires = BitWires(module)
        self.wires.line = line
        self.registers = Registers(module, self.wires, self._expression, self._bits)
        self.declared: list[str] = []  # ports that the header names alone

    @property
    def line(self) -> int:
        """The line of the statement."""
        return self.wires.line

    def error(self, message: str) -> FormatError:
        return self.module.error(message, self.line)

    def take(self, words: list[str], line: int) -> None:
        """Act on a statement."""
        self.wires.line = line
        first = words[0]
        if first in ("assign", "wire") and self._plain(words):
            return
        if first == "assign":
            self._assign(words, self._delay(words, 1))
        elif first in _NETS:
            self._declare(words)
        elif first in _PRIMITIVES:
            self._gates(words)
        elif first in BLOCKS:
            self.registers.take([word for word in words if isinstance(word, WordOnLine)])
        elif is_name(first):
            self._instances(words)
        else:
            self._refuse(words)

    def _refuse(self, words: Sequence[str]) -> None:
        if words[0] in WORDS:
            told = "expected nets, assign, gates, modules or always @(posedge clock)"
            raise self.error(f"{shown(words[0])} is not read: {told}")
        raise self.error(f"expected a statement, got {shown(' '.join(words[:9]))}")

    def finish(self, line: int) -> None:
        """Take the registers, and check that all ports have a direction."""
        self.registers.finish()
        for name in self.declared:
            if name not in self.module.inputs and name not in self.module.outputs:
                raise self.module.error(f"the port {shown(name)} is neither input nor output", line)

    # Declarations -----------------------------------------------------------------------------

    def head(self, words: Sequence[str]) -> None:
        """Take the ports of the header, declared there or only named."""
        if words[2] != "(" or words[-1] != ")":
            raise self.error(f"expected '(' ports ')' after 'module {words[1][:60]}'")
        k, last, kind = 3, len(words) - 1, _Kind("")
        while k < last:
            if words[k] in ("input", "output", "inout"):
                kind, k = self._kind(words, k)
            name = words[k]
            if not is_name(name):
                raise self.error(f"expected a port, got {shown(name)}")
            name, k = bare(name), k + 1
            self.module.order.append(name)
            if kind.word:
                self._net(name, kind)
                k = self._valued(name, kind, words, k)
            else:
                self.declared.append(name)
            if k < last and words[k] != ",":
                raise self.error(f"expected ',' or ')' after a port, got {shown(words[k])}")
            k += 1

    def _kind(self, words: Sequence[str], k: int) -> tuple[_Kind, int]:
        """The kind of nets, from word k on, and where names begin."""
        kind = words[k]
        if kind == "inout":
            raise self.error("ports of both directions (inout) are not read")
        is_held, k = kind in _HELD, k + 1
        while k < len(words) and words[k] in ("wire", "tri", "signed", *_HELD):
            if words[k] == "signed" or (words[k] == "reg" and kind == "input"):
                raise self.error(f"{words[k]} is not read here: expected nets without a sign")
            is_held |= words[k] in _HELD
            k += 1
        span = None
        if k < len(words) and words[k] == "[":
            span, k = self._range(words, k)
        return _Kind(kind, span, is_held and kind != "input"), k

    def _range(self, words: Sequence[str], k: int) -> tuple[tuple[int, int], int]:
        """The two numbers in brackets from word k on."""
        part = [*words[k : k + 5], "", "", "", "", ""][:5]
        if part[0] != "[" or part[2] != ":" or part[4] != "]":
            raise self.error(f"expected [number:number], got {shown(' '.join(part))}")
        left, right = self._index(part[1]), self._index(part[3])
        if abs(left - right) >= MOST_BITS:
            raise self.error(f"{abs(left - right) + 1} bits are over the limit of {MOST_BITS}")
        return (left, right), k + 5

    def _index(self, word: str) -> int:
        digits = word.replace("_", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise self.error(f"expected a number as an index, got {shown(word)}")
        return int(digits)

    def _declare(self, words: Sequence[str]) -> None:
        """Take a list of nets, which may have values."""
        kind, k = self._kind(words, 0)
        k = self._delay(words, k)
        while k < len(words):
            if not is_name(words[k]):
                raise self.error(f"expected the name of a net, got {shown(words[k])}")
            name = bare(words[k])
            self._net(name, kind)
            k = self._valued(name, kind, words, k + 1)
            if k < len(words) and words[k] != ",":
                raise self.error(f"expected ',' or ';', got {shown(words[k])}")
            k += 1

    def _valued(self, name: str, kind: _Kind, words: Sequence[str], k: int) -> int:
        """Take the value of a net, if it has one: of a register, that at first."""
        if k >= len(words) or words[k] != "=":
            return k
        bits = self.nets[name].bits
        if not kind.is_held:
            return self._assigned(bits, words, k + 1)
        nodes, k = self._expression(words, k + 1)
        self.registers.begin(bits, self._bits(nodes, len(bits)))
        return k

    def _net(self, name: str, kind: _Kind) -> None:
        """Declare a net; a port may be declared as a wire or a register too."""
        span = kind.span
        left, right = span or (0, 0)
        before = self.nets.get(name)
        if before is None:
            names = _bit_names(name, kind.span)
            bits = [self._signal(each) for each in names]
            self.wires.spend(len(bits))
            before = self.nets[name] = _Net(bits, left, right, span is not None)
        elif span is not None and (left, right) != before[1:3]:
            raise self.error(f"{shown(name)} is declared before with other bits")
        if kind.is_held:
            span = (before.left, before.right) if before.is_vector else None
            self.registers.declare(zip(before.bits, _bit_names(name, span), strict=True))
        if kind.word in ("input", "output"):
            if self.declared and name not in self.declared:
                raise self.error(f"{shown(name)} is no port of the header")
            self.module.port(name, before.bits[::-1], kind.word == "input", self.line)
        elif kind.word.startswith("supply"):
            for bit in before.bits:
                self.module.define(bit, GATES["buf"], [int(kind.word[-1])], self.line)

    def _signal(self, name: str) -> int:
        """A new signal, of that name if it is free: a wire may be called like a bit of a vector."""
        return self.module.fresh() if name in self.module.names else self.module.signal(name)

    # Expressions ------------------------------------------------------------------------------

    def _expression(
        self, words: Sequence[str], k: int, grammar: Grammar = GRAMMAR
    ) -> tuple[list[Node], int]:
        return postfix(words, k, grammar, self._operand, self.error)

    def _operand(self, words: Sequence[str], k: int) -> tuple[Operand, int]:
        """The net or part of a net, or the number, that begins at word k."""
        word = words[k]
        if "0" <= word[0] <= "9" or word[0] == "'":
            return self._number(word), k + 1
        if not is_name(word):
            raise self.error(f"expected a net, a number, '(' or '{{', got {shown(word)}")
        name, k = bare(word), k + 1
        net = self.nets.get(name)
        if net is None:  # a net of one bit need not be declared
            net = self.nets[name] = _Net([self._signal(name)])
        if k >= len(words) or words[k] != "[":
            return Operand(net.bits), k
        if k + 2 < len(words) and words[k + 2] == "]":
            first = last = self._index(words[k + 1])
            k += 3
        else:
            (first, last), k = self._range(words, k)
        return Operand(self._part(name, net, first, last)), k

    def _part(self, name: str, net: _Net, first: int, last: int) -> Bits:
        """The bits of a vector from one number to another."""
        low, high = min(net.left, net.right), max(net.left, net.right)
        falls = net.left >= net.right
        inside = low <= min(first, last) <= max(first, last) <= high
        if not net.is_vector or not inside or (first != last and (first > last) != falls):
            told = f"is [{net.left}:{net.right}]" if net.is_vector else "has one bit"
            raise self.error(f"no bits [{first}:{last}]: {shown(name)} {told}")
        ends = sorted(abs(k - net.right) for k in (first, last))
        return net.bits[ends[0] : ends[1] + 1]

    def _number(self, word: str) -> Operand:
        """The bits of a number; one without a width has 32."""
        found = _NUMBER.fullmatch(word)
        if found is None:
            digits = word.replace("_", "")
            if not _DIGITS.fullmatch(word):
                raise self.error(f"expected a number, got {shown(word)}")
            if len(digits) > 10 or int(digits) >= _MOST_PLAIN:
                raise self.error(f"{shown(word)} is too large for a number without a width")
            return Operand([int(digits) >> k & 1 for k in range(32)], True)
        width, sign, base, digits = found.groups()
        digits = digits.replace("_", "")
        if sign or base.lower() not in _BASES:
            raise self.error(f"{shown(word)}: expected b, o, d or h after ', without a sign")
        size = 32 if width is None else int(width.replace("_", "")[:9])
        if not 0 < size <= MOST_BITS or len(digits) > MOST_BITS:
            raise self.error(f"{shown(word)}: expected 1 to {MOST_BITS} bits")
        try:
            value = _whole(digits, _BASES[base.lower()])
        except ValueError:
            told = "x, z and digits beyond the base are not read"
            raise self.error(f"{shown(word)}: {told}") from None
        return Operand([value >> k & 1 for k in range(size)])

    def _bits(self, nodes: Sequence[Node], width: int = 1) -> Bits:
        return bits_of(self.wires, nodes, width)

    # Assignments, gates, modules ---------------------------------------------------------------

    def _plain(self, words: Sequence[str]) -> bool:
        """Take `assign y = a & ~b` of nets of one bit, as files of many gates have it."""
        count = len(words)
        if not 6 <= count <= 8 or words[2] != "=":
            return False
        first, second = words[3] == "~", words[-2] == "~"
        kind = _PLAIN.get(words[4 + first])
        if kind is None or count != 6 + first + second:
            return False
        if words[0] == "wire" and words[1] not in self.nets and is_name(words[1]):
            self._net(bare(words[1]), _Kind("wire"))
        nets = [self.nets.get(bare(word)) for word in (words[1], words[3 + first], words[-1])]
        if not all(net and len(net.bits) == 1 for net in nets):
            return False
        made, *reads = (net.bits[0] for net in nets if net)
        signs = zip(reads, (first, second), strict=True)
        reads = [self.wires.no(read) if negated else read for read, negated in signs]
        self.module.define(made, GATES[kind], reads, self.line)
        return True

    def _assign(self, words: Sequence[str], k: int) -> None:
        while k < len(words):
            target, k = self._expression_until(words, k, "=")
            k = self._assigned(self._bits(target, 0), words, k + 1)
            if k < len(words) and words[k] != ",":
                raise self.error(f"expected an operator, ',' or ';', got {shown(words[k])}")
            k += 1

    def _expression_until(self, words: Sequence[str], k: int, sign: str) -> tuple[list[Node], int]:
        nodes, k = self._expression(words, k)
        if k >= len(words) or words[k] != sign:
            got = shown(words[k]) if k < len(words) else "the end of the statement"
            raise self.error(f"expected {sign!r}, got {got}")
        return nodes, k

    def _assigned(self, target: Bits, words: Sequence[str], k: int) -> int:
        """Define bits by the expression from word k on; where it ends."""
        nodes, k = self._expression(words, k)
        for mine, bit in zip(target, self._bits(nodes, len(target)), strict=False):
            self.module.define(mine, GATES["buf"], [bit], self.line)
        return k

    def _delay(self, words: Sequence[str], k: int) -> int:
        """Where what follows a delay begins."""
        if k >= len(words) or words[k] != "#":
            return k
        if k + 1 < len(words) and words[k + 1] == "(":
            if ")" not in words[k:]:
                raise self.error("expected ')' after a delay")
            return words.index(")", k) + 1
        k += 2
        return k + 2 if k < len(words) and words[k] == "." else k

    def _gates(self, words: Sequence[str]) -> None:
        """Take gates of one kind; not and buf may have several outputs, before their input."""
        kind, k = words[0], self._delay(words, 1)
        for name, joined in self._listed(words, k):
            if name or any(port for port, _ in joined) or len(joined) < 2:
                raise self.error(f"expected {kind} (output, input, ...)")
            bits = [self._bits(nodes, 0) for _, nodes in joined]
            if any(len(each) != 1 for each in bits):
                raise self.error(f"{kind} joins nets of one bit")
            nets = [each[0] for each in bits]
            ends, reads = (nets[:-1], nets[-1:]) if kind in ("not", "buf") else (nets[:1], nets[1:])
            for end in ends:
                self.module.define(end, GATES[kind], reads, self.line)

    def _instances(self, words: Sequence[str]) -> None:
        """Take modules inside this one."""
        if len(words) > 1 and words[1] == "#":
            raise self.error("parameters of a module are not read")
        for _, joined in self._listed(words, 1):
            ports = [(port, self._bits(nodes, 0)[::-1]) for port, nodes in joined]
            names = [port for port, _ in ports]
            if any(names) and (len({*names}) < len(names) or "" in names):
                raise self.error("a port is joined twice, or only some are named")
            self.module.instances.append(Instance(bare(words[0]), ports, self.line))

    def _listed(
        self, words: Sequence[str], k: int
    ) -> list[tuple[str, list[tuple[str, list[Node]]]]]:
        """What follows the kind of gates: the ports of each and what they are joined to."""
        found: list[tuple[str, list[tuple[str, list[Node]]]]] = []
        while k < len(words):
            k += is_name(words[k])  # the name of the gate
            if k < len(words) and words[k] == "[":
                raise self.error("arrays of gates are not read")
            if k >= len(words) or words[k] != "(":
                raise self.error(f"expected '(' after {shown(' '.join(words[:9]))}")
            joined: list[tuple[str, list[Node]]] = []
            k += 1
            while k < len(words) and words[k] != ")":
                joined_port, k = self._joined(words, k)
                joined += joined_port
                if k >= len(words) or words[k] not in (",", ")"):
                    got = shown(words[k]) if k < len(words) else "the end of the statement"
                    raise self.error(f"expected ',' or ')', got {got}")
                k += words[k] == ","
            k += 1
            if k < len(words) and words[k] != ",":
                raise self.error(f"expected ',' or ';', got {shown(words[k])}")
            k += 1
            found.append(("", joined))
        return found

    def _joined(self, words: Sequence[str], k: int) -> tuple[list[tuple[str, list[Node]]], int]:
        """One port, named or not; nothing where it is joined to nothing."""
        if words[k] != ".":
            nodes, k = self._expression(words, k)
            return [("", nodes)], k
        if k + 2 >= len(words) or not NAME.fullmatch(words[k + 1]) or words[k + 2] != "(":
            raise self.error("expected .port(net)")
        name, k = bare(words[k + 1]), k + 3
        if k < len(words) and words[k] == ")":
            return [], k + 1
        nodes, k = self._expression_until(words, k, ")")
        return [(name, nodes)], k + 1


def _bit_names(name: str, span: tuple[int, int] | None) -> list[str]:
    """The names of the bits of a net, the lowest first."""
    if span is None:
        return [name]
    left, right = span
    step = 1 if left >= right else -1
    return [f"{name}[{k}]" for k in range(right, left + step, step)]


_PLAIN = {"&": "and", "|": "or", "^": "xor"}


def _whole(digits: str, base: int) -> int:
    """The number of digits of a base; of any length, as int() of decimal digits is not."""
    if base == 10 and len(digits) > 4000:
        raise ValueError
    return int(digits, base)
