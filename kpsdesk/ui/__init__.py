"""The window."""

from __future__ import annotations

import sys
from typing import Any

import PySide6.QtCore  # noqa: F401  (brings the module that is spoken to below)


def _leave_sources_unread() -> None:
    """Keep PySide6 from reading the source of every module to see whether it uses Qt's optional Python features.

    It would cost a tenth of the start. Nothing here uses them, and to be counted as using Qt changes nothing.
    """
    feature: Any = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: True  # noqa: SLF001


_leave_sources_unread()
