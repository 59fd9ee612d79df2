"""The workers of a command: none for one job, processes that leave Ctrl-C alone, a scheduler."""

import multiprocessing
import os
import signal
import time

import pytest

from logicnet import SpecificationError
from logicnet.ground import extras
from logicnet.ground.workers import pools
from logicnet.ground.workers.parallel import mapped
from logicnet.ground.workers.pools import pool
from processes import squared


def test_one_job_needs_no_workers():
    with pool() as executor:
        assert executor is None


@pytest.mark.skipif(not hasattr(os, "kill"), reason="no signals")
def test_processes_do_their_work_and_are_gone():
    before = set(multiprocessing.active_children())
    with pool(2) as executor:
        assert list(mapped(squared, range(5), executor)) == [0, 1, 4, 9, 16]
        assert executor.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
    assert set(multiprocessing.active_children()) <= before
    with pytest.raises(KeyboardInterrupt), pool(1 + 1) as executor:
        executor.submit(squared, 2).result()
        raise KeyboardInterrupt
    for child in set(multiprocessing.active_children()) - before:
        child.join(20)
        assert child.exitcode is not None


def test_nobody_waits_for_processes_after_an_interrupt(monkeypatch):
    before = set(multiprocessing.active_children())
    monkeypatch.setattr(pools, "met", lambda: True)
    with pool(2) as executor:
        assert executor.submit(squared, 2).result() == 4
        running = executor.submit(time.sleep, 60)
        [child] = [*set(multiprocessing.active_children()) - before][:1]
    child.join(20)
    assert child.exitcode is not None
    assert running.done()


def test_a_scheduler_without_dask_names_the_extra(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(extras, "import_module", missing)
    brings = pytest.raises(SpecificationError, match=r"pip install 'logicnet\[dask\]' brings it")
    with brings, pool(dask="tcp://127.0.0.1:8786"):
        pass
