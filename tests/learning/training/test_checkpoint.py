"""Checkpoints: whole after a crash, and what is damaged or not one is refused."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from logicnet import MLP, FormatError, train
from logicnet.ground.storage.archive import packed, unpacked

X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
START = MLP.random([2, 3, 1], seed=1)


def _train(path, epochs=6, **options):
    return train(START, X, Y, epochs=epochs, checkpoint=path, resume=True, **options)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The octets of a checkpoint after three epochs, and the run of six without a break."""
    path = tmp_path_factory.mktemp("run") / "run.npz"
    _train(path, 3)
    octets = path.read_bytes()
    path.unlink()
    return octets, _train(path, 6)


def test_a_flipped_bit_is_harmless_or_noticed(tmp_path, stored):
    octets, whole = stored
    path, refused = tmp_path / "run.npz", 0
    places = range(0, 8 * len(octets), 211)
    for place in places:
        broken = bytearray(octets)
        broken[place // 8] ^= 1 << place % 8
        path.write_bytes(broken)
        try:
            found = _train(path)
        except FormatError as error:
            assert "run.npz: no training checkpoint" in str(error)
            refused += 1
            continue
        assert found.mlp == whole.mlp
        assert found.losses.tolist() == whole.losses.tolist()
    assert refused > len(places) / 2


def test_what_a_checkpoint_lacks_or_has_wrong_is_noticed(tmp_path, stored):
    octets, _ = stored
    path = tmp_path / "run.npz"
    parts = unpacked(octets, "run")
    about = json.loads(str(parts["about"]))

    def changed(**changes):
        return {**parts, "about": np.array(json.dumps({**about, **changes}))}

    for broken, message in [
        ({}, "no training checkpoint"),
        ({**parts, "about": np.array("{")}, "no training checkpoint"),
        ({**parts, "about": np.array("[]")}, "no training checkpoint"),
        (changed(format="other"), "no training checkpoint"),
        ({name: part for name, part in parts.items() if name != "best"}, "a damaged training"),
        ({**parts, "theta": parts["theta"][:1]}, "a damaged training"),
        ({**parts, "theta": parts["theta"].astype("U20")}, "a damaged training"),
        (changed(random={"bit_generator": "PCG64"}), "a damaged training"),
        (changed(random=7), "a damaged training"),
    ]:
        path.write_bytes(packed(broken))
        with pytest.raises(FormatError, match=message):
            _train(path)


RUN = """
import sys
sys.path.insert(0, sys.argv[2])
from test_checkpoint import _train
_train(sys.argv[1], 100_000, checkpoint_every=1, progress=lambda epoch: print(flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_run_that_is_killed_goes_on_as_if_it_had_not_been(tmp_path):
    path = tmp_path / "run.npz"
    for pause in (0.0, 0.013):
        command = [sys.executable, "-c", RUN, path, os.path.dirname(__file__)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
            for _ in range(4):
                run.stdout.readline()
            time.sleep(pause)
            run.send_signal(signal.SIGKILL)
    assert path.exists()
    epochs = _train(path, 0).epochs + 50
    resumed, whole = _train(path, epochs), train(START, X, Y, epochs=epochs)
    assert resumed.mlp == whole.mlp
    assert resumed.losses.tolist() == whole.losses.tolist()
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]
