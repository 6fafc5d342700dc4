"""The risk matrix as people see it: coloured cells with score and level; choosing one, moving levels, other words."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.matrix import Grade, Level, Matrix
from kpsdesk.i18n import _
from kpsdesk.services.rule_books import MatrixLine
from kpsdesk.ui import theme
from kpsdesk.ui.pages.settings.matrix_words import WordsDialog, definitions, numbered, tone_of
from kpsdesk.ui.pages.settings.section import Context, SettingsSection, toolbar
from kpsdesk.ui.widgets import (
    Button,
    Card,
    FormRow,
    InlineNotice,
    Label,
    PlainCombo,
    clear_layout,
    plain,
    restyle,
    vbox,
)

Place = tuple[int, int]
WRAP_FROM = 1.4  # from this text size on the words of a level stand under each other


class MatrixSection(SettingsSection):
    """The matrix in use; levels are moved cell by cell and saved as a new version."""

    nouns = ("rules", "settings")

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Risk matrix"),
            _("New scores use it. A case keeps the version that it was scored with."),
        )
        self._lines: dict[str, MatrixLine] = {}
        self.picker = PlainCombo()
        self.picker.setAccessibleName(_("Risk matrix"))
        self.grid = MatrixGrid()
        self.note = InlineNotice("", "warn")
        self.use_button = Button(_("Use this one"), "primary", "check", self._use)
        self.edit_button = Button(_("Move levels"), "secondary", "sliders-horizontal", self._edit)
        self.save_button = Button(_("Save as a new version"), "primary", "check", self._save)
        self.cancel_button = Button(_("Leave as it was"), "secondary", "undo-2", self._cancel)
        self.previous_button = Button(_("Previous version back"), "secondary", "history", self._previous)
        self.version_line = Label("", "small", "muted", wrap=True)
        self._definitions = QWidget()
        self._definitions.setLayout(vbox(gap=16))
        buttons = (
            self.use_button, self.edit_button, self.save_button, self.cancel_button, self.previous_button
        )  # fmt: skip
        self.put(
            FormRow(_("&Matrix"), self.picker),
            toolbar(buttons),
            self.version_line,
            self.note,
            Card(self.grid),
            self._definitions,
        )
        self.column.addStretch(1)
        self.picker.currentIndexChanged.connect(lambda _n: self._show())

    @override
    def load(self) -> None:
        self.desk.read(self, self.desk.services.rule_books.matrices, self._fill)

    @override
    def can_leave(self) -> bool:
        if self.grid.edited():
            self.context.say(
                _("The levels that you moved are not saved. Save them, or leave as it was."), "", None, "warn"
            )
            return False
        return True

    def _fill(self, lines: tuple[MatrixLine, ...]) -> None:
        shown = self.picker.value()
        self._lines = {line.matrix.code: line for line in lines}
        in_use = next((line.matrix.code for line in lines if line.chosen), "")
        blocked = self.picker.blockSignals(True)
        self.picker.set_options(
            [
                (
                    line.matrix.code,
                    _("{name} (in use)").format(name=line.matrix.name)
                    if line.chosen
                    else str(line.matrix.name),
                )
                for line in lines
            ]
        )
        self.picker.set_value(shown if shown in self._lines else in_use)
        self.picker.blockSignals(blocked)
        self._show()

    def line(self) -> MatrixLine | None:
        """The matrix that is shown."""
        return self._lines.get(self.picker.value() or "")

    def _show(self) -> None:
        line = self.line()
        if line is None:
            return
        self.grid.show_matrix(line.matrix)
        self.note.say(str(line.help) if line.help else "", "info")
        self.note.setVisible(line.help is not None)
        self.version_line.setText(_version_words(line.matrix, self.desk.session.today))
        layout = self._definitions.layout()
        if layout is not None:
            clear_layout(layout)
            for card in definitions(line.matrix, self._words):
                layout.addWidget(card)
        self._fit()

    def _fit(self) -> None:
        editing, line = self.grid.editing, self.line()
        self.use_button.setVisible(not editing and line is not None and not line.chosen)
        self.edit_button.setVisible(not editing)
        self.previous_button.setVisible(not editing and line is not None and line.matrix.version > 1)
        self._definitions.setEnabled(not editing)
        self.save_button.setVisible(editing)
        self.cancel_button.setVisible(editing)

    # -- acts

    def _use(self) -> None:
        line, books = self.line(), self.desk.services.rule_books
        before = next((one.matrix.code for one in self._lines.values() if one.chosen), None)
        if line is None:
            return
        code = line.matrix.code

        def undo() -> None:
            if before is not None:
                self.write(lambda: books.choose_matrix(before))

        text = _("New scores use {name}.").format(name=line.matrix.name)
        self.write(
            lambda: books.choose_matrix(code), lambda _more: self.context.say(text, _("Undo"), undo, "ok")
        )

    def _edit(self) -> None:
        self.grid.set_editing(True)
        self._fit()
        self.note.say(
            _("Press a cell to give it the next level. Worse or likelier must never be lower."), "info"
        )
        self.note.show()

    def _cancel(self) -> None:
        self._show()

    def _save(self) -> None:
        line = self.line()
        levels = self.grid.edited()
        if line is None or not levels:
            self._show()
            return
        code, version = line.matrix.code, line.matrix.version
        self.write(
            lambda: self.desk.services.rule_books.edit_matrix(code, levels, {}),
            lambda _more: self._saved(code, version),
        )

    def _saved(self, code: str, before: int) -> None:
        """Say it; the banner brings the version before back."""

        def undo() -> None:
            self.write(lambda: self.desk.services.rule_books.bring_back_matrix(code, before))

        self.context.say(_("Saved as a new version. Scored cases keep theirs."), _("Undo"), undo, "ok")

    def _words(self, key: str, what: Grade | Level) -> None:
        line = self.line()
        if line is not None:
            code, version = line.matrix.code, line.matrix.version
            WordsDialog(self, line.matrix, key, what, lambda: self._saved(code, version)).open()

    def _previous(self) -> None:
        line, books = self.line(), self.desk.services.rule_books
        if line is None or line.matrix.version < 2:
            return
        code, version = line.matrix.code, line.matrix.version

        def undo() -> None:
            self.write(lambda: books.bring_back_matrix(code, version))

        self.write(
            lambda: books.bring_back_matrix(code, version - 1),
            lambda _more: self.context.say(_("The previous version is back."), _("Undo"), undo, "ok"),
        )


def _version_words(matrix: Matrix, today: date) -> str:
    if matrix.valid_from is not None and matrix.valid_from > today:
        text = _("Version {number}, from {day} on. Until then the version before is used.")
        return text.format(number=matrix.version, day=words.day(matrix.valid_from, today))
    return _("Version {number}").format(number=matrix.version)


class MatrixGrid(QWidget):
    """Severity downwards, the worst first; probability to the right. Cells say score and level in words."""

    def __init__(self) -> None:
        super().__init__()
        self.editing = False
        self._matrix: Matrix | None = None
        self._moved: dict[Place, str] = {}
        self.cells: dict[Place, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(4))
        theme.notifier().changed.connect(self._dress)

    def show_matrix(self, matrix: Matrix) -> None:
        """Another matrix, as it is kept."""
        self._matrix, self._moved = matrix, {}
        self.editing = False
        clear_layout(self._grid)
        self.cells = {}
        self._grid.addWidget(Label(_("Severity ↓\nProbability →"), "small", "muted", wrap=True), 0, 0)
        for column, grade in enumerate(matrix.probabilities, 1):
            self._grid.addWidget(Label(numbered(grade), "small", wrap=True), 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, grade in enumerate(reversed(matrix.severities), 1):
            self._grid.addWidget(Label(numbered(grade), "small", wrap=True), row, 0)
            for column, other in enumerate(matrix.probabilities, 1):
                place = (grade.value, other.value)
                cell = QPushButton()
                cell.setProperty("role", "cell")
                cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
                cell.clicked.connect(lambda _on=False, place=place: self._next(place))
                self.cells[place] = cell
                self._grid.addWidget(cell, row, column)
        self.set_editing(False)

    def set_editing(self, on: bool) -> None:
        """Whether a press moves a cell to the next level."""
        self.editing = on
        for cell in self.cells.values():
            cell.setEnabled(on)
        self._dress()

    def edited(self) -> dict[Place, str]:
        """The cells that got another level."""
        return dict(self._moved)

    def _next(self, place: Place) -> None:
        if self._matrix is None:
            return
        order = [level.code for level in sorted(self._matrix.levels, key=lambda one: one.rank)]
        kept = self._matrix.cells[place][1]
        now = self._moved.get(place, kept)
        new = order[(order.index(now) + 1) % len(order)]
        self._moved[place] = new
        if new == kept:
            del self._moved[place]
        self._dress()

    def _dress(self) -> None:
        if self._matrix is None:
            return
        worst = max(one.rank for one in self._matrix.levels)
        for place, cell in self.cells.items():
            score, kept = self._matrix.cells[place]
            level = self._matrix.level(self._moved.get(place, kept))
            told = str(level.text) if theme.scale() < WRAP_FROM else str(level.text).replace(" ", "\n")
            cell.setText(plain(f"{score}\n{told}"))
            cell.setAccessibleName(f"{place[0]} × {place[1]}: {score}, {level.text}")
            restyle(cell, tone=tone_of(level.tone), moved=place in self._moved, worst=level.rank == worst)
