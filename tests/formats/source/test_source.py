"""Generated source: compiled or run where the tool is here, and compared with the network."""

import builtins
import json
import keyword
import re

import pytest

from corpus import CORPUS
from logicnet import (
    MLP,
    FormatError,
    LimitError,
    Network,
    SpecificationError,
    build,
    compile,
    read,
    soften,
    verify,
    write,
)
from logicnet.formats.registry import FORMATS
from logicnet.formats.source import words
from logicnet.formats.source.words import Names, comment
from outside import programs
from outside.programs import agree, in_c, in_javascript, in_python, in_verilog, ran, tool
from stored import MLPS, NETWORKS

NASTY = [
    "*/ int x; /*", "// \\", "h1", "int", "a[0]", "a_0", "größe", "7", "\n#", "wire", "x y", "np",
    "</script>", "'''", "${a}", "??/", "module", "inputs", "lambda", "\u202e",
    "coding: utf-7", "synopsys translate_off", "bool", "char16_t", "co_await", "M_PI", "NAN",
]  # fmt: skip
STYLES = ("wide", "compact")
NETS = {
    **{f"corpus {case.name}": compile(case.source, STYLES[k % 2]) for k, case in enumerate(CORPUS)},
    **{f"stored {name}": net for name, net in NETWORKS.items()},
    "adder": build("adder", 10), "multiplier": build("multiplier", 4),
    "names": Network.from_units(
        NASTY, [(range(27), [(-1) ** k * (k % 3 + 1) for k in range(27)], 2), ([27, 2], [1, 1], 2)],
        outputs=dict.fromkeys(NASTY, 1), labels=["*/ } /* \n //", "\\"]),
    "bipolar floats": Network.from_units(
        ["a", "b"], [([0, 1], [0.5, -0.75], 0.3)], encoding="bipolar"),
    "large": Network.from_units(["a", "b", "c"], [([0, 1, 2], [2**50, 2**50, -3], 2**51 - 3)]),
}  # fmt: skip
SMOOTH = MLPS | {
    **{f"{a} layers": MLP.random([3, 5, 2], activation=a, output=a, seed=1).with_parameters(gain=2)
       for a in ("sigmoid", "tanh", "relu", "leaky_relu", "linear", "step", "hard_sigmoid")},
    "soft corpus": soften(compile("a ^ b ^ c ^ d", "wide")),
}  # fmt: skip
ALL = NETS | SMOOTH


@pytest.mark.parametrize("run", [in_c, in_javascript, in_python])
def test_programs_compute_what_the_networks_do(run, tmp_path):
    nets = dict(ALL)
    if run is in_javascript:
        del nets["stored large numbers"]  # which are refused there
    found = run(nets, tmp_path)
    assert [name for (name, net), y in zip(nets.items(), found, strict=True)
            if not agree(net, y)] == []  # fmt: skip


def test_modules_compute_what_the_networks_do(tmp_path):
    nets = {name: net for name, net in NETS.items() if net.encoding != "real"}
    found = in_verilog(nets, tmp_path)
    assert [name for (name, net), y in zip(nets.items(), found, strict=True)
            if not agree(net, y)] == []  # fmt: skip


@pytest.mark.parametrize(("suffix", "run", "old", "new"), [
    (".c", in_c, ">= 2;", ">= 1;"), (".js", in_javascript, ">= 2)", ">= 1)"),
    (".py", in_python, ">= 2)", ">= 1)"), (".v", in_verilog, ">= 2'd2", ">= 2'd1"),
])  # fmt: skip
def test_another_threshold_is_noticed(suffix, run, old, new, tmp_path, monkeypatch):
    net = compile("majority(a, b, c)")
    assert agree(net, run({"it": net}, tmp_path)[0])

    def tampered(value, path):
        write(value, path)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def planted(*_):
        tampered(net, tmp_path / f"net0{suffix}")
        return ["net0"]

    monkeypatch.setattr(programs, "written", planted)
    assert not agree(net, run({"it": net}, tmp_path)[0])


# Names and comments -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["C", "JAVASCRIPT", "PYTHON", "VERILOG"])
def test_names_are_identifiers_and_distinct(language):
    names = Names(getattr(words, language))
    found = [names.new(each) for each in [*NASTY, *NASTY, "", "_", "A", "a", "x" * 500, "x" * 400]]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", each) for each in found)
    assert len({each.lower() for each in found}) == len(found)
    assert not set(found) & set(getattr(words, language).split())


def test_no_text_ends_a_comment():
    for text in [*NASTY, "*" * 9 + "/" * 9, "/*/*/", "*\\\n/", "<!--", "\r", "\u2028", "\x85"]:
        shown = comment(text)
        assert "*/" not in shown
        assert "/*" not in shown
        assert "??/" not in shown
        assert "</" not in shown
        assert shown.isprintable()


def test_no_comment_is_obeyed():
    for told in (
        "synopsys translate_off",
        " Synthesis translate_off",
        "verilator lint_off",
        "//type: x",
    ):
        assert comment(told).startswith("'")
    assert comment("typed") == "'typed'"
    assert comment("a: synopsys translate_off") == "a: synopsys translate_off"
    assert not re.search("coding[:=]", comment("coding: utf-7, encoding=latin-1"))


@pytest.mark.parametrize("name", ["gamma", "pow", "y1", "isnan", "signgam", "printf"])
def test_functions_of_the_library_keep_their_names(name, tmp_path):
    write(SMOOTH["sigmoid layers"], tmp_path / f"{name}.c")
    assert f"void {name}_2(" in (tmp_path / f"{name}.c").read_text()
    gcc = [tool("gcc"), "-Wall", "-Werror", "-c", f"{name}.c"]
    ran(*gcc, cwd=tmp_path)


HEADERS = """assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal
stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string threads time uchar
wchar wctype"""
IF_ANY = [f"#if __has_include(<{header}.h>)\n#include <{header}.h>\n#endif"
          for header in HEADERS.split()]  # fmt: skip


def any_of(names):
    """A network that says whether any of the inputs with these names is true."""
    return Network.from_units(names, [(range(len(names)), [1] * len(names), 1)])


def words_of_c(folder):
    """The macros and the functions of all headers of the standard that are here."""
    gcc, source = tool("gcc"), folder / "headers.c"
    source.write_text("\n".join([*IF_ANY, "int main(void) { return 0; }"]), encoding="utf-8")
    macros = re.findall(r"#define (\w+) ", ran(gcc, "-std=c11", "-dM", "-E", source, cwd=folder))
    macros += re.findall(r"#define (\w+) ", ran(gcc, "-dM", "-E", source, cwd=folder))
    ran(gcc, "-std=c11", "-aux-info", "said", "-c", source, cwd=folder)
    functions = re.findall(r"(\w+) \(", (folder / "said").read_text())
    return [sorted({name for name in found if not name.startswith("_")})
            for found in (macros, functions)]  # fmt: skip


def test_words_of_c_and_its_headers_are_no_names(tmp_path):
    macros, functions = words_of_c(tmp_path)
    names, lines = sorted({*words.C.split(), *macros, *functions}), list(IF_ANY)
    write(any_of(names), tmp_path / "inputs.c")
    for name in [*functions[::5], "clock", "rand", *words.C.split()[::9]]:
        write(any_of(["a"]), tmp_path / f"{name}.c")
        lines.append(f'#include "{name}.c"')
    lines.append('#include "inputs.c"\nint main(void) { return 0; }')
    (tmp_path / "all.c").write_text("\n".join(lines), encoding="utf-8")
    for standard in ("-std=c99", "-std=gnu17"):
        ran(tool("gcc"), standard, "-fsyntax-only", "-Werror", "all.c", cwd=tmp_path)


PAGE = """
const vm = require("vm"), fs = require("fs");
const [words, names] = JSON.parse(fs.readFileSync("words.json"));
const page = vm.createContext({});
for (const word of words)
  try { vm.runInContext(`Object.defineProperty(globalThis, "${word}", {value: 1})`, page); }
  catch {}  // which no property of a page is called
for (const word of names) {
  const said = fs.readFileSync(word + ".js", "utf8"), called = /function (\\w+)/.exec(said)[1];
  vm.runInContext(said, page);
  console.log(vm.runInContext(called + "([1])[0]", page));
}
"""


def test_what_a_page_has_already_is_no_name_of_a_function(tmp_path):
    listed = sorted({*words.BROWSER.split(), *words.JAVASCRIPT.split()} - {"Math"})
    some = [*listed[::5], "top", "location", "name", "document", "Math"]
    for word in some:
        write(any_of(["a"]), tmp_path / f"{word}.js")
    (tmp_path / "words.json").write_text(json.dumps([listed, some]))
    (tmp_path / "main.js").write_text(PAGE)
    assert ran(tool("node"), "main.js", cwd=tmp_path).split() == ["1"] * len(some)
    names = sorted({*listed, "Math"})
    assert agree(any_of(names), in_javascript({"all": any_of(names)}, tmp_path)[0])


def test_words_of_python_are_no_names(tmp_path):
    builtin = {name for name in dir(builtins) if not name.startswith("_")}
    known = [*keyword.kwlist, *keyword.softkwlist, *builtin, *words.BUILTINS.split()]
    names = sorted(set(known) - {"_"})
    assert agree(any_of(names), in_python({"all": any_of(names)}, tmp_path)[0])
    for name in names:
        write(any_of(["a"]), tmp_path / f"{name}.py")
        space = {}
        exec((tmp_path / f"{name}.py").read_text(encoding="utf-8"), space)
        called = [each for each in space if each not in ("np", "__builtins__")]
        assert name not in called
        assert space[called[0]]([[1]]).tolist() == [[1]]


@pytest.mark.parametrize("generation", ["-g2005", "-g2012"])
def test_words_of_verilog_are_no_names(generation, tmp_path):
    names = words.VERILOG.split()
    net = Network.from_units(names, [(range(len(names)), [1] * len(names), 1)],
                             outputs=dict.fromkeys(names, 0))  # fmt: skip
    write(net, tmp_path / "all.v")
    for name in names[::5]:
        write(any_of(["a"]), tmp_path / f"{name}.v")
    ran(tool("iverilog"), generation, "-o", "all", *(f"{name}.v" for name in ["all", *names[::5]]),
        cwd=tmp_path)  # fmt: skip


@pytest.mark.parametrize(("table", "test"), [
    ("C_LIBRARY", test_words_of_c_and_its_headers_are_no_names),
    ("BROWSER", test_what_a_page_has_already_is_no_name_of_a_function),
    ("BUILTINS", test_words_of_python_are_no_names),
])  # fmt: skip
def test_a_word_that_is_not_listed_is_noticed(table, test, tmp_path, monkeypatch):
    module = {"C_LIBRARY": "c_code", "BROWSER": "javascript", "BUILTINS": "python"}[table]
    monkeypatch.setattr(f"logicnet.formats.source.{module}.{table}", "")
    with pytest.raises(AssertionError):
        test(tmp_path)


def test_the_header_says_what_is_proven(tmp_path):
    write(compile("a & b"), tmp_path / "both.c", formula="a & b", name="conjunction")
    text = (tmp_path / "both.c").read_text(encoding="utf-8")
    assert " * verified: equal, proven by all 4 rows\n" in text
    assert "void conjunction(const int *inputs, int *outputs)" in text
    assert "#include" not in text
    with pytest.raises(SpecificationError, match="not written"):
        write(compile("a & b"), tmp_path / "x.c", formula="a | b")


def test_whole_numbers_are_as_wide_as_they_have_to_be(tmp_path):
    def code(top, suffix):
        net = Network.from_units(["a", "b"], [([0, 1], [top, 1], top)])
        write(net, tmp_path / f"x{suffix}")
        return (tmp_path / f"x{suffix}").read_text(encoding="utf-8")

    kinds = {1: "int", 2**14: "long", 2**31: "long long"}
    for top, kind in kinds.items():
        assert f"const {kind} h1" in code(top, ".c")
    assert "h1" in code(2**51, ".js")
    with pytest.raises(SpecificationError, match=r"too large for whole numbers in \.js"):
        code(2**53, ".js")
    assert "{62{a}}" in code(2**60, ".v") or "{61{a}}" in code(2**60, ".v")


@pytest.mark.parametrize("suffix", [row.name for row in FORMATS.values() if not row.is_read])
def test_source_is_only_written(suffix, tmp_path):
    path = tmp_path / f"x{suffix}"
    write(compile("a"), path)
    for call in (lambda: read(path), lambda: verify(compile("a"), path)):
        with pytest.raises(FormatError, match=rf"\{suffix} is only written; read are \.json"):
            call()


@pytest.mark.parametrize("name", ["int", "a b", "", "é", "7", "h 1"])
def test_names_that_are_no_identifiers_are_refused(name, tmp_path):
    with pytest.raises(SpecificationError, match="cannot be that of a function"):
        write(compile("a"), tmp_path / "x.c", name=name)
    assert not list(tmp_path.iterdir())


def test_what_is_no_boolean_network_is_no_verilog(tmp_path):
    for net, message in [(NETWORKS["real"], "over coordinates"), (MLPS["soft"], "MLP")]:
        with pytest.raises(SpecificationError, match=message):
            write(net, tmp_path / "x.v")


def test_a_program_of_too_many_wires_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("logicnet.formats.source.program.MOST_WIRES", 3)
    with pytest.raises(LimitError, match="too many for a program; the limit is 3"):
        write(compile("a ^ b ^ c"), tmp_path / "x.c")
