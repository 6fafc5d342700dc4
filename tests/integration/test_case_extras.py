"""What hangs on a case beside its fields: attachments, ready texts for feedback, words not sent yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpsdesk import i18n
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import NotFound, OutsideError, UserError
from kpsdesk.services.attachments import LIMIT_SETTING, MEGABYTE
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.templates import unfilled
from kpsdesk.store import program


@pytest.fixture
def case(services: Services) -> str:
    """A near miss."""
    report = NewReport("near_miss", 1, "Höll på att halka", occurred_day=date(2026, 11, 20))
    return services.reporting.send(report)[1].case_id


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    services: Services, case: str, tmp_path: Path
) -> None:
    with services.session.write() as work:
        program.set_setting(work.connection, LIMIT_SETTING, 1)
        work.touch("settings")
    large = tmp_path / "film.txt"
    large.write_bytes(b"a" * (MEGABYTE + 1))

    with pytest.raises(UserError) as told:
        services.attachments.add(case, large)

    assert told.value.fields["limit"] == 1
    assert not services.views.open(case).attachments


def test_a_file_that_is_gone_is_told_without_its_name(services: Services, case: str, tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as told:
        services.attachments.add(case, tmp_path / "Anna Svensson.pdf")

    assert "Svensson" not in told.value.sentence()


def test_the_type_is_judged_by_content_and_not_by_name(services: Services, case: str) -> None:
    services.attachments.add(case, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "lista.txt")
    [kept] = services.views.open(case).attachments
    copy = services.attachments.open_copy(kept.id)

    assert kept.mime == "application/pdf"
    assert copy.suffix == ".pdf"
    assert "lista" not in copy.name  # names may tell who somebody is
    services.attachments.close()
    assert not copy.parent.exists()


def test_the_audit_tells_of_attachments_but_not_their_names(services: Services, case: str) -> None:
    _, key = services.attachments.add(case, b"Larm 14:02\n", "Anna Svensson.txt")
    services.attachments.remove(case, key)
    services.attachments.remove(case, key, back=True)
    history = services.views.open(case).history

    assert [row.action for row in history][:3] == [
        "attachment.restored", "attachment.removed", "attachment.added",
    ]  # fmt: skip
    assert "Svensson" not in str([row.detail for row in history])


def test_an_attachment_of_another_case_cannot_be_removed_through_this_one(
    services: Services, case: str
) -> None:
    other = services.reporting.send(NewReport("risk", 1, "Hala golv"))[1].case_id
    _, key = services.attachments.add(other, b"Larm\n", "larm.txt")

    with pytest.raises(NotFound):
        services.attachments.remove(case, key)

    assert [one.id for one in services.views.open(other).attachments] == [key]


def test_templates_for_the_moment_come_first_in_the_language_in_use(services: Services) -> None:
    found = services.templates.for_feedback("near_miss", "dismiss")
    assert {one.use for one in found[:2]} == {"dismiss"}
    assert all("near_miss" in one.kinds for one in found)
    swedish = str(found[0].text)
    i18n.use("fi")
    assert str(found[0].text) != swedish


@pytest.mark.parametrize(
    "text, left",
    [
        ("Tack!", []),
        ("Vi har [åtgärd]. Klart [datum].", ["[åtgärd]", "[datum]"]),
        ("En ensam [ hakparentes", []),
        ("[a] och ]", ["[a]"]),
    ],
)
def test_places_of_a_template_that_are_left_are_found(text: str, left: list[str]) -> None:
    assert unfilled(text) == left


def test_unsent_words_are_kept_case_by_case_and_never_among_reports(services: Services, case: str) -> None:
    services.unsent.keep(case, {"feedback": "Tack för", "note": " "})

    assert services.unsent.read(case) == {"feedback": "Tack för"}
    assert services.unsent.read("another") == {}
    assert services.reporting.drafts() == []
    services.unsent.keep(case, {"feedback": ""})
    assert services.unsent.read(case) == {}


def test_the_handler_gives_a_case_a_heading_that_it_is_found_by_and_the_report_stays(
    services: Services, case: str
) -> None:
    services.cases.change(case, {"title": "  Halt golv\nvid  entrén  "})

    view = services.views.open(case)
    assert view.row.title == "Halt golv vid entrén"
    assert view.file.report.description == "Höll på att halka"
    assert view.history[0].detail["fields"]["title"] == ["Höll på att halka", "Halt golv vid entrén"]
    assert [row.id for row in services.lists.page(CaseQuery(text="entrén"))] == [case]

    services.cases.change(case, {"title": ""})
    assert services.views.open(case).row.title == "Höll på att halka"

    services.cases.change(case, {"title": "ord " * 200})
    assert len(services.views.open(case).row.title) <= 80
