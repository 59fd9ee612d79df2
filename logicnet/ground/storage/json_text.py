"""JSON as the standard has it: no key twice, no NaN, no nesting without end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from logicnet.errors import FormatError, did_you_mean


def parsed(text: str, where: str) -> Any:
    """The value of a JSON text; `where` begins the errors.

    >>> parsed('{"a": [1, 2.5, null]}', "text")
    {'a': [1, 2.5, None]}
    >>> parsed('{"a": 1, "a": 2}', "text")
    Traceback (most recent call last):
    logicnet.errors.FormatError: text: "a" is there twice in one object
    """
    if not text.strip():
        raise FormatError(f"{where}: empty; expected JSON")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from None
    except json.JSONDecodeError as error:
        raise FormatError(f"{where}:{error.lineno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise FormatError(f"{where}: nested too deeply") from None
    except ValueError:
        raise FormatError(f"{where}: a whole number of thousands of digits") from None


def check_keys(
    given: Iterable[str], needed: Iterable[str], optional: Iterable[str], where: str
) -> None:
    """Raise unless all keys that are needed are there, and no unknown ones.

    >>> check_keys(["a", "lable"], ["a"], ["label"], "unit 3")
    Traceback (most recent call last):
    logicnet.errors.FormatError: unit 3: unknown key "lable"; did you mean 'label'?
    """
    keys, needed, optional = list(given), list(needed), list(optional)
    known = {*needed, *optional}
    for key in keys:
        if key not in known:
            hint = did_you_mean(key, [name for name in known if name not in keys])
            raise FormatError(f"{where}: unknown key {json.dumps(key)[:60]}{hint}")
    for key in needed:
        if key not in keys:
            raise FormatError(f'{where}: no "{key}"')


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common()[0][0]
        raise FormatError(f"{json.dumps(twice)[:60]} is there twice in one object")
    return result


def _no_constant(name: str) -> Any:
    raise FormatError(f"{name} is no number of JSON")
