"""The pause of Python's collector ends with what it was made for, however that ends."""

import gc

import pytest

from logicnet import compile
from logicnet.errors import ParseError
from logicnet.ground.running.collector import paused
from logicnet.logic.function import function


@pytest.fixture(autouse=True)
def collector():
    running = gc.isenabled()
    yield
    gc.enable() if running else gc.disable()


@pytest.mark.parametrize("running", [True, False])
def test_a_pause_within_a_pause_ends_as_it_began(running):
    gc.enable() if running else gc.disable()
    with paused():
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled() == running


def test_the_collector_runs_again_after_an_error_and_after_a_network():
    gc.enable()
    with pytest.raises(ParseError):
        function("a & & b")
    assert gc.isenabled()
    compile("a & b", "deep")
    assert gc.isenabled()
