"""Networks and MLPs as torch modules, and back; skipped where torch is not installed."""

import copy
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from logicnet import (
    MLP,
    LimitError,
    LogicnetError,
    Network,
    SpecificationError,
    TruthTable,
    build,
    compile,
    from_torch,
    soften,
    to_torch,
    verify,
)
from logicnet.frameworks.layouts import layouts
from logicnet.learning.softening.decisions import Decisions
from logicnet.logic.function import function
from reference import reference, rows
from strategies import networks

torch = pytest.importorskip("torch")
nn = torch.nn
F = torch.nn.functional
torch.set_num_threads(1)
ADDER = build("adder", 8)
ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "linear", "hard_sigmoid", "step"]


def run(module, x):
    with torch.no_grad():
        return module(
            torch.as_tensor(np.asarray(x, dtype=np.float64)).to(module_type(module))
        ).numpy()


def module_type(module):
    return next(module.parameters()).dtype


# Out ----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(networks(most_inputs=4, most_units=6, encodings=("binary", "bipolar")),
       st.sampled_from(["float32", "float64", "float16"]))  # fmt: skip
def test_any_network_gives_the_same_and_comes_back(network, kind):
    module = to_torch(network, dtype=getattr(torch, kind))
    low = -1 if network.encoding == "bipolar" else 0
    every = [[v or low for v in row] for row in rows(len(network.inputs))]
    got = run(module, np.array(every).reshape(len(every), -1))
    assert got.tolist() == [reference(network, row) for row in every]
    assert from_torch(module) == network
    assert function(module) == network


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("output", [*ACTIVATIONS, "softmax"])
def test_any_mlp_gives_the_same_and_comes_back(hidden, output):
    mlp = MLP.random([3, 5, 4, 2], activation=hidden, output=output, seed=3)
    mlp = mlp.with_parameters(gain=[2.0, 1.0, 0.5], biases=np.linspace(-1, 1, mlp.units))
    framed = replace(mlp.wiring, centre=[0.5, 1.0, -2.0], scale=[1.0, 2.0, 4.0])
    x = np.random.default_rng(0).normal(size=(9, 3))
    for net in (mlp, replace(mlp, wiring=framed)):
        module = to_torch(net)
        assert np.abs(run(module, x) - net.predict_proba(x)).max() < 1e-12
        assert from_torch(module) == net
        single = to_torch(net, dtype=torch.float32)
        assert np.abs(run(single, x) - net.predict_proba(x)).max() < 1e-3 or hidden == "step"
        assert verify_same(from_torch(single), net)


def verify_same(found, net):
    return found.wiring == net.wiring and np.allclose(found.weights, net.weights, atol=1e-6)


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: c.name)
def test_the_corpus_goes_out_and_comes_back(case):
    for network in (compile(case.source, "wide"), compile(case.source)):
        for net in (network, soften(network), soften(network, activation="relu")):
            module = to_torch(net)
            assert from_torch(module) == net
            assert verify(module, case.source)
            got = run(module, rows(len(net.inputs)))
            assert ((got > 0.5) == network(rows(len(net.inputs)))).all()


def test_layers_are_matrices_or_wires_as_it_pays():
    kinds = [layer.kind for layer in layouts(ADDER)[0]]
    assert set(kinds) <= {"full", "gaps"}
    wide = Network.from_units(
        [f"x{i}" for i in range(200)], [([i, (i * 7 + 1) % 200], [1, 1], 2) for i in range(200)]
    )
    module = to_torch(wide)
    assert [layer.kind for layer in module.layers] == ["wires"]
    assert module.layers[0].weight.shape == (400,)
    x = np.random.default_rng(1).integers(0, 2, (50, 200))
    assert (run(module, x) == wide(x)).all()
    assert from_torch(module) == wide
    dense = to_torch(MLP.random([16, 1000, 1]))
    assert dense.layers[0].weight.shape == (1000, 16)


def test_parameters_have_names_and_labels_and_are_stored(tmp_path):
    module = to_torch(compile("a & b | ~a & c", "wide"))
    assert list(module.state_dict()) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"
    ]  # fmt: skip
    assert module.layers[0].labels == compile("a & b | ~a & c", "wide").labels[:2]
    assert (module.inputs, module.outputs) == (("a", "b", "c"), ("y",))
    torch.save(module.state_dict(), tmp_path / "net.pt")
    blank = copy.deepcopy(module)
    with torch.no_grad():
        for parameter in blank.parameters():
            parameter.zero_()
    assert from_torch(blank) != from_torch(module)
    blank.load_state_dict(torch.load(tmp_path / "net.pt", weights_only=True))
    assert from_torch(blank) == from_torch(module)
    assert verify(blank, "a & b | ~a & c")


def test_rows_of_any_shape_and_type_are_taken():
    module = to_torch(compile("a ^ b"))
    assert module(torch.tensor([1, 0])).tolist() == [1.0]
    assert module(torch.tensor([[[True, True], [False, True]]])).tolist() == [[[0.0], [1.0]]]
    assert module(torch.zeros(0, 2)).shape == (0, 1)
    constant = to_torch(compile("1"))
    assert constant(torch.zeros(3, 0)).tolist() == [[1.0]] * 3


@pytest.mark.parametrize(("surrogate", "slope"), [("sigmoid", 4.0), ("straight_through", 1.0)])
def test_steps_are_exact_and_have_the_slope_of_their_surrogate(surrogate, slope):
    module = to_torch(compile("a & b"), surrogate=surrogate, dtype=torch.float64)
    x = torch.tensor([[0.3, 0.9], [1.0, 1.0]], dtype=torch.float64, requires_grad=True)
    out = module(x)
    assert out.tolist() == [[0.0], [1.0]]
    out.sum().backward()
    net = x.sum(1) - 1.5
    wanted = (
        torch.ones(2) if slope == 1 else 4 * torch.sigmoid(4 * net) * (1 - torch.sigmoid(4 * net))
    )
    assert torch.allclose(x.grad, wanted[:, None].expand(2, 2).double())
    assert module.layers[0].weight.grad is not None
    silent = to_torch(compile("a & b"), surrogate=None, dtype=torch.float64)
    assert not silent(x.detach()).requires_grad
    frozen = to_torch(compile("a & b"), frozen=True, dtype=torch.float64)
    assert not any(p.requires_grad for p in frozen.parameters())
    x.grad = None
    frozen(x).sum().backward()
    assert x.grad.abs().sum() > 0


def test_gradients_are_those_of_the_mlp():
    mlp = MLP.random([3, 4, 2], activation="tanh", seed=2)
    x, y = np.random.default_rng(0).normal(size=(6, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    module = to_torch(mlp)
    loss = 0.5 * ((module(torch.tensor(x)) - torch.tensor(y)) ** 2).sum()
    loss.backward()
    wanted = mlp.gradient(x, y, "squares")
    weights = np.concatenate([layer.weight.grad.numpy().ravel() for layer in module.layers])
    biases = np.concatenate([layer.bias.grad.numpy() for layer in module.layers])
    assert np.allclose(weights, wanted.weights)
    assert np.allclose(biases, wanted.biases)


def test_a_compiled_net_trains_inside_a_larger_model():
    torch.manual_seed(0)
    logic = to_torch(compile("a ^ b"), frozen=True)
    model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), logic)
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    optimiser = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimiser.step()
    assert model(x).tolist() == y.tolist()
    assert from_torch(logic) == compile("a ^ b")


def test_export_and_fx_and_a_state_on_another_type_work():
    module = to_torch(compile("a ^ b ^ c"))
    x = torch.tensor(rows(3), dtype=torch.float32)
    batch = torch.export.Dim("rows", min=2)
    program = torch.export.export(module, (x,), dynamic_shapes=({0: batch},))
    assert torch.equal(program.module()(x[:5]), module(x[:5]))
    double = copy.deepcopy(module).double()
    assert double(x.double()).dtype == torch.float64
    assert from_torch(double) == from_torch(module)


@pytest.mark.parametrize("kind", ["full", "wires"])
def test_it_compiles_as_one_graph(kind):
    wide = [([i, (i * 7 + 1) % 200], [1, 1], 2) for i in range(200)]
    net = Network.from_units([f"x{i}" for i in range(200)], wide) if kind == "wires" else ADDER
    module = to_torch(net)
    x = torch.randint(0, 2, (8, len(net.inputs))).float()
    compiled = torch.compile(module, backend="aot_eager", fullgraph=True)
    out = compiled(x)
    assert torch.equal(out, module(x))
    out.sum().backward()
    assert module.layers[0].weight.grad is not None


def test_what_a_type_cannot_hold_is_refused():
    large = Network.from_units("ab", [([0, 1], [2**23, 1], 2**23)])
    assert module_type(to_torch(large)) == torch.float64
    with pytest.raises(
        LimitError, match=r"torch.float32 does not hold the network: unit 0 has sums"
    ):
        to_torch(large, dtype=torch.float32)
    most = Network.from_units("ab", [([0, 1], [2**22 - 2, 1], 2**21)])
    assert module_type(to_torch(most)) == torch.float32
    assert (run(to_torch(most), rows(2)) == most(rows(2))).all()
    huge = Network.from_units("ab", [([0, 1], [2**52, 1], 2**51)])
    with pytest.raises(LimitError, match="torch.float64 does not hold"):
        to_torch(huge)
    region = compile("x + 0.1*y <= 1")
    assert from_torch(to_torch(region)) == region
    with pytest.raises(LimitError, match=r"0.1 is rounded"):
        to_torch(region, dtype=torch.float32)
    with pytest.raises(SpecificationError, match="dtype is one of torch.float16"):
        to_torch(region, dtype=torch.int8)
    with pytest.raises(SpecificationError, match="surrogate 'sigmoids' is not known"):
        to_torch(region, surrogate="sigmoids")
    with pytest.raises(SpecificationError, match="takes a Network or an MLP, not str"):
        to_torch("a & b")


# In -----------------------------------------------------------------------------------------------


class Residual(nn.Module):
    """Residual and concatenating wires, a batch norm, slices and arithmetic."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.last = nn.Linear(4, 5), nn.Linear(5, 5), nn.Linear(9, 2)
        self.norm, self.act, self.drop = nn.BatchNorm1d(5), nn.LeakyReLU(), nn.Dropout(0.5)
        self.norm.running_mean += torch.linspace(-1, 1, 5)
        self.norm.running_var *= 2

    def forward(self, x):
        h = self.act(self.norm(self.first(x)))
        h = self.drop(h) + F.hardsigmoid(self.second(h)) * 0.5 - x[:, :1]
        both = torch.cat([h, x[:, [3, 2, 1, 0]] / 4], dim=-1)
        return torch.sigmoid(self.last(both)).flatten(1)


def test_residual_and_concatenating_wires_are_read():
    torch.manual_seed(1)
    model = Residual().double().eval()
    mlp = from_torch(model)
    x = np.random.default_rng(2).normal(size=(20, 4))
    assert np.abs(mlp.predict_proba(x) - run(model, x)).max() < 1e-12
    assert mlp.activations == ("leaky_relu", "hard_sigmoid", "sigmoid")
    with pytest.raises(SpecificationError, match="BatchNorm1d is read in eval mode alone"):
        from_torch(Residual())


@pytest.mark.parametrize("kind", ["Sigmoid", "Tanh", "ReLU", "Hardsigmoid"])
def test_a_net_inside_a_model_is_read_with_it(kind):
    logic = to_torch(compile("a ^ b ^ c"), dtype=torch.float32)
    model = nn.Sequential(nn.Linear(2, 3), getattr(nn, kind)(), logic, nn.Linear(1, 2))
    mlp = from_torch(model)
    x = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    assert np.abs(mlp.predict_proba(x) - run(model, x)).max() < 1e-5


STEPS = {
    "ge": lambda z: (z >= 0).float(), "gt": lambda z: (z > 0).to(torch.float32),
    "le": lambda z: 1 - (z < 0).float(), "heaviside": lambda z: torch.heaviside(z, torch.ones(1)),
    "strict heaviside": lambda z: torch.heaviside(z, torch.zeros(1)),
    "sign": torch.sign, "typed": lambda z: (z > 0).to(z.dtype),
    "between": lambda z: (z > -0.25).float(),
}  # fmt: skip


class Hard(nn.Module):
    def __init__(self, weights, biases, step):
        super().__init__()
        self.step = step
        self.all = nn.ModuleList(nn.Linear(*np.shape(w)[::-1]) for w in weights)
        with torch.no_grad():
            for layer, w, b in zip(self.all, weights, biases, strict=True):
                layer.weight.copy_(torch.tensor(w))
                layer.bias.copy_(torch.tensor(b))

    def forward(self, x):
        for layer in self.all:
            x = self.step(layer(x))
        return x


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("halves", [True, False])
def test_steps_and_signs_of_all_kinds_are_networks(step, halves):
    off = 0.5 if halves else 0.0
    weights, biases = [[[1.0, 1.0], [1.0, 1.0]], [[1.0, -1.0]]], [[-off, -1 - off], [-off]]
    if step == "sign":  # -1 and 1 all the way
        biases = [[1.0 if halves else 0.5, -1.0], [-1.0]]
    model = Hard(weights, biases, STEPS[step])
    network = from_torch(model, inputs=["a", "b"], encoding="bipolar" if step == "sign" else None)
    assert isinstance(network, Network)
    low = -1 if step == "sign" else 0
    every = [[v or low for v in row] for row in rows(2)]
    assert ((run(model, every) > 0) == network(every)).all()
    assert network.units <= 4


def test_strict_steps_over_real_sums_are_negated_steps():
    model = Hard([[[0.3, -0.7]], [[1.5]]], [[0.1], [-0.75]], STEPS["gt"])
    network = from_torch(model)
    assert isinstance(network, Network)
    assert (network(rows(2)) == run(model, rows(2))).all()


def test_a_sign_that_may_be_of_nothing_is_refused():
    with pytest.raises(SpecificationError, match="takes the sign of a sum that may be 0"):
        from_torch(Hard([[[1.0, 1.0]]], [[-1.0]], torch.sign))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            nn.Sequential(nn.Linear(2, 2), nn.Softplus()),
            "Softplus .* cannot be read; from_torch reads",
        ),
        (nn.Sequential(nn.Conv1d(1, 1, 1)), "how many inputs there are is not said"),
        (nn.Sequential(nn.Linear(2, 4), nn.GLU()), "GLU"),
        (nn.Sequential(nn.Linear(2, 2), nn.LeakyReLU(0.2)), "leaky ReLU has the slope 0.01"),
        (nn.Linear, "reads a torch.nn.Module, not type"),
    ],
)
def test_what_cannot_be_read_is_named(model, message):
    with pytest.raises(SpecificationError, match=message):
        from_torch(model)


def test_values_that_decide_the_way_cannot_be_traced():
    class Deciding(nn.Module):
        def forward(self, x):
            return x if x.sum() > 0 else -x

    class Product(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)

        def forward(self, x):
            return self.layer(x) * x

    with pytest.raises(SpecificationError, match="torch.fx cannot trace Deciding"):
        from_torch(Deciding())
    with pytest.raises(SpecificationError, match="a product of two values cannot be read"):
        from_torch(Product())


class Said(nn.Module):
    """What a function says of a linear layer and the input, in a forward pass."""

    def __init__(self, said):
        super().__init__()
        torch.manual_seed(1)
        self.said, self.inputs = said, ["a", "b", "c"]
        self.lin, self.relu, self.drop = nn.Linear(3, 3), nn.ReLU(inplace=True), nn.Dropout(0.5)
        self.row, self.drop_off = (
            nn.Parameter(torch.tensor([[1.0, -2.0, 0.5]])),
            nn.Dropout().eval(),
        )

    def forward(self, x):
        return self.said(self, self.lin(x), x)


def both(first, second):
    """A tuple's first part, made after the second."""
    return second(first) + first


def over(change):
    """The values after something has been done to them and its result forgotten."""

    def said(s, h, x):
        change(s, h)
        return h * 1.0

    return said


@pytest.mark.parametrize(
    "said",
    [
        lambda s, h, x: both(h, s.relu),
        lambda s, h, x: both(h, lambda y: F.relu(y, inplace=True)),
        over(lambda s, h: h.add_(1)),
        over(lambda s, h: s.relu(h[:, :2])),
        lambda s, h, x: both(h[:, :2], lambda v: s.relu(h)[:, :2]),
        over(lambda s, h: s.row.add_(1)),
        lambda s, h, x: (3 * h).to(torch.int64).float(),
        lambda s, h, x: h.type(torch.bool).float(),
        lambda s, h, x: h.half().float(),
        lambda s, h, x: h.type_as(x > 0).float(),
        lambda s, h, x: (h >= 0) + (x > 0),
        lambda s, h, x: F.dropout(h),
        lambda s, h, x: s.drop(h),
        lambda s, h, x: torch.softmax(h, 0),
        lambda s, h, x: torch.flatten(h),
        lambda s, h, x: torch.sigmoid(h[:, 0]) + x[:, :1],
        lambda s, h, x: torch.cat([h[:, 0], x[:, 1]], -1),
        lambda s, h, x: h[:, :1].squeeze() + x,
        lambda s, h, x: h[:, None],
        lambda s, h, x: h[:, 5],
        lambda s, h, x: h / 0.0,
        lambda s, h, x: h + s.row.t(),
        lambda s, h, x: torch.sub(h, x, alpha=2.0),
    ],
)  # fmt: skip
def test_what_would_be_misread_is_refused(said):
    with pytest.raises(SpecificationError):
        from_torch(Said(said))
    with pytest.raises(SpecificationError):
        verify(Said(said), "a")


@pytest.mark.parametrize(
    "said",
    [
        lambda s, h, x: s.relu(h),
        lambda s, h, x: torch.sigmoid(h) + s.relu(h),  # which is read before it is overwritten
        lambda s, h, x: s.relu(h.add_(x)),
        lambda s, h, x: h + s.row,
        lambda s, h, x: torch.relu(h * s.row - x / s.row),
        lambda s, h, x: x[:, :1] + s.row,
        lambda s, h, x: x[:, :1] * s.row,
        lambda s, h, x: torch.sigmoid(h[:, 0]) + x[:, 1] * 2 - 0.25,
        lambda s, h, x: (h >= s.row).float() + (x > 0).type_as(x),
        lambda s, h, x: ((h >= 0).to(torch.int64) + (x > 0)).half(),
        lambda s, h, x: torch.softmax(torch.flatten(s.drop_off(h), 1), -1),
        lambda s, h, x: F.dropout(h, 0.5, False)[:, [2, 0]].squeeze(1),
        lambda s, h, x: torch.heaviside(h, torch.tensor([1.0])),
    ],
)
def test_what_is_said_in_other_ways_is_read(said):
    model = Said(said)
    net, x = from_torch(model), np.array(rows(3), dtype=float)
    found = net(x) if isinstance(net, Network) else net.predict_proba(x)
    assert np.abs(np.asarray(found).reshape(8, -1) - run(model, x).reshape(8, -1)).max() < 1e-5


class _Drawn(torch.nn.Module):
    """A unit whose threshold is what a function says."""

    def __init__(self, threshold):
        super().__init__()
        self.inner = torch.nn.Linear(2, 1)
        self.threshold = threshold

    def forward(self, x):
        return (self.inner(x) > self.threshold()).float()


@pytest.mark.parametrize(
    "drawn", [lambda: torch.rand(1), lambda: float(np.random.default_rng().random())]
)
def test_numbers_that_are_drawn_in_the_forward_pass_are_refused(drawn):
    with pytest.raises(SpecificationError, match="does something else each time"):
        from_torch(_Drawn(drawn))
    for fixed in (lambda: torch.full((1,), 0.25), lambda: 0.25):
        assert from_torch(_Drawn(fixed)).inputs == ("x1", "x2")


class _Autocast(_Drawn):
    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return super().forward(x)


def test_what_autocast_rounds_is_refused():
    with pytest.raises(SpecificationError, match="autocast is on"):
        from_torch(_Autocast(lambda: 0.25))
    with torch.autocast("cpu"), pytest.raises(SpecificationError, match="autocast is on"):
        from_torch(_Drawn(lambda: 0.25))


def test_hooks_are_not_passed_over():
    for hook in ("register_forward_hook", "register_forward_pre_hook"):
        for model in (Said(lambda s, h, x: h), to_torch(compile("a & b"))):
            getattr(list(model.modules())[-1], hook)(lambda *args: None)
            with pytest.raises(SpecificationError, match="has hooks, whose effect cannot be read"):
                from_torch(model)


def test_a_forward_pass_put_in_the_place_of_another_is_not_passed_over():
    for at in (0, 2):  # the module itself, and a layer that is not looked into
        model = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
        part = list(model.modules())[at]
        own = part.forward
        part.forward = lambda x, own=own: -own(x)
        for read in (from_torch, lambda module: verify(module, "x1 | x2")):
            with pytest.raises(SpecificationError, match="has a forward pass in the place of that"):
                read(model)
    with pytest.raises(SpecificationError, match="is compiled; read the module it was made from"):
        from_torch(torch.compile(nn.Linear(2, 1), backend="eager"))


def _plus(s, h, x):
    skip = h
    h += 1
    return torch.cat([skip, h], 1)


def _part(s, h, x):
    part = h[:, :2]
    part *= 2
    return h


def _last(s, h, x):
    h += x
    h -= 0.5
    h *= 2
    h /= 4
    return torch.relu(h)


def test_what_augmented_assignments_overwrite_is_seen():
    for said in (_plus, _part):
        with pytest.raises(SpecificationError, match="overwrites .*, which is used again"):
            from_torch(Said(said))
    model, x = Said(_last), np.array(rows(3), dtype=float)
    assert np.abs(from_torch(model)(x) - run(model, x)).max() < 1e-5


def test_rows_and_devices_that_do_not_fit_are_named():
    module = to_torch(compile("a & b | c & d | e", "deep"))
    for width in (1, 4, 6):
        with pytest.raises(SpecificationError, match=r"rows of 5 inputs are expected, not an"):
            module(torch.ones(2, width))
    for device in ("nowhere", 3.5):
        with pytest.raises(SpecificationError, match="is not at hand: "):
            to_torch(compile("a & b"), device=device)


def test_numbers_that_are_not_real_or_not_there_are_refused():
    for options in ({"device": "meta"}, {"dtype": torch.complex64}):
        with pytest.raises(SpecificationError, match="is not read"):
            from_torch(nn.Sequential(nn.Linear(2, 1, **options)))


def test_a_trained_module_is_verified_in_its_own_precision():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())
    model.inputs = ["a", "b"]
    x = torch.tensor(rows(2), dtype=torch.float32)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(200):
        optimiser.zero_grad()
        F.binary_cross_entropy(model(x), torch.tensor([[0.0], [1.0], [1.0], [0.0]])).backward()
        optimiser.step()
    verdict = verify(model, TruthTable.from_string("0110", "ab"))
    assert verdict
    assert 0.3 < verdict.margin < 0.5
    assert verify(model, "a & b").equal is False
    assert isinstance(function(model), Decisions)
    assert function(model).eps == torch.finfo(torch.float32).eps
    with torch.no_grad():
        model[2].weight.zero_()
        model[2].bias.fill_(1e-7)  # within what single precision rounds
    assert verify(model, "a | ~a").equal is None
    assert verify(from_torch(model), "a | ~a").margin > 0


class Cancelling(nn.Module):
    """b, to which single precision adds a large multiple of a that is taken off again."""

    def __init__(self, way):
        super().__init__()
        self.way = way
        self.first, self.last = nn.Linear(2, 2), nn.Linear(2, 1)
        self.norm = nn.BatchNorm1d(2).eval()
        large = torch.tensor([[3e7, 1.0], [3e7, 0.0]])
        with torch.no_grad():
            self.first.weight.copy_(large if way == "linear" else torch.eye(2).flip(0))
            self.first.bias.fill_(0.0)
            self.last.weight.copy_(torch.tensor([[1.0, -1.0 if way == "linear" else 0.0]]))
            self.last.bias.fill_(-0.5)
            self.norm.running_mean.fill_(-3e7 if way == "norm" else 0.0)
            self.norm.bias.fill_(-3e7 if way == "norm" else 0.0)
            self.norm.eps = 0.0

    def forward(self, x):
        h = self.first(x)
        if self.way == "sum":
            h = h + 3e7 - 3e7
        if self.way == "scale":
            h = (h * 0.1 + 3e6) - 3e6
            return torch.sigmoid(self.last(h * 10))
        return torch.sigmoid(self.last(self.norm(h)))


@pytest.mark.parametrize("way", ["linear", "sum", "norm", "scale"])
def test_what_rounds_between_layers_counts(way):
    model = Cancelling(way).eval()
    model.inputs = ["a", "b"]
    exact = from_torch(model)
    assert verify(exact, "b")
    assert verify(model, "b").equal is None
    assert ((run(model, rows(2)) > 0.5) == exact.predict(rows(2))).all() is not True


def test_steps_of_sums_that_round_are_not_called_exact():
    model = Hard([[[0.1, 0.2]]], [[-0.3]], STEPS["ge"])
    assert isinstance(from_torch(model), Network)
    assert verify(model, TruthTable.from_string("0001", ["x1", "x2"])).equal is None
    assert verify(model, TruthTable.from_string("000-", ["x1", "x2"])).margin == 0.5
    whole = Hard([[[1.0, 1.0]]], [[-1.5]], STEPS["gt"])
    assert isinstance(function(whole), Network)


def test_a_module_whose_weights_moved_is_the_network_that_it_has_become():
    module = to_torch(compile("a & b | c", "wide"))
    with torch.no_grad():
        module.layers[-1].bias.add_(-1)
    found = from_torch(module)
    assert verify(found, "a & b & c")
    assert found.labels[-1] == ""
    assert found.labels[0] == module.labels[0]
    with torch.no_grad():
        module.layers[0].weight.mul_(0.75)
    assert from_torch(module).weights.dtype == float


def test_without_torch_the_extra_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(LogicnetError, match=r"to_torch needs the package torch.*logicnet\[torch\]"):
        to_torch(ADDER)


def test_a_pickled_module_of_ours_comes_back():
    stream = io.BytesIO()
    torch.save(to_torch(ADDER), stream)
    stream.seek(0)
    assert from_torch(torch.load(stream, weights_only=False)) == ADDER
