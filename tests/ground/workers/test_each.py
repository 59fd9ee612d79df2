"""One verb on many sources: outcomes in order, and an error is the outcome of its source."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import pytest

import logicnet
from logicnet import LimitError, LogicnetError, Outcome, SpecificationError, each, errors
from processes import Counted

SOURCES = ["a & b | a & ~b", "a &", "a ^ b", "no/such.pla"]


def failing(source):
    raise ZeroDivisionError(source)


def test_outcomes_come_in_order_and_none_is_lost():
    found = {}
    spawn = multiprocessing.get_context("spawn")
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(1, spawn) as processes:
        for name, pool in {"here": None, "threads": threads, "processes": processes}.items():
            found[name] = list(each(logicnet.minimize, SOURCES, executor=pool))
    for outcomes in found.values():
        assert [outcome.source for outcome in outcomes] == SOURCES
        assert [outcome.result and outcome.result.terms for outcome in outcomes] == [
            1,
            None,
            2,
            None,
        ]
        assert [type(o.error) for o in outcomes] == [type(o.error) for o in found["here"]]
        assert [str(o.error) for o in outcomes] == [str(o.error) for o in found["here"]]


def test_an_outcome_gives_its_result_or_raises_its_error():
    good, bad = each(partial(logicnet.minimize, effort="low"), SOURCES[:2])
    assert good.get() is good.result
    with pytest.raises(logicnet.ParseError):
        bad.get()
    assert Outcome("a").get() is None


def test_errors_of_others_are_raised():
    with pytest.raises(ZeroDivisionError):
        list(each(failing, ["a"]))


def test_outcomes_come_as_soon_as_they_are_known():
    begun = []
    outcomes = each(begun.append, range(9))
    assert next(outcomes).source == 0
    assert begun == [0]


@pytest.mark.parametrize("wrong", ["a & b", b"a", 3, None])
def test_what_is_no_list_of_sources_is_refused(wrong):
    with pytest.raises(SpecificationError, match="sources is a list of them, not"):
        each(logicnet.minimize, wrong)
    with pytest.raises(SpecificationError, match="verb is a function such as minimize, not"):
        each("minimize", ["a"])
    with pytest.raises(SpecificationError, match="executor is one of concurrent.futures"):
        each(logicnet.minimize, ["a"], executor=3)


def kinds(kind=LogicnetError):
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def test_every_error_goes_from_a_worker_to_the_caller():
    """One that cannot be loaded would end a pool of processes."""
    assert {LimitError, errors.ParseError, errors.MissingFileError} <= {*kinds()}
    for kind in kinds():
        given = ("a & b", 3, "why") if issubclass(kind, errors.ParseError) else ("why",)
        error = kind(*given)
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def test_a_worker_goes_on_with_what_a_function_has_worked_out():
    """Of each call the function that came first is kept, in each process."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as pool:
        for _ in range(2):  # a second call begins anew
            counts = [outcome.get()[0] for outcome in each(Counted(), [*"abcde"], executor=pool)]
            assert counts == [1, 2, 3, 4, 5]
