"""Formulas as trees: their meaning, their drawing, and their printing in any legal spelling.

Nothing here is taken from the package. A tree is a tuple: ("name", n), ("const", 0 or 1),
("not", t), (operator, left, right), ("call", function, k or None, arguments), or
("compare", sides, signs), where a side is an arithmetic tree: ("number", text, value),
("name", n), ("minus", t), (one of + - * /, left, right).
"""

import itertools
import operator
from fractions import Fraction

# The meaning ------------------------------------------------------------------------------

OPERATORS = {  # loosest first: spellings, and what they say of two truth values
    "iff": (["<->", "<=>", "↔", "==", "iff", "xnor", "Iff", "XNOR"], lambda p, q: p == q),
    "implies": (["->", "=>", "→", "implies", "Implies"], lambda p, q: q or not p),
    "or": (["|", "||", "+", "∨", "or", "Or", "OR"], lambda p, q: p or q),
    "xor": (["^", "⊕", "xor", "XOR"], lambda p, q: p != q),
    "and": (["&", "&&", "*", "∧", "and", "And"], lambda p, q: p and q),
}
BINDS = {name: level for level, name in enumerate(OPERATORS)}
CALLS = {  # least and greatest number of arguments, and what they say of k and a list of values
    "not": (1, 1, lambda k, v: not v[0]),
    "and": (1, 4, lambda k, v: all(v)),
    "or": (1, 4, lambda k, v: any(v)),
    "xor": (1, 4, lambda k, v: sum(v) % 2 == 1),
    "nand": (1, 4, lambda k, v: not all(v)),
    "nor": (1, 4, lambda k, v: not any(v)),
    "xnor": (1, 4, lambda k, v: sum(v) % 2 == 0),
    "implies": (2, 2, lambda k, v: v[1] or not v[0]),
    "iff": (2, 2, lambda k, v: v[0] == v[1]),
    "equivalent": (2, 4, lambda k, v: len(set(v)) == 1),
    "ite": (3, 3, lambda k, v: v[1] if v[0] else v[2]),
    "parity": (1, 4, lambda k, v: sum(v) % 2 == 1),
    "majority": (1, 5, lambda k, v: 2 * sum(v) > len(v)),
    "atleast": (1, 5, lambda k, v: sum(v) >= k),
    "atmost": (1, 5, lambda k, v: sum(v) <= k),
    "exactly": (1, 5, lambda k, v: sum(v) == k),
}
COUNTING = ("atleast", "atmost", "exactly")
ARITHMETIC = dict(zip("+-*/", (operator.add, operator.sub, operator.mul, operator.truediv),
                      strict=True))  # fmt: skip
SIGNS = {"<": operator.lt, "<=": operator.le, "≤": operator.le,
         ">": operator.gt, ">=": operator.ge, "≥": operator.ge}  # fmt: skip


def value(tree, at):
    """The truth of a tree where the names have the values in `at`."""
    kind, *rest = tree
    if kind == "name":  # beside comparisons any number: a Boolean variable is true from 1/2 on
        return at[rest[0]] >= Fraction(1, 2)
    if kind == "const":
        return bool(rest[0])
    if kind == "not":
        return not value(rest[0], at)
    if kind == "call":
        function, k, arguments = rest
        return bool(CALLS[function][2](k, [value(part, at) for part in arguments]))
    if kind == "compare":
        sides = [number(side, at) for side in rest[0]]
        return all(SIGNS[s](p, q) for s, p, q in zip(rest[1], sides, sides[1:], strict=False))
    return bool(OPERATORS[kind][1](value(rest[0], at), value(rest[1], at)))


def number(tree, at):
    """The exact value of an arithmetic tree."""
    kind, *rest = tree
    if kind == "number":
        return rest[1]
    if kind == "name":
        return Fraction(at[rest[0]])
    if kind == "minus":
        return -number(rest[0], at)
    return ARITHMETIC[kind](number(rest[0], at), number(rest[1], at))


def leaves_of(tree):
    """The names, constants and numbers of a tree of either kind."""
    parts = [part for part in tree[1:] if isinstance(part, tuple)]
    parts += [p for part in tree[1:] if isinstance(part, list) for p in part if type(p) is tuple]
    return [leaf for part in parts for leaf in leaves_of(part)] if parts else [tree]


def names_of(tree):
    """The names in a tree of either kind."""
    return {leaf[1] for leaf in leaves_of(tree) if leaf[0] == "name"}


def numbers_of(tree):
    """The values of the numbers in a tree of either kind."""
    return [leaf[2] for leaf in leaves_of(tree) if leaf[0] == "number"]


def truths_of(tree):
    """The names that stand for truth values, not for numbers."""
    if tree[0] in ("name", "const", "compare"):
        return {tree[1]} if tree[0] == "name" else set()
    parts = tree[3] if tree[0] == "call" else tree[1:]
    return set().union(*map(truths_of, parts))


# The drawing ------------------------------------------------------------------------------

PLAIN = ["a", "b", "A", "x10", "x_1", "Größe", "変数", "E", "I", "lambda", "_", "x[3]", "x[3,1]",
         "m[i][2]", "majority", "ite", "nand", "Exactly", "android", "xor2"]  # fmt: skip
QUOTED = ["a b", "and", "NOT", "0", "1", "true", "False", "1x", "2.5", "petal width (cm)", "x-y",
          "a<b", "it's", '"q"', "x [3]", "a`b", "`", " ", "β²", "a & b", "->", "\\", "é\u0301",
          "\n", "nan", "x[ 3 ]", "[", "größe in cm", "x,y", "'"]  # fmt: skip


def drawn(rng, size, names, compare=0.0):
    """A tree of about so many nodes."""
    if size <= 1:
        if rng.random() < compare:
            return comparison(rng, names)
        return ("const", rng.randrange(2)) if rng.random() < 0.06 else ("name", rng.choice(names))
    shape = rng.random()
    if shape < 0.18:
        return ("not", drawn(rng, size - 1, names, compare))
    if shape < 0.45:
        return called(rng, size, names, compare)
    left = rng.randrange(1, size)
    kind = rng.choice(list(OPERATORS))
    return (kind, drawn(rng, left, names, compare), drawn(rng, size - left, names, compare))


def called(rng, size, names, compare):
    function = rng.choice(list(CALLS))
    fewest, most, _ = CALLS[function]
    count = rng.randint(fewest, most)
    parts = [drawn(rng, max(1, (size - 1) // count), names, compare) for _ in range(count)]
    return ("call", function, rng.randint(0, count + 1) if function in COUNTING else None, parts)


def comparison(rng, names):
    links = rng.choice([1, 1, 1, 2, 3])
    signs = rng.choices(list(SIGNS), k=links)
    return ("compare", [linear(rng, rng.randint(1, 4), names) for _ in range(links + 1)], signs)


def linear(rng, size, names):
    """An arithmetic tree without a product of variables."""
    if size <= 1:
        return literal(rng) if rng.random() < 0.5 else ("name", rng.choice(names))
    shape = rng.random()
    if shape < 0.15:
        return ("minus", linear(rng, size - 1, names))
    if shape < 0.5:
        left = rng.randrange(1, size)
        return (rng.choice("+-"), linear(rng, left, names), linear(rng, size - left, names))
    factor, rest = constant(rng, rng.randint(1, 2)), linear(rng, size - 1, names)
    if shape < 0.7:
        return ("*", rest, factor) if rng.random() < 0.5 else ("*", factor, rest)
    return ("/", rest, factor) if number(factor, {}) else ("*", rest, factor)


def constant(rng, size):
    if size <= 1:
        return literal(rng)
    kind = rng.choice("+-*/")
    left, right = literal(rng), literal(rng)
    return (kind, left, right) if kind != "/" or right[2] else ("*", left, right)


def literal(rng):
    """A number as text with its value: a whole number exactly, any other the nearest float."""
    text = rng.choice([
        str(rng.randrange(10)), str(rng.randrange(10)), f"{rng.randrange(20)}.5", ".25", "3.",
        f"{rng.randrange(100)}e-1", "1E+1", "0.1", "0.30000000000000004", "1e-3", "007",
        str(rng.randrange(10**20)),
    ])  # fmt: skip
    return ("number", text, Fraction(int(text)) if text.isdecimal() else Fraction(float(text)))


# The printing -----------------------------------------------------------------------------


class Printing:
    """Tokens of a tree: brackets where they are needed, sometimes, or everywhere."""

    def __init__(self, rng, brackets, blanks=True):
        self.rng, self.brackets, self.blanks = rng, brackets, blanks

    def text(self, tree):
        tokens = self.tree(tree, -1)
        for k, token in enumerate(tokens):
            beside = tokens[max(k - 1, 0) : k] + tokens[k + 1 : k + 2]
            if isinstance(token, list):  # a comparison takes in what is arithmetic beside it
                loose = not set(beside) & set("+*^'")
                tokens[k] = self.joined(token if loose else ["(", *token, ")"])
        return self.joined(tokens)

    def joined(self, tokens):
        blanks = ["", "", " ", " ", "\n", "\t", "  \r\n"] if self.blanks else [""]
        text = ""
        for token in tokens:
            gap = self.rng.choice(blanks)
            if text and not gap and wordy(text[-1]) and wordy(token[0]):
                gap = " "
            text += gap + token
        return text + self.rng.choice(blanks)

    def bracketed(self, tokens, needed):
        extra = {"minimal": 0, "random": 0.25, "full": 0.9}[self.brackets]
        while needed or self.rng.random() < extra:
            tokens, needed, extra = ["(", *tokens, ")"], False, extra / 4
        return tokens

    def tree(self, tree, level):
        """The tokens of a tree below an operator that binds at this level."""
        kind, *rest = tree
        if kind == "name":
            return self.bracketed([self.name(rest[0])], False)
        if kind == "const":
            word = self.rng.choice([["0", "false", "False"], ["1", "true", "TRUE"]][rest[0]])
            return self.bracketed([word], False)
        if kind == "compare":
            return self.bracketed([self.compared(*rest)], False)
        if kind == "not":
            return self.negated(rest[0], level)
        if kind == "call":
            return self.bracketed(self.call(*rest), False)
        here = BINDS[kind]
        left = here + (kind == "implies")
        right = here + (kind == "iff")
        spelling = self.rng.choice(OPERATORS[kind][0])
        tokens = [*self.tree(rest[0], left), spelling, *self.tree(rest[1], right)]
        return self.bracketed(tokens, here < level)

    def negated(self, inner, level):
        if self.rng.random() < 0.3:
            return self.bracketed([*self.tree(inner, 9), "'"], False)
        word = self.rng.choice(["~", "!", "¬", "not", "NOT"])
        return self.bracketed([word, *self.tree(inner, 8)], level > 8)

    def call(self, function, k, arguments):
        parts = [self.tree(argument, -1) for argument in arguments]
        if k is not None:
            parts.insert(0, [str(k)])
        word = self.rng.choice([function, function, function.upper(), function.title()])
        tokens = [word, "("]
        for part in parts:
            tokens += [*part, ","]
        return [*tokens[:-1], ")"]

    def name(self, name):
        """A name as it is, with blanks in its index, or in backticks, doubled inside."""
        if name in QUOTED or self.rng.random() < 0.15:
            return "`" + name.replace("`", "``") + "`"
        return name.replace("[", self.rng.choice(["[", "[ "])).replace(
            ",", self.rng.choice([",", " , "])
        )

    def compared(self, sides, signs):
        tokens = self.side(sides[0], 0)
        for sign, side in zip(signs, sides[1:], strict=True):
            tokens += [sign, *self.side(side, 0)]
        return tokens

    def side(self, tree, level):
        kind, *rest = tree
        if kind == "number":
            return [rest[0]]
        if kind == "name":
            return [self.name(rest[0])]
        if kind == "minus":
            return self.bracketed(["-", *self.side(rest[0], 3)], False)
        here = 1 if kind in "+-" else 2
        tokens = [*self.side(rest[0], here), kind, *self.side(rest[1], here + (kind in "-/"))]
        return self.bracketed(tokens, here < level)


def wordy(character):
    return character.isalnum() or character in "_.`"


# What is taken --------------------------------------------------------------------------------


def rows_of(tree):
    """The names of a tree and its value on all rows, the first name the slowest."""
    names = sorted(names_of(tree))
    rows = itertools.product([0, 1], repeat=len(names))
    return names, [value(tree, dict(zip(names, row, strict=True))) for row in rows]


def a_formula(rng, most=14, pool=(*PLAIN, *QUOTED)):
    """A tree without comparisons, and a text that states it."""
    tree = drawn(rng, rng.randint(1, most), rng.sample(pool, rng.randint(1, 4)))
    return tree, printed(rng, tree)


def a_rule(rng, pool=(*PLAIN, *QUOTED)):
    """A tree with comparisons, and a text that states it."""
    names = rng.sample(pool, rng.randint(1, 3))
    tree = ("and", drawn(rng, rng.randint(1, 6), names, compare=0.6), comparison(rng, names))
    return tree, printed(rng, tree)


def printed(rng, tree):
    return Printing(rng, rng.choice(["minimal", "random", "full"])).text(tree)
