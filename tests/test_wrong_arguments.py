"""Wrong arguments of what states, minimises, compiles and verifies: an answer or an error of ours.

What `tests/test_wrong_learning_arguments.py` is for learning, plots and comparisons.
"""

import warnings

import numpy as np
import pytest

import logicnet
from logicnet import Cover, LogicnetError, Network, TruthTable

NET = logicnet.compile("a ^ b")
TABLE = TruthTable.from_string("0110")
COVER = logicnet.minimize("a & b | c")


def strange():
    """Things that an argument may be by mistake, made anew for each call."""
    return [
        None, "", "abc", "01-2", b"01", 3, -1, 2.5, float("nan"), float("inf"), 10**30, True,
        [], [1], [[1]], [[1, 2]], [None], ["a"], ["a", "a"], [10**30], [[0, 1], [1]], {}, {"a": 1},
        np.array(3), np.zeros((2, 2, 2)), np.zeros((0, 3)), np.array([1j]), np.array(["a"]),
        object(), range(5), (x for x in [1]), NET, TABLE, COVER,
    ]  # fmt: skip


CALLS = {
    "TruthTable.from_string": TruthTable.from_string,
    "TruthTable.from_values": TruthTable.from_values,
    "TruthTable.from_hex": TruthTable.from_hex,
    "TruthTable.from_minterms": lambda x: TruthTable.from_minterms(x, [0]),
    "the minterms": lambda x: TruthTable.from_minterms(["a"], x),
    "TruthTable.from_callable": TruthTable.from_callable,
    "TruthTable.from_expression": TruthTable.from_expression,
    "TruthTable.from_frame": TruthTable.from_frame,
    "TruthTable.from_csv": TruthTable.from_csv,
    "TruthTable.rows": TABLE.rows,
    "TruthTable.over": TABLE.over,
    "TruthTable.renamed": TABLE.renamed,
    "TruthTable.output": TABLE.output,
    "TruthTable.minterms": TABLE.minterms,
    "TruthTable.to_string": TABLE.to_string,
    "Cover.from_cubes": Cover.from_cubes,
    "Cover.from_table": Cover.from_table,
    "Cover.from_rows": lambda x: Cover.from_rows(x, [1]),
    "the values of rows": lambda x: Cover.from_rows([[0, 1]], x),
    "Cover.from_sympy": Cover.from_sympy,
    "Cover.contains": COVER.contains,
    "Cover.evaluate": COVER.evaluate,
    "Cover.output": COVER.output,
    "Cover.cofactor": lambda x: COVER.cofactor(x, 1),
    "the value of a cofactor": lambda x: COVER.cofactor("a", x),
    "minimize": logicnet.minimize,
    "a time limit": lambda x: logicnet.minimize("a", time_limit=x),
    "a method": lambda x: logicnet.minimize("a", method=x),
    "a seed": lambda x: logicnet.minimize("a", seed=x),
    "primes": logicnet.primes,
    "find_threshold": logicnet.find_threshold,
    "parse": logicnet.parse,
    "compile": logicnet.compile,
    "a style": lambda x: logicnet.compile("a", x),
    "inputs": lambda x: logicnet.compile("a", inputs=x),
    "an encoding": lambda x: logicnet.compile("a", encoding=x),
    "max_depth": lambda x: logicnet.compile("a ^ b", max_depth=x),
    "max_weight": lambda x: logicnet.compile("a ^ b", max_weight=x),
    "skip": lambda x: logicnet.compile("a ^ b", skip=x),
    "build": logicnet.build,
    "a size": lambda x: logicnet.build("parity", x),
    "verify": lambda x: logicnet.verify(x, "a"),
    "a specification": lambda x: logicnet.verify(NET, x),
    "samples": lambda x: logicnet.verify(NET, "a ^ b", samples=x),
    "an executor": lambda x: logicnet.verify(NET, "a ^ b", executor=x),
    "simulate": lambda x: logicnet.simulate(NET, x),
    "a network": NET,
    "Network.encoded": NET.encoded,
    "Network.over": NET.over,
    "a weight": lambda x: Network.from_units(["a"], [([0], [x], 1)]),
    "a threshold": lambda x: Network.from_units(["a"], [([0], [1], x)]),
    "nodes": lambda x: Network.from_units(["a"], [(x, [1], 1)]),
    "units": lambda x: Network.from_units(["a"], x),
    "names of inputs": lambda x: Network.from_units(x, [([0], [1], 1)]),
    "outputs": lambda x: Network.from_units(["a"], [([0], [1], 1)], outputs=x),
    "read": logicnet.read,
    "write to": lambda x: logicnet.write(NET, x),
    "to_networkx": logicnet.to_networkx,
    "from_networkx": logicnet.from_networkx,
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_meets_an_answer_or_an_error_of_ours(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    foreign = []
    for k in range(len(strange())):
        value = strange()[k]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                CALLS[name](value)
        except LogicnetError as error:
            assert str(error)
        except Exception as error:
            foreign.append(f"{value!r:.40}: {type(error).__name__}: {error}")
    assert foreign == []


def test_a_foreign_error_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setitem(CALLS, "planted", lambda x: x.nothing)
    with pytest.raises(AssertionError, match="AttributeError"):
        test_a_wrong_argument_meets_an_answer_or_an_error_of_ours("planted", tmp_path, monkeypatch)
