"""What states a function, as far as rooms above `logic` say what it is and read it."""

from __future__ import annotations

from logicnet.formats.recognition import recognised
from logicnet.formats.registry import FORMATS, loads, read
from logicnet.logic.function import Sources, itself
from logicnet.logic.source_kinds import is_geometry, is_mapping


def fill(sources: Sources) -> None:
    """Say how networks, regions, GeoJSON, models and files of all formats become functions."""
    for kind in (
        "logicnet.network.network.Network",
        "logicnet.regions.region.Region",
        "logicnet.regions.stated_regions.Regions",
        "logicnet.learning.softening.decisions.Decisions",
        "logicnet.logic.forms.two_level.ProductOfSums",
        "logicnet.logic.forms.two_level.ExclusiveSum",
    ):
        sources.register(kind, itself)
    sources.register(
        "logicnet.learning.nets.mlp.MLP", "logicnet.learning.softening.decisions:stated"
    )
    sources.register("logicnet.minimization.phased.PhasedCover", lambda found: found.stated())
    priced = "logicnet.minimization.priced_cover.PricedCover"
    sources.register(priced, lambda found: found.cover)
    noisy = "logicnet.minimization.pricing.noisy_rows.NoisyRows"
    sources.register(noisy, lambda seen: seen.stated())
    sources.register("torch.nn.modules.module.Module", "logicnet.frameworks.torch:stated")
    sources.register("sklearn.base.BaseEstimator", "logicnet.sklearn.models.reading:stated")
    sources.register(is_mapping, "logicnet.regions.stated_regions:mapping")
    sources.register(is_geometry, "logicnet.regions.stated_regions:outlined")
    sources.register("keras.src.models.model.Model", "logicnet.frameworks.keras.reading:stated")
    sources.register(".keras", "logicnet.frameworks.keras.reading:stated")
    sources.register(".onnx", "logicnet.formats.onnx.files:stated")
    sources.register(".theory", "logicnet.learning.theories.theory:stated")
    theory = "logicnet.learning.theories.theory.Theory"
    sources.register(theory, "logicnet.learning.theories.theory:stated")
    sources.register_files(FORMATS, read)
    sources.register_texts(recognised, loads)
