import os
import threading

import pytest

from logicnet.ground.running import in_threads
from logicnet.ground.running.in_threads import processors
from processes import run


@pytest.mark.parametrize("size", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("most", [0, 1, 3, 8])
def test_the_parts_are_the_whole_range_in_order(size, most, monkeypatch):
    monkeypatch.setattr(in_threads, "processors", lambda: 4)
    pieces = in_threads.in_threads(range, size, most)
    assert [k for piece in pieces for k in piece] == list(range(size))
    assert len(pieces) == max(1, min(size, most, 4))


def test_parts_run_at_the_same_time(monkeypatch):
    monkeypatch.setattr(in_threads, "processors", lambda: 2)
    meeting = threading.Barrier(2, timeout=10)
    in_threads.in_threads(lambda first, last: meeting.wait(), 2, 2)  # each waits for the other


def test_what_fails_in_a_part_fails(monkeypatch):
    monkeypatch.setattr(in_threads, "processors", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        in_threads.in_threads(lambda first, last: 1 // (1 - first), 2, 2)


def test_fewer_processors_are_used_where_the_environment_says_so(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert processors() == 1


def test_parts_of_parts_do_not_wait_for_one_another(monkeypatch):
    monkeypatch.setattr(in_threads, "processors", lambda: 64)
    part = in_threads.in_threads

    def inner(first, last):
        return part(lambda *ends: part(range, 6, 3), 4, 4)

    assert len(part(inner, 200, 64)) == 64


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_has_threads_of_its_own():
    code, out, errors = run("-c", FORKED)
    assert (code, out.split()) == (0, ["[0,", "1]", "0"]), errors


FORKED = """
import os, signal
from logicnet.ground.running import in_threads
in_threads.processors = lambda: 2
part = lambda first, last: first
print(in_threads.in_threads(part, 2, 2), flush=True)
child = os.fork()
if not child:
    signal.alarm(20)
    os._exit(in_threads.in_threads(part, 2, 2) != [0, 1])
print(os.waitpid(child, 0)[1])
"""
