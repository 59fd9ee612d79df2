"""A session as an engineer types it: twenty commands, each on what the ones before left."""

import io
import shlex

import pytest

from logicnet.cli import main

FILES = {
    "spec.csv": "door;speed;alarm\nno;no;no\nno;yes;no\nyes;no;no\nyes;yes;yes\n",
    "half.csv": "a,b,c,y\n0,0,0,0\n1,1,1,1\n0,1,1,1\n",
    "old.pla": ".i 3\n.o 1\n.ilb a b c\n.ob y\n11- 1\n1-1 1\n-11 1\n111 1\n.e\n",
    "rules.txt": "half = a ^ b  # of two digits\nsum = half ^ c\n",
}
SESSION = [  # what is typed, what it says, and its exit code if not 0
    ("logicnet table spec.csv", " 1     1   |   1"),
    ("logicnet minimize spec.csv", "alarm = door & speed"),
    ("logicnet table half.csv --missing dont-care -o whole.csv", "a b c | y"),
    ("logicnet compile whole.csv -o few.json", "verified: equal, proven by all 8 rows"),
    ("logicnet verify few.json half.csv", "pass --missing dont-care", 2),
    ("logicnet verify few.json half.csv --missing dont-care", "equal, proven"),
    ("logicnet minimize old.pla -o new.pla", "3 terms (the fewest, proven), 6 literals"),
    ("logicnet verify old.pla new.pla", "equal, proven by all 8 rows"),
    ("logicnet threshold new.pla", "a + b + c >= 2"),
    ("logicnet primes \"AB + A'C\" --notation textbook", "y = AB + A'C + BC"),
    ("logicnet compile rules.txt -o sum.json", "half sum"),
    ("logicnet convert rules.txt sum.blif --check", "equal, proven by all 8 rows"),
    ("logicnet stats sum.blif sum.json", "sum.json: Network, 3 inputs, 2 outputs"),
    ("logicnet compile new.pla -o - --to v", "endmodule"),
    ("logicnet compile new.pla --max-weight 1 -o majority.v --testbench tb.v", "verified: equal"),
    ("logicnet evaluate sum.json a=yes b=0 c=true", "half=1 sum=0"),
    ("logicnet evaluate few.json --rows half.csv --json", '{"a": 1, "b": 1, "c": 1, "y": 1, '),
    ("logicnet evaluate few.json --rows half.csv --json -o more.csv", '"written": "more.csv"'),
    ("logicnet train new.pla old.csv --epochs 3 -o soft.json", "rows trained on are right"),
    ("logicnet harden soft.json -o hard.json", "equal"),
    ("logicnet verify hard.json old.pla", "equal, proven by all 8 rows"),
    ("logicnet verify hard.json \"a & b\"", "different: at a=0 b=1 c=1", 1),
    ("logicnet plot new.pla --kind karnaugh -o map.svg", ""),
    ("logicnet plot new.pla --kind karnaugh --zeros --json -o zeros.svg", '"written": "zeros.svg"'),
    ("logicnet plot new.pla --zeros -o net.svg", "--zeros goes with --kind karnaugh", 2),
    ("logicnet region \"x + y <= 1 & x >= 0\" --notation names --json", '"equal": true'),
    ("logicnet approximate \"sin(x)\" 0 3 --tolerance 0.25", "error at most"),
]  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_and_options(shell, capsys):
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    words = {*out.replace("'", " ").replace('"', " ").split()}
    assert {"threshold", "one-hidden", "karnaugh_and_network"} <= words


def test_twenty_commands_of_a_working_day(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    monkeypatch.setattr("sys.stdin", io.StringIO(FILES["old.pla"]))
    assert main(["table", "-", "-o", "old.csv"]) == 0
    for typed, says, *code in SESSION:
        program, *words = shlex.split(typed)
        assert program == "logicnet"
        capsys.readouterr()
        assert main(words) == (code[0] if code else 0), typed
        assert says in "".join(capsys.readouterr()), typed
    assert len(SESSION) >= 20
