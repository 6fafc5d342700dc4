"""Pictures for people to look at: `python build/screens.py FOLDER [NAME | module:callable …]`.

Without names the widget gallery is drawn; a `module:callable` gives any widget, so that a page can be looked at with made-up
rows. Each is drawn in light and dark, Swedish and Finnish, at 100 % and 200 % text: NAME-light-sv-100.png.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "build")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget  # noqa: E402  (the platform must be chosen first)

from kpsdesk import i18n  # noqa: E402
from kpsdesk.ui import theme  # noqa: E402

Factory = Callable[[], QWidget]
SIZE = (1280, 800)


def draw(
    name: str,
    factory: Factory,
    folder: Path,
    modes: Sequence[Literal["light", "dark"]],
    languages: Sequence[str],
    scales: Sequence[int],
    size: Sequence[int] = SIZE,
) -> None:
    """Save one picture for each theme, language and text size."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for mode, language, scale in itertools.product(modes, languages, scales):
        theme.apply(app, mode, scale / 100)
        i18n.use(language)
        widget = _grounded(factory())
        if not isinstance(widget, QDialog):
            widget.resize(size[0], size[1])
        widget.show()
        app.processEvents()
        app.processEvents()
        widget.grab().save(str(folder / f"{name}-{mode}-{language}-{scale}.png"))
        widget.close()
        widget.deleteLater()
        app.processEvents()


def _grounded(widget: QWidget) -> QWidget:
    """A page alone has no ground of its own; the window gives it one."""
    if isinstance(widget, (QMainWindow, QDialog)):
        return widget
    window = QMainWindow()
    window.setCentralWidget(widget)
    return window


def find(name: str) -> tuple[str, Factory]:
    """A gallery sheet by its name, or any widget by module:callable."""
    if ":" in name:
        module, _colon, attribute = name.partition(":")
        return module.rpartition(".")[2] + "-" + attribute, getattr(
            importlib.import_module(module), attribute
        )
    from gallery import SHEETS

    return name, SHEETS[name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--size", type=int, nargs=2, default=SIZE)
    parser.add_argument("--mode", nargs="*", default=["light", "dark"], choices=["light", "dark"])
    parser.add_argument("--lang", nargs="*", default=["sv", "fi"])
    parser.add_argument("--scale", nargs="*", type=int, default=[100, 200])
    chosen = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication([])
    chosen.folder.mkdir(parents=True, exist_ok=True)
    from gallery import SHEETS

    for name in chosen.names or SHEETS:
        draw(*find(name), chosen.folder, chosen.mode, chosen.lang, chosen.scale, chosen.size)
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
