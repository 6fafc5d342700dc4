"""Areas and units as a tree, what is planned for them, and every change with its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.i18n import N_, _
from kpsdesk.services.organisation import AreaLine, ChangeLine, UnitLine
from kpsdesk.services.reorganising import WHAT, Reorganised
from kpsdesk.ui import theme
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings import organisation_dialogs as dialogs
from kpsdesk.ui.pages.settings.section import Context, RowTable, SettingsSection, toolbar
from kpsdesk.ui.widgets import Button, Label, Tabs, vbox

LINE: Final = Qt.ItemDataRole.UserRole


class OrganisationSection(SettingsSection):
    """The tree and the list of changes. What can be done with the chosen line stands above it."""

    nouns = ("organisation",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Organisation"),
            _("A change holds from a day. Open cases follow; closed ones keep the names they had."),
        )
        self.tabs = Tabs([("tree", _("Areas and units")), ("changes", _("Changes"))])
        self.tree = _Tree()
        self.about = Label("", "small", "muted", wrap=True)
        self.changes = RowTable(_change_columns(self), _("Changes"), lambda row: row.id)
        self.undo_button = Button(_("Undo the chosen change"), "secondary", "undo-2", self._undo_chosen)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._tree_tab())
        self._stack.addWidget(self._changes_tab())
        self.tabs.chosen.connect(lambda key: self._stack.setCurrentIndex(int(key == "changes")))
        self.column.addWidget(self.tabs)
        self.column.addWidget(self._stack, 1)
        self.tree.currentItemChanged.connect(lambda _now, _before: self._chose())
        self.changes.current_changed.connect(
            lambda row: self.undo_button.setEnabled(row is not None and row.undone_at is None)
        )
        self._chose()

    def _tree_tab(self) -> QWidget:
        self.buttons = {
            "new_unit": Button(_("New unit"), "primary", "plus", self._open(dialogs.new_unit)),
            "new_area": Button(_("New area"), "secondary", "plus", self._open(dialogs.new_area)),
            "rename": Button(_("Rename"), "secondary", "pencil", self._open(dialogs.rename)),
            "details": Button(_("Details"), "secondary", "sliders-horizontal", self._open(dialogs.details)),
            "move": Button(_("Move"), "secondary", "corner-down-right", self._open(dialogs.move)),
            "merge": Button(_("Merge"), "secondary", "merge", self._open(dialogs.merge)),
            "split": Button(_("Split"), "secondary", "split", self._open(dialogs.split)),
            "close": Button(_("Close"), "secondary", "archive", self._open(dialogs.close)),
        }
        tab = QWidget()
        column = vbox(toolbar(list(self.buttons.values())), self.tree, self.about, gap=8)
        column.setStretch(1, 1)
        tab.setLayout(column)
        return tab

    def _changes_tab(self) -> QWidget:
        self.undo_button.setEnabled(False)
        tab = QWidget()
        column = vbox(toolbar([self.undo_button]), self.changes, gap=8)
        column.setStretch(1, 1)
        tab.setLayout(column)
        return tab

    @override
    def load(self) -> None:
        service = self.desk.services.organisation
        self.desk.read(self, lambda: (service.areas(closed=True), service.changes()), self._show)

    def _show(self, found: tuple[tuple[AreaLine, ...], tuple[ChangeLine, ...]]) -> None:
        areas, changes = found
        self.tree.show_areas(areas, self)
        self.changes.show_rows(changes)

    # -- the chosen line

    def chosen(self) -> AreaLine | UnitLine | None:
        """The line of the tree that has the keyboard."""
        item = self.tree.currentItem()
        line = item.data(0, LINE) if item is not None else None
        return line if isinstance(line, (AreaLine, UnitLine)) else None

    def choose(self, code: str) -> None:
        """Put the keyboard on a unit or area by its code."""
        self.tree.choose(code)

    def _chose(self) -> None:
        line = self.chosen()
        unit = isinstance(line, UnitLine) and not line.closed and line.closes is None
        area = isinstance(line, AreaLine) and not line.closed
        for key, button in self.buttons.items():
            on = {"new_unit": True, "new_area": True, "rename": unit or area, "close": unit or area}.get(
                key, unit
            )
            button.setEnabled(on)
        self.about.setText(_described(line, self) if line is not None else "")

    def _open(self, make: Callable[[OrganisationSection, Any], None]) -> Callable[[], None]:
        return lambda: make(self, self.chosen())

    # -- changes and their way back

    def changed(self, result: Reorganised) -> None:
        """Tell what was done, and offer the way back."""
        self.context.say(sentence(result, self), _("Undo"), lambda: self.undo(result.id), "ok")

    def undo(self, change_id: int) -> None:
        """Take a change back."""
        service = self.desk.services.organisation
        self.write(
            lambda: service.undo(change_id),
            lambda _more: self.context.say(_("The change was undone."), "", None, "ok"),
        )

    def _undo_chosen(self) -> None:
        line = self.changes.current()
        if line is not None:
            self.undo(line.id)


class _Tree(QTreeWidget):
    """Areas with their units: name, who answers for it, code, what is planned."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels([_("Name"), _("Answers for the cases"), _("Code"), _("Note")])
        self.setAccessibleName(_("Areas and units"))
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setIndentation(theme.px(20))
        self.setMinimumHeight(theme.px(180))
        header = self.header()
        header.setStretchLastSection(True)
        for column in range(3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def show_areas(self, areas: tuple[AreaLine, ...], section: SettingsSection) -> None:
        """Other areas; the chosen line stays."""
        now = self.currentItem()
        code = now.data(0, LINE).code if now is not None else ""
        self.clear()
        for area in areas:
            item = QTreeWidgetItem([area.name, area.head, area.code, _("closed") if area.closed else ""])
            bold = QFont(theme.font("strong"))
            item.setFont(0, bold)
            item.setData(0, LINE, area)
            self.addTopLevelItem(item)
            for unit in area.units:
                item.addChild(_unit_item(unit, section))
            item.setExpanded(True)
        first = self.topLevelItem(0)
        if not self.choose(code) and first is not None:
            self.setCurrentItem(first.child(0) or first)

    def choose(self, code: str) -> bool:
        """Put the keyboard on a code; False if it is not there."""
        for number in range(self.topLevelItemCount()):
            area = self.topLevelItem(number)
            if area is None:
                continue
            for item in (area, *(area.child(n) for n in range(area.childCount()))):
                if code and item is not None and item.data(0, LINE).code == code:
                    self.setCurrentItem(item)
                    return True
        return False


def _unit_item(unit: UnitLine, section: SettingsSection) -> QTreeWidgetItem:
    manager = unit.manager or _("nobody yet")
    if unit.manager_is_head:
        manager = _("{name} (head of operations)").format(name=unit.manager)
    item = QTreeWidgetItem([unit.name, manager, unit.code, _planned(unit, section)])
    item.setData(0, LINE, unit)
    for column in range(4):
        item.setToolTip(column, _described(unit, section))
        if unit.closed:
            item.setForeground(column, theme.color("muted"))
        elif not unit.manager and column == 1:
            item.setForeground(column, theme.color("warn"))
    return item


def _planned(unit: UnitLine, section: SettingsSection) -> str:
    today = section.desk.session.today
    if unit.closes is not None:
        day = words.day(unit.closes, today)
        if unit.successor:
            return (
                _("became part of {unit} on {day}").format(unit=unit.successor, day=day)
                if unit.closed
                else _("becomes part of {unit} on {day}").format(unit=unit.successor, day=day)
            )
        return (_("closed on {day}") if unit.closed else _("closes on {day}")).format(day=day)
    if unit.next_day is None:
        return ""
    day = words.day(unit.next_day, today)
    if unit.next_name:
        return _("is called {name} from {day}").format(name=unit.next_name, day=day)
    return _("in {area} from {day}").format(area=unit.next_area, day=day)


def _described(line: AreaLine | UnitLine, section: SettingsSection) -> str:
    if isinstance(line, AreaLine):
        head = line.head or _("nobody yet")
        return _("{name}: head of operations {head}.").format(name=line.name, head=head)
    vocabulary, today = section.desk.session.vocabulary, section.desk.session.today
    parts = [
        line.name,
        vocabulary.word("unit_setting", line.setting),
        _("Sweden") if line.country == "SE" else _("Finland"),
        _("name and place since {day}").format(day=words.day(line.since, today)),
    ]
    if line.deputies:
        parts.append(_("deputy: {names}").format(names=", ".join(line.deputies)))
    return " · ".join(parts)


def sentence(result: Reorganised, section: SettingsSection) -> str:
    """What was done, with the role in words."""
    return result.told(_worded(result.words, section))


def _worded(told: Any, section: SettingsSection) -> dict[str, str]:
    role = told.get("role")
    return (
        {**told, "role": section.desk.session.vocabulary.word("role", role).lower()} if role else dict(told)
    )


def _change_columns(section: SettingsSection) -> tuple[Column[ChangeLine], ...]:
    def what(line: ChangeLine) -> str:
        return _(WHAT[line.change]).format(**_worded(line.words, section))

    def state(line: ChangeLine) -> str:
        if line.undone_at is not None:
            return _("undone")
        return _("waits for its day") if line.waits else _("done")

    return (
        Column(
            "day", N_("Holds from"), lambda r: words.day(r.effective, section.desk.session.today), width=130,
            sortable=False,
        ),
        Column("what", N_("What"), what, width=260, stretches=True, sortable=False),
        Column("actor", N_("By"), lambda r: r.actor, width=140, sortable=False),
        Column("state", N_("State"), state, width=130, sortable=False),
    )  # fmt: skip
