"""Legal tracks as data: what the law is called, who judges, how long it may take; edited as a new version from a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.legal import TrackClock, TrackRule
from kpsdesk.i18n import N_, Words, _, ngettext
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.section import Context, FormDialog, RowTable, SettingsSection, Values, toolbar
from kpsdesk.ui.widgets import Button, Card, FormField, InlineNotice, KeyValueList, ScrollPage, SplitView

TEXTS = ("name", "reference", "who", "about")


class TrackSection(SettingsSection):
    """The tracks above, what the chosen one says below."""

    nouns = ("rules",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Laws"),
            _(
                "Duties that run beside a case with their own clocks. A case keeps the version that it began with."
            ),
        )
        self.table = RowTable(_columns(self), _("Laws"), lambda row: row.key, 4)
        self.edit_button = Button(_("New version"), "primary", "pencil", self._edit)
        self.facts = KeyValueList(())
        self.uncertain = InlineNotice("", "warn")
        page = ScrollPage("", margin=0, gap=12)
        page.add(self.uncertain, Card(self.facts))
        page.column.addStretch(1)
        split = SplitView(self.table, page, shares=(1, 1))
        split.setOrientation(Qt.Orientation.Vertical)
        split.setSizes([1, 1])  # the table would take all it could fill
        self.column.addWidget(toolbar([self.edit_button]))
        self.column.addWidget(split, 1)
        self.table.current_changed.connect(self._chose)
        self.table.opened.connect(lambda _row: self._edit())
        self._chose(None)

    @override
    def load(self) -> None:
        self.desk.read(self, self.desk.services.rule_books.tracks, self.table.show_rows)

    def _chose(self, track: TrackRule | None) -> None:
        self.edit_button.setEnabled(track is not None)
        self.uncertain.setVisible(track is not None and track.uncertain)
        if track is None:
            self.facts.set_pairs(())
            return
        self.uncertain.say(_("Parts of this are practice, not law. Check them where you work."), "warn")
        pairs: list[tuple[str, str]] = [
            (_("What"), str(track.about)),
            (_("Who judges"), str(track.who)),
            (_("Law"), str(track.reference)),
        ]
        pairs.extend((str(clock.name), _clock_words(clock)) for clock in track.clocks)
        self.facts.set_pairs(pairs)

    def _edit(self) -> None:
        track, books = self.table.current(), self.desk.services.rule_books
        if track is None:
            return
        dates, given_dates = _dates(track, self.desk.session.today)
        texts, given_texts = _texts(track)
        fields = [*dates, *(_days_field(clock) for clock in track.clocks), *texts]
        values = given_dates | {f"days.{clock.code}": clock.days for clock in track.clocks} | given_texts

        def save(given: Values) -> Any:
            texts = {key: Words(*(given[f"{key}.{code}"] for code in ("sv", "fi", "en"))) for key in TEXTS}
            return books.edit_track(
                track.key, valid_from=given["valid_from"], valid_to=given["valid_to"],
                texts={key: text for key, text in texts.items() if text != getattr(track, key)},
                days={clock.code: given[f"days.{clock.code}"] for clock in track.clocks},
            )  # fmt: skip

        FormDialog(
            self, str(track.name), _("Save as a new version"), fields, save, values=values,
            done=lambda _more: self._saved(track),
        ).open()  # fmt: skip

    def _saved(self, before: TrackRule) -> None:
        """Say it; the banner lets the version before hold again, from the day on which the new one began."""
        books = self.desk.services.rule_books

        def back() -> Any:
            newest = max((t for t in books.tracks() if t.code == before.code), key=lambda t: t.version)
            return books.edit_track(
                newest.key, valid_from=newest.valid_from or self.desk.session.today, valid_to=before.valid_to,
                texts={key: getattr(before, key) for key in TEXTS}, days={c.code: c.days for c in before.clocks},
            )  # fmt: skip

        self.context.say(
            _("Saved as a new version. Cases on the track keep theirs."),
            _("Undo"),
            lambda: self.write(back),
            "ok",
        )


def _dates(track: TrackRule, today: date) -> tuple[list[FormField], dict[str, Any]]:
    """From when to when: the fields and what stands in them."""
    start = max(today, track.valid_from) if track.valid_from else today
    fields = [
        FormField("valid_from", "date", _("Valid from"), _("The version before ends the day before."), required=True, future=True),
        FormField("valid_to", "date", _("Valid to"), _("Empty: until further notice."), future=True),
    ]  # fmt: skip
    end = track.valid_to if track.valid_to and track.valid_to >= start else None
    return fields, {"valid_from": start, "valid_to": end}


def _days_field(clock: TrackClock) -> FormField:
    label = _("{clock} (hours)") if clock.unit == "hours" else _("{clock} (days)")
    return FormField(
        f"days.{clock.code}", "number", label.format(clock=clock.name), str(clock.help or ""), most=3650, required=True
    )  # fmt: skip


def _texts(track: TrackRule) -> tuple[list[FormField], dict[str, Any]]:
    """The words of a track in each language: the fields and what stands in them."""
    labels = {"name": _("Name"), "reference": _("Law"), "who": _("Who judges"), "about": _("What")}
    fields, values = [], {}
    for key in TEXTS:
        rows = 1 if key == "name" else 2
        for code, name in (("sv", "svenska"), ("fi", "suomi"), ("en", "English")):
            place = f"{key}.{code}"
            fields.append(FormField(place, "text", f"{labels[key]} ({name})", rows=rows, required=True))
            values[place] = getattr(track, key).in_(code)
    return fields, values


def _clock_words(clock: TrackClock) -> str:
    return " · ".join(part for part in (_days(clock.days, clock.unit), str(clock.help or "")) if part)


def _days(days: int, unit: str) -> str:
    if unit == "hours":
        return ngettext("{n} hour", "{n} hours", days).format(n=days)
    if not days:
        return _("at once")
    if unit == "working":
        return ngettext("{n} working day", "{n} working days", days).format(n=days)
    return ngettext("{n} day", "{n} days", days).format(n=days)


def _columns(section: TrackSection) -> tuple[Column[TrackRule], ...]:
    def valid(track: TrackRule) -> str:
        today = section.desk.session.today
        first = words.exact(track.valid_from)
        if track.valid_from and track.valid_from > today:
            return _("from {day}").format(day=words.day(track.valid_from, today))
        if track.valid_to and track.valid_to < today:
            return _("until {day}").format(day=words.exact(track.valid_to))
        return _("since {day}").format(day=first)

    def tone(track: TrackRule) -> str:
        return "" if track.valid_on(section.desk.session.today) else "muted"

    return (
        Column("name", N_("Name"), lambda r: str(r.name), width=260, stretches=True, sortable=False, tone=tone),
        Column("country", N_("Country"), lambda r: _("Sweden") if r.country == "SE" else _("Finland"), width=110, sortable=False, tone=tone),
        Column("valid", N_("Valid"), valid, width=170, sortable=False, tone=tone),
        Column("version", N_("Version"), lambda r: str(r.version), width=80, sortable=False, right=True, tone=tone),
    )  # fmt: skip
