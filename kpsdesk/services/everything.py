"""All services over one session, made when first asked for; what `app` hands to window and command line.

Each is imported when it is asked for: the window starts with the few that its first page needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kpsdesk.services.session import Session

if TYPE_CHECKING:
    from kpsdesk.services.apt import AptService
    from kpsdesk.services.attachments import AttachmentService
    from kpsdesk.services.case_view import CaseViews
    from kpsdesk.services.cases import CaseService
    from kpsdesk.services.code_lists import CodeListService
    from kpsdesk.services.exports import ExportService
    from kpsdesk.services.follow_up import FollowUpService
    from kpsdesk.services.follow_up_papers import FollowUpPapers
    from kpsdesk.services.imports import ImportService
    from kpsdesk.services.legal import LegalService
    from kpsdesk.services.list_papers import ListPaperService
    from kpsdesk.services.lists import ListService
    from kpsdesk.services.meetings import MeetingService
    from kpsdesk.services.month_ends import MonthEndService
    from kpsdesk.services.organisation import OrganisationService
    from kpsdesk.services.overdue import OverdueService
    from kpsdesk.services.papers import PaperService
    from kpsdesk.services.people import PeopleService
    from kpsdesk.services.preferences import PreferenceService
    from kpsdesk.services.reminders import ReminderService
    from kpsdesk.services.reporting import ReportingService
    from kpsdesk.services.rule_books import RuleBookService
    from kpsdesk.services.status_model import StatusModelService
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
        from kpsdesk.services.cases import CaseService

        return CaseService(self.session)

    @cached_property
    def views(self) -> CaseViews:
        """Reading single cases."""
        from kpsdesk.services.case_view import CaseViews

        return CaseViews(self.session)

    @cached_property
    def lists(self) -> ListService:
        """Lists and search."""
        from kpsdesk.services.lists import ListService

        return ListService(self.session)

    @cached_property
    def reporting(self) -> ReportingService:
        """Telling about events."""
        from kpsdesk.services.reporting import ReportingService

        return ReportingService(self.session)

    @cached_property
    def today(self) -> TodayService:
        """What needs me now."""
        from kpsdesk.services.today import TodayService

        return TodayService(self.session)

    @cached_property
    def overdue(self) -> OverdueService:
        """Overdue as of any day."""
        from kpsdesk.services.overdue import OverdueService

        return OverdueService(self.session)

    @cached_property
    def follow_up(self) -> FollowUpService:
        """The follow-up in numbers."""
        from kpsdesk.services.follow_up import FollowUpService

        return FollowUpService(self.session)

    @cached_property
    def month_ends(self) -> MonthEndService:
        """Month ends kept as they were counted."""
        from kpsdesk.services.month_ends import MonthEndService

        return MonthEndService(self.session)

    @cached_property
    def follow_up_papers(self) -> FollowUpPapers:
        """The follow-up as files."""
        from kpsdesk.services.follow_up_papers import FollowUpPapers

        return FollowUpPapers(self.session)

    @cached_property
    def exports(self) -> ExportService:
        """Files of cases."""
        from kpsdesk.services.exports import ExportService

        return ExportService(self.session)

    @cached_property
    def attachments(self) -> AttachmentService:
        """Files that hang on cases."""
        from kpsdesk.services.attachments import AttachmentService

        return AttachmentService(self.session)

    @cached_property
    def templates(self) -> TemplateService:
        """Ready texts for feedback."""
        from kpsdesk.services.templates import TemplateService

        return TemplateService(self.session)

    @cached_property
    def organisation(self) -> OrganisationService:
        """Areas and units over time."""
        from kpsdesk.services.organisation import OrganisationService

        return OrganisationService(self.session)

    @cached_property
    def people(self) -> PeopleService:
        """People and their roles over time."""
        from kpsdesk.services.people import PeopleService

        return PeopleService(self.session)

    @cached_property
    def imports(self) -> ImportService:
        """Cases from spreadsheets."""
        from kpsdesk.services.imports import ImportService

        return ImportService(self.session)

    @cached_property
    def preferences(self) -> PreferenceService:
        """Settings of the store."""
        from kpsdesk.services.preferences import PreferenceService

        return PreferenceService(self.session)

    @cached_property
    def code_lists(self) -> CodeListService:
        """Code lists."""
        from kpsdesk.services.code_lists import CodeListService

        return CodeListService(self.session)

    @cached_property
    def rule_books(self) -> RuleBookService:
        """Deadlines, matrix, legal tracks."""
        from kpsdesk.services.rule_books import RuleBookService

        return RuleBookService(self.session)

    @cached_property
    def status_model(self) -> StatusModelService:
        """What statuses there are, what follows them, what they ask for."""
        from kpsdesk.services.status_model import StatusModelService

        return StatusModelService(self.session)

    @cached_property
    def legal(self) -> LegalService:
        """The clocks of the law."""
        from kpsdesk.services.legal import LegalService

        return LegalService(self.session)

    @cached_property
    def reminders(self) -> ReminderService:
        """Who is to know of a case, since when and why."""
        from kpsdesk.services.reminders import ReminderService

        return ReminderService(self.session)

    @cached_property
    def list_papers(self) -> ListPaperService:
        """Lists of cases on paper."""
        from kpsdesk.services.list_papers import ListPaperService

        return ListPaperService(self.session)

    @cached_property
    def unsent(self) -> UnsentService:
        """Words begun on cases and not sent yet."""
        from kpsdesk.services.unsent import UnsentService

        return UnsentService(self.session)

    @cached_property
    def meetings(self) -> MeetingService:
        """The register of meetings."""
        from kpsdesk.services.meetings import MeetingService

        return MeetingService(self.session)

    @cached_property
    def apt(self) -> AptService:
        """Sheets for workplace meetings."""
        from kpsdesk.services.apt import AptService

        return AptService(self.session)

    @cached_property
    def papers(self) -> PaperService:
        """Papers of a case."""
        from kpsdesk.services.papers import PaperService

        return PaperService(self.session)
