"""A program in a test: the real flow in a profile of the test's own, with a clock that stands and a cheap key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QWidget

from kpsdesk.clock import FixedClock
from kpsdesk.services.founding import Founding, found
from kpsdesk.services.vault import Vault
from kpsdesk.store.keys import Cost
from kpsdesk.ui.flow import Flow
from kpsdesk.ui.front import Surroundings
from kpsdesk.ui.look import Look
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.single import OneWindow

PASSWORD = "en kort mening om katter"
CHEAP = Cost(1, 8 * 1024, 1)
W = TypeVar("W", bound=QWidget)


@dataclass
class Bench:
    """The running program of a test."""

    profile: Path
    clock: FixedClock
    app: QApplication
    faults: list[BaseException] = field(default_factory=list)
    fault: str = ""  # what a crash of the run before left

    def __post_init__(self) -> None:
        self.store = self.profile / "kpsdesk.kps"
        self.vault = Vault(self.clock, cost=CHEAP)
        self.look = Look(self.app, self.profile)
        self.look.set_theme("light")
        self.shell = Shell()
        self.one = OneWindow(self.store)
        around = Surroundings(
            self.profile,
            self.clock,
            self.look,
            self.vault,
            self.faults.append,
            fault=self.fault,
            owns_clipboard=lambda: True,
        )
        self.flow = Flow(around, self.shell, self.one)

    def start(self) -> None:
        """As `app.run` does."""
        self.flow.begin()
        self.shell.show()

    def view(self, kind: type[W]) -> W:
        """The view in front, which must be of that kind."""
        view = self.shell.view()
        assert isinstance(view, kind), view
        return view

    def put_away(self, wait: Callable[[Callable[[], bool]], None]) -> None:
        """Close whatever is open."""
        if self.flow.work is not None:
            self.flow.work.upkeep._written = False
        self.shell.close()
        wait(lambda: self.flow.work is None and self.flow._closing is None)
        self.shell.hide()
        self.shell.deleteLater()
        self.one.release()


def make_store(path: Path, template: Path, clock: FixedClock) -> str:
    """A founded store at `path`, copied from one that is made once; the recovery code."""
    if not template.exists():
        made = Vault(clock, cost=CHEAP).create_store(template, PASSWORD)
        founding = Founding("Äldreomsorg Norr", "Avdelning 3", "AVD3", "SE", "elderly_care", "Anna Berg")
        found(made.opened.store, founding, clock)
        made.opened.store.close()
        template.with_suffix(".code").write_text(made.recovery_code, encoding="ascii")
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", ".keys"):
        shutil.copyfile(template.with_name(template.name + suffix), path.with_name(path.name + suffix))
    return template.with_suffix(".code").read_text(encoding="ascii")
