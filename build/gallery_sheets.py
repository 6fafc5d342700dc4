"""Sheets with the kit's pieces in their states. The words are examples, so they are not translated."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QRadioButton, QWidget

from kpsdesk.ui import theme
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
    page.add(_buttons(), _tags(), _filters(), *_notices())
    return page


def _buttons() -> QWidget:
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
    return Card(Label("Knappar", "section"), _wrap(*buttons, off))


def _tags() -> QWidget:
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
    return Card(Label("Märken", "section"), _wrap(*tags))


def _filters() -> QWidget:
    bar = ChipBar((("mine", "Mina"), ("new", "Nya"), ("late", "Förfallna"), ("severe", "Allvarliga")))
    bar.set_on({"late"})
    bar.chip("late").set_count(9)
    units = FilterMenuButton("Enhet", (("a", "Avdelning 3"), ("b", "Hemtjänst Norr")))
    units.choose({"a"})
    bar.add(units)
    bar.add(FilterMenuButton("Period", (("m", "Denna månad"),)))
    search = SearchField("Sök i ärenden")
    tabs = Tabs((("all", "Alla"), ("mine", "Mina öppna"), ("severe", "Allvarliga i år")))
    return Card(tabs, bar, search)


def _notices() -> list[QWidget]:
    said = (
        ("info", "Utkastet är sparat. Det finns kvar om datorn stängs av."),
        ("ok", "Alla ärenden är hanterade i tid."),
        ("warn", "Texten ser ut att innehålla ett personnummer. Ta bort det om det inte behövs."),
        ("danger", "Disken är full. Inget är förlorat: det du skrev finns kvar här."),
    )
    return [InlineNotice(text, tone, "Visa" if tone == "warn" else "") for tone, text in said]


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
    page.add(*_ticks(), _rows(), _declared())
    return page


def _ticks() -> list[QWidget]:
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
    done = CheckList(
        [
            ("a", "Tillkallade läkare"),
            ("b", "Informerade patienten"),
            ("c", "Tog bort utrustningen"),
            ("d", "Inget behövdes"),
        ]
    )
    done.set_value({"a", "b"})
    return [Section("Blev någon skadad?", harm), Section("Vad gjordes direkt?", done)]


def _rows() -> QWidget:
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
    return Card(late, wrong, secret, gap=16)


def _declared() -> QWidget:
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
    return more


def states() -> QWidget:
    """Counters, steps, timeline, pairs, empty state, banner."""
    page = ScrollPage("wide")
    page.add(_counters(), _steps(), _history(), _emptiness(), *_work(), _focus())
    return page


def _counters() -> QWidget:
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
    return holder


def _steps() -> QWidget:
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
    return Card(steps, missing, gap=16)


def _history() -> QWidget:
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
    return both


def _emptiness() -> QWidget:
    return Card(
        EmptyState(
            "inbox",
            "Inget att göra just nu",
            "Den här veckan avslutades sju ärenden.",
            "Visa veckans ärenden",
        )
    )


def _work() -> list[QWidget]:
    progress = Progress(can_cancel=True)
    progress.start("Kontrollerar databasen")
    progress.step(3, 10)
    progress.show()
    banner = Banner()
    banner.say("Ärende 2026-000123 är avslutat.", "Ångra", lambda: None)
    return [Card(progress), banner]


def _focus() -> QWidget:
    field = QLineEdit("Fokus syns alltid")
    ticks = hbox(QCheckBox("Ett val"), QRadioButton("Ett annat"), Chip("Chip"), None)
    box = QWidget()
    box.setLayout(vbox(field, ticks))
    return box


def _wrap(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder)
    for widget in widgets:
        flow.addWidget(widget)
    return holder
