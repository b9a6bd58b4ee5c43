"""Where the `samestory` command starts: `--version` is told before click is there, all else is the door's."""

from __future__ import annotations

import sys

from samestory import __version__


def main() -> None:
    """Run the command that the arguments name, and end with its exit status."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"samestory, version {__version__}\n")
        return
    from samestory.cli import main as command

    command()


if __name__ == "__main__":
    main()
