"""Verilog: modules of every form, expressions against Icarus Verilog, and errors that say where."""

import re
import shutil
import subprocess
from random import Random

import pytest

from logicnet import FormatError, SpecificationError, TruthTable, compile, read, verify, write
from logicnet.formats.circuits.verilog.files import dumps, loads
from logicnet.network.network import Network
from outside.programs import ran, tool
from stored import CIRCUITS, same_function

HEAD = "module m(a, b, c, y);\ninput a, b, c;\noutput y;\n"
GATES = {  # over a, b, c as the first of 8 rows to the last
    "assign y = a & b | c;": "01010111",
    "assign y = a | b & c;": "00011111",
    "assign y = a ^ b & c;": "00011110",
    "assign y = ~(a ^ b ^ c);": "10010110",
    "assign y = a ~^ b;": "11000011",
    "assign y = a ? b : c;": "01010011",
    "assign y = a ? b : b ? c : a;": "00010011",
    "assign y = !a && (b || c);": "01110000",
    "assign y = a == b;": "11000011",
    "assign y = 1'b1;": "11111111",
    "and g1 (y, a, b, c);": "00000001",
    "nand (y, a, b);": "11111100",
    "xnor #(2, 3) g (y, a, b);": "11000011",
    "or g1 (n, a, b), g2(y, n, c);": "01111111",
    "not (n, y, a);": "11110000",
    "buf g(y, b);": "00110011",
    "wire n = a & b; wire o; assign o = n ^ c, y = ~o;": "10101001",
    "assign #1.5 y = /* or */ a // b\n | b;": "00111111",
    "supply1 one; supply0 zero; assign y = one & ~zero & c;": "01010101",
    "(* keep = 1 *) wire n; assign n = b; assign y = n;": "00110011",
    "assign \\n+1 = a; assign y = \\n+1 & b;": "00000011",
    "assign y = \\a & \\b ;": "00000011",
    "wire [1:0] v; assign v = {a, b}; assign y = v[1] & ~v[0];": "00001100",
    "wire [0:1] v; assign v = {a, b}; assign y = v[0] & ~v[1];": "00001100",
    "wire [5:4] v; assign {v[4], v[5]} = {a, b}; assign y = v[5];": "00110011",
    "wire [3:0] v = {2{a, b}}; assign y = &v[3:2] | ^v[2:0];": "00001111",
}


@pytest.mark.parametrize("body", GATES)
def test_what_a_module_computes(body):
    circuit = loads(f"`timescale 1ns/1ps\n{HEAD}{body}\nendmodule\n")
    assert circuit.table().to_string() == GATES[body]


def test_ports_in_the_header_and_vectors_as_bits():
    text = "module m(input wire [2:0] a, input b, output [1:0] y, z); assign y = a[1:0]; " \
           "assign z[0] = b; assign z[1] = a[2]; endmodule"  # fmt: skip
    circuit = loads(text)
    assert circuit.inputs == ("a[2]", "a[1]", "a[0]", "b")
    assert circuit.outputs == ("y[1]", "y[0]", "z[1]", "z[0]")
    with pytest.raises(FormatError, match="nothing defines the output 'z'"):
        loads("module m(input a, output y, z); assign y = a; endmodule")


ADDER = """
module half(input x, y, output s, c);
  xor (s, x, y);
  and (c, x, y);
endmodule
module top(a, b, s);
  input [1:0] a, b; output [2:0] s;
  wire [1:0] k;
  half h0(.x(a[0]), .y(b[0]), .s(s[0]), .c(k[0]));
  full h1(a[1], b[1], k[0], s[1], s[2]);
endmodule
module full(input x, y, z, output s, output c);
  wire t, c1, c2;
  half p(x, y, t, c1), q(.s(s), .c(c2), .y(z), .x(t));
  assign c = c1 | c2;
endmodule
"""


def test_modules_inside_modules_are_laid_open():
    circuit = loads(ADDER)
    for row, digits in enumerate(circuit.table().values().tolist()):
        assert int("".join(map(str, digits)), 2) == (row >> 2) + (row & 3)


BEFORE = ["", "", "~", "!", "&", "^", "~|"]
BETWEEN = ["+", "-", "&", "|", "^", "~^", "<<", ">>"]
BETWEEN += ["==", "!=", "<", "<=", ">", ">=", "&&", "||", "?"]
NETS = ["a", "b", "c", "a[1]", "b[2:1]"]
OPERANDS = ["a", "b", "c", "a[2]", "a[2:1]", "b[1:0]", "4'd9", "3'b101", "2'h3", "5"]


def _expression(rng, depth):
    """The text of an expression over a (4 bits), b (3 bits), c (1 bit), and numbers."""
    if depth == 0:
        return rng.choice(OPERANDS)
    if depth == 4:  # without parentheses
        words = [rng.choice(BEFORE) + rng.choice(NETS) for _ in range(5)]
        signs = [rng.choice(BETWEEN) for _ in words]
        text = " ".join(f"{word} {sign}" for word, sign in zip(words, signs, strict=True))
        return f"{text} {rng.choice(NETS)}" + " : b" * signs.count("?")
    kind, inner = rng.random(), lambda: _expression(rng, depth - 1)
    if kind < 0.45:
        sign = rng.choice(["+", "-", "&", "|", "^", "~^", "<<", ">>"])
        amount = sign in ("<<", ">>")
        return f"({inner()} {sign} {rng.choice(['1', 'b', '2']) if amount else inner()})"
    if kind < 0.6:
        net = rng.choice(["a", "b", "{a, c}"])
        return f"(({net} {rng.choice(['+', '&', '^'])} {inner()}) " \
               f"{rng.choice(['==', '!=', '<', '<=', '>', '>='])} {inner()})"  # fmt: skip
    if kind < 0.75:
        return f"({inner()} ? {inner()} : {inner()})"
    if kind < 0.9:
        return f"{rng.choice(['~', '!', '&', '|', '^', '~&', '~|', '~^'])}({inner()})"
    return f"{{{rng.choice('abc')}, {{{rng.randint(1, 3)}{{{rng.choice('bc')}}}}}}}"


def test_random_expressions_are_what_icarus_verilog_says(tmp_path):
    iverilog = shutil.which("iverilog")
    if iverilog is None:
        pytest.skip("iverilog is not on this machine")
    rng = Random(5)
    widths = [rng.choice([1, 3, 4, 7]) for _ in range(200)]
    lines = [f"assign y{k} = {_expression(rng, 1 + k % 4)};" for k in range(len(widths))]
    ports = ", ".join(f"output [{width - 1}:0] y{k}" for k, width in enumerate(widths))
    module = "\n".join([f"module m(input [3:0] a, input [2:0] b, input c, {ports});", *lines,
                        "endmodule\n"])  # fmt: skip
    joined = ", ".join(f"y{k}" for k in range(len(widths)))
    wires = " ".join(f"wire [{width - 1}:0] y{k};" for k, width in enumerate(widths))
    main = f"""module main; reg [7:0] r; integer i; {wires}
    m m(r[7:4], r[3:1], r[0], {joined});
    initial for (i = 0; i < 256; i = i + 1) begin r = i; #1 $display("%b", {{{joined}}}); end
    endmodule\n"""
    (tmp_path / "m.v").write_text(module + main)
    subprocess.run([iverilog, "-o", tmp_path / "m", tmp_path / "m.v"], check=True)
    done = subprocess.run(["vvp", tmp_path / "m"], check=True, capture_output=True, text=True)
    table = loads(module).table().values().tolist()
    assert done.stdout.split() == ["".join(map(str, row)) for row in table]


@pytest.mark.parametrize("value", CIRCUITS, ids=CIRCUITS)
def test_what_is_written_is_read_by_icarus_verilog(value, tmp_path):
    iverilog = shutil.which("iverilog")
    if iverilog is None:
        pytest.skip("iverilog is not on this machine")
    if value in ("handed on", "wide"):
        return
    circuit = CIRCUITS[value]
    (tmp_path / "x.v").write_text(dumps(circuit))
    n, m = len(circuit.inputs), len(circuit.outputs)
    ports = [*(f"r[{n - 1 - k}]" for k in range(n)), *(f"y[{m - 1 - k}]" for k in range(m))]
    (tmp_path / "main.v").write_text(f"""module main; reg [{n}:0] r; wire [{m - 1}:0] y; integer i;
    circuit c({", ".join(ports)}); initial for (i = 0; i < {1 << n}; i = i + 1)
    begin r = i; #1 $display("%b", y); end endmodule\n""")
    subprocess.run([iverilog, "-Wall", "-Wno-timescale", "-o", tmp_path / "m", tmp_path / "x.v",
                    tmp_path / "main.v"], check=True)  # fmt: skip
    done = subprocess.run(["vvp", tmp_path / "m"], check=True, capture_output=True, text=True)
    rows = circuit.table().values().tolist()
    assert done.stdout.split() == ["".join(map(str, row)) for row in rows]


def test_a_network_as_sums_is_read_as_the_same_function(tmp_path):
    for text in ("a ^ b ^ c ^ d", "atleast(3, a, b, c, d, e) & ~f", "a & b | c & d"):
        net = compile(text)
        write(net, tmp_path / "x.v")
        assert verify(tmp_path / "x.v", net)
        assert ">=" in (tmp_path / "x.v").read_text() or net.units == 1
    text = (tmp_path / "x.v").read_text()
    assert "2'd" in text or "3'd" in text or " | " in text


def test_a_network_as_sums_keeps_its_names(tmp_path):
    inputs = ["a[0]", "A", "a", "module", "x", "1st", "x//*", "h1", "clk", "net", "e$f"]
    unit = (range(len(inputs)), [1, -2, 1, 3, 1, 1, -1, 1, 2, 1, 1], 2)
    net = Network.from_units(inputs, [unit], outputs={"y[1]": 0, "begin": 0, "_": 0})
    write(net, tmp_path / "net.v")
    found = read(tmp_path / "net.v")
    assert found.inputs == net.inputs
    assert found.outputs == net.outputs
    assert verify(found, net)
    ran(tool("iverilog"), "-Wall", "-o", "out", "net.v", cwd=tmp_path)
    write(net.renamed(outputs=["x", "y", "ö"]), tmp_path / "net.v")  # which no module can hold
    assert read(tmp_path / "net.v").outputs == ("x_2", "y", "v")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x:1: no module"),
        ("wire a;", "x:1: expected 'module', got 'wire'"),
        (HEAD, "x:1: no 'endmodule'"),
        (HEAD + "endmodule", "x:1: nothing defines the output 'y'"),
        (HEAD + "assign y = a & ;endmodule", "x:4: expected an operand, got the end"),
        (HEAD + "assign y = a b;endmodule", "x:4: expected an operator, ',' or ';', got 'b'"),
        (HEAD + "assign y = (a;endmodule", r"x:4: expected '\)'"),
        (HEAD + "assign y = {a;endmodule", "x:4: expected '}'"),
        (HEAD + "assign y = a ? b;endmodule", "x:4: expected ':'"),
        (HEAD + "assign y + a;endmodule", "x:4: expected '=', got"),
        (HEAD + "assign y = d;endmodule", "x:4: nothing defines 'd'"),
        (HEAD + "assign y = a[0];endmodule", r"x:4: no bits \[0:0\]: 'a' has one bit"),
        (HEAD + "wire [3:0] v; assign y = v[4];endmodule", r"x:4: no bits \[4:4\]: 'v' is \[3:0\]"),
        (HEAD + "wire [3:0] v; assign y = v[0:1];endmodule", r"x:4: no bits \[0:1\]"),
        (HEAD + "wire [3:0] v; assign y = v[a];endmodule", "x:4: expected a number as an index"),
        (HEAD + "wire [9999999:0] v;endmodule", "x:4: 10000000 bits are over the limit"),
        (HEAD + "assign y = {99999{a}} == 0;endmodule", "x:4: a value of 99999 bits"),
        (HEAD + "assign y = 1'bx;endmodule", "x:4: .*x, z and digits beyond the base"),
        (HEAD + "assign y = 4'sd1;endmodule", "x:4: .*without a sign"),
        (HEAD + "assign y = 99999999999;endmodule", "x:4: .*too large for a number"),
        (HEAD + "assign y = 1 < 2;endmodule", "x:4: numbers are compared with numbers"),
        (HEAD + "assign y = a * b;endmodule", r"x:4: expected an operator.*got '\*'"),
        (HEAD + "assign y = a; assign y = b;endmodule", "x:4: 'y' is defined a second time"),
        (HEAD + "assign a = b; assign y = a;endmodule", "x:4: the input 'a' is defined by a gate"),
        (HEAD + "assign y = y & a;endmodule", "depends on itself"),
        (HEAD + "always @(a) y = a;endmodule", r"x:4: expected .@\(posedge clock\).*got .a."),
        (HEAD + "integer r;endmodule", "x:4: 'integer' is not read"),
        (HEAD + "parameter P = 1;endmodule", "x:4: 'parameter' is not read"),
        (HEAD + "bufif0 (y, a, b);endmodule", "x:4: 'bufif0' is not read"),
        (HEAD + "and (y);endmodule", r"x:4: expected and \(output, input, ...\)"),
        (HEAD + "wire [1:0] v; and (y, v, a);endmodule", "x:4: and joins nets of one bit"),
        (HEAD + "and g[3:0] (y, a);endmodule", "x:4: arrays of gates are not read"),
        (HEAD + "sub #(3) s(y, a);endmodule", "x:4: parameters of a module are not read"),
        (HEAD + "sub s(y, a);endmodule", "x:4: there is no module 'sub'"),
        (HEAD + "m s(a, b, c, y);endmodule", "x:1: modules in a circle"),
        (HEAD + "/* no end", "x:4: /\\* is not closed"),
        (HEAD + "`include \"x\"\nendmodule", "x:4: the directive"),
        (HEAD + "module n(x);", "x:4: a module within 'm'"),
        (HEAD + "input d;endmodule", "x:4: 'd' is no port of the header"),
        (HEAD + "inout d;endmodule", "x:4: 'inout' is not read|x:4: ports of both directions"),
        ("module m(a, y); input a; assign y = a; endmodule", "x:1: the port 'y' is neither"),
        ("module m(input signed a, output y); endmodule", "x:1: signed is not read"),
        ("module m #(parameter P = 1) (a); endmodule", "x:1: parameters of a module"),
        ("module m(input a output y); endmodule", "x:1: expected ',' or '\\)' after a port"),
        ("module 3(a);endmodule", "x:1: expected a name after 'module'"),
        (ADDER + "module other(input a, output b); endmodule", "x:1: several modules that no"),
        (ADDER.replace("k[0], s[1]", "a, s[1]"), "x:10: port 'z' has 1 bits and is joined to 2"),
        (ADDER.replace(".c(k[0])", ".d(k[0])"), "x:9: 'half' has no port 'd'"),
        (ADDER.replace("full h1(a[1], ", "full h1("), "x:10: 4 signals for the 5 ports of 'full'"),
        (ADDER.replace(".c(k[0])", "k[0]"), "x:9: a port is joined twice, or only some are named"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(text, message):
    with pytest.raises(FormatError, match=message):
        loads(text, "x")


def test_what_would_take_too_many_bits_is_refused(monkeypatch):
    monkeypatch.setattr("logicnet.formats.circuits.verilog.bits._MOST_WORK", 1 << 18)
    wide = HEAD + "wire [60000:0] v; assign y = " + "v + " * 6 + "v;\nendmodule"
    with pytest.raises(FormatError, match="x:4: too many bits"):
        loads(wide, "x")
    with pytest.raises(FormatError, match="is not closed"):
        loads("/*" * 50_000, "x")


def test_no_depth_is_too_deep():
    deep = "~(" * 20_000 + "a" + ")" * 20_000
    assert loads(f"{HEAD}assign y = {deep};\nendmodule").table().to_string() == "00001111"


def test_names_are_escaped_or_refused(tmp_path):
    table = TruthTable.from_string("0110", ["module", "a[0]"])
    assert "\\module , \\a[0] , y" in dumps(table)
    assert same_function(loads(dumps(table)), table)
    for name in ("a b", "é", "a\tb"):
        with pytest.raises(SpecificationError, match="Verilog cannot hold the name"):
            dumps(TruthTable.from_string("01", [name]))
    with pytest.raises(SpecificationError, match="'a' is an input and an output"):
        dumps(CIRCUITS["handed on"])
    write(table, tmp_path / "x.v", name="mine")
    assert read(tmp_path / "x.v").inputs == ("module", "a[0]")
    assert "module mine (" in (tmp_path / "x.v").read_text()


LEVELS = [["+", "-"], ["<<", ">>"], ["<", "<=", ">", ">="], ["==", "!=", "===", "!=="], ["&"],
          ["^", "~^", "^~"], ["|"], ["&&"], ["||"]]  # fmt: skip
BINDS = {sign: level for level, signs in enumerate(LEVELS) for sign in signs}
WIDE = "module m(input [1:0] a, b, input c, output [2:0] y); assign y = {}; endmodule"


def said(expression):
    return loads(WIDE.format(expression)).table().values().tolist()


@pytest.mark.parametrize("first", BINDS)
def test_operators_bind_as_the_language_says(first):
    for second, level in BINDS.items():
        as_said = said(f"a {first} b {second} c")
        left, right = said(f"(a {first} b) {second} c"), said(f"a {first} (b {second} c)")
        assert as_said == (left if BINDS[first] <= level else right), second


def test_operators_before_an_operand_bind_most():
    for prefix in ("~", "!", "&", "|", "^", "~&", "~|", "~^", "^~"):
        for sign in BINDS:
            assert said(f"{prefix} a {sign} b") == said(f"({prefix} a) {sign} b"), (prefix, sign)


def test_a_choice_binds_least_and_groups_from_the_right():
    assert said("c ? a : c | b ? b : a") == said("c ? a : ((c | b) ? b : a)")
    assert said("a && c ? a | b : b") == said("(a && c) ? (a | b) : b")


def test_every_net_is_declared_once():
    circuit = loads(WIDE.format("a + b ^ c"))
    text = dumps(circuit)
    declared = [name for line in re.findall("^    wire (.*);$", text, re.MULTILINE)
                for name in line.split(", ")]  # fmt: skip
    assigned = re.findall(r"^    assign (\S+)", text, re.MULTILINE)
    assert len(declared) > 1
    assert sorted(declared) == sorted(name for name in assigned if not name.startswith("\\y["))
