"""Contributing factors that come back from a sheet; and the audit of a column mapping."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kpsdesk.exchange.headings import ColumnMapping
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.store import program


def test_factors_of_our_own_sheet_come_back_as_factors(services: Services, tmp_path: Path) -> None:
    _, receipt = services.reporting.send(
        NewReport("near_miss", 1, "Halkade nästan", occurred_day=date(2026, 11, 19))
    )
    services.cases.receive(receipt.case_id)
    services.cases.change(receipt.case_id, {"factors": ["ORG.staffing", "ORG.workload"]})
    services.exports.write(tmp_path / "ut.csv")
    sheet = (tmp_path / "ut.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "in.csv").write_text(sheet.replace("2026-000001", "X-1"), encoding="utf-8")
    _, done = services.imports.run(services.imports.plan(tmp_path / "in.csv"))

    case = services.views.open(done.first_number).file
    assert case.values["factors"] == ["ORG.staffing", "ORG.workload"]
    assert "Bidragande faktorer" not in (case.report.unknown or {})
    assert "causes_text" not in case.values


def test_factors_in_any_language_are_ticked_and_other_words_stay_with_a_warning(
    services: Services, tmp_path: Path
) -> None:
    factor = services.session.vocabulary.get("factor", "ORG.staffing")
    assert factor is not None
    file = tmp_path / "in.csv"
    file.write_text(
        "Enhet\tTyp\tHändelsedatum\tBeskrivning\tMyötävaikuttavat tekijät\n"
        f"AVD3\ttillbud\t2026-03-01\tHalt golv\t{factor.text.fi}; Månljus\n",
        encoding="utf-8",
    )
    plan = services.imports.plan(file)
    assert any("Månljus" in str(note) for note in plan.lines[0].notes)
    _, done = services.imports.run(plan)

    values = services.views.open(done.first_number).file.values
    assert (values["factors"], values["causes_text"]) == (["ORG.staffing"], "Månljus")


def test_a_column_mapping_that_is_replaced_leaves_both_in_the_audit(services: Services) -> None:
    first, second = ColumnMapping((("Enhet", "unit"),)), ColumnMapping((("Plats", "place"),))
    services.imports.save_mapping("Blad", first)
    services.imports.save_mapping("Blad", second)
    with services.session.read() as connection:
        newest = program.audit_of(connection, "setting:import_mappings")[0]
    assert newest.detail == {"name": "Blad", "before": first.as_dict(), "after": second.as_dict()}
