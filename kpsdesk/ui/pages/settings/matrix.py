"""The risk matrix as people see it: coloured cells with score and level; choosing one, moving levels, other words."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.domain.matrix import Grade, Matrix
from kpsdesk.i18n import Words, _
from kpsdesk.services.rule_books import MatrixLine
from kpsdesk.ui import theme
from kpsdesk.ui.pages.settings.section import Context, FormDialog, SettingsSection, toolbar
from kpsdesk.ui.widgets import (
    Button,
    Card,
    FormField,
    FormRow,
    InlineNotice,
    Label,
    PlainCombo,
    Tag,
    clear_layout,
    hbox,
    plain,
    restyle,
    vbox,
)

Place = tuple[int, int]
WRAP_FROM = 1.4  # from this text size on the words of a level stand under each other
ICONS = ("circle", "diamond", "triangle-alert", "octagon-alert", "octagon-alert")


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
        self.words_button = Button(_("Change the words"), "secondary", "pencil", self._words)
        self._definitions = QWidget()
        self._definitions.setLayout(vbox(gap=16))
        buttons = (self.use_button, self.edit_button, self.save_button, self.cancel_button, self.words_button)
        self.put(
            FormRow(_("&Matrix"), self.picker),
            toolbar(buttons),
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
        self._define(line.matrix)
        self._fit()

    def _fit(self) -> None:
        editing, line = self.grid.editing, self.line()
        self.use_button.setVisible(not editing and line is not None and not line.chosen)
        self.edit_button.setVisible(not editing)
        self.words_button.setVisible(not editing)
        self.save_button.setVisible(editing)
        self.cancel_button.setVisible(editing)

    def _define(self, matrix: Matrix) -> None:
        layout = self._definitions.layout()
        if layout is None:
            return
        clear_layout(layout)
        levels = Card(Label(_("What the levels demand"), "section"), gap=10)
        for level in matrix.levels:
            row = hbox(_tag(matrix, level.code), Label(str(level.demands), wrap=True), gap=12)
            row.setStretch(1, 1)
            levels.body.addLayout(row)
        layout.addWidget(levels)
        for title, grades in ((_("Severity"), matrix.severities), (_("Probability"), matrix.probabilities)):
            card = Card(Label(title, "section"), gap=10)
            for grade in grades:
                card.add(_defined(grade))
            layout.addWidget(card)

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
        code, books = line.matrix.code, self.desk.services.rule_books
        self.write(
            lambda: books.edit_matrix(code, levels, {}),
            lambda _more: self.context.say(
                _("Saved as a new version. Scored cases keep theirs."), "", None, "ok"
            ),
        )

    def _words(self) -> None:
        line = self.line()
        if line is None:
            return
        matrix, books = line.matrix, self.desk.services.rule_books
        named = {f"level.{level.code}": level.text for level in matrix.levels}
        named |= {f"severity.{grade.value}": grade.text for grade in matrix.severities}
        named |= {f"probability.{grade.value}": grade.text for grade in matrix.probabilities}
        titles = {"level": _("Level"), "severity": _("Severity"), "probability": _("Probability")}
        fields, values = [], {}
        for key, text in named.items():
            part, _dot, which = key.partition(".")
            for code in ("sv", "fi", "en"):
                fields.append(
                    FormField(f"{key}.{code}", "line", f"{titles[part]} {which} ({code})", required=True)
                )
                values[f"{key}.{code}"] = text.in_(code)

        def save(given: Any) -> Any:
            new = {k: Words(given[f"{k}.sv"], given[f"{k}.fi"], given[f"{k}.en"]) for k in named}
            return books.edit_matrix(matrix.code, {}, {k: w for k, w in new.items() if w != named[k]})

        FormDialog(
            self, str(matrix.name), _("Save as a new version"), fields, save, values=values,
            done=lambda _more: self.context.say(_("Saved as a new version. Scored cases keep theirs."), "", None, "ok"),
        ).open()  # fmt: skip


def _tag(matrix: Matrix, code: str) -> Tag:
    level = matrix.level(code)
    return Tag(str(level.text), _tone(level.tone), ICONS[min(level.rank, len(ICONS)) - 1])


def _tone(tone: str) -> str:
    return tone if tone in theme.TONES else "danger"


def _numbered(grade: Grade) -> str:
    return f"{grade.value}  {grade.text}"


def _defined(grade: Grade) -> QWidget:
    box = QWidget()
    box.setLayout(
        vbox(
            Label(_numbered(grade), "strong", wrap=True),
            Label(str(grade.help or ""), "body", "muted", wrap=True),
            gap=0,
        )
    )
    return box


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
            self._grid.addWidget(Label(_numbered(grade), "small", wrap=True), 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, grade in enumerate(reversed(matrix.severities), 1):
            self._grid.addWidget(Label(_numbered(grade), "small", wrap=True), row, 0)
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
            words = str(level.text) if theme.scale() < WRAP_FROM else str(level.text).replace(" ", "\n")
            cell.setText(plain(f"{score}\n{words}"))
            cell.setAccessibleName(f"{place[0]} × {place[1]}: {score}, {level.text}")
            restyle(cell, tone=_tone(level.tone), moved=place in self._moved, worst=level.rank == worst)
