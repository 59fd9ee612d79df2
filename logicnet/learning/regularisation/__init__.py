"""What keeps nets from learning rows by heart, beside the options of `train`.

`train` has penalties (`l1`, `l2`, `weight_decay`), `dropout`, weights that are `tied`, and
validation rows. Here are batch normalisation, ensembles, rows made more, and layers that learn
before.
"""

from __future__ import annotations

from .batch_norm import Normalised, train_normalised
from .ensembles import Ensemble, ensemble, noisy_copies, shifted_copies
from .pretraining import pretrained

__all__ = [
    "Ensemble",
    "Normalised",
    "ensemble",
    "noisy_copies",
    "pretrained",
    "shifted_copies",
    "train_normalised",
]


def __dir__() -> list[str]:
    return __all__
