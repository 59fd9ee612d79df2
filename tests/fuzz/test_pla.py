"""PLA files: cubes drawn, printed in any layout that is legal, read back, and compared row by row.

The printing and the meaning are of this file alone. The facts of the format are those that
`logicnet.formats.pla` states.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import pytest

from fuzz.draws import draws
from fuzz.layouts import damaged, rows, some_names
from logicnet.errors import FormatError, SpecificationError
from logicnet.formats import pla
from logicnet.logic.tables.cover import Cover

# How a state of an output is spelt in a file of each type.
SPELT = {
    "f": {"on": "14", "none": "03-2~"},
    "fd": {"on": "14", "dc": "-2", "none": "03~"},
    "fr": {"on": "14", "off": "03", "none": "-2~"},
    "fdr": {"on": "14", "dc": "-2", "off": "03", "none": "~"},
}
LITERALS = {0: "0", 1: "1", None: "-2", "empty": "?"}


class Meaning(NamedTuple):
    """Cubes (literals, states of outputs) of a type, over named inputs and outputs."""

    kind: str
    inputs: list[str]
    outputs: list[str]
    cubes: list[tuple[list[object], list[str]]]

    def values(self):
        """The value of each output (1, 0, -1: free, 2: on and off) on each row."""
        return [
            [self._value(row, j) for j in range(len(self.outputs))]
            for row in rows(len(self.inputs))
        ]

    def _value(self, row, j):
        held = {
            states[j]
            for literals, states in self.cubes
            if all(v is None or v == digit for v, digit in zip(literals, row, strict=True))
        }
        if "dc" in held:
            return -1
        if {"on", "off"} <= held:
            return 2
        if "on" in held:
            return 1
        return 0 if "r" not in self.kind or "off" in held else -1


def a_meaning(rng):
    kind = rng.choice(list(SPELT))
    n, m = rng.randint(0, 5), rng.randint(1, 4)
    literals = [0, 1, None] * 6 + ["empty"]
    cubes = [
        ([rng.choice(literals) for _ in range(n)],
         [rng.choice(list(SPELT[kind])) for _ in range(m)])
        for _ in range(rng.randint(0, 7))
    ]  # fmt: skip
    named = some_names(rng, n, " \t\n"), some_names(rng, m, " \t\n")
    usual = [
        [letter] if count == 1 else [f"{letter}{i + 1}" for i in range(count)]
        for letter, count in (("x", n), ("y", m))
    ]
    own = rng.random() < 0.6, rng.random() < 0.6
    inputs, outputs = (named[k] if own[k] else usual[k] for k in (0, 1))
    return Meaning(kind, inputs, outputs, cubes), *own


# -- printing -------------------------------------------------------------------------------


def printed(rng, meaning, inputs_named, outputs_named):
    """The meaning as text; blanks, bars, comments, line ends and the order vary as is legal."""
    n, m = len(meaning.inputs), len(meaning.outputs)
    sizes = [f".i {n}", f".o {m}"]
    late = [f".p {len(meaning.cubes)}"] * rng.randint(0, 2)  # these may stand anywhere
    early = [".phase " + "1" * m] * rng.randint(0, 1)
    if meaning.kind != "fd" or rng.random() < 0.5:
        early += [f".type {meaning.kind}"] * rng.randint(1, 2)
    early += rng.sample(sizes, rng.randint(0, 2))  # said twice
    rng.shuffle(sizes)
    lists = _name_lists(rng, meaning, inputs_named, outputs_named)
    head = sizes + early
    rng.shuffle(head)
    title = ["# a comment", "x and y"] if rng.random() < 0.3 else []
    body = _cube_lines(rng, meaning)
    first = [line for line in (*lists, *late) if rng.random() < 0.6]
    last = [line for line in (*lists, *late) if line not in first]
    if rng.random() < 0.3:  # before the sizes: a list is then of one line
        lines = [*title, *first, *_joined(rng, head), *body, *last]
    else:
        first = [_broken(rng, line) for line in first]
        lines = [*title, *_joined(rng, head), *first, *body, *last]
    if rng.random() < 0.6:
        lines += [rng.choice((".e", ".end", ".e # the end")), *["", "# text"][: rng.randint(0, 2)]]
    end = rng.choice(("\n", "\n", "\r\n", "\r"))
    return "\n".join(_decorated(rng, lines)).replace("\n", end) + end * rng.randint(0, 2)


def _name_lists(rng, meaning, inputs_named, outputs_named):
    lists = []
    if inputs_named and meaning.inputs:
        lists.append(".ilb " + rng.choice((" ", "  ", "\t")).join(meaning.inputs))
    if outputs_named:
        lists.append(".ob " + " ".join(meaning.outputs))
    return [line + rng.choice(("", " # names")) for line in lists]


def _broken(rng, line):
    """A list of names over several lines, each of which has what no cube has."""
    words, text = line.split(), ""
    if rng.random() < 0.5 or "#" in line or not line.startswith((".ilb", ".ob")):
        return line
    for word in words:
        fresh = word[0] != "." and set(word) - set("01-2?34~|")
        text += ("\n" if text and fresh and rng.random() < 0.5 else " " * bool(text)) + word
    return text


def _joined(rng, head):
    """The declarations, some of them on one line."""
    lines = []
    for word in head:
        if lines and rng.random() < 0.3:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _cube_lines(rng, meaning):
    plain = rng.random() < 0.4
    lines = []
    for literals, states in meaning.cubes:
        left = "".join(rng.choice(LITERALS[v]) for v in literals)
        right = "".join(rng.choice(SPELT[meaning.kind][state]) for state in states)
        if plain:
            lines.append(f"{left}{rng.choice((' ', '|', ' | ', ''))}{right}")
        else:
            gaps = ("", "", "", " ", "|", "\t", "\n")
            lines.append("".join(c + rng.choice(gaps) for c in left + right).strip("\n"))
    if not plain and lines and all("\n" not in line for line in lines) and rng.random() < 0.5:
        lines = [" ".join(lines)]
    lines = [part for line in lines for part in line.split("\n") if part]
    n, m = len(meaning.inputs), len(meaning.outputs)
    shapes = {tuple(map(len, line.replace("|", " ").split())) for line in lines}
    if len(shapes) == 1 and len(next(iter(shapes))) == 2 and shapes != {(n, m)}:
        # two words a line, always in the same places, are taken for inputs and outputs
        lines = ["".join(line.replace("|", " ").split()) for line in lines]
    return lines


def _decorated(rng, lines):
    for line in lines:
        if rng.random() < 0.1:
            yield rng.choice(("", "   ", "# 01 1", "#.e"))
        comment = rng.choice(("", "", "", " ", "\t", " # c", " # 11 1"))
        names = line.startswith((".ilb", ".ob"))  # a blank at the end says that a list goes on
        if names or line in ("x and y", "# a comment"):
            comment = ""
        yield ("" if names else rng.choice(("", "", "  "))) + line + comment


# -- tests ----------------------------------------------------------------------------------


def outcome(cover):
    """The rows of a cover, or None where a row is on and off."""
    try:
        return cover.table().values().tolist()
    except SpecificationError as error:
        assert "both on and off" in str(error)
        return None


def test_a_text_means_what_was_drawn():
    for seed, rng in draws(700):
        meaning, *named = a_meaning(rng)
        text = printed(rng, meaning, *named)
        cover = pla.loads(text)
        assert (cover.inputs, cover.outputs) == (
            tuple(meaning.inputs), tuple(meaning.outputs)
        ), (seed, text)  # fmt: skip
        values = meaning.values()
        clash = any(2 in row for row in values)
        assert outcome(cover) == (None if clash else values), (seed, text)


def test_a_file_is_read_as_its_text(tmp_path):
    path = tmp_path / "t.pla"
    for seed, rng in draws(60):
        meaning, *named = a_meaning(rng)
        text = printed(rng, meaning, *named)
        path.write_bytes(text.encode(rng.choice(("utf-8", "utf-8-sig"))))
        assert pla.read(path) == pla.loads(text), seed


def test_what_the_package_prints_means_the_same():
    for seed, rng in draws(150):
        meaning, *named = a_meaning(rng)
        cover = pla.loads(printed(rng, meaning, *named))
        try:
            text = pla.dumps(cover)
        except SpecificationError as error:
            assert "off and don't-care" in str(error)
            continue
        assert outcome(pla.loads(text)) == outcome(cover), seed


def test_a_part_of_a_file_is_not_taken_for_the_whole():
    """Cut off after any line: refused, or all cubes are there."""
    for seed, rng in draws(60):
        meaning, *named = a_meaning(rng)
        text = f".p {len(meaning.cubes)}\n" + printed(rng, meaning, *named)
        whole = pla.loads(text)
        for cut in range(len(text)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    part = pla.loads(text[:cut])
                except FormatError:
                    continue
            assert part.positive.tolist() == whole.positive.tolist(), (seed, text[:cut])
            assert part.negative.tolist() == whole.negative.tolist(), (seed, text[:cut])


@pytest.mark.filterwarnings("ignore")
def test_a_damaged_text_is_read_or_refused_and_nothing_else():
    for seed, rng in draws(1500):
        meaning, *named = a_meaning(rng)
        text = damaged(rng, printed(rng, meaning, *named))
        try:
            cover = pla.loads(text, "t.pla")
        except FormatError as error:
            assert str(error).startswith("t.pla:"), (seed, text)
            continue
        assert isinstance(cover, Cover)


def test_a_wrong_reading_would_be_noticed():
    """The comparison fails for a reader that takes ~ for 0, and one that leaves out a cube."""
    seen = {"~": 0, "cube": 0}
    for _, rng in draws(200):
        meaning, *named = a_meaning(rng)
        text = printed(rng, meaning, *named).replace("~", "0")
        seen["~"] += outcome(pla.loads(text)) != meaning.values()
        seen["cube"] += meaning._replace(cubes=meaning.cubes[1:]).values() != meaning.values()
    assert min(seen.values()) > 0
