"""Formulas on packed rows given by name, for tests that hold the package against oracles."""

import numpy as np

from logicnet.logic.formulas import circuit_of


def variables(formula):
    """The names that a formula states."""
    return circuit_of(formula).inputs


def evaluate(formula, columns):
    """The packed rows of a formula of one output, given those of its variables by name."""
    circuit = circuit_of(formula)
    assert set(circuit.inputs) <= set(columns)
    at = [np.atleast_1d(columns[name]) for name in circuit.inputs]
    width = len(np.atleast_1d(next(iter(columns.values())))) if columns else 1
    return circuit.rows(np.array(at, dtype=np.uint64).reshape(len(at), width))[0][0]
