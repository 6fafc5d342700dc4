"""The pages of the window, one package per noun; pages never import each other.

`PAGES` says which there are, in the order of the navigation; a page's module is imported when it is first gone to.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from kpsdesk.i18n import N_

if TYPE_CHECKING:
    from kpsdesk.ui.desk import Desk
    from kpsdesk.ui.pages.base import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its key, its name (a msgid), its icon, where its class is, and its place in the frame."""

    key: str
    title: str
    icon: str
    module: str
    name: str
    place: str = "main"
    shortcut: str = ""
    within: str = ""  # the destination that is marked while a hidden page is in front
    also: str = ""  # other words for it (a msgid), by which Ctrl+K finds it too

    @property
    def there(self) -> bool:
        """Whether the page is part of this program."""
        return find_spec(self.module) is not None

    def load(self) -> None:
        """Import the page's module; may run on another thread."""
        import_module(self.module)

    def make(self, desk: Desk, *more: object) -> Page:
        """A new page at the desk."""
        page: Page = getattr(import_module(self.module), self.name)(desk, *more)
        return page


PAGES: Final = (
    PageSpec(
        "report",
        N_("Report"),
        "plus",
        "kpsdesk.ui.pages.report.page",
        "ReportPage",
        "report",
        also=N_("New report"),
    ),
    PageSpec("today", N_("Today"), "house", "kpsdesk.ui.pages.today.page", "TodayPage"),
    PageSpec("cases", N_("Cases"), "list", "kpsdesk.ui.pages.cases.page", "CasesPage"),
    PageSpec("follow_up", N_("Follow-up"), "chart-column", "kpsdesk.ui.pages.follow_up.page", "FollowUpPage"),
    PageSpec(
        "case", N_("Case"), "file-text", "kpsdesk.ui.pages.case.page", "CasePage", "hidden", within="cases"
    ),
    PageSpec(
        "meetings",
        N_("Workplace meetings"),
        "presentation",
        "kpsdesk.ui.pages.meetings.page",
        "MeetingsPage",
    ),
    PageSpec(
        "settings", N_("Settings"), "settings", "kpsdesk.ui.pages.settings.page", "SettingsPage", "foot"
    ),
    PageSpec(
        "import",
        N_("Import"),
        "upload",
        "kpsdesk.ui.pages.importing.page",
        "ImportPage",
        "foot",
        also=N_("Cases from a spreadsheet (xlsx, csv)"),
    ),
    PageSpec("help", N_("Help"), "help", "kpsdesk.ui.pages.help.page", "HelpPage", "foot"),
)
