"""Commands on many files: results in the order given, failures told, none of the others lost."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

import logicnet
from logicnet.cli import main
from logicnet.commands.common import many
from logicnet.commands.common.many import gravest
from logicnet.ground.running.interrupts import INTERRUPTED
from logicnet.ground.workers import pools


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Three files, of which the second is broken."""
    monkeypatch.chdir(tmp_path)
    cubes = {"one": "11 1\n10 1", "broken": "1- 1 1", "three": "10 1\n01 1"}
    for name, lines in cubes.items():
        (tmp_path / f"{name}.pla").write_text(f".i 2\n.o 1\n{lines}\n.e\n")
    (tmp_path / "new").mkdir()
    return tmp_path


NAMES = ["one.pla", "broken.pla", "three.pla"]
ONE = "one.pla: 1 term (the fewest, proven), 1 literal\n"
THREE = "three.pla: 2 terms (the fewest, proven), 4 literals\n"


@pytest.fixture
def threads(monkeypatch):
    """Threads in place of processes, which take longer to start."""
    monkeypatch.setattr(pools, "_processes", ThreadPoolExecutor)


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])
def test_one_file_that_fails_does_not_lose_the_others(folder, capsys, jobs):
    assert main(["minimize", *NAMES, *jobs, "-o", "new/{}-small.pla"]) == 2
    out, errors = capsys.readouterr()
    assert out == ONE + THREE
    assert errors.startswith("logicnet: broken.pla:3: ")
    written = sorted(path.name for path in (folder / "new").iterdir())
    assert written == ["one-small.pla", "three-small.pla"]
    for name in ("one", "three"):
        assert logicnet.verify(f"new/{name}-small.pla", f"{name}.pla")


def test_a_file_that_is_not_there_does_not_lose_the_others(folder, capsys, threads):
    assert main(["minimize", *NAMES[::2], "--jobs", "2"]) == 0
    assert capsys.readouterr().out == ONE + THREE
    assert main(["minimize", "one.pla", "absent.pla", "three.pla", "--jobs", "2"]) == 2
    out, errors = capsys.readouterr()
    assert (out, errors) == (ONE + THREE, "logicnet: absent.pla: no such file\n")


def test_networks_of_many_files_are_proven_and_written(folder, capsys):
    assert main(["compile", *NAMES, "-o", "new/{}.json"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == NAMES[::2]
    assert all(line.endswith("equal, proven by all 4 rows") for line in lines)
    for name in ("one", "three"):
        assert logicnet.verify(f"new/{name}.json", f"{name}.pla")


def test_a_line_of_json_for_each_file(folder, capsys):
    for command, known in {"minimize": "terms", "compile": "units"}.items():
        assert main([command, *NAMES, "--json"]) == 2
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [each["source"] for each in found] == NAMES
        assert [known in each for each in found] == [True, False, True]
        assert found[1]["error"].startswith("broken.pla:3: ")


def test_the_name_of_one_file_stands_in_that_of_its_result(folder):
    assert main(["minimize", "one.pla", "-o", "new/{}.pla"]) == 0
    assert main(["compile", "one.pla", "-o", "new/{}.npz"]) == 0
    assert sorted(path.name for path in (folder / "new").iterdir()) == ["one.npz", "one.pla"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*NAMES, "-o", "x.pla"], "x.pla is one place for 3 results; {} stands for the name of "
         "each source, such as -o '{}.pla'"),
        (["one.pla", "new/../one.pla", "-o", "{}.pla"], "one.pla would be the result of several"),
        (["one.pla", "a & b"], "'a & b' is one argument too many; what has blanks is put in "
         "quotes, and several sources are files"),
        (["a", "one.pla"], "'one.pla' is one argument too many"),
        (["-", "one.pla"], "'one.pla' is one argument too many"),
        (["a & b", "-o", "{}.pla"], "'a & b' is no file, so that {} in '{}.pla' has no name"),
        (["one.pla", "--jobs", "0"], "argument --jobs: expected 1 or more, got '0'"),
        (["one.pla", "--jobs", "2", "--dask", "x"], "--dask: not allowed with argument --jobs"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_any_work(
    folder, capsys, monkeypatch, arguments, message
):
    monkeypatch.setattr(logicnet, "minimize", None)
    assert main(["minimize", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_the_gravest_exit_code_counts():
    codes = {0: [0], 3: [3, 0], 1: [0, 3, 1], 2: [1, 2, 3], INTERRUPTED: [2, INTERRUPTED, 1]}
    assert [gravest(mixed) for mixed in codes.values()] == list(codes)
    assert sorted(many._GRAVEST) == sorted(codes)


def test_an_interrupt_keeps_what_is_done(folder, capsys, monkeypatch):
    usual = logicnet.write

    def write(cover, target):
        usual(cover, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(logicnet, "write", write)
    assert main(["minimize", *NAMES[::2], "-o", "new/{}.pla"]) == INTERRUPTED
    assert [path.name for path in (folder / "new").iterdir()] == ["one.pla"]


def test_verify_and_compare_have_workers_too(folder, capsys, threads):
    main(["compile", "a ^ b", "-o", "net.json"])
    capsys.readouterr()
    for arguments in (["verify", "net.json", "a ^ b"], ["compare", "2,3", "--family", "parity"]):
        assert main(arguments) == 0
        alone = capsys.readouterr().out
        assert main([*arguments, "--jobs", "2"]) == 0
        assert capsys.readouterr().out == alone
