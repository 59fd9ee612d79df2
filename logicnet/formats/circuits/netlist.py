"""Nets by name in any order, gates between them, modules within modules; and the circuit of them.

A module has numbered signals: 0 is false and 1 is true, the others have names or lie between. Each
signal is an input, or one gate defines it. Files may use a name before they define it, so gates are
put in order at the end, by an explicit stack, since circuits can be deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.logic.circuits.sequential import Register, Sequential

Make = Callable[[Builder, list[int]], int]  # the literal of a gate, from those that it reads

MOST_GATES = 1 << 22  # of a circuit when all modules in it are laid open
_SHOWN = 60  # characters of a name that an error shows


def _same(build: Builder, reads: list[int]) -> int:
    return reads[0]


def _gate(kind: str, negated: bool = False) -> Make:
    def make(build: Builder, reads: list[int]) -> int:
        return build.add(kind, reads) ^ negated

    return make


def _chosen(build: Builder, reads: list[int]) -> int:
    return build.add("ite", reads)


GATES: dict[str, Make] = {
    "and": _gate("and"),
    "nand": _gate("and", True),
    "or": _gate("or"),
    "nor": _gate("or", True),
    "xor": _gate("xor"),
    "xnor": _gate("xor", True),
    "not": lambda build, reads: reads[0] ^ 1,
    "buf": _same,
    "ite": _chosen,  # condition, then, else
}


@dataclass(frozen=True)
class Instance:
    """A module inside another: what its ports are joined to, by name or, if it is "", in turn."""

    module: str
    joined: list[tuple[str, list[int]]]
    line: int


@dataclass(frozen=True)
class Latch:
    """A register: its name, its signal, what it becomes, and its value at first if it is known.

    `clock` is twice the signal at whose rise it steps, and 1 more where it is the fall; 0 is none.
    """

    name: str
    signal: int
    next: int
    initial: int | None
    line: int
    clock: int = 0


@dataclass
class Module:
    """The nets and gates of one module, as a file states them; `file` is what errors mention."""

    file: str
    name: str = ""
    line: int = 1
    names: dict[str, int] = field(default_factory=dict)
    size: int = 2
    inputs: dict[str, list[int]] = field(default_factory=dict)  # signals of each port
    outputs: dict[str, list[int]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)  # of the ports
    instances: list[Instance] = field(default_factory=list)
    latches: list[Latch] = field(default_factory=list)
    owner: dict[int, int] = field(default_factory=dict)  # the gate that defines a signal
    made: list[int] = field(default_factory=list)  # the signal that each gate defines
    how: list[Make] = field(default_factory=list)
    reads: list[Sequence[int]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def error(self, message: str, line: int | None = None) -> FormatError:
        """The error that says where."""
        return fault(self.file, self.line if line is None else line, message)

    def signal(self, name: str) -> int:
        """The signal of a name, a new one where the name is new."""
        found = self.names.setdefault(name, self.size)
        self.size += found == self.size
        return found

    def fresh(self) -> int:
        """A signal without a name."""
        self.size += 1
        return self.size - 1

    def define(self, signal: int, how: Make, reads: Sequence[int], line: int) -> None:
        """Let a gate define a signal."""
        number = len(self.made)
        before = self.owner.setdefault(signal, number)
        if before != number:
            name, first = self.name_of(signal), self.lines[before]
            raise self.error(f"{name} is defined a second time; the first is on line {first}", line)
        self.made.append(signal)
        self.how.append(how)
        self.reads.append(reads)
        self.lines.append(line)

    def latch(
        self, name: str, signal: int, becomes: int, initial: int | None, line: int, clock: int = 0
    ) -> None:
        """Let a register define a signal."""
        self.define(signal, _same, [signal], line)  # as nothing else may define it
        self.latches.append(Latch(name, signal, becomes, initial, line, clock))

    def gate(self, kind: str, reads: Sequence[int], line: int) -> int:
        """The signal of a new gate without a name."""
        signal = self.fresh()
        self.define(signal, GATES[kind], reads, line)
        return signal

    def port(self, name: str, signals: list[int], is_input: bool, line: int) -> None:
        """Let signals be an input or an output."""
        ports = self.inputs if is_input else self.outputs
        if name in ports:
            what = "input" if is_input else "output"
            raise self.error(f"{what} {shown(name)} is declared a second time", line)
        ports[name] = signals

    def name_of(self, signal: int) -> str:
        """The name of a signal for an error."""
        if signal < 2:
            return "the constant " + "01"[signal]
        return next((shown(name) for name, s in self.names.items() if s == signal), "a wire")

    def bits(self, ports: Mapping[str, list[int]]) -> dict[str, int]:
        """The signal of each bit of ports, by the names that bits have."""
        names = {signal: name for name, signal in self.names.items()}
        found: dict[str, int] = {}
        for name, signals in ports.items():
            for signal in signals:
                found[name if len(signals) == 1 else names[signal]] = signal
        return found


def fault(file: str, line: int, message: str) -> FormatError:
    """The error that says where."""
    return FormatError(f"{file}:{line}: {message}")


def shown(name: str) -> str:
    """The name in quotes, its end left out where it is long."""
    return repr(name if len(name) <= _SHOWN else name[:_SHOWN] + "...")


def circuit_of(module: Module) -> Circuit:
    """The circuit of a module without others in it; one with registers is refused."""
    found = stated_by(module)
    if isinstance(found, Sequential):
        raise module.error("registers are not read here", module.latches[0].line)
    return found


def stated_by(module: Module) -> Circuit | Sequential:
    """The circuit of a module without others in it, which may have registers."""
    inputs, outputs = module.bits(module.inputs), module.bits(module.outputs)
    if not outputs:
        raise module.error("no outputs; expected at least one")
    inputs = _without_clock(module, inputs)
    build = Builder()
    values = [-1] * module.size
    values[:2] = FALSE, TRUE
    for name, signal in inputs.items():
        if signal in module.owner:
            line = module.lines[module.owner[signal]]
            raise module.error(f"the input {shown(name)} is defined by a gate", line)
        values[signal] = build.leaf(name)
    for latch in module.latches:
        if latch.name in inputs:
            raise module.error(f"the input {shown(latch.name)} is a register", latch.line)
        values[latch.signal] = build.leaf(latch.name)
    fill(module, build, values)
    for name, signal in outputs.items():
        if values[signal] < 0:
            near = did_you_mean(name, module.names.keys() - {name}, 0.8)
            raise module.error(f"nothing defines the output {shown(name)}{near}")
    ends = {name: values[signal] for name, signal in outputs.items()}
    held = []
    for latch in module.latches:
        if values[latch.next] < 0:
            name = module.name_of(latch.next)
            raise module.error(f"nothing defines {name}", latch.line)
        held.append((latch.name, values[latch.next], latch.initial))
    try:
        return with_registers(build, ends, list(inputs), held)
    except SpecificationError as error:
        raise module.error(str(error)) from None


def _without_clock(module: Module, inputs: dict[str, int]) -> dict[str, int]:
    """The inputs but for the clock of the registers, of which there is one, and read by nothing."""
    named = {signal: name for name, signal in inputs.items()}
    clocks: dict[int, Latch] = {}
    for latch in module.latches:
        if latch.clock >> 1 in module.owner:
            raise module.error("the clock of a register is no input, but made by gates", latch.line)
        if latch.clock >> 1 in named:
            clocks.setdefault(latch.clock, latch)
    if not clocks:
        return inputs
    first, *others = clocks.values()
    clock = named[first.clock >> 1]
    if others:
        told = f"another edge or clock than that of line {first.line}, {shown(clock)}"
        raise module.error(f"{told}; expected the same for all registers", others[0].line)
    held = {latch.signal for latch in module.latches}
    for signal, reads, line in zip(module.made, module.reads, module.lines, strict=True):
        if first.clock >> 1 in reads and signal not in held:
            raise module.error(f"the clock {shown(clock)} is read as a value too", line)
    return {name: signal for name, signal in inputs.items() if name != clock}


def with_registers(
    build: Builder,
    ends: dict[str, int],
    inputs: list[str],
    held: list[tuple[str, int, int | None]],
) -> Circuit | Sequential:
    """The circuit of these outputs, and of registers: names, what they become, values at first."""
    registers = []
    for name, literal, initial in held:
        following = f"{name}_next"
        while following in ends:
            following += "_"
        ends[following] = literal
        registers.append(Register(name, following, initial))
    step = build.circuit(ends, [*inputs, *(name for name, _, _ in held)])
    return Sequential(step=step, registers=tuple(registers)) if registers else step


def fill(module: Module, build: Builder, values: list[int]) -> None:
    """The literals of all signals that gates define; -1 is no value yet."""
    made, how, reads = module.made, module.how, module.reads
    held = {latch.signal for latch in module.latches}
    for number in range(len(made)):
        if held and made[number] in held:
            continue
        literals = [values[signal] for signal in reads[number]]
        if -1 not in literals:
            values[made[number]] = how[number](build, literals)
        elif values[made[number]] < 0:
            _fill_below(module, build, values, number)


def _fill_below(module: Module, build: Builder, values: list[int], number: int) -> None:
    """A gate that reads what is defined later in the file, and all that it needs."""
    made, how, reads, owner = module.made, module.how, module.reads, module.owner
    stack, opened = [number], set[int]()
    while stack:
        number = stack[-1]
        if values[made[number]] >= 0:
            stack.pop()
            continue
        missing = [signal for signal in reads[number] if values[signal] < 0]
        if not missing:
            literals = [values[signal] for signal in reads[number]]
            values[made[number]] = how[number](build, literals)
            continue
        opened.add(number)
        for signal in missing:
            below = owner.get(signal)
            name = module.name_of(signal) if below is None or below in opened else ""
            if below is None:
                raise module.error(f"nothing defines {name}", module.lines[number])
            if below in opened:
                raise module.error(f"{name} depends on itself, in a circle", module.lines[below])
            stack.append(below)


# Modules in modules ---------------------------------------------------------------------------


def flattened(modules: Mapping[str, Module], top: Module) -> Module:
    """The module `top` with all modules in it laid open."""
    if not top.instances:
        return top
    _check_size(modules, top)
    whole = Module(top.file, top.name, top.line, dict(top.names), top.size, top.inputs, top.outputs)
    stack, count = [(top, list(range(top.size)), "")], 0
    while stack:
        module, place, path = stack.pop()
        whole.file = module.file
        whole.latches += [
            replace(
                each, name=path + each.name, signal=place[each.signal], next=place[each.next],
                clock=2 * place[each.clock >> 1] + (each.clock & 1),
            )
            for each in module.latches
        ]  # fmt: skip
        rows = zip(module.made, module.how, module.reads, module.lines, strict=True)
        for signal, how, reads, line in rows:
            whole.define(place[signal], how, [place[read] for read in reads], line)
        for instance in module.instances:
            inner, count = modules[instance.module], count + 1
            inside = f"{inner.name}{count}."  # begins the names of registers in it
            stack.append((inner, _placed(whole, module, inner, instance, place), inside))
    return whole


def _placed(
    whole: Module, module: Module, inner: Module, instance: Instance, place: list[int]
) -> list[int]:
    """Which signal of the whole each signal of an instance is."""
    found = [0, 1, *range(whole.size, whole.size + inner.size - 2)]
    whole.size += inner.size - 2
    ports = _ports(module, inner, instance)
    for port in inner.inputs.keys() - {port for port, _ in ports}:
        told = f"the input {shown(port)} of {shown(inner.name)} is joined to nothing"
        raise module.error(told, instance.line)
    for port, signals in ports:
        own = inner.inputs.get(port) or inner.outputs[port]
        if len(own) != len(signals):
            told = f"port {shown(port)} has {len(own)} bits and is joined to {len(signals)}"
            raise module.error(told, instance.line)
        for mine, joined in zip(own, signals, strict=True):
            if port in inner.inputs:
                found[mine] = place[joined]
            else:
                whole.define(place[joined], _same, [found[mine]], instance.line)
    return found


def _ports(module: Module, inner: Module, instance: Instance) -> list[tuple[str, list[int]]]:
    """What each port is joined to; inputs come first, as an output may be one of them."""
    joined = instance.joined
    if joined and not joined[0][0]:
        if len(joined) != len(inner.order):
            told = f"{len(joined)} signals for the {len(inner.order)} ports of {shown(inner.name)}"
            raise module.error(told, instance.line)
        joined = [(name, signals) for name, (_, signals) in zip(inner.order, joined, strict=True)]
    known = inner.inputs.keys() | inner.outputs.keys()
    for name, _ in joined:
        if name not in known:
            told = f"{shown(inner.name)} has no port {shown(name)}{did_you_mean(name, known)}"
            raise module.error(told, instance.line)
    return sorted(joined, key=lambda pair: pair[0] not in inner.inputs)


def _check_size(modules: Mapping[str, Module], top: Module) -> None:
    """Refuse modules that are unknown or in themselves, and what is too large when laid open."""
    sizes: dict[str, int] = {}
    stack, opened = [top], set[str]()
    while stack:
        module = stack[-1]
        if module.name in sizes:
            stack.pop()
            continue
        opened.add(module.name)
        below = _inside(modules, module, opened, sizes)
        stack += below
        if not below:
            inner = sum(sizes[instance.module] for instance in module.instances)
            sizes[module.name] = len(module.made) + module.size + inner
            opened.discard(stack.pop().name)
            if sizes[module.name] > MOST_GATES:
                told = f"laid open, {shown(module.name)} has more than {MOST_GATES} gates"
                raise module.error(f"{told}, the limit", module.line)


def _inside(
    modules: Mapping[str, Module], module: Module, opened: Iterable[str], sizes: Mapping[str, int]
) -> list[Module]:
    """The modules in a module whose sizes are not known yet."""
    found: dict[str, Module] = {}
    for instance in module.instances:
        name = instance.module
        if name not in modules:
            near = did_you_mean(name, modules)
            raise module.error(f"there is no module {shown(name)}{near}", instance.line)
        if name in opened and name not in sizes:
            raise module.error(f"{shown(name)} is inside itself", instance.line)
        if name not in sizes:
            found[name] = modules[name]
    return list(found.values())
