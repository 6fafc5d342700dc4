"""The first start: at most four steps to a store. Language and way · unit and you · password · recovery code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from kpsdesk.clock import Clock
from kpsdesk.domain.vocabulary import shipped
from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import LANGUAGES, _
from kpsdesk.services import place
from kpsdesk.services.vault import Created, Opened, Vault
from kpsdesk.ui.pages.start.answers import Answers, make_store
from kpsdesk.ui.pages.start.secret import NewPassword
from kpsdesk.ui.pages.start.sheet import Sheet
from kpsdesk.ui.recovery import RecoveryCode
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets import (
    Button,
    Choice,
    ChoiceRow,
    ComboField,
    Form,
    FormRow,
    InlineNotice,
    Label,
    LinkButton,
    Spinner,
    StatusSteps,
    TileChoice,
    hbox,
    vbox,
)
from kpsdesk.ui.widgets.letters import give_letters

LANGUAGE_NAMES = {"sv": "Svenska", "fi": "Suomi", "en": "English"}
NEW, OPEN, DEMO = "new", "open", "demo"


class _Step(Sheet):
    """A step of the way to a store: the line of steps above, "Back" and the main button under it."""

    def __init__(self, number: int, title: str, text: str, verb: str) -> None:
        super().__init__(title, text)
        names = [_("Language"), _("Unit"), _("Password"), _("Recovery code")]
        states = ["done" if n < number else "current" if n == number else "todo" for n in range(1, 5)]
        self.above.addWidget(StatusSteps(list(zip(names, states, strict=True))))
        self.back = self.add_button(Button(_("Back")), left=True)
        self.back.setVisible(number in (2, 3))
        self.button = self.add_button(Button(verb, "primary"))


class WelcomeStep(_Step):
    """Which language, and which way."""

    spoken = Signal(str)

    def __init__(self, language: str, way: str) -> None:
        super().__init__(
            1,
            _("Welcome to KPSdesk"),
            _(
                "Report, handle and learn from deviations and risks, on this computer only. Nothing is sent anywhere."
            ),
            _("Continue"),
        )
        self.language = ChoiceRow([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], _("Language"))
        self.language.set_value(language)
        self.language.chosen.connect(self.spoken)
        self.way = TileChoice(
            [
                Choice(NEW, _("Create a new store"), _("For your unit. Takes two minutes."), "plus"),
                Choice(OPEN, _("Open a store you have"), _("A file that ends in .kps."), "folder-open"),
                Choice(
                    DEMO, _("Try it with practice data"), _("Made-up cases; gone when you close."), "sparkles"
                ),
            ],
            _("What do you want to do?"),
        )
        self.way.set_value(way)
        rows = (FormRow(_("Language"), self.language), FormRow(_("What do you want to do?"), self.way))
        give_letters(rows)
        self.add(*rows)
        self.setFocusProxy(self.way)


class UnitStep(_Step):
    """The unit, its organisation, and who makes the store."""

    def __init__(self, answers: Answers, store: Path) -> None:
        super().__init__(
            2,
            _("Your unit"),
            _("You will be its manager here. More units and people are added in the settings."),
            _("Continue"),
        )
        self.unit, self.organisation, self.person, self.title_line = (QLineEdit() for _line in range(4))
        self.unit.setPlaceholderText(_("Ward 3"))
        self.country = ChoiceRow([("SE", _("Sweden")), ("FI", _("Finland"))], _("Country"))
        self.setting = ComboField(shipped().choices("unit_setting"), _("Kind of activity"), hint=_("Choose"))
        self.unit.setText(answers.unit)
        self.organisation.setText(answers.organisation)
        self.person.setText(answers.person)
        self.title_line.setText(answers.title)
        self.country.set_value(answers.country)
        self.setting.set_value(answers.setting or None)
        form = Form(gap=12)
        self.unit_row = form.add(_("&Unit"), self.unit, required=True)
        organisation_row = form.add(
            _("&Organisation or area"), self.organisation, _("For example elderly care, or the clinic.")
        )
        country_row = form.add(_("Country"), self.country, _("Decides public holidays and which laws apply."))
        self.setting_row = form.add(_("&Kind of activity"), self.setting, required=True)
        self.person_row = form.add(_("Your &name"), self.person, required=True)
        title_row = form.add(_("Your &title"), self.title_line)
        give_letters(
            (self.unit_row, organisation_row, country_row, self.setting_row, self.person_row, title_row)
        )
        self.add(form)
        self._tell_place(store)
        self.unit.textEdited.connect(lambda _text: self.unit_row.set_error())
        self.person.textEdited.connect(lambda _text: self.person_row.set_error())
        self.setting.chosen.connect(lambda _code: self.setting_row.set_error())
        for line in (self.unit, self.organisation, self.person, self.title_line):
            line.returnPressed.connect(self.button.click)
        self.setFocusProxy(self.unit)

    def _tell_place(self, store: Path) -> None:
        """Where the store will lie, and the way to another folder."""
        self.store = store
        self.where = Label("", "small", "muted", wrap=True)
        self.warning = InlineNotice(tone="warn")
        elsewhere = LinkButton(_("Keep the store in another folder…"), "folder-open", self.choose_folder)
        kept = QWidget()
        kept.setLayout(vbox(self.where, hbox(elsewhere, None), gap=0))
        self.add(kept, self.warning)
        self.put_store(store)

    def answers(self) -> Answers:
        """What is written now."""
        return Answers(
            unit=self.unit.text().strip(),
            organisation=self.organisation.text().strip(),
            country=self.country.value() or "SE",
            setting=self.setting.value() or "",
            person=self.person.text().strip(),
            title=self.title_line.text().strip(),
        )

    def check(self) -> bool:
        """True when what is needed is there; else says so and goes to the first that lacks."""
        given = self.answers()
        lacking = [
            (row, text)
            for row, value, text in (
                (self.unit_row, given.unit, _("What is the unit called?")),
                (self.setting_row, given.setting, _("Choose what comes closest.")),
                (
                    self.person_row,
                    given.person,
                    _("What is your name? It is shown to those you give feedback to."),
                ),
            )
            if not value
        ]
        for row, text in reversed(lacking):
            row.set_error(text)
            row.field.setFocus()
        return not lacking

    def choose_folder(self) -> None:
        """Ask for another folder."""
        dialog = QFileDialog(self, _("Where to keep the store"), str(self.store.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.put_store(Path(name) / self.store.name))
        dialog.open()

    def put_store(self, store: Path) -> None:
        """Keep it there; a folder that a cloud copies, or on a network, is warned of."""
        self.store = store
        self.where.setText(_("The store is kept, encrypted, in {folder}").format(folder=store.parent))
        warning = place.warning(store)
        self.warning.say(warning, "warn")
        self.warning.setVisible(bool(warning))


class PasswordStep(_Step):
    """The password, and making the store."""

    def __init__(self) -> None:
        super().__init__(
            3,
            _("A password for the store"),
            _("Cases are about people, so the store is encrypted. You write the password when you open it."),
            _("Create the store"),
        )
        self.password = NewPassword()
        self.notice = InlineNotice(tone="danger")
        self.notice.hide()
        self.busy = Spinner()
        self.add(self.password, self.notice, self.busy)
        self.password.submitted.connect(self.button.click)
        self.setFocusProxy(self.password)


class CodeStep(_Step):
    """The recovery code, shown this once."""

    def __init__(self, code: str, store: Path) -> None:
        super().__init__(
            4,
            _("Save the recovery code"),
            _(
                "It is shown only now. If the password is forgotten, this code is the only way into the store."
            ),
            _("Start working"),
        )
        self.code = RecoveryCode(code, store)
        self.add(self.code)
        self.button.setEnabled(False)
        self.code.ready.connect(self.button.setEnabled)
        self.setFocusProxy(self.code)


@dataclass(frozen=True, slots=True)
class Begun:
    """How far the first start has come; handed to a new one when the language changes."""

    step: int = 1
    way: str = NEW
    answers: Answers = field(default_factory=Answers)
    store: Path | None = None


class FirstStart(QWidget):
    """Leads through the steps.

    Signals:
        spoken(str): another language was chosen; show the first start anew in it.
        open_wanted(Path), demo_wanted: the other two ways.
        finished(Opened): the store is there, open, with a unit and a manager in it.
        fault(Exception): a fault of ours.
    """

    spoken = Signal(str)
    open_wanted = Signal(object)
    demo_wanted = Signal()
    finished = Signal(object)
    fault = Signal(object)

    def __init__(
        self,
        language: str,
        store: Path,
        vault: Vault,
        clock: Clock,
        tasks: Tasks,
        *,
        begun: Begun | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._language, self._vault, self._clock, self._tasks = language, vault, clock, tasks
        self.begun = replace(begun or Begun(), store=(begun.store if begun and begun.store else store))
        self._column = vbox()
        self.setLayout(self._column)
        self._made: Created | None = None
        self.step: _Step = self._welcome()
        self._column.addWidget(self.step)
        self.setFocusProxy(self.step)

    @property
    def made(self) -> Opened | None:
        """The store that was made, while its code is still on the screen."""
        return self._made.opened if self._made else None

    def choose_way(self) -> None:
        """On from the welcome."""
        assert isinstance(self.step, WelcomeStep)
        way = self.step.way.value() or NEW
        self.begun = replace(self.begun, way=way)
        if way == DEMO:
            self.demo_wanted.emit()
        elif way == OPEN:
            self._choose_file()
        else:
            self._show(self._unit())

    def go_to_password(self) -> None:
        """On from the unit, when it is told."""
        assert isinstance(self.step, UnitStep)
        if self.step.check():
            self.begun = replace(self.begun, answers=self.step.answers(), store=self.step.store)
            self._show(self._password())

    def make(self) -> None:
        """Make the store, in the background."""
        step = self.step
        if not isinstance(step, PasswordStep) or not step.button.isEnabled() or not step.password.check():
            return
        store, answers, secret = self.begun.store, self.begun.answers, step.password.text()
        assert store is not None
        step.button.setEnabled(False)
        step.back.setEnabled(False)
        step.notice.hide()
        step.busy.start(_("Making the store…"))
        self._tasks.write(
            self,
            lambda: make_store(self._vault, self._clock, store, secret, answers),
            self._created,
            self._failed,
        )

    def _created(self, made: Created) -> None:
        self._made = made
        assert isinstance(self.step, PasswordStep)
        self.step.password.forget()
        self._show(self._code(made))

    def _failed(self, error: Exception) -> None:
        assert isinstance(self.step, PasswordStep)
        self.step.busy.stop()
        self.step.button.setEnabled(True)
        self.step.back.setEnabled(True)
        if isinstance(error, UserError) and error.field == "password":
            self.step.password.row.set_error(error.sentence())
        elif isinstance(error, KpsError):
            self.step.notice.say(error.sentence(), "danger")
            self.step.notice.show()
        else:
            self.fault.emit(error)

    def _welcome(self) -> WelcomeStep:
        step = WelcomeStep(self._language, self.begun.way)
        step.spoken.connect(self._spoke)
        step.button.clicked.connect(self.choose_way)
        return step

    def _unit(self) -> UnitStep:
        assert self.begun.store is not None
        step = UnitStep(self.begun.answers, self.begun.store)
        step.button.clicked.connect(self.go_to_password)
        step.back.clicked.connect(self._back_to_welcome)
        return step

    def _password(self) -> PasswordStep:
        step = PasswordStep()
        step.button.clicked.connect(self.make)
        step.back.clicked.connect(lambda: self._show(self._unit()))
        return step

    def _code(self, made: Created) -> CodeStep:
        step = CodeStep(made.recovery_code, made.opened.store.path)
        step.button.clicked.connect(lambda: self.finished.emit(made.opened))
        return step

    def _spoke(self, language: str) -> None:
        assert isinstance(self.step, WelcomeStep)
        self.begun = replace(self.begun, way=self.step.way.value() or NEW)
        self.spoken.emit(language)

    def _back_to_welcome(self) -> None:
        if isinstance(self.step, UnitStep):
            self.begun = replace(self.begun, answers=self.step.answers(), store=self.step.store)
        self._show(self._welcome())

    def _show(self, step: _Step) -> None:
        before, self.step = self.step, step
        self._column.removeWidget(before)
        before.hide()
        before.deleteLater()
        self._column.addWidget(step)
        self.setFocusProxy(step)
        step.show()
        step.setFocus()

    def _choose_file(self) -> None:
        choose_store(self, self.open_wanted.emit)


def choose_store(parent: QWidget, chosen: Callable[[Path], object]) -> None:
    """Ask for a store file; `chosen` gets it, unless the user thinks better of it."""
    dialog = QFileDialog(parent, _("Open a store"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(_("KPSdesk stores (*.kps)"))
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()
