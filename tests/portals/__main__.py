"""`python -m tests.portals [--out data/sample]`: write the shipped sample anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.portals.sample import write


def main() -> None:
    """Write the sample to the folder that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.portals", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("data/sample"), metavar="DIR")
    folder = parser.parse_args().out
    sys.stdout.write(f"{folder}: {write(folder)} files\n")


if __name__ == "__main__":
    main()
