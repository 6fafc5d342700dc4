"""What would happen to each row: counts, a table, and the reasons in full for the row at hand."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.imports import Line, Plan
from kpsdesk.ui import theme
from kpsdesk.ui.models import Column, DataTable, LazyTable
from kpsdesk.ui.widgets import ChipBar, Label, vbox

STATES = {
    "new": (N_("New"), "circle-check", "ok"),
    "warned": (N_("New, with a warning"), "triangle-alert", "warn"),
    "known": (N_("There already"), "minus", "neutral"),
    "bad": (N_("Cannot go in"), "circle-x", "danger"),
}


def state_of(line: Line) -> str:
    """The state of a row, warnings told apart."""
    return "warned" if line.state == "new" and line.notes else line.state


def reasons(line: Line) -> str:
    """Everything that is said about a row."""
    bad = [
        f"{cell.column} “{cell.value}”: {cell.reason}" if cell.value else str(cell.reason)
        for cell in line.bad
    ]
    return " ".join([*bad, *(str(note) for note in line.notes)])


def summary(plan: Plan) -> str:
    """The plan in one line."""
    new = plan.count("new")
    told = [ngettext("{n} row is new", "{n} rows are new", new).format(n=words.number(new))]
    for n, text in (
        (plan.warnings, _("{n} with a warning")),
        (plan.count("known"), _("{n} in the store already")),
        (plan.count("bad"), _("{n} cannot go in")),
    ):
        if n:
            told.append(text.format(n=words.number(n)))
    return " · ".join(told)


COLUMNS = [
    Column[Line](
        "state",
        N_("Result"),
        lambda line: _(STATES[state_of(line)][0]),
        icon=lambda line: STATES[state_of(line)][1],
        tone=lambda line: STATES[state_of(line)][2],
        width=190,
        sortable=False,
    ),
    Column[Line](
        "row",
        N_("Row"),
        lambda line: str(line.row),
        hint=lambda line: line.sheet,
        right=True,
        width=60,
        sortable=False,
    ),
    Column[Line]("unit", N_("Unit"), lambda line: line.unit, width=90, sortable=False),
    Column[Line]("title", N_("What"), lambda line: line.title, width=180, stretches=True, sortable=False),
    Column[Line]("why", N_("Remarks"), reasons, hint=reasons, width=260, stretches=True, sortable=False),
]


class ResultView(QWidget):
    """Rows of a plan, held in memory; chips choose among the states."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._lines: list[Line] = []
        self.model: LazyTable[Line] = LazyTable(COLUMNS, self)
        self.model.page_wanted.connect(self._page)
        self.table = DataTable(self.model, _("Rows of the file"), compact=True)
        self.table.setMinimumHeight(theme.px(300))
        self.chips = ChipBar([])
        self.chips.changed.connect(lambda _on: self._filter())
        self.detail = Label("", wrap=True, selectable=True)
        self.table.current_changed.connect(self._tell)
        self._column = vbox(self.chips, self.table, self.detail, gap=8)
        self.setLayout(self._column)

    def show_plan(self, plan: Plan) -> None:
        """Show the rows; chips only for what there is."""
        self._plan = plan
        counts = dict.fromkeys(STATES, 0)
        for line in plan.lines:
            counts[state_of(line)] += 1
        self._new_chips([(state, n) for state, n in counts.items() if n])
        self._filter()

    def _new_chips(self, counts: list[tuple[str, int]]) -> None:
        old = self.chips
        self.chips = ChipBar([(key, f"{_(STATES[key][0])} {words.number(n)}") for key, n in counts])
        self.chips.changed.connect(lambda _on: self._filter())
        self._column.replaceWidget(old, self.chips)
        old.deleteLater()

    def _filter(self) -> None:
        on = self.chips.on()
        lines = self._plan.lines if self._plan else ()
        self._lines = [line for line in lines if not on or state_of(line) in on]
        self.model.reset(len(self._lines), self._lines[:100])
        self.detail.setText("")

    def _page(self, generation: int, first: int, count: int) -> None:
        self.model.put_page(generation, first, self._lines[first : first + count])

    def _tell(self, line: Line | None) -> None:
        self.detail.setText(reasons(line) if line is not None else "")
