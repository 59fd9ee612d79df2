"""The front end as one module: what is joined, and what is refused."""

import re

import pytest

from logicnet.errors import SpecificationError
from logicnet.playground.module import FRONT, exports, joined, module_text

MAIN = "export function start() {}"


def test_files_come_after_what_they_import_and_export_only_what_the_main_one_does():
    parts = {
        "a.js": 'import { b } from "./b.js";\nexport const a = () => b;',
        "b.js": "export class b {}",
        "main.js": f'import {{ a }} from "./a.js";\n{MAIN}',
    }
    text = joined(parts, {"STYLE": "p { }"})
    places = [text.index(word) for word in ("const STYLE", "class b", "const a", "function start")]
    assert places == sorted(places)
    assert exports(text) == ["start"]
    assert "import" not in text


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"a.js": 'import x from "./b.js";'}, "a.js:1: expected import"),
        ({"a.js": 'import { x as y } from "./main.js";'}, "a.js:1: expected import"),
        ({"a.js": 'import { x } from "https://example.org/x.js";'}, "a.js:1: expected import"),
        ({"a.js": 'import { x } from "./missing.js";'}, "imports missing.js, which is not there"),
        ({"a.js": 'import { stort } from "./main.js";'}, "did you mean 'start'"),
        ({"a.js": "export default function () {}"}, "a.js:1: expected export function"),
        ({"a.js": "const start = 1;"}, "start is declared in a.js and in main.js"),
        ({"a.js": "function STYLE() {}"}, "STYLE is declared in the joined text itself"),
        (
            {"a.js": 'import { c } from "./c.js";\nexport const a = 1;',
             "c.js": 'import { a } from "./a.js";\nexport const c = 1;'},
            "in a circle",
        ),
    ],
)  # fmt: skip
def test_what_lines_alone_cannot_join_is_refused(parts, told):
    with pytest.raises(SpecificationError) as error:
        joined({"main.js": MAIN, **parts}, {"STYLE": ""})
    assert told in str(error.value)


def test_the_front_end_joins_and_can_stand_in_a_page():
    text = module_text()
    assert "start" in exports(text)
    assert "<!--" not in text
    assert all(len(path.read_text().splitlines()) <= 700 for path in FRONT.glob("*.js"))


ROOMS = ["basics", "engine", "learning", "network", "logic", "planes", "train", "regions"]
ROOMS += ["hosts", "shell", ""]  # the last is where main.js and what begins a page stand


def test_rooms_of_the_front_end_import_from_those_before_them():
    found = {
        (path.relative_to(FRONT).parent.as_posix().strip("."), other)
        for path in FRONT.rglob("*.js")
        for other in re.findall(r'from "\.\./(\w+)/', path.read_text(encoding="utf-8"))
    }
    assert found
    assert {pair for pair in found if ROOMS.index(pair[1]) >= ROOMS.index(pair[0])} == set()
    assert {path.parent.name for path in FRONT.rglob("*.js")} <= {*ROOMS, "front"}
