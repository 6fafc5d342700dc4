"""Words begun on a case and not sent yet: feedback, a note, a cause. Kept so that a lock or a crash loses none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import mended
from kpsdesk.services.session import Session
from kpsdesk.store import program

KIND: Final = "case_words"


@dataclass(frozen=True)
class UnsentService:
    """One draft a case, of its own kind, so that it is never listed among reports."""

    session: Session

    def read(self, case_id: str) -> Mapping[str, str]:
        """What was begun, by the name of its field."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            drafts = program.drafts(connection, KIND)
        return next((draft.body for draft in drafts if draft.id == _key(case_id)), {})

    def keep(self, case_id: str, texts: Mapping[str, str]) -> None:
        """Keep what is written now; nothing written takes the draft away."""
        self.session.actor.require(Permission.CASE_EDIT)
        written = {name: text for name, text in texts.items() if text.strip()}
        with self.session.store.write() as connection:
            if written:
                program.put_draft(connection, _key(case_id), KIND, mended(written), self.session.clock.now())
            else:
                program.drop_draft(connection, _key(case_id))


def _key(case_id: str) -> str:
    return f"case:{case_id}"
