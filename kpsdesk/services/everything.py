"""All services over one session, made when first asked for; what `app` hands to window and command line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kpsdesk.services.case_view import CaseViews
from kpsdesk.services.cases import CaseService
from kpsdesk.services.exports import ExportService
from kpsdesk.services.lists import ListService
from kpsdesk.services.overdue import OverdueService
from kpsdesk.services.reporting import ReportingService
from kpsdesk.services.session import Session
from kpsdesk.services.today import TodayService


@dataclass
class Services:
    """The use cases, one noun each."""

    session: Session

    @cached_property
    def cases(self) -> CaseService:
        """Working cases."""
        return CaseService(self.session)

    @cached_property
    def views(self) -> CaseViews:
        """Reading single cases."""
        return CaseViews(self.session)

    @cached_property
    def lists(self) -> ListService:
        """Lists and search."""
        return ListService(self.session)

    @cached_property
    def reporting(self) -> ReportingService:
        """Telling about events."""
        return ReportingService(self.session)

    @cached_property
    def today(self) -> TodayService:
        """What needs me now."""
        return TodayService(self.session)

    @cached_property
    def overdue(self) -> OverdueService:
        """Overdue as of any day."""
        return OverdueService(self.session)

    @cached_property
    def exports(self) -> ExportService:
        """Files of cases."""
        return ExportService(self.session)
