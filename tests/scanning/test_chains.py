"""Chains of scans: as scans one by one, as one network for the grid, and as torch convolutions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logicnet
from logicnet.errors import SpecificationError
from logicnet.scanning import ScanChain, pattern, pool, scan

RULES = [logicnet.compile(rule) for rule in (
    {"y": "a ^ b"}, {"y": "a & ~b", "z": "(a | b) ^ (a & b)"})]  # fmt: skip
NEXT = {1: logicnet.compile("a ^ b"), 2: logicnet.compile("parity(a, b, c, d) | a & b")}


def drawn(data, axes):
    """Two scans, the second of which reads what the first says, and a grid for them."""
    window = tuple(data.draw(st.permutations([2] + [1] * (axes - 1))))
    padding = data.draw(st.sampled_from(["none", "zeros", "ones", "wrap"]))
    stride = data.draw(st.integers(1, 2))
    first = scan(data.draw(st.sampled_from(RULES)), window, padding=padding, stride=stride)
    kinds = len(first.rule.outputs)
    second = scan(NEXT[kinds], window, channels=kinds)
    sizes = tuple(data.draw(st.integers(4, 6)) for _ in range(axes))
    grid = np.random.default_rng(data.draw(st.integers(0, 99))).integers(0, 2, sizes)
    return ScanChain((first, second)), grid


@settings(max_examples=20)
@given(st.data(), st.integers(1, 3))
def test_a_chain_is_its_scans_and_one_network(data, axes):
    chain, grid = drawn(data, axes)
    wanted = chain.scans[1](chain.scans[0](grid))
    assert np.array_equal(chain(grid), wanted)
    assert chain.shapes(grid.shape)[-1] == wanted.shape
    assert np.array_equal(chain.network(grid.shape)(grid.ravel()), wanted.ravel())


@settings(max_examples=20)
@given(st.data(), st.integers(1, 3))
def test_torch_says_the_same_by_convolutions(data, axes):
    torch = pytest.importorskip("torch")
    chain, grid = drawn(data, axes)
    module = chain.to_torch()
    kinds = [type(layer).__name__ for layer in module]
    assert f"Conv{axes}d" in kinds
    with torch.no_grad():
        found = module(torch.tensor(grid, dtype=torch.float32)[None, None])[0, 0]
    assert np.array_equal(found.numpy(), chain(grid))


def test_a_softened_chain_learns_in_torch():
    torch = pytest.importorskip("torch")
    chain = ScanChain((pattern("#.\n.#"), pool((3, 3))))
    module = chain.to_torch(gain=4)
    grids = torch.randint(0, 2, (8, 1, 7, 7), generator=torch.Generator().manual_seed(0)).float()
    loss = ((module(grids) - 1) ** 2).mean()
    loss.backward()
    rate = 0.1
    with torch.no_grad():
        for parameter in module.parameters():
            assert parameter.grad.abs().sum() > 0
            parameter -= rate * parameter.grad
        assert ((module(grids) - 1) ** 2).mean() < loss


def test_what_a_pattern_finds_moves_with_it():
    finder = ScanChain((pattern("##\n#."), pool((2, 2), stride=1)))
    image = np.zeros((12, 12), dtype=int)
    image[4:6, 4] = image[4, 5] = 1
    assert finder(image).sum() == 4
    for shift in [(1, 0), (0, 3), (-2, 2)]:
        moved = np.roll(image, shift, (0, 1))
        assert np.array_equal(finder(moved), np.roll(finder(image), shift, (0, 1)))


def test_what_does_not_fit_is_said():
    two = scan({"y": "a", "z": "a & b"}, 2)
    for scans, said in [
        ((), "one at least"),
        ((two, pool(2)), "2 outputs of a scan for 1 chan"),
        ((pool(2), pool((2, 2))), "as many axes"),
        ((3,), "a chain is of a tuple of scans"),
        (pool(2), "a chain is of a tuple of scans"),
    ]:
        with pytest.raises(SpecificationError, match=said):
            ScanChain(scans)
    chain = ScanChain((pool(2, stride=1), pool(2, stride=1)))
    for of_shape, shape in [(chain.shapes, [2]), (chain.network, [2]), (pool(2).network, [1])]:
        with pytest.raises(SpecificationError, match=r"a window of 2 does not fit into \(1,\)"):
            of_shape(shape)
    with pytest.raises(SpecificationError, match="shape has 1 numbers"):
        chain.shapes([3, 3])
    assert "different numbers" in repr(ScanChain((pool(2), pool(2))))
    assert logicnet.scanning.ScanChain is ScanChain
