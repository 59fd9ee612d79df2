"""Blocks are computed in order, here or by workers, and none is lost with its worker."""

import multiprocessing
import os
import threading
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import closing

import pytest

from logicnet import LimitError, SpecificationError
from logicnet.ground.workers.parallel import _AHEAD, first_found, mapped, workers


def squared(block):
    return block * block


def poisoned(block):
    """Kills the process that it runs in, if that is a worker's."""
    if block % 5 == 3 and multiprocessing.parent_process() is not None:
        os._exit(1)
    return squared(block)


def failing(block):
    if block >= 2:
        raise LimitError(f"block {block} is too large")
    return block


class Late(Executor):
    """Answers nothing by itself; `run` lets the first so many blocks be answered."""

    def __init__(self, ready=0, error=None):
        self.futures, self.ready, self.error = [], ready, error

    def submit(self, function, *given):
        future = Future()
        self.futures.append(future)
        if len(self.futures) <= self.ready:
            future.set_running_or_notify_cancel()
            if self.error is None:
                future.set_result(function(*given))
            else:
                future.set_exception(self.error)
        return future


class Client:
    """What a Dask Client looks like from here."""

    def __init__(self, own):
        self.own = own

    def get_executor(self):
        return self.own

    def submit(self, function, *given, key):
        return self.own.submit(function, *given)


def pools():
    yield None
    with ThreadPoolExecutor(3) as threads:
        yield threads
        yield Client(threads)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        yield processes


def test_results_come_in_the_order_of_the_blocks():
    for pool in pools():
        assert list(mapped(squared, range(40), pool)) == [k * k for k in range(40)]
        assert list(mapped(squared, [], pool)) == []
        assert first_found(mapped(failing_after_two, range(40), pool)) == 3
        assert first_found(mapped(nothing, range(5), pool)) is None


def failing_after_two(block):
    return block if block > 2 else None


def nothing(block):
    return None


def test_a_result_that_is_false_is_one():
    assert first_found(mapped(lambda block: block, [None, 0, 1])) == 0


def test_no_block_is_begun_after_the_first_result():
    begun = []
    assert first_found(mapped(lambda k: begun.append(k) or (k if k == 2 else None), range(9))) == 2
    assert begun == [0, 1, 2]
    late = Late(ready=3)
    assert first_found(mapped(failing_after_two, range(9), Late(ready=4))) == 3
    with closing(mapped(squared, range(9), late)) as results:
        assert [next(results) for _ in range(3)] == [0, 1, 4]
    assert [future.cancelled() for future in late.futures] == [False] * 3 + [True] * 6


def test_only_so_many_blocks_are_handed_out_ahead():
    late = Late(ready=2)
    with closing(mapped(squared, range(10**9), late)) as results:
        assert next(results) == 0
        assert len(late.futures) == _AHEAD
        assert next(results) == 1
        assert len(late.futures) == _AHEAD + 1
    assert sum(future.cancelled() for future in late.futures) == _AHEAD - 1


def test_an_interrupt_cancels_what_is_pending():
    late = Late(ready=1, error=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        list(mapped(squared, range(9), late))
    assert all(future.cancelled() for future in late.futures[1:])
    late = Late(ready=2)

    def interrupted():
        for _ in mapped(squared, range(9), late):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert all(future.cancelled() for future in late.futures[2:])


def test_blocks_of_dead_workers_are_computed_here():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(mapped(poisoned, range(20), pool)) == [k * k for k in range(20)]
        with pytest.raises(BrokenExecutor):
            pool.submit(squared, 1)
        assert list(mapped(poisoned, range(5), pool)) == [k * k for k in range(5)]  # all dead


class KilledWorker(Exception):
    """Dask's, by name."""


@pytest.mark.parametrize("error", [BrokenExecutor("died"), KilledWorker("died")])
def test_a_lost_answer_is_computed_here(error):
    assert list(mapped(squared, range(4), Late(ready=4, error=error))) == [0, 1, 4, 9]


class Poisoned(Executor):
    """Answers every block by what `spoil` makes of its right answer and of the one before."""

    def __init__(self, spoil):
        self.spoil, self.last = spoil, None

    def submit(self, function, *given):
        future, right = Future(), function(*given)
        future.set_result(self.spoil(right, self.last))
        self.last = right
        return future


SPOILED = {
    "none": lambda right, last: None,
    "zero": lambda right, last: 0,
    "a bare result": lambda right, last: right.found,
    "another block's": lambda right, last: last,
    "no answer at all": lambda right, last: (right.block, None),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_an_answer_that_does_not_name_its_block_is_computed_here(spoil):
    pool = Poisoned(spoil)
    for _ in range(2):  # the second time, the answers of the first are left
        assert list(mapped(squared, range(5), pool)) == [0, 1, 4, 9, 16]
        assert first_found(mapped(failing_after_two, range(9), pool)) == 3


def test_blocks_that_others_cancelled_are_computed_here():
    late = Late()
    timer = threading.Timer(0.05, lambda: [future.cancel() for future in late.futures])
    timer.start()
    assert list(mapped(squared, range(4), late)) == [0, 1, 4, 9]
    timer.join()


def test_errors_of_a_block_are_raised():
    for pool in pools():
        with pytest.raises(LimitError, match="block 2 is too large"):
            list(mapped(failing, range(9), pool))
    with pytest.raises(ZeroDivisionError):
        list(mapped(squared, range(9), Late(ready=9, error=ZeroDivisionError())))


def test_an_executor_that_was_shut_down_is_refused():
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(SpecificationError, match="takes no work: cannot schedule"):
        list(mapped(squared, range(3), pool))


@pytest.mark.parametrize(
    "wrong", [3, "processes", object(), ThreadPoolExecutor, Client, map, [None]]
)
def test_what_is_no_executor_is_refused(wrong):
    with pytest.raises(SpecificationError, match="executor is one of concurrent.futures, such as"):
        workers(wrong)
    with pytest.raises(TypeError, match="or a Dask Client, not"):
        mapped(squared, [], wrong)


def test_executors_are_taken_as_they_are():
    assert workers(None) is None
    late = Late()
    assert workers(late) is late
    client = workers(Client(late))
    assert workers(client) is client


def test_nobody_waits_beyond_the_end():
    """What was done before is given; what no worker has begun is cancelled."""
    late, looks = Late(ready=3), iter([False, False, True])
    assert list(mapped(squared, range(9), late, over=lambda: next(looks))) == [0, 1, 4]
    assert all(future.cancelled() for future in late.futures[3:])
    assert list(mapped(squared, range(9), Late(ready=2), over=lambda: True, ahead=4)) == [0, 1]


class Closing(Late):
    """Takes the first two blocks, and is shut down then."""

    def submit(self, function, *given):
        if len(self.futures) == 2:
            raise RuntimeError("cannot schedule new futures")
        return super().submit(function, *given)


def test_an_executor_that_stops_in_the_middle_is_stood_in_for():
    assert list(mapped(squared, range(6), Closing(ready=2))) == [0, 1, 4, 9, 16, 25]
