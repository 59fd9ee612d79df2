import threading

import pytest

from logicnet.ground.running import in_threads
from logicnet.ground.running.in_threads import processors


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
