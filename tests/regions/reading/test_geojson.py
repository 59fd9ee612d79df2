"""Regions from GeoJSON and geometry objects, and what is said of files that are not right."""

import json

import numpy as np
import pytest

from logicnet import FormatError, Region, SpecificationError, compile
from logicnet.regions.reading.geojson import region_of, regions_of

TRIANGLE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 1]]]}
BOW = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def test_features_are_named_by_a_property_or_by_their_number():
    value = collection(feature(TRIANGLE, name="a", code=1), feature(TRIANGLE, name=None, code=2))
    assert list(regions_of(value)) == ["a", "feature 1"]
    assert list(regions_of(value, "code")) == ["1", "2"]
    with pytest.raises(SpecificationError, match="no feature has .*'kode'; .*code, name"):
        regions_of(value, "kode")


def test_features_of_one_name_become_one_region():
    moved = {"type": "Polygon", "coordinates": [[[5, 0], [6, 0], [5, 1]]]}
    both = collection(feature(TRIANGLE, name="a"), feature(moved, name="a"))
    (region,) = regions_of(both).values()
    assert region.contains([(0.1, 0.1), (5.1, 0.1), (3, 0)]).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "not by int"),
        ({"type": "Polygon", "coordinates": 5}, "the geometry: the Polygon has no coordinates"),
        ({"type": "MultiPolygon", "coordinates": [5]}, "geometry: a polygon is a list of rings"),
        ({"type": "Point", "coordinates": [0, 0]}, "the geometry: .* got 'Point'"),
        (collection(5), "feature 0: expected a Feature, got 5"),
        ({"type": "FeatureCollection", "features": 5}, "'features' is a list, not 5"),
        (collection(feature(TRIANGLE), feature(None, name="Un")), r"feature 1 \(Un\): .*got none"),
        (collection({**feature(TRIANGLE), "properties": [1]}), "feature 0: properties are an obj"),
        (collection(feature(TRIANGLE), feature(BOW, name="Bow")),
         r"feature 1 \(Bow\): polygon 0, shell crosses itself at \(0.5, 0.5\)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_feature(value, message):
    with pytest.raises(SpecificationError, match=message):
        regions_of(value)


def test_files_are_read_with_a_mark_at_the_start_and_errors_name_the_line(tmp_path):
    path = tmp_path / "shape.geojson"
    path.write_text("\ufeff" + json.dumps(TRIANGLE), encoding="utf-8")
    assert region_of(path).contains([(0.2, 0.2)]).all()
    assert compile(path).outputs == ("inside",)
    path.write_text('{"type":\n"Polygon",,}')
    with pytest.raises(FormatError, match=r"shape.geojson:2: not JSON"):
        region_of(path)
    path.write_text(json.dumps(collection(feature(BOW))))
    with pytest.raises(SpecificationError, match=r"shape.geojson: feature 0: polygon 0"):
        regions_of(path)


def test_a_box_is_exact_for_unsigned_numbers():
    box = Region.box(np.array([1, 1], np.uint8), np.array([3, 3], np.uint8))
    assert box.contains([[1.5, 0], [1.5, 1], [3, 3]]).tolist() == [False, True, True]
