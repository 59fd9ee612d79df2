"""What writes films: GIF by Pillow, MP4 where ffmpeg is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.animation import FFMpegWriter, PillowWriter, writers

from logicnet.errors import SpecificationError
from logicnet.ground.storage.files import check_place

_WRITERS: dict[str, Any] = {".gif": PillowWriter, ".mp4": FFMpegWriter}


def writer_of(target: Path) -> Any:
    """What writes films of the kind that a name asks for."""
    kind = target.suffix.lower()
    if kind not in _WRITERS:
        raise SpecificationError(f"{target}: expected a name that ends in .gif or .mp4")
    if kind == ".mp4" and not writers.is_available("ffmpeg"):
        raise SpecificationError(f"{target}: no ffmpeg is installed; write a .gif instead")
    check_place(target)
    return _WRITERS[kind]
