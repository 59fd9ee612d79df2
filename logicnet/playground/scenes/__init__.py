"""Ready scenes: a state of the playground, three sentences, and a task that the page checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.storage.files import read_text

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Scene:
    """One scene; `page` is the page of the tutorial that it belongs to."""

    id: str
    title: str
    page: str
    sentences: tuple[str, str, str]
    task: str
    check: Mapping[str, Any] = field(hash=False)
    state: Mapping[str, Any] = field(hash=False)

    def to_dict(self) -> dict[str, Any]:
        """The scene in plain JSON."""
        return asdict(self) | {"sentences": [*self.sentences]}


class _Scenes(Mapping[str, Scene]):
    """The scenes by name, in the order of the tutorial."""

    def __getitem__(self, name: str) -> Scene:
        if name not in _read():
            near = did_you_mean(name, _read())
            raise SpecificationError(f"scenes are {', '.join(_read())}; got {name!r}{near}")
        return _read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_read())

    def __len__(self) -> int:
        return len(_read())


SCENES = _Scenes()


@cache
def _read() -> dict[str, Scene]:
    files = sorted(_FOLDER.glob("*.json"))
    found = (json.loads(read_text(path)) for path in files)
    scenes = (Scene(**each | {"sentences": tuple(each["sentences"])}) for each in found)
    return {scene.id: scene for scene in scenes}
