"""All services over one session, made when first asked for; what `app` hands to window and command line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kpsdesk.services.attachments import AttachmentService
from kpsdesk.services.case_view import CaseViews
from kpsdesk.services.cases import CaseService
from kpsdesk.services.code_lists import CodeListService
from kpsdesk.services.exports import ExportService
from kpsdesk.services.imports import ImportService
from kpsdesk.services.legal import LegalService
from kpsdesk.services.lists import ListService
from kpsdesk.services.organisation import OrganisationService
from kpsdesk.services.overdue import OverdueService
from kpsdesk.services.people import PeopleService
from kpsdesk.services.preferences import PreferenceService
from kpsdesk.services.reporting import ReportingService
from kpsdesk.services.rule_books import RuleBookService
from kpsdesk.services.session import Session
from kpsdesk.services.templates import TemplateService
from kpsdesk.services.today import TodayService
from kpsdesk.services.unsent import UnsentService


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

    @cached_property
    def attachments(self) -> AttachmentService:
        """Files that hang on cases."""
        return AttachmentService(self.session)

    @cached_property
    def templates(self) -> TemplateService:
        """Ready texts for feedback."""
        return TemplateService(self.session)

    @cached_property
    def organisation(self) -> OrganisationService:
        """Areas and units over time."""
        return OrganisationService(self.session)

    @cached_property
    def people(self) -> PeopleService:
        """People and their roles over time."""
        return PeopleService(self.session)

    @cached_property
    def imports(self) -> ImportService:
        """Cases from spreadsheets."""
        return ImportService(self.session)

    @cached_property
    def preferences(self) -> PreferenceService:
        """Settings of the store."""
        return PreferenceService(self.session)

    @cached_property
    def code_lists(self) -> CodeListService:
        """Code lists."""
        return CodeListService(self.session)

    @cached_property
    def rule_books(self) -> RuleBookService:
        """Deadlines, matrix, legal tracks."""
        return RuleBookService(self.session)

    @cached_property
    def legal(self) -> LegalService:
        """The clocks of the law."""
        return LegalService(self.session)

    @cached_property
    def unsent(self) -> UnsentService:
        """Words begun on cases and not sent yet."""
        return UnsentService(self.session)
