"""What is looked for: words, chips and menus, all of them one `CaseQuery`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.rows import PERIODS, CaseQuery
from kpsdesk.i18n import N_, _
from kpsdesk.ui import theme
from kpsdesk.ui.case_words import SOON_DAYS, CaseWords
from kpsdesk.ui.pages.cases.among import AmongChip
from kpsdesk.ui.widgets import (
    ChipBar,
    FilterMenuButton,
    FlowLayout,
    Line,
    LinkButton,
    SearchField,
    hbox,
    vbox,
)

CHIPS = (
    ("mine", N_("My cases")),
    ("new", N_("New cases")),
    ("overdue", N_("Overdue cases")),
    ("due_soon", N_("Due within 7 days")),
    ("serious", N_("Serious cases")),
    ("feedback", N_("Feedback owed")),
    ("escalated", N_("Escalated cases")),
)
OPEN_ONLY = frozenset({"mine", "new", "overdue", "due_soon", "escalated"})  # of open cases by their nature
OPPOSITES = {"overdue": "due_soon", "due_soon": "overdue"}
STATES = (("open", N_("Open cases")), ("closed", N_("Closed cases")), ("all", N_("All cases")))
PERIOD_WORDS = {
    "last_7": N_("Last 7 days"),
    "last_30": N_("Last 30 days"),
    "this_month": N_("This month"),
    "last_month": N_("Last month"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
}
MENUS = (
    ("units", N_("Unit")),
    ("kinds", N_("Kind")),
    ("event_types", N_("Event type")),
    ("statuses", N_("Status")),
    ("levels", N_("Risk level")),
    ("owners", N_("Responsible")),
    ("period", N_("Period")),
)
SPAN = "span"
NUMBERS = frozenset({"units", "levels", "owners"})
UNFOLDED_UP_TO = 1.25  # at larger text the menus would leave little room for the list


class FilterBar(QWidget):
    """Search field, chips, menus, count. `changed(CaseQuery)` comes when the user changed something."""

    changed = Signal(object)
    left = Signal()  # the list may take the keyboard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = CaseQuery(open_only=True)
        self._me: int | None = None
        self._frame_units: tuple[int, ...] = ()
        self.search = SearchField(_("Search number or words…"))
        self.search.setMinimumWidth(theme.px(160))
        self.search.edited.connect(lambda text: self._tell(replace(self._query, text=text)))
        self.search.left.connect(self.left)
        self.among = AmongChip()
        self.among.clicked.connect(
            lambda: self._tell(replace(self._query, among=None, among_words="", open_only=True))
        )
        self.chips = ChipBar([(key, _(text)) for key, text in STATES])
        between = Line(upright=True)
        between.setFixedHeight(theme.px(24))
        self.chips.add(between)
        for key, text in CHIPS:
            self.chips.add_chip(key, _(text))
        self.chips.changed.connect(self._chips_chosen)
        self.menus: dict[str, FilterMenuButton] = {}
        self.clear_link = LinkButton(_("Clear filters"), "x", self.clear)
        self.more = LinkButton(_("More filters"), "list-filter", lambda: self._unfold(self._folded()))
        self._lay_out()
        self.show_query(self._query)
        # a turn of their own for the menus: the window answers between
        QTimer.singleShot(0, self, self._make_menus)

    def _make_menus(self) -> None:
        """The menus, a moment after the rest."""
        if self.menus:
            return
        self.menus = {key: FilterMenuButton(_(text), key=key, single=key == "period") for key, text in MENUS}
        for key, menu in self.menus.items():
            menu.changed.connect(self._menu_chosen(key))
            self._menu_flow.addWidget(menu)
        self._show_menus()

    def _lay_out(self) -> None:
        large = theme.scale() > UNFOLDED_UP_TO
        self._links = hbox(self.more, self.clear_link, gap=8)
        rows = [hbox(self.search), self._links] if large else [hbox(self.search, self._links, gap=8)]
        rows[0].setStretch(0, 1)
        if large:
            self._links.addStretch(1)
        self._menu_row = QWidget()
        self._menu_flow = FlowLayout(self._menu_row, gap=6)
        self.setLayout(vbox(*rows, hbox(self.among, None), self.chips, self._menu_row, gap=8))
        self._unfold(not large)

    def take_count(self, count: QWidget) -> bool:
        """At large text the number of cases stands here, where there is room for it; False when it does not."""
        if theme.scale() <= UNFOLDED_UP_TO:
            return False
        self._links.addWidget(count)
        return True

    def _folded(self) -> bool:
        return self._menu_row.isHidden()

    def _unfold(self, on: bool) -> None:
        self._menu_row.setVisible(on)
        self.chips.setVisible(on or theme.scale() <= UNFOLDED_UP_TO)
        self.more.setText(_("Fewer filters") if on else _("More filters"))

    def query(self) -> CaseQuery:
        """What is looked for."""
        return self._query

    def show_query(self, query: CaseQuery) -> None:
        """Show another query, without a signal."""
        self._query = query
        self.search.set_quietly(query.text)
        self.among.show_query(query)
        self.chips.set_on({_state_of(query)} | {key for key, on in _chips_of(query).items() if on})
        if self.menus:
            self._show_menus()
        if any(_codes(query, key) for key, _text in MENUS) and theme.scale() <= UNFOLDED_UP_TO:
            self._unfold(True)
        self.clear_link.setVisible(self.filtered())

    def _show_menus(self) -> None:
        self._offer_span()
        for key, menu in self.menus.items():
            menu.choose(_codes(self._query, key))

    def show_choices(self, say: CaseWords) -> None:
        """Fill the menus with what there is in the store."""
        self._make_menus()
        self._me = say.me
        self.chips.chip("mine").setVisible(say.me is not None)
        lists, people = say.vocabulary, say.organisation.persons.values()
        units = say.organisation.active_units(say.today)
        choices: dict[str, Sequence[tuple[str, str]]] = {
            "units": [(str(unit.id), unit.name) for unit in units],
            "kinds": lists.choices("kind"),
            "event_types": lists.choices("event_type"),
            "statuses": [(code, text) for code, text in lists.choices("status") if code != "draft"],
            "levels": [(str(level.rank), str(level.text)) for level in reversed(say.levels)],
            "owners": sorted(((str(p.id), p.name) for p in people if p.left_on is None), key=lambda p: p[1]),
        }
        for key, given in choices.items():
            menu = self.menus[key]
            menu.set_choices(given)
            menu.choose(_codes(self._query, key))
            menu.setVisible(len(given) > 1 or bool(_codes(self._query, key)))

    def _offer_span(self) -> None:
        """The periods; and days that came from elsewhere, such as a month of a picture, as one more."""
        periods = [(code, _(PERIOD_WORDS[code])) for code in PERIODS]
        span = _span(self._query)
        self.menus["period"].set_choices([*periods, (SPAN, span)] if span else periods)

    def filtered(self) -> bool:
        """Whether anything is asked for beyond open cases of the window's units in some order."""
        return not same_filter(self._query, CaseQuery(open_only=True, units=self._frame_units))

    def clear(self) -> None:
        """Take every filter away but the order, and the open cases again."""
        query = self._query
        plain = CaseQuery(open_only=True, units=self._frame_units)
        self._tell(replace(plain, sort=query.sort, descending=query.descending))

    def keep_to_units(self, units: tuple[int, ...]) -> CaseQuery:
        """The window's own choice of unit: it stays when filters are cleared. Returns the query that follows."""
        self._frame_units = units
        self.show_query(replace(self._query, units=units, among=None, among_words=""))
        return self._query

    def _tell(self, query: CaseQuery) -> None:
        if query.text and not self._query.text and query.sort != "reported":
            # what was just written down is what people look for by words
            query = replace(query, sort="reported", descending=True)
        self.show_query(query)
        self.changed.emit(query)

    def _state_chosen(self, state: str) -> None:
        query = replace(self._query, open_only=state == "open", closed_only=state == "closed")
        if state == "closed":
            query = replace(query, mine=None, new=False, overdue=False, due_within=None, escalated=False)
        self._tell(query)

    def _chips_chosen(self, on: frozenset[str]) -> None:
        states = on & {key for key, _text in STATES}
        if states != {_state_of(self._query)}:
            # one of the three is always on: clicking it again changes nothing
            self._state_chosen(next(iter(states - {_state_of(self._query)}), _state_of(self._query)))
            return
        was = {key for key, set_ in _chips_of(self._query).items() if set_}
        added = on - was
        wanted = on - {OPPOSITES[key] for key in added if key in OPPOSITES}
        query = replace(
            self._query,
            mine=self._me if "mine" in wanted else None,
            new="new" in wanted,
            overdue="overdue" in wanted,
            due_within=SOON_DAYS if "due_soon" in wanted else None,
            serious="serious" in wanted,
            feedback_owed="feedback" in wanted,
            escalated="escalated" in wanted,
        )
        if added & OPEN_ONLY and query.closed_only:
            query = replace(query, open_only=True, closed_only=False)
        self._tell(query)

    def _menu_chosen(self, key: str) -> Callable[[frozenset[str]], None]:
        def chosen(codes: frozenset[str]) -> None:
            self._tell(_with_codes(self._query, key, codes))

        return chosen


def same_filter(one: CaseQuery, other: CaseQuery) -> bool:
    """Whether two queries find the same, in whatever order."""
    return replace(one, sort=other.sort, descending=other.descending) == other


def _state_of(query: CaseQuery) -> str:
    return "open" if query.open_only else "closed" if query.closed_only else "all"


def _chips_of(query: CaseQuery) -> dict[str, bool]:
    return {
        "mine": query.mine is not None,
        "new": query.new,
        "overdue": query.overdue,
        "due_soon": query.due_within is not None,
        "serious": query.serious,
        "feedback": query.feedback_owed,
        "escalated": query.escalated,
    }


def _span(query: CaseQuery) -> str:
    """Days that are asked for by themselves, in words; '' when none are."""
    if query.closed_from or query.closed_to:
        start, end = words.exact(query.closed_from), words.exact(query.closed_to)
        return _("Closed {start}–{end}").format(start=start, end=end)
    if query.reported_from or query.reported_to:
        return f"{words.exact(query.reported_from)}–{words.exact(query.reported_to)}"
    return ""


def _codes(query: CaseQuery, key: str) -> frozenset[str]:
    if key == "period":
        code = query.period or (SPAN if _span(query) else "")
        return frozenset({code} if code else ())
    return frozenset(str(value) for value in getattr(query, key))


def _with_codes(query: CaseQuery, key: str, codes: Iterable[str]) -> CaseQuery:
    if key == "period":
        dates = dict.fromkeys(("reported_from", "reported_to", "closed_from", "closed_to"))
        return replace(query, period=next(iter(codes), ""), **dates)  # type: ignore[arg-type]
    values = tuple(sorted(int(code) for code in codes)) if key in NUMBERS else tuple(sorted(codes))
    given: dict[str, tuple[int, ...] | tuple[str, ...]] = {key: values}
    return replace(query, **given)  # type: ignore[arg-type]
