"""Circuits drawn at random, and their meaning by plain recursion over the gates."""

from hypothesis import strategies as st

from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.circuits.rules import STATED

NAMES = ("a", "b", "c", "d")
MEANING = {
    "and": lambda values, least: all(values),
    "or": lambda values, least: any(values),
    "xor": lambda values, least: sum(values) % 2 == 1,
    "implies": lambda values, least: values[1] or not values[0],
    "iff": lambda values, least: len(set(values)) == 1,
    "ite": lambda values, least: values[1] if values[0] else values[2],
    "atleast": lambda values, least: sum(values) >= least,
}
WIDTHS = {"implies": (2, 2), "iff": (2, 4), "ite": (3, 3)}  # all others: 1 to 5


@st.composite
def stated_gates(draw, most=8):
    """Gates as they are stated: (kind, literals, least), and the literals of two outputs.

    Literals 0 and 1 are constants, those of the names follow, then those of the gates.
    """
    gates = []
    for k in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(sorted(MEANING)))
        fewest, widest = WIDTHS.get(kind, (1, 5))
        literal = st.integers(0, 2 * (1 + len(NAMES) + k) - 1)
        literals = draw(st.lists(literal, min_size=fewest, max_size=widest))
        gates.append((kind, literals, draw(st.integers(-1, 6)) if kind == "atleast" else 0))
    end = st.integers(0, 2 * (1 + len(NAMES) + len(gates)) - 1)
    return gates, draw(st.tuples(end, end))


def built(gates, ends, rules=STATED):
    """The circuit of stated gates."""
    build = Builder(rules)
    literals = [0, *(build.leaf(name) for name in NAMES)]
    for kind, read, least in gates:
        known = [literals[x >> 1] ^ x & 1 for x in read]
        literals.append(build.add(kind, known, least))
    found = [literals[end >> 1] ^ end & 1 for end in ends]
    return build.circuit(dict(zip(("y", "z"), found, strict=True)), NAMES)


def stated_value(gates, end, row):
    """The value of a literal among stated gates, by recursion."""
    node = end >> 1
    if node <= len(NAMES):
        value = bool(node and row[node - 1])
    else:
        kind, read, least = gates[node - 1 - len(NAMES)]
        value = bool(MEANING[kind]([stated_value(gates, x, row) for x in read], least))
    return value != bool(end & 1)


def gates_of(circuit):
    """The gates of a circuit in the form of `stated_gates`, read from its arrays."""
    kinds = ("and", "or", "xor", "implies", "iff", "ite", "atleast")
    starts = circuit.starts.tolist()
    return [
        (kinds[code], circuit.operands[start:stop].tolist(), least)
        for code, start, stop, least in zip(
            circuit.operators.tolist(), starts[:-1], starts[1:], circuit.counts.tolist(),
            strict=True,
        )
    ]  # fmt: skip
