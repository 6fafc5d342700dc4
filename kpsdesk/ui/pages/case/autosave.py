"""Fields that save themselves when left or after a pause, and that never lose what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.clock import local_time
from kpsdesk.domain.fields import CaseField
from kpsdesk.domain.text import clean
from kpsdesk.errors import Conflict, KpsError
from kpsdesk.i18n import _, language
from kpsdesk.ui.pages.case.conflict import ConflictNotice
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import DeclaredForm, FormField, vbox
from kpsdesk.ui.widgets.choices import as_choices

PAUSE_MS: Final = 1000
WRITTEN: Final = frozenset({"line", "text"})  # kinds that are typed: saved after a pause
Saver = Callable[
    [Mapping[str, Any], Mapping[str, Any], Callable[[Any], None], Callable[[Exception], None]], None
]


def declare(field: CaseField, context: CaseContext, **more: Any) -> FormField:
    """A handler's field as a question of a form."""
    choices = context.choices(field.list) if field.list else ()
    return FormField(
        field.key, field.shape, _(field.label), _(field.help) if field.help else "", choices, rows=2, **more
    )


class AutoForm(QWidget):
    """A form whose fields save themselves. `show_values` takes what is in the store; fields being written keep their text.

    Signals:
        saved: a save has ended well, with the clock time.
        edited: the user changed a field (key), before it is saved.
    """

    saved = Signal(str)
    edited = Signal(str)

    def __init__(
        self, fields: Iterable[FormField], context: CaseContext, save: Saver | None = None, gap: int = 16
    ) -> None:
        super().__init__()
        self.context = context
        self._save = save or context.change
        self.form = DeclaredForm(fields, context.today, gap=gap)
        self._kinds = {field.key: field.kind for field in self.form.fields}
        self._seen: dict[str, Any] = {}
        self._dirty: set[str] = set()
        self._sent: dict[str, Any] = {}
        self._refused: set[str] = set()
        self._run = 0
        self._notices: dict[str, ConflictNotice] = {}
        self._column = vbox(self.form)
        self.setLayout(self._column)
        self.setFocusProxy(self.form)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.form.changed.connect(self._changed)
        for child in self.form.findChildren(QWidget):
            child.installEventFilter(self)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Put in what the store holds, except where the user is at work."""
        for key, kind in self._kinds.items():
            if key in self._dirty or key in self._sent:
                continue
            stored = values.get(key)
            self._seen[key] = stored
            if as_stored(self.form.value(key)) != as_stored(as_shown(stored, kind)):
                self.form.set_values({key: as_shown(stored, kind)})

    def lock(self, on: bool) -> None:
        """Show the fields without letting anybody change them; their names stay as easy to read."""
        for key in self._kinds:
            self.form.widget(key).setEnabled(not on)

    def start_over(self) -> None:
        """Another case is shown: forget everything of the one before."""
        self._run += 1
        self._pause.stop()
        self._seen.clear()
        self._dirty.clear()
        self._sent.clear()
        self._refused.clear()
        self.form.clear_errors()
        self.form.set_values({key: as_shown(None, kind) for key, kind in self._kinds.items()})
        for key in list(self._notices):
            self._drop_notice(key)

    def unsaved(self) -> bool:
        """Whether something waits to be saved, or could not be."""
        return bool(self._dirty or self._sent)

    def take(self, key: str) -> None:
        """Count a field as changed, when the program changed it for the user."""
        self._dirty.add(key)

    def value(self, key: str) -> Any:
        """What a field holds now, as it is stored."""
        return as_stored(self.form.value(key))

    def flush(self) -> None:
        """Save what waits."""
        self._pause.stop()
        ready = [key for key in sorted(self._dirty - self._refused) if key not in self._sent]
        values = {key: self.value(key) for key in ready}
        values = {
            key: value
            for key, value in values.items()
            if (value or None) != (self._seen.get(key) or None) or value is False
        }
        self._dirty -= set(ready)
        if not values or not self.context.has_case:
            return
        self._sent |= values
        seen = {key: self._seen.get(key) for key in values}
        self._save(
            values, seen, partial(self._saved, self._run, values), partial(self._failed, self._run, values)
        )

    def _changed(self, key: str) -> None:
        self._dirty.add(key)
        self._refused.discard(key)
        self.edited.emit(key)
        if self._kinds[key] in WRITTEN:
            self._pause.start()
        else:
            self.flush()

    def _saved(self, run: int, values: Mapping[str, Any], _more: Any) -> None:
        if run != self._run:
            return
        for key, value in values.items():
            self._sent.pop(key, None)
            self._seen[key] = clean(value) if isinstance(value, str) else value
            self.form.show_error(key, "")
        self.saved.emit(clock_time(self.context))
        if self._dirty:
            self._pause.start()

    def _failed(self, run: int, values: Mapping[str, Any], error: Exception) -> None:
        if run != self._run:
            self.context.tell(error)
            return
        for key in values:
            self._sent.pop(key, None)
            self._dirty.add(key)
            self._refused.add(key)
        if isinstance(error, Conflict):
            self._read_again(error.field)
        elif isinstance(error, KpsError):
            key = getattr(error, "field", "") or next(iter(values))
            self.form.row(key if key in self._kinds else next(iter(values))).set_error(error.sentence())
        else:
            self.context.tell(error)

    # -- conflicts

    def _read_again(self, key: str) -> None:
        """Show the other text beside this one, to choose from."""
        case_id, views, run = self.context.case_id, self.context.services.views, self._run

        def came(view: Any) -> None:
            if run == self._run:
                self._offer(key, view.values.get(key))

        self.context.desk.read(self, lambda: views.open(case_id), came, self.context.tell)

    def _offer(self, key: str, theirs: Any) -> None:
        self._drop_notice(key)
        field = next(one for one in self.form.fields if one.key == key)
        mine = _said(self.value(key), field, self.context)
        notice = ConflictNotice(_said(theirs, field, self.context), mine)
        notice.mine_chosen.connect(partial(self._keep_mine, key, theirs))
        notice.theirs_chosen.connect(partial(self._take_theirs, key, theirs))
        self._notices[key] = notice
        row = self.form.row(key).layout()
        assert row is not None
        row.addWidget(notice)
        # the other fields of this save were not wrong
        self._refused = {key}
        self.flush()

    def _keep_mine(self, key: str, theirs: Any) -> None:
        self._drop_notice(key)
        self._seen[key] = theirs
        self._refused.discard(key)
        self._dirty.add(key)
        self.flush()

    def _take_theirs(self, key: str, theirs: Any) -> None:
        self._drop_notice(key)
        self._refused.discard(key)
        self._dirty.discard(key)
        self._seen[key] = theirs
        self.form.set_values({key: as_shown(theirs, self._kinds[key])})

    def _drop_notice(self, key: str) -> None:
        notice = self._notices.pop(key, None)
        if notice is not None:
            notice.hide()
            notice.deleteLater()

    def conflict(self, key: str) -> ConflictNotice | None:
        """The choice that waits for an answer, if one does."""
        return self._notices.get(key)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self._dirty:
            self.flush()
        return False


def as_shown(stored: Any, kind: str) -> Any:
    """A stored value as the field takes it."""
    if kind == "date":
        return date.fromisoformat(stored[:10]) if isinstance(stored, str) and stored else stored or None
    if kind == "multi":
        return frozenset(stored or ())
    if kind == "yesno":
        return {"yes": True, "no": False}.get(stored, stored) if isinstance(stored, str) else stored
    if kind == "person":
        return str(stored) if stored is not None else None
    return stored or ("" if kind in WRITTEN else None)


def as_stored(shown: Any) -> Any:
    """What a field holds as it is kept."""
    if isinstance(shown, (frozenset, set)):
        return sorted(shown) or None
    if isinstance(shown, date):
        return shown.isoformat()
    return None if shown == "" else shown


def _said(value: Any, field: FormField, context: CaseContext) -> str:
    """A value as people read it, for the choice between two."""
    if value in (None, "", []):
        return _("(nothing)")
    if field.kind == "date":
        return context.day(as_shown(value, field.kind))
    if field.kind == "yesno":
        return _("Yes") if value else _("No")
    known = {choice.code: choice.text for choice in as_choices(field.choices)}
    codes = value if isinstance(value, list) else [value]
    return ", ".join(known.get(str(code), str(code)) for code in codes)


def clock_time(context: CaseContext) -> str:
    """The clock time now, as people write it."""
    now: datetime = local_time(context.desk.session.clock.now(), context.desk.session.country)
    return f"{now:%H.%M}" if language() == "fi" else f"{now:%H:%M}"
