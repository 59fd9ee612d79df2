"""Registers of Verilog: what blocks say against a small interpreter, and errors that say where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import FormatError, compile, read, verify, write
from logicnet.formats.circuits import blif
from logicnet.formats.circuits.verilog.files import dumps, loads
from logicnet.logic.circuits.sequential import Sequential
from logicnet.logic.formulas import circuit_of

HEAD = "module m(input clk, a, b, output reg [1:0] q, output y);\nreg p;\nassign y = p;\n"
REGISTERS = ("q[1]", "q[0]", "p")
ROWS = [[k >> 1 & 1, k & 1] for k in (0, 1, 3, 2, 2, 1, 0, 3, 3, 1)]

# A statement is (register, value), a list of statements, or (condition, statement, statement).
NAMES = st.sampled_from(("a", "b", *REGISTERS))
VALUES = st.one_of(NAMES, st.sampled_from(("1'b0", "1'b1")))
ASSIGNED = st.tuples(st.sampled_from(REGISTERS), VALUES)
STATEMENTS = st.recursive(
    ASSIGNED,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(NAMES, inner, st.one_of(st.none(), inner))
    ),
    max_leaves=12,
)


def written(statement):
    if isinstance(statement, list):
        return f"begin\n{''.join(map(written, statement))}end\n"
    if len(statement) == 2:
        return f"{statement[0]} <= {statement[1]};\n"
    condition, then, other = statement
    tail = "" if other is None else f"else {written(other)}"
    return f"if ({condition}) begin {written(then)} end {tail}"


def carried_out(statement, before, after):
    """Let a statement change the values after a step."""
    if isinstance(statement, list):
        for each in statement:
            carried_out(each, before, after)
    elif len(statement) == 2:
        constants = {"1'b0": 0, "1'b1": 1}
        after[statement[0]] = constants.get(statement[1], before.get(statement[1]))
    elif before[statement[0]]:
        carried_out(statement[1], before, after)
    elif statement[2] is not None:
        carried_out(statement[2], before, after)


def stepped(statement, first):
    values, shown = dict(zip(REGISTERS, first, strict=True)), []
    for a, b in ROWS:
        shown.append([values["q[1]"], values["q[0]"], values["p"]])
        after = dict(values)
        carried_out(statement, values | {"a": a, "b": b}, after)
        values = after
    return shown


def of_block(block, head=HEAD):
    return loads(f"{head}{block}\nendmodule", "x")


@given(STATEMENTS, st.lists(st.integers(0, 1), min_size=3, max_size=3))
def test_a_block_does_what_its_statements_say(statement, first):
    one, zero, p = first
    begun = f"initial begin q = {2 * one + zero}; p = 1'b{p}; end\n"
    found = of_block(begun + f"always @(posedge clk) {written(statement)}")
    if isinstance(found, Sequential):
        assert found(ROWS).tolist() == stepped(statement, first)
        again = loads(dumps(found))
        assert again.registers == found.registers
        assert again(ROWS).tolist() == found(ROWS).tolist()
    else:  # nothing is assigned: all is as it is at first
        assert found.table().values().tolist() == [first] * 8


def test_an_assignment_before_an_if_holds_where_the_if_says_nothing():
    block = "initial q = 0; initial p = 0; always @(posedge clk) begin p <= a; if (b) p <= 0; end"
    found = of_block(block + " always @(posedge clk) q <= {q[0], p};")
    p = [0, *(a & (1 - b) for a, b in ROWS)]
    assert found(ROWS)[:, 2].tolist() == p[:-1]
    assert found(ROWS)[:, 1].tolist() == [0, *p[:-2]]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("always @(posedge clk) q <= q + 1;", (None, None)),
        ("always @(negedge clk) q <= q + 1; initial q = 2'd2;", (0, 1)),
        ("always_ff @ (posedge clk) begin : named q <= #1 q + 1; end initial q[1] = 1;", (None, 1)),
        ("always @ posedge clk /* so */ q <= /* or\n so */ q + 1; // said\ninitial {q} = 1;",
         (1, 0)),
        ("always @(posedge clk) if (1) q <= q + 1; else begin end initial begin q <= 3; end",
         (1, 1)),
        ("always @(posedge clk) begin ; if (0) ; else q <= q + 1; end", (None, None)),
        ("always @(posedge clk) ; always @(posedge clk) q <= q + 1;", (None, None)),
    ],
)  # fmt: skip
def test_every_way_to_say_a_counter(body, first):
    found = of_block(
        body, "module m(clk, a, b, q);\ninput clk, a, b; output [1:0] q;\nreg [1:0] q;\n"
    )
    assert tuple(each.initial for each in found.registers) == first
    values = found(ROWS, initial=0)
    assert [2 * one + zero for one, zero in values] == [k % 4 for k in range(len(ROWS))]


def test_first_values_in_declarations_and_registers_of_none():
    head = "module m(input clk, a, output reg q = 1'b1, output y);\nreg [1:0] r = 2'd2, s;\n"
    found = of_block("reg c = 1; assign y = r[1] & c; always @(posedge clk) begin q <= a; r <= s;"
                     " s[0] <= r[1]; s[1] <= ~r[0]; end", head)  # fmt: skip
    assert {each.name: each.initial for each in found.registers} == {
        "q": 1, "r[0]": 0, "r[1]": 1, "s[0]": None, "s[1]": None,
    }  # fmt: skip
    assert "c" not in found.step.inputs


INNER = """module ff(input c, d, output reg q); initial q = 1;always @(posedge c) q <= d;endmodule
module m(input ck, d, output q); wire w; ff x(.c(ck), .d(d), .q(w)), z(ck, w, q); endmodule"""


def test_registers_of_modules_inside_share_the_clock():
    found = loads(INNER)
    assert found.given == ("d",)
    assert [each.initial for each in found.registers] == [1, 1]
    assert found([[0], [0], [1], [0], [1]]).ravel().tolist() == [1, 1, 0, 0, 1]
    for other, message in (
        (INNER.replace("z(ck, w", "z(d, w"), "another edge or clock than that of line 1"),
        (INNER.replace("ff x(", "wire k = ~ck; ff x(").replace(".c(ck)", ".c(k)"),
         "the clock of a register is no input, but made by gates"),
        (INNER.replace("wire w;", "wire w; wire e = ck & d;"), "x:2: .*read as a value too"),
    ):  # fmt: skip
        with pytest.raises(FormatError, match=message):
            loads(other, "x")


def test_the_same_registers_from_verilog_and_from_blif(tmp_path):
    counter = of_block("initial begin q = 0; p = 0; end always @(posedge clk) begin "
                       "if (a) {p, q} <= {p, q} + 1; if (b) q <= 0; end")  # fmt: skip
    for suffix in (".blif", ".aig", ".v"):
        write(counter, tmp_path / f"x{suffix}")
        other = read(tmp_path / f"x{suffix}")
        assert other.registers == counter.registers
        assert verify(other, counter)
        assert (other(ROWS) == counter(ROWS)).all()
    assert verify(compile(counter), tmp_path / "x.v")
    assert verify(read(tmp_path / "x.v").unrolled(4), counter.unrolled(4))


def test_an_output_of_a_network_that_is_a_register_keeps_its_name(tmp_path):
    toggle = blif.loads(".model m\n.inputs d\n.outputs q[0]\n.latch n q[0] 2\n.names d q[0] n\n"
                        "10 1\n01 1\n.end")  # fmt: skip
    for net in (compile(toggle), compile(toggle).encoded("bipolar")):
        write(net, tmp_path / "x.v", registers=toggle.registers)
        assert read(tmp_path / "x.v").registers == toggle.registers
        assert verify(tmp_path / "x.v", toggle)
    other = {"q": "~q & d", "after": "q ^ d"}  # an output that only has the name of the register
    for step in (other, other | {"q": "q & d"}, other | {"q": "q & d | q & e"}):
        write(compile(step), tmp_path / "x.v", registers=[("q", "after")])
        assert read(tmp_path / "x.v").shown == ("q_2",)
        assert verify(read(tmp_path / "x.v").step, step, by_position=True)


def test_the_clock_of_a_blif_is_no_input():
    text = ".model m\n.inputs clk d\n.outputs q\n.latch d q re clk 1\n.end"
    assert blif.loads(text).given == ("d",)
    assert blif.loads(text.replace("clk d", "d")).given == ("d",)
    with pytest.raises(FormatError, match="x:5: the clock 'clk' is read as a value too"):
        blif.loads(
            text.replace(".end", ".names clk y\n1 1").replace("outputs q", "outputs q y"), "x"
        )


def test_the_clock_has_a_name_of_its_own():
    step = circuit_of({"clk_": "p & clk", "after": "clk"})
    text = dumps(Sequential(step=step, registers=[("p", "after")]))
    assert "always @(posedge clk__)" in text
    found = loads(text)
    assert (found.given, found.shown) == (("clk",), ("clk_",))
    assert found([[1], [1], [0]], initial=0).ravel().tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("always @(posedge clk or posedge a) q <= 0;", "x:4: a register steps at one edge; a re"),
        ("always @(*) p <= a;", r"x:4: expected '@\(posedge clock\)', as combinational"),
        ("always #5 p <= a;", r"x:4: expected '@\(posedge clock\)' after 'always'"),
        ("always @(posedge ck) p <= a;", "x:4: the clock 'ck' is not declared as one bit"),
        ("always @(posedge clk)\n\n case (a) 1: p <= 0; endcase", "x:6: 'case' is not read"),
        ("always @(posedge clk)\nbegin\n p <= a;\n p = b; end", "x:7: expected '<=' in a bl"),
        ("always @(posedge clk)\nbegin p <= a;\n", "x:5: a block without its end"),
        ("always @(posedge clk) p <= a", "x:4: a block without its end"),
        ("always @(posedge clk)\n y <= a;", "x:5: 'y' is assigned in a block; expected a reg"),
        ("always @(posedge clk) p <= a & clk;", "x:4: the clock 'clk' is read as a value too"),
        ("always @(posedge clk) p <= a; always @(negedge clk) q <= 0;", "x:4: a second clock"),
        ("always @(posedge clk) p <= a;\nalways @(posedge clk) p <= b;", "x:5: 'p' is assigned in"),
        ("always @(posedge clk) p <= a;\nassign p = a;", "x:4: 'p' is defined a second"),
        ("always @(posedge clk) p <= a; end", "x:4: 'end' is not read"),
        ("always @(posedge clk) {p <= a;", "x:4: expected '}'"),
        ("always @(posedge clk) 3 <= a;", "x:4: '3' begins no statement"),
        ("initial q = 0; always @(posedge clk) p <= n;", "x:4: nothing defines 'n'"),
        ("initial p <= 1;\ninitial\nbegin q = 0; q + 1; end", "x:6: expected '=' in a block"),
        ("always\n@(posedge clk)\np <= a; always @(posedge clk)\n{q, p} <= a;",
         "x:7: 'p' is assigned in a second block; the first is on line 4"),
        ("initial p = a;", "x:4: the value of a register at first is a number"),
        ("initial p = 0;\ninitial p = 1;", "x:5: 'p' has two values at first"),
        ("initial if (a) p = 0;", "x:4: 'if' is not read in a block"),
        ("reg r = a;", "x:4: the value of a register at first is a number"),
        ("always @(posedge clk) " + "if (a) " * 300 + "p <= 0;", "x:4: more than 200 statem"),
        ("always @(posedge clk) p <= a;\n", "x:1: nothing defines the output"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(body, message):
    with pytest.raises(FormatError, match=message):
        of_block(body)


def test_inputs_are_no_registers():
    with pytest.raises(FormatError, match="x:1: reg is not read here"):
        loads("module m(input reg a, output y); assign y = a; endmodule", "x")
