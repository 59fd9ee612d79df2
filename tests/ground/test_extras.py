"""Packages of extras: a missing one names its extra, a broken one is not taken for missing."""

import sys

import pytest

from logicnet import SpecificationError, compile, to_keras
from logicnet.ground.extras import needed


def test_a_missing_package_names_the_extra_that_brings_it(monkeypatch):
    for name in ("onnx", "onnx.defs"):  # other tests may have imported either
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SpecificationError, match=r"^ONNX needs the package onnx; .*\[onnx\]'"):
        needed("onnx", "ONNX")
    with pytest.raises(SpecificationError, match=r"needs the package onnx; .*\[more\]'"):
        needed("onnx.defs", "ONNX", "more")


def test_a_package_that_lacks_another_says_so_itself(monkeypatch, tmp_path):
    (tmp_path / "half_there.py").write_text("import not_there_at_all", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="not_there_at_all"):
        needed("half_there", "this")


def test_keras_without_what_it_computes_with_says_what_is_lacking(monkeypatch, tmp_path):
    (tmp_path / "keras.py").write_text("import not_there_at_all", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    with pytest.raises(SpecificationError, match="not_there_at_all is not there; .*KERAS_BACKEND"):
        to_keras(compile("a ^ b"))
