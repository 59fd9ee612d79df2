"""Circuits that compute numbers in the ways in which hardware does, gate by gate.

    python tests/tools/arithmetic_circuits.py {divided,hypotenuse} DIGITS FILE

A number is a list of literals, lowest digit first; each way to add or to multiply takes a builder.
"""

import sys
from itertools import zip_longest

from logicnet import write
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


def halves(build, a, b):
    """The half sums of two numbers, and what each digit carries by itself."""
    pairs = [*zip_longest(a, b, fillvalue=ZERO)]
    return [build.add("xor", [x, y]) for x, y in pairs], [
        build.add("and", [x, y]) for x, y in pairs
    ]


def spanned(build, spans, k, j):
    """Let the span that ends at digit k take in the one that ends at digit j."""
    (makes, passes), (below, through) = spans[k], spans[j]
    either = build.add("or", [makes, build.add("and", [passes, below])])
    spans[k] = either, build.add("and", [passes, through])


def from_spans(build, half, spans):
    """The digits of half sums and what is carried up to each."""
    sums = [build.add("xor", [p, c]) for p, (c, _) in zip(half[1:], spans, strict=False)]
    return [half[0], *sums, spans[-1][0]]


def sklansky(build, a, b):
    """The sum with carries by halving."""
    half, makes = halves(build, a, b)
    spans, step = list(zip(makes, half, strict=True)), 1
    while step < len(spans):
        for k in range(len(spans)):
            if k // step % 2:
                spanned(build, spans, k, k // step * step - 1)
        step *= 2
    return from_spans(build, half, spans)


def brent_kung(build, a, b):
    """The sum with few nodes for its carries."""
    half, makes = halves(build, a, b)
    spans, step = list(zip(makes, half, strict=True)), 1
    while step < len(spans):
        for k in range(2 * step - 1, len(spans), 2 * step):
            spanned(build, spans, k, k - step)
        step *= 2
    while step > 1:
        step //= 2
        for k in range(3 * step - 1, len(spans), 2 * step):
            spanned(build, spans, k, k - step)
    return from_spans(build, half, spans)


def chosen(build, carry, one, other):
    """One literal where there is a carry, else another."""
    return build.add("or", [build.add("and", [carry, one]), build.add("and", [carry ^ 1, other])])


def select(build, a, b):
    """The sum in blocks, each worked out for both carries."""
    pairs, digits, carry = [*zip_longest(a, b, fillvalue=ZERO)], [], ZERO
    for at in range(0, len(pairs), 4):
        x, y = zip(*pairs[at : at + 4], strict=True)
        both = zip(ripple(build, x, y, ONE), ripple(build, x, y), strict=True)
        *own, carry = [chosen(build, carry, one, other) for one, other in both]
        digits += own
    return [*digits, carry]


def skip(build, a, b):
    """The sum in blocks that a carry passes by where all of their half sums are 1."""
    pairs, digits, carry = [*zip_longest(a, b, fillvalue=ZERO)], [], ZERO
    for at in range(0, len(pairs), 4):
        x, y = zip(*pairs[at : at + 4], strict=True)
        *own, last = ripple(build, x, y, carry)
        digits += own
        passes = build.add("and", [build.add("xor", pair) for pair in pairs[at : at + 4]])
        carry = chosen(build, passes, carry, last)
    return [*digits, carry]


def lookahead(build, a, b):
    """The sum in blocks of four whose carries are sums of products."""
    half, makes = halves(build, a, b)
    digits, carry = [], ZERO
    for at in range(0, len(half), 4):
        carries, below = [carry], carry
        for k in range(at, min(at + 4, len(half))):
            begun = [[makes[j], *half[j + 1 : k + 1]] for j in range(at, k + 1)]
            terms = [build.add("and", own) for own in [*begun, [below, *half[at : k + 1]]]]
            carries.append(build.add("or", terms))
        digits += [build.add("xor", pair) for pair in zip(half[at:], carries[:-1], strict=False)]
        carry = carries[-1]
    return [*digits, carry]


LAST_ADDERS = prefix, sklansky, brent_kung, select, skip, lookahead


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


def less(build, a, b):
    """The difference of two numbers, and whether it is not below 0."""
    *digits, reached = ripple(build, a, [y ^ 1 for y in b], ONE)
    return digits, reached


def reduced(build, rest, by):
    """What is left when a number is taken away where that can be, and whether it can."""
    taken, reached = less(build, rest, by)
    return [chosen(build, reached, x, y) for x, y in zip(taken, rest, strict=True)], reached


def divided(build, a, b):
    """The quotient and the rest, digit by digit (restoring)."""
    rest, digits = [ZERO] * (len(b) + 1), []
    for digit in reversed(a):
        rest, reached = reduced(build, [digit, *rest[:-1]], [*b, ZERO])
        digits.insert(0, reached)
    return [*digits, *rest[: len(b)]]


def root(build, a):
    """The square root of a number of an even number of digits, without its fraction."""
    size, digits = len(a) // 2, []
    rest = [ZERO] * (size + 2)
    for k in reversed(range(size)):
        by = [ONE, ZERO, *digits, *[ZERO] * size]
        rest, reached = reduced(build, [*a[2 * k : 2 * k + 2], *rest[:size]], by[: size + 2])
        digits.insert(0, reached)
    return digits


def hypotenuse(build, a, b):
    """The root of the sum of two squares."""
    total = ripple(build, array(build, a, a), array(build, b, b))
    return root(build, [*total, *[ZERO] * (len(total) % 2)])


def circuit(build, digits, names=None):
    """The circuit whose outputs are digits."""
    names = names or [f"y{k}" for k in range(len(digits))]
    return build.circuit(dict(zip(names, digits, strict=True)))


def of_two(make, n, m=None):
    """The circuit of a number made of two inputs a and b."""
    build = Builder()
    a, b = number(build, "a", n), number(build, "b", m or n)
    return circuit(build, make(build, a, b))


if __name__ == "__main__":
    way, size, path = sys.argv[1:]
    write(of_two({"divided": divided, "hypotenuse": hypotenuse}[way], int(size)), path)
