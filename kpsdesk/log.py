"""The log of the program: a small rotating file in the profile, one logger for each topic (`kpsdesk.store`, …).

Errors are logged by kind and place only. What an error says may hold a case's text: a database error quotes the row.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from typing_extensions import override

FOLDER: Final = "log"
FILE: Final = "kpsdesk.log"
FAULT: Final = "fault.txt"  # where a crash below Python leaves its trace: functions and lines, no data
SEEN_FAULT: Final = "fault.last.txt"
_LARGEST = 1_000_000
_KEPT = 3
_LONGEST_FAULT = 20_000
_FILE_IN_FAULT = re.compile(r'File "([^"]+)"')
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


def take_fault(profile: Path) -> str:
    """What a crash of the run before left, "" when it ended as it should; told once, then set aside."""
    folder = profile / FOLDER
    try:
        with (folder / FAULT).open(encoding="utf-8", errors="replace") as stream:
            text = stream.read(_LONGEST_FAULT)
        if text:
            (folder / FAULT).replace(folder / SEEN_FAULT)
    except OSError:
        return ""
    return _FILE_IN_FAULT.sub(lambda found: f'File "{_short(found[1])}"', text).strip()


def note_faults(profile: Path) -> IO[str] | None:
    """Where the trace of a crash below Python is to go; None when the profile cannot be written to."""
    try:
        return (profile / FOLDER / FAULT).open("a", encoding="utf-8")
    except OSError:
        return None


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
