"""Circuits that compute numbers in the ways in which hardware does, gate by gate.

A number is a list of literals, lowest digit first; each way to add or to multiply takes a builder.
"""

from itertools import zip_longest

from logicnet.logic.circuits.circuit import Builder

ZERO, ONE = 0, 1


def number(build, name, bits):
    """The digits of an input."""
    return build.leaves([f"{name}{k}" for k in range(bits)])


def full(build, a, b, c):
    """The sum and the carry of three digits."""
    half = build.add("xor", [a, b])
    both, through = build.add("and", [a, b]), build.add("and", [half, c])
    return build.add("xor", [half, c]), build.add("or", [both, through])


def ripple(build, a, b, carry=ZERO):
    """The sum of two numbers, carry by carry."""
    digits = []
    for x, y in zip_longest(a, b, fillvalue=ZERO):
        digit, carry = full(build, x, y, carry)
        digits.append(digit)
    return [*digits, carry]


def prefix(build, a, b, carry=ZERO):
    """The same with all carries side by side (Kogge and Stone)."""
    pairs = [*zip_longest(a, b, fillvalue=ZERO)]
    half = [build.add("xor", [x, y]) for x, y in pairs]
    makes = [build.add("and", [x, y]) for x, y in pairs]
    makes[0] = build.add("or", [makes[0], build.add("and", [half[0], carry])])
    passes, step = list(half), 1
    while step < len(pairs):
        older = makes, passes
        makes, passes = list(makes), list(passes)
        for k in range(step, len(pairs)):
            below = build.add("and", [older[1][k], older[0][k - step]])
            makes[k] = build.add("or", [older[0][k], below])
            passes[k] = build.add("and", [older[1][k], older[1][k - step]])
        step *= 2
    sums = [build.add("xor", [p, c]) for p, c in zip(half, [carry, *makes], strict=False)]
    return [*sums, makes[-1]]


def added(build, columns, last=ripple):
    """The sum of columns of digits, three to two until two are left in each (Wallace)."""
    while max(map(len, columns)) > 2:
        after = [[] for _ in range(len(columns) + 1)]
        for k, column in enumerate(columns):
            while len(column) > 2:
                digit, carry = full(build, *column[:3])
                column = column[3:]
                after[k].append(digit)
                after[k + 1].append(carry)
            after[k] += column
        columns = after if after[-1] else after[:-1]
    rows = [[column[k] if k < len(column) else ZERO for column in columns] for k in range(2)]
    return last(build, *rows)


def products(build, a, b):
    """Columns of the products of two digits."""
    columns = [[] for _ in range(len(a) + len(b))]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            columns[i + j].append(build.add("and", [x, y]))
    return columns


def wallace(build, a, b, last=ripple):
    """The product of two numbers by columns."""
    return added(build, products(build, a, b), last)[: len(a) + len(b)]


def array(build, a, b):
    """The product row by row."""
    total = []
    for i, x in enumerate(b):
        row = [build.add("and", [x, y]) for y in a]
        total = total[:i] + ripple(build, total[i:], row) if total else [*row, ZERO]
    return total


def squared(build, a):
    """The square, with each product of two digits once."""
    columns = [[] for _ in range(2 * len(a) + 1)]
    for i, x in enumerate(a):
        columns[2 * i].append(x)
        for j in range(i):
            columns[i + j + 1].append(build.add("and", [x, a[j]]))
    return added(build, columns)[: 2 * len(a)]


def booth(build, a, b, last=ripple):
    """The product with digits -2 to 2 of b (Booth), modulo 2 ** (sum of the bits)."""
    width = len(a) + len(b)
    columns = [[] for _ in range(width)]
    own = [ZERO, *b, ZERO, ZERO]
    for k in range(0, len(b) + 1, 2):
        low, mid, high = own[k : k + 3]
        once = build.add("xor", [low, mid])
        same = build.add("xor", [low, mid]) ^ 1
        twice = build.add("and", [same, build.add("xor", [mid, high])])
        for j in range(width - k):
            x = a[j] if j < len(a) else ZERO
            y = a[j - 1] if 0 < j <= len(a) else ZERO
            either = build.add("or", [build.add("and", [once, x]), build.add("and", [twice, y])])
            columns[k + j].append(build.add("xor", [high, either]))
        if k < width:
            columns[k].append(high)
    return added(build, columns, last)[:width]


def times(build, a, factor, last=ripple):
    """A constant multiple of a number."""
    columns = [[] for _ in range(len(a) + factor.bit_length())]
    for place in range(factor.bit_length()):
        for k, x in enumerate(a):
            if factor >> place & 1:
                columns[k + place].append(x)
    return added(build, columns, last)


def circuit(build, digits, names=None):
    """The circuit whose outputs are digits."""
    names = names or [f"y{k}" for k in range(len(digits))]
    return build.circuit(dict(zip(names, digits, strict=True)))


def of_two(make, n, m=None):
    """The circuit of a number made of two inputs a and b."""
    build = Builder()
    a, b = number(build, "a", n), number(build, "b", m or n)
    return circuit(build, make(build, a, b))
