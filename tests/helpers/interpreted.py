"""Circuits of files by small interpreters: rows are whole numbers of Python, a bit a row.

They share nothing with the readers, take only what is well formed, and say what outputs are at
random values of inputs.
"""

import re
from random import Random


def settled(gates, values, mask):
    """The values of all nets, by gates (net, function of values, nets that it reads)."""
    waiting = list(gates)
    while waiting:
        left = []
        for net, function, reads in waiting:
            if all(read in values for read in reads):
                values[net] = function(*(values[read] for read in reads)) & mask
            else:
                left.append((net, function, reads))
        assert len(left) < len(waiting), left[:3]
        waiting = left
    return values


def every(*values):
    found = -1
    for value in values:
        found &= value
    return found


def some(*values):
    return ~every(*(~value for value in values))


def odd(*values):
    found = 0
    for value in values:
        found ^= value
    return found


def negative(function):
    return lambda *values: ~function(*values)


GATES = {
    "AND": every, "OR": some, "XOR": odd, "NAND": negative(every), "NOR": negative(some),
    "XNOR": negative(odd), "NOT": negative(odd), "BUFF": odd, "BUF": odd,
}  # fmt: skip


def of_bench(text):
    """Inputs, outputs and gates."""
    inputs, outputs, gates = [], [], []
    for line in text.splitlines():
        line = re.sub(r"#.*|\s", "", line)
        if line.upper().startswith("INPUT("):
            inputs.append(line[6:-1])
        elif line.upper().startswith("OUTPUT("):
            outputs.append(line[7:-1])
        elif line:
            net, word, reads = re.fullmatch(r"(.*?)=(\w+)\((.*)\)", line).groups()
            gates.append((net, GATES[word.upper()], reads.split(",")))
    return inputs, outputs, gates


def covered(rows):
    """The function of the rows of a node."""
    value = rows[0][-1] if rows else "1"

    def function(*values):
        on = 0
        for cube, _ in rows:
            term = -1
            for literal, each in zip(cube, values, strict=True):
                term &= {"1": each, "0": ~each, "-": -1}[literal]
            on |= term
        return on if value == "1" else ~on

    return function


def of_blif(text, dont_cares=False):
    """Inputs, outputs and gates of the one model, or of its part .exdc."""
    text = re.sub(r"#.*", "", text).replace("\\\n", " ")
    text, _, free = text.partition(".exdc")
    inputs, outputs, gates, rows = [], [], [], []
    for line in (free if dont_cares else text).splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == ".inputs":
            inputs += words[1:]
        elif words[0] == ".outputs":
            outputs += words[1:]
        elif words[0] == ".names":
            rows = []
            gates.append((words[-1], rows, words[1:-1]))
        elif words[0][0] != ".":
            rows.append(("".join(words[:-1]), words[-1]))
    return inputs, outputs, [(net, covered(rows), reads) for net, rows, reads in gates]


def of_aiger(octets):
    """Inputs, outputs and gates of a binary file; nets are literals."""
    head, _, rest = octets.partition(b"\n")
    _, i, _, o, a = map(int, head.split()[1:6])
    outputs = []
    for _ in range(o):
        end, _, rest = rest.partition(b"\n")
        outputs.append(int(end))
    place, gates = 0, [(0, lambda: 0, []), (1, lambda: -1, [])]

    def difference():
        nonlocal place
        found = shift = 0
        while True:
            octet = rest[place]
            place += 1
            found |= (octet & 127) << shift
            shift += 7
            if octet < 128:
                return found

    gates += [(2 * k + 3, negative(odd), [2 * k + 2]) for k in range(i)]
    for k in range(a):
        own = 2 * (i + 1 + k)
        left = own - difference()
        gates += [(own, every, [left, left - difference()]), (own + 1, negative(odd), [own])]
    names = dict(re.findall(r"^([io]\d+) (.*)$", rest[place:].decode(), re.M))
    inputs = [names.get(f"i{k}", f"i{k}") for k in range(i)]
    named = [names.get(f"o{k}", f"o{k}") for k in range(o)]
    gates += [(2 * k + 2, odd, [("in", name)]) for k, name in enumerate(inputs)]
    gates += [(("out", name), odd, [end]) for name, end in zip(named, outputs, strict=True)]
    return inputs, named, gates


def values_of(parts, rows=64, seed=0):
    """The values of inputs at random rows, and of outputs, as numbers of so many bits."""
    inputs, outputs, gates = parts
    rng, mask = Random(seed), (1 << rows) - 1
    given = {name: rng.getrandbits(rows) for name in inputs}
    nets = {key: value for name, value in given.items() for key in (name, ("in", name))}
    found = settled(gates, nets, mask)
    return given, {name: found[("out", name) if ("out", name) in found else name]
                   for name in outputs}  # fmt: skip
