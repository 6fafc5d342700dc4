"""Laws: the legal tracks of the case with their clocks, those the program proposes, and the list to tick (domain 3.4-3.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.legal import ClockState, TrackField, TrackRule, TrackView
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.autosave import AutoForm
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.dialogs_track import NotApplicableDialog
from kpsdesk.ui.pages.case.section import CaseSection, flow
from kpsdesk.ui.widgets import (
    Button,
    Card,
    CheckList,
    Choice,
    Disclosure,
    FormField,
    InlineNotice,
    Label,
    MissingList,
    Tag,
    clear_layout,
    hbox,
    tip,
    vbox,
)
from kpsdesk.ui.widgets.reading_order import same_place

KINDS = {"date": "date", "text": "line", "yesno": "yesno", "choice": "choice", "check": "check"}
# requirements that the case itself answers, though a track may have a field of that name
IN_THE_CASE = {
    "actions_tied_to_causes": "actions",
    "risk_assessed": "probability",
    "consequence_for_the_person": "harm_dimension",
    "decision": "decision_text",
    "patient_informed": "patient_informed",
    "patient_experience": "patient_experience",
}
STATES = {"waiting": "neutral", "running": "info", "warned": "warn", "late": "danger", "done": "ok"}


class LegalSection(CaseSection):
    """Each duty on its own clock; the program sends nothing, it helps to remember."""

    key = "legal"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            _("Laws"),
            context,
            _("KPSdesk sends nothing to any authority. It keeps the days, and says what is missing."),
        )
        self._on = vbox(gap=12)
        self._suggested = vbox(gap=8)
        self.others = CheckList(words=_("Other duties to think of"))
        self.others.changed.connect(self._ticked)
        self._fold = Disclosure(_("Other duties to think of"))
        self._fold.add(
            Label(
                _("Tick what concerns this case. It then gets its own days and fields."),
                "body",
                "muted",
                wrap=True,
            ),
            self.others,
        )
        self.body.addLayout(self._on)
        self.body.addLayout(self._suggested)
        self.add(self._fold)
        self.cards: dict[str, TrackCard] = {}
        self._codes: tuple[str, ...] = ()

    @override
    def ready_for(self, view: CaseView) -> Iterator[None]:
        """A card for each track, one after the other."""
        if [track.id for track in view.tracks] == list(self.cards):
            return
        clear_layout(self._on)
        self.cards = {}
        for track in view.tracks:
            card = self.cards[track.id] = TrackCard(track, self.context)
            card.saved.connect(self.saved_at)
            self._on.addWidget(card)
            yield

    @override
    def show_case(self, view: CaseView) -> None:
        for track in view.tracks:
            self.cards[track.id].show_track(track)
        with same_place(self):
            clear_layout(self._suggested)
            for rule in view.suggested_tracks:
                self._suggested.addWidget(self._proposal(rule))
        self._show_others(view.other_tracks)

    def _show_others(self, rules: tuple[TrackRule, ...]) -> None:
        codes = tuple(rule.key for rule in rules)
        if codes != self._codes:
            self._codes = codes
            self.others.set_choices(
                [Choice(rule.key, str(rule.name), f"{rule.about} {rule.who}") for rule in rules]
            )
        self.others.set_value(())
        self._fold.setVisible(bool(rules))

    def _proposal(self, rule: TrackRule) -> QWidget:
        notice = InlineNotice(
            _("{name} may apply: {about} {who}").format(name=rule.name, about=rule.about, who=rule.who),
            "warn",
            _("Start the track"),
            "scale",
        )
        notice.setToolTip(tip(str(rule.reference)))
        notice.linked.connect(partial(self.start, rule.key, str(rule.name)))
        return notice

    def start(self, key: str, name: str) -> None:
        """Put the case on a track."""
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(lambda: cases.start_track(case_id, key), _("Started: {name}").format(name=name))

    def _ticked(self, codes: frozenset[str]) -> None:
        for rule in self.context.view.other_tracks:
            if rule.key in codes:
                self.start(rule.key, str(rule.name))

    @override
    def unsaved(self) -> bool:
        return any(card.form.unsaved() for card in self.cards.values())

    @override
    def flush(self) -> None:
        for card in self.cards.values():
            card.form.flush()

    @override
    def leave(self) -> None:
        self.cards = {}
        clear_layout(self._on)


class TrackCard(Card):
    """One track that the case is on."""

    def __init__(self, track: TrackView, context: CaseContext) -> None:
        super().__init__(gap=10, margin=14)
        self.context, self.track = context, track
        rule = track.rule
        self.setAccessibleName(str(rule.name))
        self._state = Tag()
        head = hbox(Label(str(rule.name), "strong", wrap=True), self._state, gap=8)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        told = f"{rule.about}\n{rule.who}"
        about = Label(told, "body", "muted", wrap=True)
        about.setToolTip(tip(str(rule.reference)))
        self._clocks = vbox(gap=4)
        self.add(about)
        self.body.addLayout(self._clocks)
        self.form = AutoForm([self._declared(field) for field in rule.fields], context, self._save)
        self.saved = self.form.saved
        self._fold = Disclosure(_("Days, decisions and numbers"), unfolded=track.state == "open")
        self._fold.add(self.form)
        self._missing = MissingList(_("Missing in the material:"), even=True)
        self._missing.jump_requested.connect(self._jump)
        self._done = Button(_("All done"), icon="check", on_click=lambda: self._end("done"))
        self._not = Button(_("Does not apply…"), "quiet", on_click=self._not_applicable)
        self._open = Button(_("Take up again"), on_click=lambda: self._end("open"))
        self.add(self._fold, self._missing, flow(self._done, self._not, self._open))

    def _declared(self, field: TrackField) -> FormField:
        help_text = str(field.help) if field.help else ""
        choices = self.context.choices(field.list) if field.list else ()
        return FormField(field.code, KINDS[field.type], str(field.name), help_text, choices)  # type: ignore[arg-type]

    def show_track(self, track: TrackView) -> None:
        """The track as it is now."""
        self.track = track
        still = track.state == "open"
        texts = {
            "open": "",
            "done": _("Done"),
            "not_applicable": _("Does not apply: {reason}").format(reason=track.reason or ""),
        }
        self._state.setVisible(not still)
        self._state.set(texts.get(track.state, track.state), "ok" if track.state == "done" else "neutral")
        clear_layout(self._clocks)
        for clock in track.clocks if still else ():
            self._clocks.addWidget(self._clock(clock))
        self.form.show_values(track.values)
        self._missing.set_items([(one.code, str(one.name)) for one in track.missing] if still else ())
        self._done.setVisible(still)
        self._not.setVisible(still)
        self._open.setVisible(not still)

    def _clock(self, state: ClockState) -> QWidget:
        holder = QWidget()
        tag = Tag(self._left(state), STATES[state.state], "clock" if state.state != "done" else "check")
        tag.setToolTip(tip(self.context.exact(state.due)))
        text = Label(str(state.clock.name), wrap=True)
        if state.clock.help:
            text.setToolTip(tip(str(state.clock.help)))
        row = hbox(text, tag, gap=8)
        row.setStretch(0, 1)
        holder.setLayout(row)
        return holder

    def _left(self, state: ClockState) -> str:
        if state.state == "done":
            return _("Done {day}").format(day=self.context.day(state.done)) if state.done else _("Done")
        if state.due is None:
            return _("Starts when its first day is filled in")
        return words.due(state.due, self.context.today())

    def _save(
        self,
        values: Mapping[str, Any],
        _seen: Mapping[str, Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        cases, case_id, key, given = (
            self.context.services.cases,
            self.context.case_id,
            self.track.id,
            dict(values),
        )
        self.context.act(lambda: cases.change_track(case_id, key, given), done=done, failed=failed)

    def _jump(self, code: str) -> None:
        place = IN_THE_CASE.get(code)
        if place is None and any(field.key == code for field in self.form.form.fields):
            self._fold.unfold()
            self.form.form.widget(code).setFocus()
        else:
            self.context.jump_requested.emit(place or code)

    def _end(self, state: str) -> None:
        cases, case_id, key, before = (
            self.context.services.cases,
            self.context.case_id,
            self.track.id,
            self.track,
        )
        self.context.act(
            lambda: cases.end_track(case_id, key, state),
            _("The track is done.") if state == "done" else _("The track is open again."),
            lambda: cases.end_track(case_id, key, before.state, before.reason or ""),
        )

    def _not_applicable(self) -> None:
        NotApplicableDialog(self.context, self.window(), self.track).open()
