"""On a Dask cluster of two processes, one of which is killed: the same answers, none lost."""

import dataclasses
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import logicnet
from logicnet import SpecificationError, each, verify
from logicnet.cli import main
from logicnet.formats.points.csv_files import evaluate_csv
from logicnet.formats.points.parquet_files import evaluate_parquet
from logicnet.ground.workers.parallel import mapped
from logicnet.verification import judge
from logicnet.verification.functions import rows
from optional import optional
from processes import squared

distributed = optional("distributed")
frames, arrays = optional("dask.dataframe"), optional("dask.array")

NET = logicnet.compile("a & b | c")
FREE = logicnet.compile("x + y <= 1 & x >= 0 & y >= 0")
ADDER = logicnet.build("adder", 6)


@pytest.fixture(scope="module")
def client():
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(silence_logs="CRITICAL", **options) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


def kill_one(client):
    """End the process of a worker as a machine does that loses its power."""
    pids = client.run(os.getpid)
    os.kill(next(iter(pids.values())), signal.SIGKILL)


def killing(client, after, killed):
    """The map over blocks that kills a worker when so many are done, and says so."""

    def wrapped(*given, **options):
        for number, result in enumerate(mapped(*given, **options)):
            if number == after:
                kill_one(client)
                killed.append(number)
            yield result

    return wrapped


def test_blocks_are_computed_in_order_by_the_cluster(client):
    assert list(mapped(squared, range(50), client)) == [k * k for k in range(50)]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_killed_worker_changes_no_verdict(client, monkeypatch):
    """Neither the proof nor the counterexample, which lies behind the place where it dies."""
    monkeypatch.setattr(rows, "_BLOCK", 1)
    monkeypatch.setattr(rows, "_LEAST_BLOCK", 1)
    right = logicnet.build("adder", 6, max_weight=2).table()
    last = right.on.copy()
    last[0, -1] ^= np.uint64(1 << 63)
    wrong, killed = dataclasses.replace(right, on=last), []
    for stated in (right, wrong):
        alone = verify(ADDER, stated)
        assert alone.equal is (stated is right)
        monkeypatch.setattr(judge, "mapped", killing(client, 3, killed))
        assert verify(ADDER, stated, executor=client) == alone
        monkeypatch.setattr(judge, "mapped", mapped)
    assert killed == [3, 3]


def test_a_limit_of_time_ends_what_the_cluster_does(client):
    verdict = verify(ADDER, logicnet.build("adder", 6, max_weight=2), time_limit=0, executor=client)
    assert (verdict.equal, verdict.cut) == (None, "time limit")


def test_sources_are_minimised_by_the_cluster(client):
    sources = ["a & b | a & ~b", "a &", "a ^ b"]
    here = list(each(logicnet.minimize, sources))
    there = list(each(logicnet.minimize, sources, executor=client))
    assert [o.result for o in there] == [o.result for o in here]
    assert [str(o.error) for o in there] == [str(o.error) for o in here]


def test_files_are_evaluated_by_the_cluster(client, tmp_path):
    points = np.random.default_rng(0).normal(size=(300, 2)).round(3)
    frame = pd.DataFrame(points, columns=["x", "y"])
    frame.to_csv(tmp_path / "in.csv", index=False)
    frame.to_parquet(tmp_path / "in.parquet")
    evaluate_csv(FREE, tmp_path / "in.csv", tmp_path / "out.csv", executor=client, size=500)
    evaluate_parquet(FREE, tmp_path / "in.parquet", tmp_path / "out.parquet", executor=client)
    wanted = frame.assign(inside=FREE(points)[:, 0])
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "out.csv"), wanted)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), wanted)


def test_the_command_line_asks_a_scheduler(client, tmp_path, capsys):
    address = client.scheduler_info()["address"]
    names = [str(tmp_path / f"{name}.txt") for name in ("one", "two")]
    for name in names:
        Path(name).write_text("a & b | a & ~b")
    assert main(["minimize", *names, "--dask", address]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{name}: 1 term (the fewest, proven), 1 literal" for name in names]
    assert main(["minimize", *names, "--dask", "nowhere"]) == 2
    assert "no Dask scheduler answers at 'nowhere'; expected" in capsys.readouterr().err


# -- lazy frames and arrays, which need no cluster ----------------------------------------------

TABLE = pd.DataFrame(
    {"c": [0, 1, 0, 1, 0], "name": list("pqrst"), "a": [1, 1, 0, 0, 1], "b": [1, 0, 1, 0, 0]},
    index=[10, 20, 30, 40, 50],
)


@pytest.mark.parametrize("net", [NET, logicnet.soften(NET)], ids=["network", "trained"])
def test_a_lazy_frame_gives_a_lazy_frame(net):
    lazy = net(frames.from_pandas(TABLE, npartitions=2))
    assert hasattr(lazy, "__dask_graph__")
    wanted = net(TABLE[["a", "b", "c"]])
    assert list(lazy.columns) == list(net.outputs)
    assert lazy.dtypes.tolist() == wanted.dtypes.tolist()
    pd.testing.assert_frame_equal(lazy.compute(scheduler="sync"), wanted)


@pytest.mark.parametrize("chunks", [(2, 3), (5, 1), (3, 2)])
@pytest.mark.parametrize("net", [NET, logicnet.soften(NET)], ids=["network", "trained"])
def test_a_lazy_array_gives_a_lazy_array(net, chunks):
    given = TABLE[["a", "b", "c"]].to_numpy()
    lazy = net(arrays.from_array(given, chunks=chunks))
    wanted = net(given)
    assert (lazy.shape, lazy.dtype) == (wanted.shape, wanted.dtype)
    assert np.array_equal(lazy.compute(scheduler="sync"), wanted)
    one = net(arrays.from_array(given[0], chunks=1))
    assert one.compute(scheduler="sync").tolist() == net(given[0]).tolist()


def test_rows_of_a_number_that_is_not_known():
    lazy = frames.from_pandas(TABLE[["a", "b", "c"]], npartitions=2).to_dask_array()
    assert NET(lazy).compute(scheduler="sync").tolist() == NET(lazy.compute()).tolist()


def test_what_is_wrong_with_lazy_rows_is_said_at_once():
    table = frames.from_pandas(TABLE.rename(columns={"a": "aa"}), npartitions=1)
    with pytest.raises(SpecificationError, match="no column for a among .*; did you mean 'aa'"):
        NET(table)
    with pytest.raises(SpecificationError, match="no column for a, b, c among name"):
        NET(table["name"])
    with pytest.raises(SpecificationError, match=r"rows of 3 inputs .* got shape \(5, 4\)"):
        NET(arrays.zeros((5, 4)))
    late = NET(arrays.full((4, 3), 2))  # what is in the rows shows when they are computed
    with pytest.raises(SpecificationError, match="expected 0 or 1, got 2"):
        late.compute(scheduler="sync")
