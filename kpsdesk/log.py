"""The log of the program: a small rotating file in the profile, one logger for each topic (`kpsdesk.store`, …).

Errors are logged by kind and place only. What an error says may hold a case's text: a database error quotes the row.
"""

from __future__ import annotations

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from typing_extensions import override

FOLDER: Final = "log"
FILE: Final = "kpsdesk.log"
_LARGEST = 1_000_000
_KEPT = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlacesOnly(logging.Formatter):
    """Tells of an error which kind it was and where it came from, never what it said."""

    @override
    def formatException(self, ei: ErrorInfo) -> str:
        return "\n".join(error_places(ei[1])) if ei[1] is not None else ""


def error_places(error: BaseException) -> list[str]:
    """Kind and stack of an error and of those that led to it, oldest first: file, line and function names only."""
    lines: list[str] = []
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    for each in reversed(chain):
        kind = type(each)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
    return lines


def _short(filename: str) -> str:
    """From the package on: a home folder has its owner's name in it."""
    parts = Path(filename).parts
    for root in ("kpsdesk", "site-packages", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return Path(filename).name


def start(profile: Path, level: int = logging.INFO) -> logging.Handler | None:
    """Begin to write; without a file when the profile cannot be written to, since a log must not stop anybody."""
    logger = logging.getLogger("kpsdesk")
    logger.setLevel(level)
    try:
        folder = profile / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / FILE, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(PlacesOnly(_FORMAT))
    logger.addHandler(handler)
    logger.propagate = False
    return handler


def stop(handler: logging.Handler | None) -> None:
    """Close the file; for whoever starts the program twice in one process, such as the tests."""
    if handler is not None:
        logger = logging.getLogger("kpsdesk")
        logger.removeHandler(handler)
        logger.propagate = True
        handler.close()
