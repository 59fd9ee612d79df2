import numpy as np
import pytest

from logicnet.learning.nets.losses import loss_for
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training import training
from logicnet.learning.training.batches import Batches
from logicnet.learning.training.rows import at_hand
from logicnet.learning.training.rows.at_hand import RowsAtHand
from logicnet.learning.training.training import train


def data(count, inputs, classes=2):
    rng = np.random.default_rng(count)
    return rng.random((count, inputs)), rng.integers(0, classes, count)


def of(mlp, x, y, **options):
    targets = mlp.targets(y)
    loss = loss_for("auto", mlp.output_activation, targets)
    rows = RowsAtHand(x, targets, None, np.float64)
    return Batches(mlp, mlp.theta(), rows, loss, hard=False, **options)


@pytest.mark.parametrize("gathered", [1, 40, 10**6])
@pytest.mark.parametrize("size", [1, 7, 32, 100])
def test_batches_of_shuffled_rows_are_those_rows(size, gathered, monkeypatch):
    monkeypatch.setattr(at_hand, "_GATHERED", gathered)
    mlp = MLP.random([5, 4, 1], seed=1)
    x, y = data(100, 5)
    found = of(mlp, x, y)
    for seed in (1, 2):  # a second order begins anew
        found.shuffle(np.random.default_rng(seed))
        order = np.random.default_rng(seed).permutation(100)
        for start in range(0, 100, size):
            part = order[start : start + size]
            value, gradient = found.gradient(start, min(100, start + size))
            assert value == pytest.approx(mlp.loss(x[part], y[part]), rel=1e-12)
            wanted = np.concatenate(mlp.gradient(x[part], y[part]))
            assert np.allclose(gradient[: mlp.parameters], wanted[: mlp.parameters], rtol=1e-9)
    found.restore_order()
    assert found.value() == pytest.approx(mlp.loss(x, y), rel=1e-12)


def test_parts_of_a_shuffled_batch_are_those_rows_in_threads_as_well(monkeypatch):
    mlp = MLP.random([5, 4, 1], seed=1)
    x, y = data(300, 5)
    found = of(mlp, x, y)
    found.chunk = 16
    found.open()
    found.shuffle(np.random.default_rng(3))
    order = np.random.default_rng(3).permutation(300)
    monkeypatch.setattr(at_hand, "_GATHERED", 1)
    for start in (0, 100, 200):
        part = order[start : start + 100]
        assert found.gradient(start, start + 100)[0] == pytest.approx(mlp.loss(x[part], y[part]))
    found.close()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_rows_on_disk_stay_there_and_train_the_same_net(dtype, tmp_path, monkeypatch):
    mlp, (x, y) = MLP.random([6, 8, 1], seed=2), data(90, 6)
    rows = (8 * x).astype(dtype)
    np.save(tmp_path / "x.npy", rows)
    on_disk = np.load(tmp_path / "x.npy", mmap_mode="r")
    held = []
    own = RowsAtHand._chosen
    monkeypatch.setattr(
        RowsAtHand, "_chosen", lambda self, order: held.append(type(self.rows)) or own(self, order)
    )
    options = {"epochs": 3, "batch": 16, "seed": 4}
    assert train(mlp, on_disk, y, **options).mlp == train(mlp, rows, y, **options).mlp
    assert held[:3] == [np.memmap] * 3
    assert np.ndarray in held
    np.save(tmp_path / "across.npy", np.asfortranarray(rows))
    across = np.load(tmp_path / "across.npy", mmap_mode="r")
    whole = {"epochs": 3, "seed": 4, "dtype": np.float32 if dtype == np.uint8 else dtype}
    assert train(mlp, across, y, **whole).mlp == train(mlp, rows, y, **whole).mlp
    assert not np.isnan(train(mlp, on_disk, y, epochs=2).loss)


def test_a_value_on_disk_that_is_no_number_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(at_hand, "_CHECKED", 6)
    x, y = data(90, 6)
    x[77, 2] = np.nan
    np.save(tmp_path / "x.npy", x)
    with pytest.raises(ValueError, match="row 78, input 'x2'.* is nan|row 78, .*nan"):
        train(MLP.random([6, 8, 1]), np.load(tmp_path / "x.npy", mmap_mode="r"), y)


def test_floats_of_32_bits_are_taken_for_large_dense_layers_unless_told(monkeypatch):
    mlp, (x, y) = MLP.random([6, 8, 1], seed=2), data(20, 6)
    for large, dtype in ((56, np.float32), (57, np.float64)):
        monkeypatch.setattr(training, "_LARGE", large)  # 6 x 8 + 8 weights
        told = train(mlp, x, y, epochs=3, dtype=dtype).mlp
        assert train(mlp, x, y, epochs=3).mlp == told
        other = {np.float32: np.float64, np.float64: np.float32}[dtype]
        assert train(mlp, x, y, epochs=3, dtype=other).mlp != told


def test_rows_are_not_changed_by_training():
    mlp, (x, y) = MLP.random([6, 8, 1], seed=2), data(20, 6)
    before = x.copy()
    train(mlp, x, y, epochs=3, batch=5)
    assert (x == before).all()
