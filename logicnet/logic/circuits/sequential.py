"""A circuit with registers: what it computes from inputs and a state, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import Words
from logicnet.ground.html import sentence, table
from logicnet.ground.names import check_columns
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable

from .circuit import Builder, Circuit
from .rules import FALSE, TRUE

_MOST_SHOWN = 32  # registers
State = Mapping[str, int] | int | None


class Register(NamedTuple):
    """One bit of the state: the input of the step that it is, the output that it becomes."""

    name: str
    next: str
    initial: int | None = 0  # None: not known

    def __str__(self) -> str:
        first = "not known" if self.initial is None else self.initial
        return f"{self.name} becomes {self.next}, {first} at first"

    def _repr_html_(self) -> str:
        return sentence("Register", str(self))


def check_registers(
    registers: Iterable[Sequence[Any]], inputs: Sequence[str], outputs: Sequence[str]
) -> tuple[Register, ...]:
    """The registers, each of them an input and an output of the step and of no other one."""
    found = tuple(Register(*each) for each in registers)
    for what, given, known in (
        ("input", [r.name for r in found], inputs), ("output", [r.next for r in found], outputs)
    ):  # fmt: skip
        left = set(known)
        for name in given:
            if name not in left:
                told = "of two registers" if name in known else f"no {what} of the step"
                raise SpecificationError(f"register: {name!r:.80} is {told}")
            left.remove(name)
    for register in found:
        if register.initial not in (0, 1, None):
            told = f"{register.name!r:.80} begins with {register.initial!r:.80}"
            raise SpecificationError(f"register: {told}; expected 0, 1 or None")
    return found


@dataclass(frozen=True, kw_only=True)
class Sequential:
    """The circuit of one step, and its registers: named pairs of its inputs and outputs.

    As a function, for `compile` and `verify`, it is its step.

    >>> from logicnet.logic.formulas import circuit_of
    >>> step = circuit_of({"y": "q ^ a", "after": "q ^ a"})
    >>> parity = Sequential(step=step, registers=(Register("q", "after"),))
    >>> parity([[1], [0], [1], [1]]).ravel().tolist()
    [1, 1, 0, 1]
    >>> parity.unrolled(2).inputs, parity.unrolled(2).outputs
    (('a@0', 'a@1'), ('y@0', 'y@1'))
    """

    step: Circuit
    registers: tuple[Register, ...]

    def __post_init__(self) -> None:
        registers = check_registers(self.registers, self.step.inputs, self.step.outputs)
        names, following = [r.name for r in registers], [r.next for r in registers]
        taken = set(names), set(following)
        inputs = [name for name in self.step.inputs if name not in taken[0]]
        own = [name for name in self.step.outputs if name not in taken[1]]
        if not own:
            raise SpecificationError("a sequential circuit has outputs beside its registers")
        ends = dict(zip(self.step.outputs, self.step.ends.tolist(), strict=True))
        build = Builder()
        embedded = dict(zip(ends, build.embed(self.step.named("registers")), strict=True))
        ordered = {name: embedded[name] for name in (*own, *following)}
        object.__setattr__(self, "step", build.circuit(ordered, [*inputs, *names]))
        object.__setattr__(self, "registers", registers)

    @property
    def given(self) -> tuple[str, ...]:
        """The inputs that are no registers."""
        return self.step.inputs[: len(self.step.inputs) - len(self.registers)]

    @property
    def shown(self) -> tuple[str, ...]:
        """The outputs that are no registers."""
        return self.step.outputs[: len(self.step.outputs) - len(self.registers)]

    def __call__(
        self, rows: Sequence[Any] | NDArray[Any], initial: State = None
    ) -> NDArray[np.int64]:
        """The outputs at each step, a row a step; `rows` has the inputs, in order or by name.

        `initial` gives registers another value to begin with, by name or all the same one.
        """
        state = self._begun(initial)
        for name, value in state.items():
            if value is None:
                raise SpecificationError(
                    f"register {name!r:.80} has no value at first; initial=..."
                )
        values = np.array([*state.values()], dtype=np.uint64)
        found = []
        for row in rows:
            at = np.concatenate([self._row(row), values])[:, None]
            bits = self.step.rows(at)[0][:, 0] & np.uint64(1)
            found.append(bits[: len(self.shown)])
            values = bits[len(self.shown) :]
        return np.array(found, dtype=np.int64).reshape(len(found), len(self.shown))

    def _row(self, row: Any) -> NDArray[np.uint64]:
        if isinstance(row, Mapping):
            check_columns(row, self.given)
            row = [row[name] for name in self.given]
        values = np.asarray(row)
        if values.shape != (len(self.given),) or not np.isin(values, (0, 1)).all():
            raise SpecificationError(f"a row has {len(self.given)} values 0 or 1, not {row!r:.80}")
        return values.astype(np.uint64)

    def _begun(self, initial: State) -> dict[str, int | None]:
        """The value of each register at first."""
        state = {register.name: register.initial for register in self.registers}
        if initial is None:
            return state
        if not isinstance(initial, Mapping):
            initial = dict.fromkeys(state, initial)
        for name, value in initial.items():
            if name not in state or value not in (0, 1):
                told = f"{name!r:.80}: {value!r:.80}"
                raise SpecificationError(f"initial gives registers 0 or 1, not {told}")
        return state | dict(initial)

    def unrolled(self, steps: int, initial: State = None) -> Circuit:
        """The circuit of so many steps; the input a at step 3 is called a@3, outputs likewise.

        A register that has no value at first is an input, at step 0.
        """
        if type(steps) is not int or steps < 1:
            raise SpecificationError(f"steps are a whole number from 1 on, not {steps!r:.80}")
        build, state = Builder(), self._begun(initial)
        inputs = [f"{name}@0" for name, value in state.items() if value is None]
        held = [
            build.leaf(f"{name}@0") if value is None else (TRUE if value else FALSE)
            for name, value in state.items()
        ]
        ends: dict[str, int] = {}
        for step in range(steps):
            names = [f"{name}@{step}" for name in self.given]
            inputs += names
            values = [FALSE, *(build.leaf(name) for name in names), *held]
            for _, kind, literals, count in self.step:
                values.append(build.add(kind, [values[x >> 1] ^ x & 1 for x in literals], count))
            now = [values[end >> 1] ^ end & 1 for end in self.step.ends.tolist()]
            ends |= {f"{name}@{step}": end for name, end in zip(self.shown, now, strict=False)}
            held = now[len(self.shown) :]
        return build.circuit(ends, inputs)

    # As a function it is its step -------------------------------------------------------------

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the step, the registers last."""
        return self.step.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs of the step, what registers become last."""
        return self.step.outputs

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output of the step at packed rows."""
        return self.step.rows(at)

    def table(self) -> TruthTable:
        """All rows of the step."""
        return self.step.table()

    def cover(self) -> Cover:
        """The product terms of the step."""
        return self.step.cover()

    def circuit(self) -> Circuit:
        """The step."""
        return self.step

    def _repr_html_(self) -> str:
        count, shown = len(self.registers), self.registers[:_MOST_SHOWN]
        told = sentence("Sequential", f"{count} register{'s' * (count != 1)} and a step")
        rows = [[*each[:2], "" if each.initial is None else each.initial] for each in shown]
        rest = count - len(shown)
        more = f"<p>... and {rest} more registers</p>" if rest else ""
        return (
            told + table(["register", "becomes", "at first"], rows) + more + self.step._repr_html_()
        )

    def __repr__(self) -> str:
        return f"<Sequential {len(self.registers)} registers, step {self.step!r:.220}>"
