"""JSON text: what the standard has, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet.errors import FormatError
from logicnet.ground.storage.json_text import check_keys, parsed

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8,
)  # fmt: skip


@given(values, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_what_is_printed_is_read(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert repr(parsed(text, "t")) == repr(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t: empty; expected JSON"),
        (" \n", "t: empty; expected JSON"),
        ("[1,\n2,]", r"t:2: not JSON: "),
        ('{"a": {"b": 1, "c": 2, "b": 1}}', 't: "b" is there twice in one object'),
        ('[{"a": 1, "\\u0061": 2}]', 't: "a" is there twice'),
        ("[NaN]", "t: NaN is no number of JSON"),
        ("-Infinity", "t: -Infinity is no number of JSON"),
        ("1" * 5000, "t: a whole number of thousands of digits"),
        ("[" * 100_000, "t: nested too deeply|t:1: not JSON"),
        ('{"a":' * 100_000, "t: nested too deeply|t:1: not JSON"),
    ],
)
def test_what_is_no_json_is_refused(text, message):
    with pytest.raises(FormatError, match=message):
        parsed(text, "t")


def test_keys_are_checked():
    check_keys(["a", "b"], ["a"], ["b", "c"], "t")
    for keys, message in [
        (["b"], 't: no "a"'),
        (["a", "bb"], "t: unknown key \"bb\"; did you mean 'b'"),
        (["a", "zzz"], 't: unknown key "zzz"$'),
        (["a", "b", "bb"], 't: unknown key "bb"$'),
    ]:
        with pytest.raises(FormatError, match=message):
            check_keys(keys, ["a"], ["b", "c"], "t")
