"""Products of sums: the complement of a minimal cover of the zeros."""

import pytest
from hypothesis import given, settings

from logicnet import LimitError, TruthTable, minimize, product_of_sums, verify
from logicnet.cli import main
from strategies import tables


@settings(max_examples=30)
@given(tables(4, 2))
def test_the_sums_are_as_few_as_terms_of_the_zeros(table):
    form = product_of_sums(table)
    assert verify(form, table)
    values = table.values()
    flipped = TruthTable.from_values(
        [["-" if v < 0 else 1 - v for v in row] for row in values.tolist()],
        names=table.inputs, outputs=table.outputs,
    )  # fmt: skip
    assert form.terms == minimize(flipped).terms
    assert form.proven


def test_known_products():
    assert str(product_of_sums("(a | b) & (c | d) & (e | f)")) == (
        "y = (a | b) & (c | d) & (e | f)"
    )
    assert product_of_sums("a ^ b ^ c").terms == 4
    assert str(product_of_sums("a & 0")) == "y = 0"
    assert str(product_of_sums("1")) == "y = 1"
    wide = " | ".join(f"x{i} & y{i}" for i in range(20))
    with pytest.raises(LimitError):
        product_of_sums(wide)


def test_the_command_line_prints_other_forms(capsys, tmp_path):
    assert main(["minimize", "a & b | c", "--form", "pos"]) == 0
    said = capsys.readouterr().out
    assert said == "y = (a | c) & (b | c)\n2 sums, 4 literals, the fewest, proven\n"
    assert main(["minimize", "a ^ b & c", "--form", "esop", "--json"]) == 0
    assert '"form": "y = a ^ (b & c)"' in capsys.readouterr().out
    assert main(["minimize", "a", "-o", "x.pla", "--form", "esop"]) == 2
    assert "no file holds an exclusive sum" in capsys.readouterr().err
    assert main(["minimize", "a", "b", "--form", "pos"]) == 2
    assert "--form pos is for one source" in capsys.readouterr().err
    path = tmp_path / "x.pla"
    assert main(["minimize", "(a | b) & (c | d)", "--form", "pos", "-o", str(path)]) == 0
    assert ".phase 0\n.p 2\n00-- 1\n--00 1\n" in path.read_text()
    assert verify(path, "(a | b) & (c | d)")
