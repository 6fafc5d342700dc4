"""What nobody can change: the audit and the words of a report, whoever asks; and what one act tells."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.exc import IntegrityError

from kpsdesk.services.everything import Services
from tests.integration.test_privacy import dump, report


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit(seq, at, actor, action, object) VALUES (1, 0, 'x', 'x', 'x')",
        "UPDATE reports SET description = 'x'",
        "UPDATE reports SET suggestion = 'x'",
        "UPDATE reports SET went_well = 'x'",
        "UPDATE reports SET immediate_text = 'x'",
        "UPDATE reports SET \"values\" = '{}'",
        "DELETE FROM reports",
        "INSERT OR REPLACE INTO reports(case_seq, description, origin) VALUES (1, 'x', 'x')",
    ],
)
def test_the_store_itself_refuses_to_change_audit_and_words(services: Services, statement: str) -> None:
    report(services)
    before = dump(services.session.store)
    with pytest.raises(IntegrityError), services.session.store.write() as connection:
        connection.exec_driver_sql(statement)
    assert dump(services.session.store) == before


def test_the_audit_of_one_act_tells_from_what_to_what(services: Services) -> None:
    case = report(services)
    services.cases.change(case, {"causes_text": "Vatten"})
    services.cases.change(case, {"causes_text": "Vax"})
    newest = services.views.open(case).history[0]
    assert json.loads(json.dumps(dict(newest.detail))) == {"fields": {"causes_text": ["Vatten", "Vax"]}}
