"""Check that a wheel holds the whole package and nothing else: ``wheel_contents.py WHEEL``."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(wheel):
    """Exit with what is missing from the wheel or should not be in it."""
    with zipfile.ZipFile(wheel) as file:
        held = {name for name in file.namelist() if ".dist-info/" not in name}
        info = [name for name in file.namelist() if name.endswith("licenses/LICENSE")]
    package = (ROOT / "logicnet").rglob("*")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in package
        if path.is_file() and "__pycache__" not in path.parts
    }
    problems = [f"missing: {name}" for name in sorted(wanted - held)]
    problems += [f"should not be there: {name}" for name in sorted(held - wanted)]
    problems += [] if info else ["missing: LICENSE"]
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main(sys.argv[1])
