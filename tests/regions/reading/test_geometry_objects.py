"""Regions and classes from shapely and geopandas objects, GeoJSON values and files."""

import json

import numpy as np
import pytest

from logicnet import Region, SpecificationError, compile, verify
from logicnet.regions.reading.geojson import regions_of
from optional import optional


def boxes():
    shapely = optional("shapely")
    return [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6)]


def frame(**columns):
    return optional("geopandas").GeoDataFrame(columns, geometry=boxes(), crs="EPSG:4326")


def test_a_geometry_is_a_region():
    shapely = optional("shapely")
    ring = shapely.Point(0, 0).buffer(2) - shapely.Point(0.5, 0).buffer(1)
    network = compile(ring)
    points = np.random.default_rng(0).uniform(-2.5, 2.5, (10_000, 2))
    assert (network(points)[:, 0] == shapely.contains_xy(ring, points)).all()
    several = shapely.MultiPolygon(boxes())
    assert verify(compile(several), several)
    mixed = shapely.GeometryCollection([boxes()[0], shapely.Point(0, 0)])
    with pytest.raises(SpecificationError, match="got 'Point'"):
        compile(mixed)
    with pytest.raises(SpecificationError, match="no coordinates"):
        compile(shapely.Polygon())


def test_a_frame_is_one_network_with_an_output_for_each_name():
    countries = frame(name=["a", "b", "a"])
    network = compile(countries)
    assert network.outputs == ("a", "b")
    assert verify(network, countries)
    assert network([(0.5, 0.5), (1.5, 0.5), (5.5, 5.5), (3, 3)]).tolist() == [
        [1, 0], [0, 1], [1, 0], [0, 0]
    ]  # fmt: skip


def test_rows_without_a_name_are_numbered_and_other_columns_may_name_them():
    countries = frame(name=["a", None, float("nan")], code=[7, 8, 9])
    assert compile(countries).outputs == ("a", "feature 1", "feature 2")
    assert list(regions_of(countries, "code")) == ["7", "8", "9"]
    assert compile(countries.geometry).outputs == ("feature 0", "feature 1", "feature 2")
    named = compile(dict(zip(countries.code, countries.geometry, strict=True)))
    assert named.outputs == ("7", "8", "9")


def test_a_frame_or_series_as_one_region_is_the_union():
    countries = frame(name=list("abc"))
    for whole in (countries, countries.geometry, json.loads(countries.to_json())):
        assert Region.of(whole).contains([(0.5, 0.5), (5.5, 5.5), (3, 3)]).tolist() == [1, 1, 0]
        assert compile({"land": whole, "west": "x <= 1"}).outputs == ("land", "west")


def test_files_and_values_say_the_same(tmp_path):
    countries = frame(name=["a", "b", "c"])
    path = tmp_path / "three.geojson"
    countries.to_file(path, driver="GeoJSON")
    expected = compile(countries)
    assert compile(path) == compile(str(path)) == compile(json.loads(path.read_text())) == expected


def test_a_missing_package_is_a_failure_where_ci_is_set(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ModuleNotFoundError):
        optional("no_such_package_anywhere")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception):
        optional("no_such_package_anywhere")
