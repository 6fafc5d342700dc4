"""Attachments of a case: kept inside the encrypted store, judged by content, opened only as a temporary copy."""

from __future__ import annotations

import shutil
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import NotFound, OutsideError, UserError
from kpsdesk.i18n import N_
from kpsdesk.services import content_type, temporary
from kpsdesk.services.session import Session
from kpsdesk.store import attachments as kept
from kpsdesk.store.attachments import AttachmentRow

__all__ = ["MEGABYTE", "AttachmentRow", "AttachmentService"]

MEGABYTE: Final = 1_000_000
DEFAULT_LIMIT_MB: Final = 20
LIMIT_SETTING: Final = "attachment_limit_mb"


@dataclass
class AttachmentService:
    """Adds, opens and removes attachments. `close` takes the temporary copies away; so does the end of the program."""

    session: Session
    _folder: Path | None = None
    _sweeper: weakref.finalize | None = field(default=None, repr=False)  # type: ignore[type-arg]

    @property
    def limit(self) -> int:
        """How many bytes an attachment may have."""
        return int(self.session.settings.get(LIMIT_SETTING, DEFAULT_LIMIT_MB)) * MEGABYTE

    def add(self, case_id: str, source: Path | bytes, name: str = "") -> tuple[Changes, str]:
        """Keep a file with a case; its id.

        Raises:
            UserError: too large, of a kind that is not let in, or already there.
            OutsideError: the file cannot be read.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        data = source if isinstance(source, bytes) else self._read(source)
        self._check_size(len(data))
        shown = content_type.safe_name(name or (source.name if isinstance(source, Path) else ""))
        kind = content_type.check(data, shown)
        with self.session.write() as work:
            case = work.case(case_id)
            if kept.has_same(work.connection, case.head.seq, data):
                raise UserError(
                    N_("The very same file is attached already. It was not added once more."),
                    field="attachment",
                )
            key = kept.add(work.connection, case.head.seq, shown, kind.mime, data, work.moment)
            case.log("attachment.added", attachment=key, mime=kind.mime, size=len(data))
        return work.changes, key

    def _read(self, path: Path) -> bytes:
        try:
            self._check_size(path.stat().st_size)
            return path.read_bytes()
        except OSError as error:
            raise OutsideError(
                N_(
                    "The file could not be read. Nothing was changed: check that it is still there, then try again."
                )
            ) from error

    def _check_size(self, size: int) -> None:
        if size > self.limit:
            raise UserError(
                N_(
                    "The file is larger than the {limit} MB that may be attached. Attach a smaller version of it."
                ),
                field="attachment",
                limit=self.limit // MEGABYTE,
            )

    def open_copy(self, attachment_id: str) -> Path:
        """A temporary copy to look at, in a folder of this user's own.

        Raises:
            NotFound: it was removed.
            OutsideError: there is no room for the copy.
        """
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            found = kept.data_of(connection, attachment_id)
        if found is None:
            raise NotFound(N_("The attachment is no longer there."))
        name, _mime, data = found
        ending = content_type.sniff(data, name).extension
        try:
            # the name may tell who somebody is, so the copy goes by the id
            target = self._own_folder() / f"{attachment_id}.{ending}"
            target.write_bytes(data)
        except OSError as error:
            raise OutsideError(
                N_("There was no room for a copy to open. The attachment itself is safe in the store.")
            ) from error
        return target

    def _own_folder(self) -> Path:
        if self._folder is None:
            self._folder = temporary.new_folder(self.session.store.path)
            self._sweeper = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def close(self) -> None:
        """Take the temporary copies away."""
        if self._sweeper is not None:
            self._sweeper()
        self._folder = self._sweeper = None

    def remove(self, case_id: str, attachment_id: str, *, back: bool = False) -> Changes:
        """Take an attachment away, or back (undo)."""
        self.session.actor.require(Permission.CASE_EDIT)
        with self.session.write() as work:
            case = work.case(case_id)
            when = None if back else work.moment.at
            if kept.set_removed(work.connection, attachment_id, when) != case.head.seq:
                raise NotFound(N_("The attachment is no longer there."))
            case.log("attachment.restored" if back else "attachment.removed", attachment=attachment_id)
        return work.changes
