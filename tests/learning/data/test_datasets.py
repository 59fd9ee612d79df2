"""Toy data: the definitions, exactly."""

from pathlib import Path

import numpy as np
import pytest

from logicnet import SpecificationError, TruthTable
from logicnet.learning.data.datasets import (
    PLANE,
    circle,
    gauss,
    monks,
    spiral,
    truth_table_rows,
    xor,
)

KB = Path(__file__).parents[3] / "../shared/data/kb"


@pytest.mark.parametrize("name", list(PLANE))
def test_plane_sets_are_balanced_seeded_and_shuffled(name):
    make = PLANE[name]
    x, y, names = make(500, noise=0.1, seed=3)
    assert x.shape == (500, 2)
    assert names == ("x", "y")
    assert 200 <= y.sum() <= 300
    assert (np.diff(y) != 0).sum() > 150
    assert all((a == b).all() for a, b in zip(make(500, 0.1, 3)[:2], (x, y), strict=True))
    assert not (make(500, 0.1, 4).x == x).all()
    for bad in ({"count": 1}, {"noise": 0.6}):
        with pytest.raises(SpecificationError):
            make(**bad)


@pytest.mark.parametrize(
    ("make", "ideal", "accuracies"),
    [
        (circle, lambda x: np.hypot(*x.T) < 2.5, [1, 0.973, 0.922, 0.754]),
        (xor, lambda x: x.prod(axis=1) >= 0, [1, 0.993, 0.933, 0.821]),
        (gauss, lambda x: x.sum(axis=1) >= 0, [0.9999, 0.995, 0.973, 0.923]),
        (
            spiral,
            lambda x: np.cos(np.arctan2(x[:, 0], x[:, 1]) - 0.7 * np.pi * np.hypot(*x.T)) >= 0,
            [0.999, 0.995, 0.986, 0.968],
        ),
    ],
)
def test_ideal_regions_reach_the_known_accuracies(make, ideal, accuracies):
    for noise, expected in zip([0, 0.1, 0.25, 0.5], accuracies, strict=True):
        x, y, _ = make(20000, noise)
        assert (ideal(x) == y).mean() == pytest.approx(expected, abs=0.012)


def test_circle_labels_see_the_noise_and_points_do_not():
    x, y, _ = circle(4000, noise=0.5)
    radius = np.hypot(*x.T)
    assert ((radius < 2.5) | (radius >= 3.5)).all()
    assert ((radius < 2.5) != y).any()


def test_truth_table_rows_are_in_order_and_flips_are_exact():
    x, y, names = truth_table_rows("a ^ b ^ c")
    assert names == ("a", "b", "c")
    assert (x @ [4, 2, 1] == np.arange(8)).all()
    assert (y == x.sum(axis=1) % 2).all()
    noisy = truth_table_rows("a ^ b ^ c", noise=0.25, copies=10, seed=1)
    clean = truth_table_rows("a ^ b ^ c", copies=10)
    assert len(noisy.y) == 80
    assert (noisy.y != clean.y).sum() == 20


def test_rows_with_a_dont_care_are_left_out():
    table = TruthTable.from_values(np.array([0, -1, 1, 1]))
    assert truth_table_rows(table).x.tolist() == [[0, 0], [1, 0], [1, 1]]


@pytest.mark.parametrize("problem", [1, 2, 3])
def test_monks_are_those_of_the_files(problem):
    file = KB / f"monks-{problem}" / f"monks-{problem}.test"
    if not file.exists():
        pytest.skip("the published files are not here")
    lines = [line.split()[:7] for line in file.read_text().splitlines() if line.strip()]
    x, y, _ = monks(problem)
    theirs = {tuple(map(int, line[1:])): int(line[0]) for line in lines}
    assert theirs == {tuple(row): label for row, label in zip(x.tolist(), y.tolist(), strict=True)}


def test_monks_sample_and_noise():
    x, y, _ = monks(3, 122, noise=0.05, seed=2)
    everyone = monks(3)
    truth = dict(zip(map(tuple, everyone.x.tolist()), everyone.y.tolist(), strict=True))
    wrong = [truth[tuple(row)] != label for row, label in zip(x.tolist(), y.tolist(), strict=True)]
    assert (len(x), sum(wrong)) == (122, 6)
    with pytest.raises(SpecificationError, match="from 1 to 3"):
        monks(4)
    with pytest.raises(SpecificationError, match="count must be a whole number from 1 to 432"):
        monks(1, 500)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: circle(2.5), "count must be a whole number"),
        (lambda: xor("a"), "count must be a whole number"),
        (lambda: gauss(10, noise="x"), "noise must be from 0 to 0.5"),
        (lambda: spiral(10, noise=float("nan")), "noise must be from 0 to 0.5"),
        (lambda: circle(10, seed=-1), "seed must be a whole number"),
        (lambda: truth_table_rows("a & b", noise=2), "noise must be from 0 to 1"),
        (lambda: truth_table_rows("a & b", copies=1.5), "copies must be a positive"),
        (lambda: monks("1"), "problem must be a whole number from 1 to 3"),
        (lambda: monks(1, noise=-1), "noise must be from 0 to 1"),
        (lambda: monks(1, 1.5), "count must be a whole number from 1 to 432"),
    ],
)
def test_a_wrong_call_is_refused(call, message):
    with pytest.raises(SpecificationError, match=message):
        call()
