"""Generated source that is compiled or run where the tool is on the machine."""

import json
import shutil
import subprocess

import numpy as np
import pytest

from logicnet import MLP, Network, write
from rows import all_rows


def rows_of(net):
    """Some rows, among them corners."""
    n, rng = len(net.inputs), np.random.default_rng(0)
    if net.encoding == "real":
        return rng.integers(-8, 8, (20, n)) / 4
    rows = np.array(all_rows(n)) if n <= 5 else rng.integers(0, 2, (20, n))
    return np.where(rows.reshape(len(rows), n) == 0, -1 if net.encoding == "bipolar" else 0, 1)


def agree(net, found, rows_of=rows_of):
    """Whether this is what a net gives at its rows."""
    rows = rows_of(net)
    found = np.array(found, dtype=float).reshape(len(rows), len(net.outputs))
    return np.abs(found - net(rows)).max(initial=0) <= 1e-9 * isinstance(net, MLP)


def written(suffix, nets, folder):
    """The names of functions, one a net, each in a file of its own."""
    for k, net in enumerate(nets.values()):
        write(net, folder / f"net{k}{suffix}")
    return [f"net{k}" for k in range(len(nets))]


def tool(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


def ran(*command, cwd):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def in_c(nets, folder, rows_of=rows_of):
    """What the functions compute, compiled by gcc with all its warnings on."""
    gcc, lines = tool("gcc"), ["#include <stdio.h>"]
    lines += [f'#include "{name}.c"' for name in written(".c", nets, folder)]
    lines.append("int main(void) {")
    for k, net in enumerate(nets.values()):
        kind = "int" if isinstance(net, Network) and net.encoding != "real" else "double"
        for row in rows_of(net).tolist():
            given = ", ".join(map(repr, row)) or "0"
            lines.append(f"{{ {kind} x[] = {{{given}}}, y[{len(net.outputs)}]; net{k}(x, y);")
            lines.append(f'for (int i = 0; i < {len(net.outputs)}; i++) '
                         'printf("%.17g ", (double)y[i]); }')  # fmt: skip
        lines.append('printf("\\n");')
    (folder / "main.c").write_text("\n".join([*lines, "return 0; }"]), encoding="utf-8")
    ran(
        gcc,
        "-std=c99",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-pedantic",
        "-O0",
        "main.c",
        "-lm",
        cwd=folder,
    )
    return [line.split() for line in ran("./a.out", cwd=folder).split("\n")[:-1]]


def in_javascript(nets, folder, rows_of=rows_of):
    node = tool("node")
    names = written(".js", nets, folder)
    rows = [rows_of(net).tolist() for net in nets.values()]
    script = (
        f"const rows = {json.dumps(rows)};\n"
        f"const names = {json.dumps(names)};\n"
        "names.forEach((name, k) => console.log(JSON.stringify("
        "rows[k].map(require('./' + name + '.js')[name]))));\n"
    )
    (folder / "main.js").write_text(script, encoding="utf-8")
    return [json.loads(line) for line in ran(node, "main.js", cwd=folder).splitlines()]


def in_python(nets, folder, rows_of=rows_of):
    found = []
    for name, net in zip(written(".py", nets, folder), nets.values(), strict=True):
        space = {}
        exec((folder / f"{name}.py").read_text(encoding="utf-8"), space)
        found.append(space[name](rows_of(net)))
    return found


def in_verilog(nets, folder, rows_of=rows_of):
    iverilog, names = tool("iverilog"), written(".v", nets, folder)
    lines = ["module main;"]
    for name, net in zip(names, nets.values(), strict=True):
        n, m = len(net.inputs), len(net.outputs)
        lines += [f"reg [{max(n, 1) - 1}:0] x{name}; wire [{m - 1}:0] y{name};"]
        ports = [f"x{name}[{i}]" for i in range(n)] + [f"y{name}[{k}]" for k in range(m)]
        lines.append(f"{name} i{name}({', '.join(ports)});")
    lines.append("initial begin")
    for name, net in zip(names, nets.values(), strict=True):
        for row in (rows_of(net) > 0).astype(int).tolist():
            bits = "".join(map(str, reversed(row))) or "0"
            lines.append(f'x{name} = {len(bits)}\'b{bits}; #1 $write("%b ", y{name});')
        lines.append('$write("\\n");')
    (folder / "main.v").write_text("\n".join([*lines, "end", "endmodule"]), encoding="utf-8")
    ran(iverilog, "-Wall", "-Wno-timescale", "-o", "main", "main.v",
        *(f"{name}.v" for name in names), cwd=folder)  # fmt: skip
    lines = ran(tool("vvp"), "main", cwd=folder).split("\n")[:-1]
    return [[list(reversed(word)) for word in line.split()] for line in lines]
