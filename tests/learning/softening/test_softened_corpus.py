"""The corpus in five styles, softened and hardened back."""

import pytest

from corpus import CORPUS
from logicnet import compile
from logicnet.learning.softening.agreement import all_rows, disagreement, measured_error
from logicnet.learning.softening.sigmoid import harden, soften

STYLES = ["minterms", "wide", "deep", "layered", "compact"]


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: c.name)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_the_corpus_softens_and_hardens_back(case, style):
    network = compile(case.source, style=style)
    for kind in ("sigmoid", "tanh"):
        mlp = soften(network, activation=kind)
        assert harden(mlp) == network
        assert measured_error(mlp) <= mlp.certificate.error
        assert not disagreement(mlp, network)
    for kind in ("relu", "hard_sigmoid"):
        mlp = soften(network, activation=kind)
        assert (mlp.predict_proba(all_rows(mlp)) == network(all_rows(mlp))).all()
        assert mlp.certificate.error == 0
        assert harden(mlp) == network
    for error in (0.01, 0.2):  # half of the certified gain is too little
        mlp = soften(network, error)
        assert measured_error(mlp.with_parameters(gain=mlp.certificate.gain / 2)) > error
