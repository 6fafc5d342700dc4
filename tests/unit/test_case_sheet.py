"""The main job on real input: a municipality's spreadsheet becomes cases, or says cell by cell why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kpsdesk import i18n
from kpsdesk.domain.vocabulary import shipped
from kpsdesk.errors import UserError
from kpsdesk.exchange import case_reader, words
from kpsdesk.exchange.case_rows import BadRow, CaseRowIn, CodeLists
from kpsdesk.exchange.case_sheet import read_table, with_cases
from kpsdesk.exchange.headings import ColumnMapping, field_of, guess_mapping, knows
from kpsdesk.exchange.sheets import Row, Table, read_bytes

TODAY = date(2026, 11, 22)
LISTS = CodeLists(
    units={
        "SOL": "SOL",
        "Solgården": "SOL",
        "Åsens hemtjänst": "ASE",
        "Asens hemtjänst": "ASN",
        "Mäntykoti": "MAN",
    },
    event_types={
        "MED": "MED",
        "läkemedel": "MED",
        "lääke- ja nestehoito": "MED",
        "nestehoito, verensiirto": "MED",
        "FALL": "FALL",
        "Fall och fallskada": "FALL",
    },
    subcategories={"utebliven dos": "MED.omitted"},
    places={"badrum": "bathroom", "lägenhet/rum": "room"},
    professions={"undersköterska": "assistant_nurse"},
)


@pytest.fixture(autouse=True)
def _english(_swedish: None) -> None:
    """Reasons are read here in the words of the code, whatever catalogues are compiled."""
    i18n.use("en")


def read(table: Table, mapping: ColumnMapping | None = None) -> list[CaseRowIn | BadRow]:
    return list(read_table(table, mapping or guess_mapping(table.headings), LISTS, TODAY))


def row(**cells: Any) -> CaseRowIn | BadRow:
    """One row under headings given as names, with a good unit, kind and date unless they are given."""
    full: dict[str, Any] = {"Enhet": "Solgården", "Typ": "Tillbud", "Datum": "2026-03-01", **cells}
    return read(Table("Blad1", 1, tuple(full), (Row(2, tuple(full.values())),)))[0]


def good(**cells: Any) -> CaseRowIn:
    result = row(**cells)
    assert isinstance(result, CaseRowIn), result
    return result


def bad(**cells: Any) -> dict[str, str]:
    result = row(**cells)
    assert isinstance(result, BadRow)
    return {cell.column: cell.reason.template for cell in result.cells}


def warnings(case: CaseRowIn) -> set[str]:
    return {note.template for note in case.warnings}


def municipal_workbook() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Avvikelser 2026"
    sheet["A1"] = "Avvikelserapporter – Vård- och omsorgsförvaltningen"
    sheet.merge_cells("A1:N1")
    sheet["A2"] = "Uppdaterad 31/3 2026"
    sheet["A3"], sheet["K3"] = "Rapporten", "Enhetschefens del"
    sheet.merge_cells("A3:J3")
    sheet.merge_cells("K3:N3")
    sheet.append(
        [
            "Diarienr", "Boendeenhet", "Namn", "Personnummer", "Händelsedatum", "Klockslag", "Inkommen", "Typ av avvikelse",
            "Händelsetyp", "Vad hände?", "Konsekvens", "Omedelbar åtgärd", "Status", "Ansvarig", "Avslutad (datum)",
            "Närstående/god man informerad (j/n)", "Kommentar",
        ]
    )  # fmt: skip
    sheet.append(
        [
            101, "Solgården", "A. Å.", "121212-1212", datetime(2026, 3, 1), time(14, 5), "2/3 2026", "Avvikelse",  # noqa: DTZ001
            "Läkemedel", "Kvällsdosen gavs två gånger. Åäö & <b>", "Ingen skada", "Ringde SSK", "Avslutad", "Karin",
            "15 mars 2026", "j", None,
        ]
    )  # fmt: skip
    sheet.append(
        [
            102, " sol ", None, None, "3.3.2026", "kl 7.30", datetime(2026, 3, 3), "Negativ händelse",  # noqa: DTZ001
            "Fall och fallskada", "Ramlade", "sjukhusvård, extra tillsyn", None, "Pågår", None, None, "n", "Se journal",
        ]
    )  # fmt: skip
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_a_municipal_spreadsheet_moves_in() -> None:
    (table,) = read_bytes(municipal_workbook(), "avvikelser.xlsx", knows)
    assert (table.sheet, table.header_row) == ("Avvikelser 2026", 4)
    first, second = read(table)
    assert isinstance(first, CaseRowIn)
    assert isinstance(second, CaseRowIn)
    assert (first.row, first.number, first.identity) == (5, "101", "number:SOL:101")
    assert (first.unit, first.kind, first.event_type, first.harm) == ("SOL", "near_miss", "MED", "H0")
    assert (first.occurred_on, first.occurred_time) == (date(2026, 3, 1), time(14, 5))
    assert (first.reported_on, first.closed_on, first.status) == (
        date(2026, 3, 2),
        date(2026, 3, 15),
        "closed",
    )
    assert first.description == "Kvällsdosen gavs två gånger. Åäö & <b>"
    assert first.texts["immediate_action"] == "Ringde SSK"
    assert first.texts["manager"] == "Karin"
    assert "121212-1212" not in repr(first)
    assert warnings(first) == {case_reader.LEFT_OUT, case_reader.READ_AS_KIND}
    assert (second.unit, second.kind, second.harm, second.status) == (
        "SOL",
        "negative_event",
        "H3",
        "assessing",
    )
    assert second.harm_text == "sjukhusvård, extra tillsyn"
    assert ("Kommentar", "Se journal") in second.extra


def test_a_finnish_csv_moves_in() -> None:
    text = (
        "Tapausnumero;Yksikkö;Tapahtuma-aika;Ilmoitettu;Ilmoituksen laji;Tapahtuman tyyppi;Mitä tapahtui;Seuraus;Tila\n"
        "2026-7;Mäntykoti;1. maaliskuuta 2026 klo 8.15;2.3.2026;Läheltä piti;Lääke- ja nestehoito;Lääke väärälle;Ei haittaa;Valmis\n"
    )
    (table,) = read_bytes(text.encode("cp1252"), "poikkeamat.csv", knows)
    (case,) = read(table)
    assert isinstance(case, CaseRowIn)
    assert (case.unit, case.kind, case.event_type, case.harm, case.status) == (
        "MAN",
        "near_miss",
        "MED",
        "H0",
        "closed",
    )
    assert (case.occurred_on, case.occurred_time) == (date(2026, 3, 1), time(8, 15))
    assert warnings(case) == {case_reader.CLOSED_NO_DATE}


@pytest.mark.parametrize(
    "heading, field",
    [
        ("Diarienr", "number"), ("ÄRENDENR.", "number"), ("Ärende-ID", "number"), ("Enhet", "unit"), ("Enhet *", "unit"),
        ("Händelsedatum (åååå-mm-dd)", "occurred"), ("handelsedatum", "occurred"), ("Tid", "occurred_time"), ("Inkommen", "reported"),
        ("Rapporterad:", "reported"), ("Typ", "kind"), ("Händelsetyp", "event_type"), ("Kategori", "event_type"),
        ("Underkategori", "subcategory"), ("Vad hände?", "description"), ("Beskrivning", "description"), ("Konsekvens", "harm"),
        ("Skada", "harm"), ("Åtgärd", "immediate_action"), ("Omedelbar åtgärd", "immediate_action"), ("Förslag", "suggestion"),
        ("Status", "status"), ("Ansvarig", "manager"), ("Handläggare", "handler"), ("Avslutad", "closed"), ("Plats", "place"),
        ("Yrkesroll", "profession"), ("Allvarlighetsgrad", "severity"), ("Sannolikhet", "probability"), ("Riskpoäng", "score"),
        ("Yksikkö", "unit"), ("Pvm", "occurred"), ("Kuvaus", "description"), ("Käsittelijä", "handler"), ("Haitta", "harm"),
        ("Unit", "unit"), ("Event date", "occurred"), ("What happened", "description"), ("Personnummer", "left_out"),
        ("Hetu", "left_out"), ("Orsaker", "causes_text"), ("Chefens åtgärder", "manager_actions"), ("Veckodag", "weekday"), ("Blabla", ""),
    ],
)  # fmt: skip
def test_headings_are_understood(heading: str, field: str) -> None:
    assert field_of(heading) == field


def test_no_word_means_two_fields() -> None:
    from kpsdesk.exchange.headings import SYNONYMS, normalised

    seen: dict[str, str] = {}
    for key, texts in SYNONYMS.items():
        for text in texts.split("|"):
            assert seen.setdefault(normalised(text), key) == key, text


@pytest.mark.parametrize(
    "word, harm, kind",
    [
        ("Negativ händelse", "", "negative_event"), ("TILLBUD", "", "near_miss"), ("Läheltä piti -tilanne", "", "near_miss"),
        ("near_miss", "", "near_miss"), ("Risk", "", "risk"), ("Klagomål", "", "complaint"), ("Synpunkt", "", "view"),
        ("Förbättringsförslag", "", "improvement"), ("Positiv händelse", "", "positive"), ("Avvikelse", "", "negative_event"),
        ("Avvikelse", "Ingen skada", "near_miss"), ("poikkeama", "Lievä haitta", "negative_event"),
    ],
)  # fmt: skip
def test_kinds(word: str, harm: str, kind: str) -> None:
    assert good(Typ=word, Konsekvens=harm).kind == kind


@pytest.mark.parametrize(
    "cell, harm, warned",
    [
        ("Ingen skada", "H0", False), ("lindrig", "H1", False), ("H2", "H2", False), ("Allvarlig skada", "H3", False),
        ("Dödsfall", "H4", False), ("Vet ej", "HX", False), ("", "HX", False), ("ingen skada; extra tillsyn", "H1", False),
        ("läkarvård", "H2", True), ("personskada", "HX", True), ("lite blåmärken", "HX", True),
    ],
)  # fmt: skip
def test_harm(cell: str, harm: str, *, warned: bool) -> None:
    case = good(Konsekvens=cell)
    assert case.harm == harm
    assert bool(case.warnings) is warned


def test_only_unit_kind_and_date_must_match() -> None:
    assert bad(Enhet="Okänd", Typ="Blaha", Datum="31/2 2026") == {
        "Enhet": case_reader.UNIT_UNKNOWN,
        "Typ": case_reader.KIND_UNKNOWN,
        "Datum": "There is no such day in the calendar. The day is read before the month.",
    }
    assert bad(Enhet="", Typ=None, Datum="") == {
        "Enhet": case_reader.NO_UNIT,
        "Typ": case_reader.NO_KIND,
        "Datum": case_reader.NO_DATE,
    }
    case = good(
        Händelsetyp="Rymdfärd",
        Status="kanske",
        Plats="månen",
        Yrkesroll="pilot",
        Tid="natt",
        Sannolikhet="ofta",
    )
    assert (case.event_type, case.event_type_text, case.status_text, case.place_text) == (
        "",
        "Rymdfärd",
        "kanske",
        "månen",
    )
    assert warnings(case) == {case_reader.NOT_IN_LIST, case_reader.NO_TIME, case_reader.NO_GRADE}
    assert dict(case.extra)["Tid"] == "natt"


def test_a_bad_cell_says_where_it_is() -> None:
    result = row(Datum="31/2 2026")
    assert isinstance(result, BadRow)
    (cell,) = result.cells
    assert (cell.sheet, cell.row, cell.column, cell.value) == ("Blad1", 2, "Datum", "31/2 2026")
    assert "no such day" in str(cell.reason)


def test_units_that_differ_in_dots_alone_are_kept_apart() -> None:
    assert good(Enhet="Åsens hemtjänst").unit == "ASE"
    assert good(Enhet="ASENS HEMTJÄNST").unit == "ASN"
    assert bad(Enhet="Asens-hemtjanst") == {"Enhet": case_reader.UNIT_DOUBLE}


def test_days_in_the_wrong_order() -> None:
    assert bad(Inkommen="2026-03-02", Avslutad="2026-03-01") == {"Avslutad": case_reader.CLOSED_TOO_EARLY}
    assert warnings(good(Inkommen="2026-02-01")) == {case_reader.REPORTED_EARLIER}
    assert warnings(good(Datum="", Inkommen="2026-02-01")) == {case_reader.DATE_UNKNOWN}
    assert good(Avslutad="Ja").status == "closed"
    assert good(Avslutad="nej").closed_on is None


def test_event_types_in_the_column_of_kinds_are_understood() -> None:
    case = good(Typ="Läkemedel")
    assert (case.kind, case.event_type) == ("negative_event", "MED")


@pytest.mark.parametrize(
    "word, event_type, subcategory",
    [
        ("Fall", "FALL", ""),
        ("fallskada", "FALL", ""),
        ("Nestehoito", "MED", ""),
        ("Utebliven dos", "MED", "MED.omitted"),
    ],
)
def test_event_types_are_known_by_part_and_by_subcategory(
    word: str, event_type: str, subcategory: str
) -> None:
    case = good(Händelsetyp=word)
    assert (case.event_type, case.subcategory, case.event_type_text) == (event_type, subcategory, "")


def test_event_types_are_read_from_their_beginning_with_a_warning() -> None:
    case = good(Händelsetyp="Läkemedelshantering")
    assert (case.event_type, warnings(case)) == ("MED", {case_reader.READ_ROUGHLY})
    assert dict(case.extra)["Händelsetyp"] == "Läkemedelshantering"
    assert "“läkemedel”" in str(case.warnings[0])


def test_texts_that_do_not_fit_are_told_and_not_cut() -> None:
    assert bad(Beskrivning="x" * 20_001) == {"Beskrivning": case_reader.TEXT_TOO_LONG}
    assert bad(Beskrivning="a\0b") == {"Beskrivning": case_reader.TEXT_BROKEN}
    assert good(Beskrivning="'=SUMMA(1)").description == "=SUMMA(1)"


def identity(cells: Mapping[str, Any]) -> str:
    result = read(Table("x", 1, tuple(cells), (Row(2, tuple(cells.values())),)))[0]
    assert isinstance(result, CaseRowIn)
    return result.identity


def test_a_row_without_number_is_known_by_its_content() -> None:
    cells = {"Enhet": "SOL", "Typ": "Risk", "Datum": "2026-03-01", "Vad hände": "Hal  gång", "Egen": "x"}
    turned = dict(reversed(cells.items()))
    same = {**turned, "Vad hände": " Hal gång ", "Datum": datetime(2026, 3, 1), "Åtgärd": None}  # noqa: DTZ001
    assert identity(cells) == identity(turned) == identity(same)
    assert identity(cells) != identity({**cells, "Vad hände": "Hal trappa"})
    assert identity(cells) != identity({**cells, "Egen": "y"})


def test_the_number_counts_within_the_unit() -> None:
    assert good(Diarienr=7.0).identity == good(Diarienr=" 7 ", Beskrivning="annat").identity == "number:SOL:7"
    assert good(Diarienr=7, Enhet="Mäntykoti").identity == "number:MAN:7"


def test_sheets_of_lists_are_passed_over() -> None:
    cases = Table("2026", 1, ("Nr", "Enhet", "Datum", "Typ"), ())
    lists = Table("Listor", 1, ("Enhet", "Status"), ())
    assert [table.sheet for table, _mapping in with_cases([lists, cases])] == ["2026"]
    assert len(with_cases([lists, cases], guess_mapping(cases.headings))) == 1
    with pytest.raises(UserError, match="Typ, Händelsedatum"):
        with_cases([lists])


def test_a_dash_is_no_number_and_no_unit() -> None:
    assert good(Diarienr="-").identity.startswith("row:")
    assert bad(Enhet="–") == {"Enhet": case_reader.UNIT_UNKNOWN}


def test_a_mapping_can_be_saved_and_tells_what_is_missing() -> None:
    mapping = guess_mapping(["Nr", "Enhet", "Datum", "Datum"], {"kind": "tillbud"})
    assert mapping.columns == (("Nr", "number"), ("Enhet", "unit"), ("Datum", "occurred"), ("Datum", "extra"))
    assert ColumnMapping.from_dict(mapping.as_dict()) == mapping
    assert mapping.missing() == ()
    case = read(Table("x", 1, ("Nr", "Enhet", "Datum"), (Row(2, (1, "SOL", "2026-03-01")),)), mapping)[0]
    assert isinstance(case, CaseRowIn)
    assert case.kind == "near_miss"
    with pytest.raises(UserError, match="Enhet, Typ"):
        read_table(Table("x", 1, ("Datum",), ()), guess_mapping(["Datum"]), LISTS, TODAY)


@pytest.mark.parametrize(
    "table", [None, {}, {"columns": [1]}, {"columns": [["a", "okänd"]]}, [], {"columns": [], "constants": 3}]
)
def test_a_broken_mapping_is_told(table: object) -> None:
    with pytest.raises(UserError, match="mapping"):
        ColumnMapping.from_dict(table)


@pytest.mark.parametrize("name", ["kind", "status", "harm"])
def test_every_word_of_our_own_lists_is_read_as_what_it_says(name: str) -> None:
    read_as = {"kind": words.kinds(), "status": words.statuses(), "harm": words.harms()}[name]
    for item in shipped().all(name):
        for text in (item.text.sv, item.text.fi, item.text.en):
            if item.code != "draft":  # drafts are no cases (design 6)
                assert read_as.code(text) == item.code, text


@pytest.mark.parametrize(
    "headings",
    [
        "Diarienr;Enhet;Händelsedatum;Inkommen;Typ;Händelsetyp;Beskrivning;Konsekvens;Åtgärd;Status;Ansvarig;Avslutad",
        (
            "Ärende nr;Vårdenhet;Datum för händelse;Datum inkommen;Ärendetyp;Kategori;Beskrivning av händelse;"
            "Skada/konsekvens;Direkta åtgärder;Läge;Ansvarig chef;Datum avslutat"
        ),
        (
            "ID-nr;Enhet (kod);Händelse datum;Inkom den;Rapporttyp;Typ av händelse;Vad har hänt?;Skadegrad;Åtgärd (direkt);"
            "Ärendestatus;Enhetschef;Klardatum"
        ),
        "Asianumero;Yksikkö;Tapahtumapvm;Saapumispvm;Laji;Tapahtumatyyppi;Kuvaus;Seuraus;Toimenpide;Tila;Vastuuhenkilö;Valmis",
        (
            "Tapausnro;Toimintayksikkö;Tapahtuman pvm;Ilmoituksen pvm;Ilmoituksen laji;Tapahtuman tyyppi;Mitä tapahtui;Haitan aste;"
            "Välittömät toimet;Käsittelyn tila;Esihenkilö;Päättymispvm"
        ),
        (
            "Reference number;Unit;Date of incident;Date reported;Report kind;Event type;What happened;Degree of harm;"
            "Immediate action;Status;Responsible;Closing date"
        ),
    ],
)
def test_the_twelve_columns_are_found_under_the_headings_in_use(headings: str) -> None:
    assert [field_of(heading) for heading in headings.split(";")] == [
        "number", "unit", "occurred", "reported", "kind", "event_type", "description", "harm", "immediate_action", "status",
        "manager", "closed",
    ]  # fmt: skip
