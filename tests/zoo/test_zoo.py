"""What the definitions of the zoo say, by examples from elsewhere, and how its names are read."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from logicnet import LimitError, SpecificationError, TruthTable, datasets, zoo


def given(name, *numbers, reads=None):
    """What the network gives for numbers, digit by digit as the specification reads them."""
    stated = zoo.entry(name).specification
    bits = [n >> i & 1 for n, w in zip(numbers, stated.reads.values(), strict=True)
            for i in range(w)]  # fmt: skip
    digits, found = iter(zoo.network(name)(bits).tolist()), []
    for width in stated.gives.values():
        found.append(sum(next(digits) << i for i in range(width)))
    return found[0] if len(found) == 1 else tuple(found)


KNOWN = [  # from textbooks, standards and other people's tables
    ("aes-sbox", 0x00, 0x63), ("aes-sbox", 0x01, 0x7C), ("aes-sbox", 0x53, 0xED),
    ("aes-sbox", 0xFF, 0x16), ("aes-sbox", 0x9A, 0xB8),
    ("present-sbox", 0x0, 0xC), ("present-sbox", 0x9, 0xE), ("present-sbox", 0xF, 0x2),
    ("crc-8", 0x01, 0x07), ("crc-8", 0x31, 0x97), ("crc-8", 0xFF, 0xF3),
    ("to-gray-4", 7, 0b0100), ("to-gray-4", 8, 0b1100), ("from-gray-4", 0b1000, 15),
    ("hamming-encoder", 0b0001, 0b0000111), ("hamming-encoder", 0b1111, 0b1111111),
    ("hamming-corrector", 0b0000011, 0b0001), ("hamming-corrector", 0b1111110, 0b1111),
    ("priority-encoder-8", 0b00010110, (4, 1)), ("priority-encoder-8", 0, (0, 0)),
    ("encoder-8", 0b01000000, 6), ("decoder-8", 5, 0b00100000),
    ("increment-4", 15, 16), ("tic-tac-toe", 0b001010100, 1), ("tic-tac-toe", 0b011101010, 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "number", "result"), KNOWN)
def test_known_values(name, number, result):
    assert given(name, number) == result


def test_numbers_are_computed_with():
    assert given("adder-8", 200, 100) == 300
    assert given("multiplier-4", 13, 11) == 143
    assert given("maximum-4", 9, 12) == 12
    assert given("median", 3, 0, 2) == 2
    assert given("multiplexer-8", 3, 0b00001000) == 1
    assert given("full-adder", 1, 1, 1) == (1, 1)
    assert given("greater-16", 40000, 39999) == 1
    assert given("equal-16", 40000, 39999) == 0


def test_a_checksum_of_bytes_is_that_of_their_text():
    check = 0
    for byte in b"123456789":
        check = given("crc-8", check ^ byte)
    assert check == 0xF4


def test_one_wrong_bit_of_any_word_is_put_right():
    for data in range(16):
        word = given("hamming-encoder", data)
        for place in range(7):
            assert given("hamming-corrector", word ^ 1 << place) == data


@pytest.mark.parametrize("problem", [1, 2, 3])
def test_the_robots_have_the_labels_of_the_data_set(problem):
    x, y, _ = datasets.monks(problem)
    one_hot = [x[:, [k]] == np.arange(1, size + 1) for k, size in enumerate(datasets.MONK_SIZES)]
    assert (zoo.network(f"monks-{problem}")(np.hstack(one_hot).astype(int))[:, 0] == y).all()


def test_the_light_goes_round_and_a_fault_ends_in_red():
    light, state, seen = zoo.network("traffic-light"), [1, 0, 0], []
    for _ in range(4):
        state = light(state).tolist()
        seen.append(state)
    assert seen == [[1, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert light([1, 1, 1]).tolist() == light([0, 0, 0]).tolist() == [1, 0, 0]


def test_a_blinker_blinks():
    life, board = zoo.network("game-of-life"), np.zeros((5, 5), dtype=int)
    board[2, 1:4] = 1
    around = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    cells = np.stack([board, *(np.roll(board, at, (0, 1)) for at in around)], axis=-1)
    assert (life(cells.reshape(25, 9)).reshape(5, 5) == board.T).all()


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("aes-sbx", SpecificationError, "did you mean 'aes-sbox'"),
        ("adder", SpecificationError, r"but adder-n \(n from 2 to 18\)"),
        ("adder-99", LimitError, r"there is no adder-99 in the zoo, but adder-n \(n from 2"),
        ("adder-08", SpecificationError, "did you mean 'adder-8'"),
        ("xor-2", SpecificationError, "there is no 'xor-2'"),
        ("qqq", SpecificationError, r"`zoo\.names\(\)` lists"),
        (8, SpecificationError, "there is no 8 in the zoo"),
        ("multiplexer-5", LimitError, "but multiplexer-4 or multiplexer-8 or multiplexer-16"),
        ("adder-" + "9" * 5000, SpecificationError, "there is no 'adder-999"),
        ("adder--8", SpecificationError, "did you mean 'adder-8'"),
    ],
)
def test_other_names_are_refused(name, error, said):
    with pytest.raises(error, match=said):
        zoo.entry(name)


def test_all_names_are_different_and_read_back():
    assert len(set(zoo.names())) == len(zoo.names()) >= 40
    for name in zoo.names():
        assert zoo.entry(name).name == name


def test_the_first_page_says_how_many_there_are():
    page = Path(__file__).parents[2] / "README.md"
    (said,) = re.findall(r"\[(\d+) of them\]\(docs/zoo\.md\)", page.read_text(encoding="utf-8"))
    assert int(said) == len(zoo.names())


def test_what_is_kept_as_a_file_is_no_longer_than_it_claims():
    """A file says what bound it has; only what is proven here is one."""
    net = zoo.network("aes-sbox")
    assert net.claimed_bound is None
    assert net.lower_bound == zoo.entry("aes-sbox").bound == 10


def test_it_is_shown_in_notebooks_and_as_a_picture():
    for name in ("half-adder", "triangle", "aes-sbox"):
        entry = zoo.entry(name)
        html = ElementTree.fromstring(f"<div>{entry._repr_html_()}</div>")
        assert "".join(html[0].itertext()) == f"Entry {entry}"
        assert repr(entry) == f"<Entry {entry}>"
        assert ["proof", str(entry.proof())] in [[c.text for c in row] for row in html.iter("tr")]
    assert zoo.entry("triangle").plot().get_xlabel() == "x"
    assert zoo.entry("xor").plot().texts


def test_the_specification_is_a_source_like_others():
    table = zoo.entry("xor").specification
    assert isinstance(table, TruthTable)
    assert table.to_string() == "0110"
