import numpy as np
import pytest
from hypothesis import given

from logicnet import Network, SpecificationError, simulate
from logicnet.network import simulation
from logicnet.network.engines import choice_of_engine
from logicnet.network.engines.choice_of_engine import fastest, one_by_one
from logicnet.network.engines.packed import wire_by_wire
from logicnet.network.sums import whole_sums
from reference import reference, rows
from strategies import networks


def chain(length):
    return Network.from_units(["a"], [([k], [1], 1) for k in range(length)])


def majority(n):
    return Network.from_units([f"x{i}" for i in range(n)], [(range(n), [1] * n, n // 2)])


@pytest.fixture
def unloaded(monkeypatch):
    monkeypatch.setattr(choice_of_engine, "_loaded", [])
    monkeypatch.setattr(choice_of_engine, "_saved", [0.0])
    monkeypatch.setattr(choice_of_engine, "_until_it_runs", lambda: 0.3)


@pytest.mark.usefixtures("unloaded")
def test_compiled_code_is_loaded_once_it_would_have_saved_its_loading():
    net = chain(3000)
    found = [fastest(net, 1) for _ in range(200)]
    assert found[0] == "layers"
    assert found[-1] == "compiled"
    choice_of_engine.loaded()
    assert fastest(net, 1) == "compiled"


@pytest.mark.usefixtures("unloaded")
def test_what_is_not_compiled_yet_is_waited_for_ten_times_as_long(monkeypatch):
    net, calls = chain(3000), {}
    for seconds in (0.3, 3.0):
        choice_of_engine._saved[0], calls[seconds] = 0.0, 0
        monkeypatch.setattr(choice_of_engine, "_until_it_runs", lambda seconds=seconds: seconds)
        while fastest(net, 1) != "compiled":
            calls[seconds] += 1
    assert 9 * calls[0.3] < calls[3.0] < 11 * calls[0.3]


@pytest.mark.usefixtures("unloaded")
def test_one_row_never_waits_for_compiled_code():
    net = majority(50)
    assert {fastest(net, 1) for _ in range(1000)} == {"layers"}
    assert not choice_of_engine._loaded


@pytest.mark.usefixtures("unloaded")
def test_nothing_is_counted_for_nets_of_few_wires():
    net = majority(3)
    assert fastest(net, 64) == "numpy"
    assert choice_of_engine._saved == [0.0]
    assert fastest(net, 1 << 22) != "layers"


@pytest.mark.parametrize("packed", [True, False])
def test_tables_are_taken_for_packed_rows_as_well(packed, monkeypatch):
    monkeypatch.setattr(choice_of_engine, "_loaded", [True])
    rng = np.random.default_rng(0)
    units = [(range(40), rng.integers(-99, 99, 40).tolist(), 0) for _ in range(60)]
    net = Network.from_units([f"x{i}" for i in range(40)], units)
    assert {fastest(net, 640, packed=packed) for _ in range(100)} >= {"tables"}
    at = rng.integers(0, 2**63, (40, 10), dtype=np.uint64)
    assert (simulate(net, at) == simulate(net, at, engine="numpy")).all()


def test_few_rows_through_many_layers_go_one_by_one():
    assert one_by_one(chain(3000), 1)
    assert not one_by_one(chain(3000), 64)


@given(networks(largest=2**40))
def test_rows_one_by_one_agree_with_the_reference_loop(net):
    read = np.array(rows(len(net.inputs)), dtype=bool)[:16]
    found = wire_by_wire(whole_sums(net), read, net.output_units)
    assert found.tolist() == [reference(net, row) for row in read.astype(int).tolist()]


@pytest.mark.parametrize("engine", ["numpy", "compiled", "layers", "tables"])
@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int8, np.int64, np.float32, object])
def test_rows_of_any_type_give_the_same_by_every_engine(engine, dtype, monkeypatch):
    monkeypatch.setattr(simulation, "fastest", lambda *_, **__: engine)
    net = majority(30)
    read = np.random.default_rng(0).random((130, 30)) < 0.5
    assert net(read.astype(dtype)).tolist() == [[int(row.sum() >= 15)] for row in read]


@pytest.mark.parametrize("engine", ["numpy", "layers", "tables"])
def test_a_wrong_value_is_named_by_its_row_among_all(engine, monkeypatch):
    monkeypatch.setattr(simulation, "fastest", lambda *_, **__: engine)
    read = np.zeros((9000, 3), dtype=int)
    read[8500, 1] = 2
    with pytest.raises(SpecificationError, match="row 8500, input 'x1': expected 0 or 1, got 2"):
        majority(3)(read)
