"""Sheets with every widget in its states, for `screens.py`. The words are examples, so they are not translated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QRadioButton, QWidget
from typing_extensions import override

from kpsdesk.i18n import N_
from kpsdesk.ui import theme
from kpsdesk.ui.dialogs.base import ConfirmDialog
from kpsdesk.ui.main_window import FrameSpec, MainWindow
from kpsdesk.ui.models import Column, DataTable, LazyTable
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.widgets import (
    Banner,
    Button,
    Card,
    CheckList,
    Chip,
    ChipBar,
    Choice,
    ChoiceRow,
    ComboField,
    CounterButton,
    DateTimeField,
    DeclaredForm,
    Disclosure,
    EmptyState,
    Entry,
    EvenGrid,
    FilterMenuButton,
    FlowLayout,
    FormField,
    FormRow,
    IconButton,
    InlineNotice,
    KeyValueList,
    Label,
    LinkButton,
    MissingList,
    PageHeader,
    PasswordField,
    Progress,
    ScrollPage,
    SearchField,
    Section,
    StatusSteps,
    Tabs,
    Tag,
    TextArea,
    TileChoice,
    Timeline,
    hbox,
    vbox,
)

KINDS = (
    Choice("deviation", "Något gick fel", "Det hände något som inte skulle hända", "triangle-alert"),
    Choice("near_miss", "Det var nära", "Det hejdades innan någon drabbades", "shield"),
    Choice("risk", "Jag ser en risk", "Det här kan gå fel en annan gång", "eye"),
    Choice("positive", "Något gick bra", "Det här vill vi göra igen", "thumbs-up"),
    Choice("improvement", "Ett förslag", "Så kunde vi göra det bättre", "lightbulb"),
)


def _today() -> date:
    return date(2026, 3, 1)


def basics() -> QWidget:
    """Type, buttons, tags, notices, chips."""
    page = ScrollPage("wide")
    page.add(
        PageHeader(
            "Ärenden",
            Button("Exportera", icon="download"),
            Button("Ny rapport", "primary", "plus"),
            subtitle="214 ärenden",
        )
    )
    buttons = (
        Button("Ta emot", "primary", "check"),
        Button("Begär mer tid"),
        Button("Ångra", "quiet", "undo-2"),
        Button("Ta bort", "danger", "trash-2"),
        LinkButton("Visa alla", "arrow-right"),
        IconButton("settings", "Inställningar"),
    )
    off = Button("Avsluta", "primary")
    off.setEnabled(False)
    page.add(Card(Label("Knappar", "section"), _wrap(*buttons, off)))
    tags = [
        Tag("Låg", "ok", "circle"),
        Tag("Medel", "warn", "diamond"),
        Tag("Hög", "danger", "triangle-alert"),
    ]
    tags += [
        Tag("Mycket hög", "danger", "octagon-alert"),
        Tag("Utredning", "info"),
        Tag("Vilar"),
        Tag("Ny", "primary", "sparkles"),
    ]
    page.add(Card(Label("Märken", "section"), _wrap(*tags)))
    bar = ChipBar((("mine", "Mina"), ("new", "Nya"), ("late", "Förfallna"), ("severe", "Allvarliga")))
    bar.set_on({"late"})
    bar.chip("late").set_count(9)
    units = FilterMenuButton("Enhet", (("a", "Avdelning 3"), ("b", "Hemtjänst Norr")))
    units.choose({"a"})
    bar.add(units)
    bar.add(FilterMenuButton("Period", (("m", "Denna månad"),)))
    search = SearchField("Sök i ärenden")
    tabs = Tabs((("all", "Alla"), ("mine", "Mina öppna"), ("severe", "Allvarliga i år")))
    page.add(Card(tabs, bar, search))
    for tone, text in (
        ("info", "Utkastet är sparat. Det finns kvar om datorn stängs av."),
        ("ok", "Alla ärenden är hanterade i tid."),
        ("warn", "Texten ser ut att innehålla ett personnummer. Ta bort det om det inte behövs."),
        ("danger", "Disken är full. Inget är förlorat: det du skrev finns kvar här."),
    ):
        page.add(InlineNotice(text, tone, "Visa" if tone == "warn" else ""))
    return page


def forms() -> QWidget:
    """Fields, tiles, ticks, errors."""
    page = ScrollPage()
    page.add(PageHeader("Rapportera", subtitle="Det tar en minut. Du behöver inte veta allt."))
    tiles = TileChoice(KINDS, "Vad vill du berätta?")
    tiles.set_value("near_miss")
    page.add(Section("Vad vill du berätta?", tiles))
    story = TextArea("Berätta vad som hände, med dina egna ord. Skriv inga namn.", rows=5)
    story.warn("Det ser ut att stå ett telefonnummer i texten.")
    page.add(Section("Vad hände?", story))
    harm = ChoiceRow(
        (
            ("none", "Nej"),
            ("mild", "Lindrigt"),
            ("severe", "Allvarligt"),
            ("dead", "Dödsfall"),
            ("unknown", "Vet ej"),
        )
    )
    harm.set_value("none")
    page.add(Section("Blev någon skadad?", harm))
    done = CheckList(
        [
            ("a", "Tillkallade läkare"),
            ("b", "Informerade patienten"),
            ("c", "Tog bort utrustningen"),
            ("d", "Inget behövdes"),
        ]
    )
    done.set_value({"a", "b"})
    page.add(Section("Vad gjordes direkt?", done))
    unit = ComboField(
        words="Enhet",
        groups=(("Norr", (("1", "Avdelning 3"), ("2", "Hemtjänst Norr"))), ("Söder", (("3", "Akuten"),))),
    )
    unit.set_value("2")
    when = DateTimeField(_today)
    late = FormRow("&Var", unit, "Den enhet där det hände")
    wrong = FormRow("&När", when, required=True)
    wrong.set_error("Skriv en dag som 2026-03-01 eller 1/3 2026.")
    secret = FormRow("&Lösenord", PasswordField())
    page.add(Card(late, wrong, secret, gap=16))
    declared = DeclaredForm(
        (
            FormField("name", "line", "Enhetens namn", hint="Till exempel Avdelning 3"),
            FormField("count", "number", "Antal platser", most=200),
            FormField("told", "yesno", "Är patienten informerad?"),
            FormField("sure", "check", "Jag har läst texten"),
        ),
        _today,
    )
    more = Disclosure("Mer att berätta", unfolded=True)
    more.add(declared)
    page.add(more)
    return page


def states() -> QWidget:
    """Counters, steps, timeline, pairs, empty state, banner."""
    page = ScrollPage("wide")
    counters = (
        CounterButton("Nya", 5, "äldst 12 dagar", "primary"),
        CounterButton("Förfallna", 3, "äldst 8 dagar sen", "danger"),
        CounterButton("Förfaller inom 7 dagar", 4, "nästa i morgon", "warn"),
        CounterButton("Återkoppling saknas", 0, "alla har fått svar"),
        CounterButton("Åtgärder", None, "räknas"),
    )
    holder = QWidget()
    row = EvenGrid(holder)
    for counter in counters:
        row.addWidget(counter)
    page.add(holder)
    steps = StatusSteps(
        (
            ("Mottagen", "done"),
            ("Bedömd", "done"),
            ("Utreds", "current"),
            ("Åtgärder", "todo"),
            ("Uppföljning", "todo"),
            ("Avslutad", "todo"),
        )
    )
    missing = MissingList("För att gå vidare:")
    missing.set_items(
        (
            ("p", "bedöm sannolikhet"),
            ("f", "ange återkoppling"),
            ("w", "fyll i vem som informerade patienten"),
        )
    )
    page.add(Card(steps, missing, gap=16))
    times = Timeline(
        (
            Entry("i dag 14:02", "Ärendet togs emot", who="Enhetschef"),
            Entry(
                "tors 26 feb",
                "Tiden förlängdes till 12 mars",
                "Väntar på svar från leverantören.",
                "Enhetschef",
                tone="warn",
            ),
            Entry("mån 23 feb", "Rapporten skickades", tone="primary"),
        )
    )
    pairs = KeyValueList(
        (
            ("Nummer", "2026-000123"),
            ("Enhet", "Avdelning 3"),
            ("Nivå", Tag("Hög", "danger", "triangle-alert")),
            ("Förfaller", ""),
        )
    )
    grid = QGridLayout()
    grid.setSpacing(theme.px(16))
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(Card(Label("Historik", "section"), times, gap=12), 0, 0)
    grid.addWidget(Card(Label("Fakta", "section"), pairs, gap=12), 0, 1)
    both = QWidget()
    both.setLayout(grid)
    page.add(both)
    page.add(
        Card(
            EmptyState(
                "inbox",
                "Inget att göra just nu",
                "Den här veckan avslutades sju ärenden.",
                "Visa veckans ärenden",
            )
        )
    )
    progress = Progress(can_cancel=True)
    progress.start("Kontrollerar databasen")
    progress.step(3, 10)
    progress.show()
    page.add(Card(progress))
    banner = Banner()
    banner.say("Ärende 2026-000123 är avslutat.", "Ångra", lambda: None)
    page.add(banner)
    field = QLineEdit("Fokus syns alltid")
    ticks = hbox(QCheckBox("Ett val"), QRadioButton("Ett annat"), Chip("Chip"), None)
    box = QWidget()
    box.setLayout(vbox(field, ticks))
    page.add(box)
    return page


@dataclass(frozen=True, slots=True)
class _Row:
    """A made-up case."""

    number: str
    level: str
    what: str
    unit: str
    due: str


_ROWS = (
    _Row(
        "2026-000131",
        "high",
        "Patienten fick dubbel dos av blodförtunnande medicin",
        "Avdelning 3",
        "3 dagar sen",
    ),
    _Row("2026-000130", "low", "Larmet gick inte fram under natten", "Hemtjänst Norr", "i morgon"),
    _Row(
        "2026-000129",
        "medium",
        "Rullator med trasig broms stod kvar i korridoren",
        "Särskilt boende Eken",
        "tors 12 mars",
    ),
)
_LEVELS = {
    "low": ("Låg", "circle", "ok"),
    "medium": ("Medel", "diamond", "warn"),
    "high": ("Hög", "triangle-alert", "danger"),
}
_COLUMNS = (
    Column[_Row](
        "level",
        "!",
        lambda r: _LEVELS[r.level][0],
        lambda r: _LEVELS[r.level][1],
        lambda r: _LEVELS[r.level][2],
        width=110,
        tag=True,
    ),
    Column[_Row]("number", "Nummer", lambda r: r.number, width=120),
    Column[_Row]("what", "Vad", lambda r: r.what, width=200, stretches=True),
    Column[_Row]("unit", "Enhet", lambda r: r.unit, width=170),
    Column[_Row](
        "due",
        "Förfaller",
        lambda r: r.due,
        tone=lambda r: "danger" if "sen" in r.due else "",
        width=120,
        right=True,
    ),
)


class _CasesPage(Page):
    """A list in a page."""

    def __init__(self) -> None:
        super().__init__()
        model = LazyTable[_Row](_COLUMNS, self)
        model.reset(600, _ROWS * 34)
        self.list = DataTable(model, "Ärenden")
        self.list.show_sort("due", descending=False)
        chips = ChipBar((("mine", "Mina"), ("new", "Nya"), ("late", "Förfallna"), ("severe", "Allvarliga")))
        chips.set_on({"late"})
        self.setLayout(vbox(hbox(chips, SearchField("Sök i ärenden")), self.list, gap=12, margin=24))

    @override
    def shown(self, arguments: Arguments) -> None:
        self.list.go_to(1)
        self.list.setFocus()


def frame() -> QWidget:
    """The main window with a list."""
    window = MainWindow(FrameSpec(units=(("a", "Avdelning 3"), ("b", "Hemtjänst Norr"))))
    window.add_page("report", N_("Report"), "plus", Page, place="report")
    for key, title, icon in (
        ("today", N_("Today"), "sun"),
        ("cases", N_("Cases"), "list"),
        ("analyses", N_("Analyses"), "workflow"),
    ):
        window.add_page(key, title, icon, _CasesPage)
    window.add_page("settings", N_("Settings"), "settings", Page, place="foot")
    window.set_badge("today", 5)
    window.go("cases")
    window.show_banner("Ärende 2026-000123 är avslutat.", "Ångra", lambda: None)
    window.resize(1280, 800)
    return window


def palette() -> QWidget:
    """The main window with Ctrl+K open."""
    window = frame()
    assert isinstance(window, MainWindow)
    window.palette_field.unfold()
    return window


def dialog() -> QWidget:
    """A question."""
    made = ConfirmDialog(
        "Ta bort enheten?",
        "Avdelning 3 har inga ärenden. Den försvinner ur alla listor.",
        "Ta bort enheten",
        danger=True,
    )
    made.say("Det gick inte att spara: disken är full. Inget är förlorat.")
    return made


def _wrap(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder)
    for widget in widgets:
        flow.addWidget(widget)
    return holder


SHEETS: dict[str, Callable[[], QWidget]] = {
    "basics": basics,
    "forms": forms,
    "states": states,
    "frame": frame,
    "palette": palette,
    "dialog": dialog,
}
