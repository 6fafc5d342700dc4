"""Who acts, and what each act is called. The service asks first; the window hides what would be refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpsdesk.errors import NotAllowed
from kpsdesk.i18n import N_

ANONYMOUS = "anonymous"
PROGRAM = "program"  # scheduled organisation changes and the like, done on nobody's order


class Permission(StrEnum):
    """Every act that needs a right, as resource:action."""

    CASE_EDIT = "case:edit"
    CASE_EXPORT = "case:export"
    CASE_IMPORT = "case:import"
    CASE_READ = "case:read"
    MEETING_EDIT = "meeting:edit"
    MEETING_READ = "meeting:read"
    ORGANISATION_EDIT = "organisation:edit"
    REPORT_WRITE = "report:write"
    SETTINGS_EDIT = "settings:edit"
    STATISTICS_READ = "statistics:read"
    STORE_MANAGE = "store:manage"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something: a person of the store by uid, with the rights held now."""

    uid: str
    name: str
    rights: frozenset[Permission] = frozenset(Permission)

    def require(self, permission: Permission) -> None:
        """Stop here without the right.

        Raises:
            NotAllowed: the actor lacks it.
        """
        if permission not in self.rights:
            raise NotAllowed(
                N_("You do not have the right to do this. Ask your unit manager or the local administrator.")
            )


def reporter_only(uid: str = ANONYMOUS, name: str = "") -> Actor:
    """Somebody who may report and nothing else."""
    return Actor(uid, name, frozenset({Permission.REPORT_WRITE}))
