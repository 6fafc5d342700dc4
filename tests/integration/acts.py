"""Every public method of every service as an act to be tried on a store: what writes, what reads, what is free."""

# ruff: noqa: ARG005  (the acts in the tables all get the same two arguments)

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from kpsdesk.domain.apt import SheetSettings
from kpsdesk.domain.deadlines import Deadline
from kpsdesk.domain.follow_up import LATE, Behind
from kpsdesk.domain.meeting import Meeting
from kpsdesk.domain.papers import HandOverForm, Letter
from kpsdesk.domain.reminders import Ladder, Rung
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.domain.workflow import StatusRule
from kpsdesk.exchange.headings import ColumnMapping
from kpsdesk.i18n import Words
from kpsdesk.services.everything import Services
from kpsdesk.services.follow_up_view import Choice
from kpsdesk.services.list_papers import ListOrder, ListPaper
from kpsdesk.services.organisation import NewUnit
from kpsdesk.services.templates import FeedbackTemplate
from tests.integration.test_privacy import PICTURE, TODAY, report


@dataclasses.dataclass
class Stage:
    """A store with something of each noun, for acts to be tried on."""

    services: Services
    folder: Path
    case: str
    other: str
    cause: str
    action: str
    done: str
    track: str
    attachment: str
    view: str
    draft: str
    meeting: str
    person: int
    area: int
    unit: int
    change: int


def set_stage(services: Services, folder: Path) -> Stage:
    """A store with something of each noun."""
    case, other = report(services, suggestion="Halkmatta"), report(services)
    services.cases.receive(case)
    cause = services.cases.add_cause(case, "Blött golv")[1]
    action, done = (services.cases.add_action(case, {"text": one})[1] for one in ("Matta", "Skylt"))
    services.cases.set_action_status(case, done, "done")
    services.cases.start_track(case, "lex_maria@1")
    attachment = services.attachments.add(case, PICTURE, "bild.png")[1]
    services.cases.set_patient_reference(case, "P-1")
    services.organisation.create_area("Söder")
    _, new = services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1, "SE", "other"))
    return Stage(
        services=services,
        folder=folder,
        case=case,
        other=other,
        cause=cause,
        action=action,
        done=done,
        track=services.views.open(case).tracks[0].id,
        attachment=attachment,
        view=services.lists.save_view("Mina", CaseQuery())[1],
        draft=services.reporting.save_draft({"description": "Hej"}),
        meeting=services.meetings.save(Meeting("", "apt", date(2026, 11, 10), 1))[1],
        person=services.people.add("Bo Ek")[1],
        area=2,
        unit=2,
        change=new.id,
    )


def imported(s: Services, folder: Path) -> Any:
    file = folder / "in.csv"
    file.write_text("Enhet;Typ;Händelsedatum;Beskrivning\nAVD3;tillbud;2026-03-01;Halt golv\n", "utf-8")
    return s.imports.run(s.imports.plan(file))


def undone(s: Services, folder: Path) -> Any:
    return s.imports.undo(imported(s, folder)[1].batch_id)


Act = Callable[[Services, Stage], Any]
WRITES: Final[dict[str, Act]] = {
    "cases.change": lambda s, g: s.cases.change(g.case, {"causes_text": "Vatten"}),
    "cases.move": lambda s, g: (s.cases.assign([g.other], g.person), s.cases.move(g.other, "acknowledged")),
    "cases.receive": lambda s, g: s.cases.receive(g.other),
    "cases.unreceive": lambda s, g: (s.cases.receive(g.other), s.cases.unreceive(g.other)),
    "cases.close": lambda s, g: s.cases.close(
        g.case, decision="Ja", feedback="Tack", values={"severity_potential": 1, "probability": 1}
    ),
    "cases.close_alike": lambda s, g: s.cases.close_alike(
        [report(s, kind="improvement")], decision="Ja", feedback="Tack"
    ),
    "cases.assign": lambda s, g: s.cases.assign([g.other], g.person),
    "cases.change_kind": lambda s, g: s.cases.change_kind(g.case, "risk"),
    "cases.extend": lambda s, g: s.cases.extend(g.case, "closing", date(2027, 3, 1), "Väntar"),
    "cases.forward": lambda s, g: s.cases.forward(g.case, unit_id=g.unit, reason="Deras"),
    "cases.accept": lambda s, g: (
        s.cases.forward(g.case, unit_id=g.unit, reason="Deras"),
        s.cases.accept(g.case),
    ),
    "cases.link": lambda s, g: s.cases.link(g.case, g.other, link_kind(s)),
    "cases.unlink": lambda s, g: s.cases.unlink(g.case, g.other, link_kind(s)),
    "cases.set_patient_reference": lambda s, g: s.cases.set_patient_reference(g.case, "P-2"),
    "cases.patient_reference": lambda s, g: s.cases.patient_reference(g.case),
    "cases.add_cause": lambda s, g: s.cases.add_cause(g.case, "Brådska"),
    "cases.change_cause": lambda s, g: s.cases.change_cause(g.case, g.cause, "Vatten", None),
    "cases.remove_cause": lambda s, g: s.cases.remove_cause(g.case, g.cause),
    "cases.add_action": lambda s, g: s.cases.add_action(g.case, {"text": "Matta"}),
    "cases.proposal_to_action": lambda s, g: s.cases.proposal_to_action(g.case),
    "cases.change_action": lambda s, g: s.cases.change_action(g.case, g.action, {"text": "Bättre matta"}),
    "cases.set_action_status": lambda s, g: s.cases.set_action_status(g.case, g.action, "done"),
    "cases.judge_effect": lambda s, g: s.cases.judge_effect(
        g.case, g.done, s.code_lists.items("effect")[0].code
    ),
    "cases.remove_action": lambda s, g: s.cases.remove_action(g.case, g.action),
    "cases.give_feedback": lambda s, g: s.cases.give_feedback(g.case, "Tack"),
    "cases.add_note": lambda s, g: s.cases.add_note(g.case, {"text": "Ringde"}),
    "cases.start_track": lambda s, g: s.cases.start_track(g.other, "lex_maria@1"),
    "cases.change_track": lambda s, g: s.cases.change_track(g.case, g.track, {"known_at": TODAY}),
    "cases.end_track": lambda s, g: s.cases.end_track(g.case, g.track, "not_applicable", "Nej"),
    "lists.save_view": lambda s, g: s.lists.save_view("Andra", CaseQuery()),
    "lists.drop_view": lambda s, g: s.lists.drop_view(g.view),
    "reporting.send": lambda s, g: report(s),
    "exports.write": lambda s, g: s.exports.write(g.folder / "x.json"),
    "follow_up_papers.write": lambda s, g: s.follow_up_papers.write(g.folder / "f.xlsx", Choice(2026)),
    "attachments.add": lambda s, g: s.attachments.add(g.case, PICTURE + b"1", "b.png"),
    "attachments.remove": lambda s, g: s.attachments.remove(g.case, g.attachment),
    "organisation.create_area": lambda s, g: s.organisation.create_area("Väster"),
    "organisation.rename_area": lambda s, g: s.organisation.rename_area(g.area, "Öster"),
    "organisation.close_area": lambda s, g: s.organisation.close_area(g.area),
    "organisation.create_unit": lambda s, g: s.organisation.create_unit(NewUnit("Avd 5", "", 1)),
    "organisation.change_unit": lambda s, g: s.organisation.change_unit(g.unit, setting="other", staff=9),
    "organisation.rename_unit": lambda s, g: s.organisation.rename_unit(g.unit, "Avd fyra"),
    "organisation.move_unit": lambda s, g: s.organisation.move_unit(g.unit, g.area),
    "organisation.merge_units": lambda s, g: s.organisation.merge_units(g.unit, 1),
    "organisation.split_unit": lambda s, g: s.organisation.split_unit(1, NewUnit("Del", "DEL", 1)),
    "organisation.close_unit": lambda s, g: s.organisation.close_unit(g.unit),
    "organisation.undo": lambda s, g: s.organisation.undo(g.change),
    "people.add": lambda s, g: s.people.add("Eva Ro"),
    "people.change": lambda s, g: s.people.change(g.person, name="Bo Eker"),
    "people.left": lambda s, g: s.people.left(g.person),
    "people.appoint": lambda s, g: s.people.appoint(g.person, "deputy", unit_id=1),
    "people.end_role": lambda s, g: s.people.end_role(1),
    "imports.run": lambda s, g: imported(s, g.folder),
    "imports.undo": lambda s, g: undone(s, g.folder),
    "imports.save_mapping": lambda s, g: s.imports.save_mapping("Blad", ColumnMapping(())),
    "preferences.set": lambda s, g: s.preferences.set("follow_up_days", 60),
    "code_lists.reword": lambda s, g: s.code_lists.reword("place", place(s).code, Words("A", "B", "C")),
    "code_lists.add": lambda s, g: s.code_lists.add("place", Words("Balkong", "Parveke", "Balcony")),
    "code_lists.retire": lambda s, g: s.code_lists.retire("place", place(s).code),
    "code_lists.bring_back": lambda s, g: s.code_lists.bring_back("place", place(s).code),
    "code_lists.restore_text": lambda s, g: s.code_lists.restore_text("place", place(s).code),
    "code_lists.put_back": lambda s, g: s.code_lists.put_back(place(s)),
    "code_lists.reorder": lambda s, g: s.code_lists.reorder("place", [place(s).code]),
    "rule_books.set_deadlines": lambda s, g: s.rule_books.set_deadlines(slower(s), open_cases=True),
    "rule_books.choose_matrix": lambda s, g: s.rule_books.choose_matrix(another_matrix(s)),
    "rule_books.edit_matrix": lambda s, g: s.rule_books.edit_matrix(
        "se-4x4", {}, {"severity.1": Words("Liten", "Pieni", "Small")}
    ),
    "rule_books.bring_back_matrix": lambda s, g: s.rule_books.bring_back_matrix("se-4x4", 1),
    "status_model.set": lambda s, g: s.status_model.set([asks_more(s)]),
    "status_model.bring_back": lambda s, g: (
        s.status_model.set([asks_more(s)]),
        s.status_model.bring_back(1),
    ),
    "templates.add": lambda s, g: s.templates.add(
        FeedbackTemplate("", "close", ("risk",), Words.same("Hej"), Words.same("Tack"))
    ),
    "templates.change": lambda s, g: s.templates.change(
        FeedbackTemplate("ask_more", "close", ("risk",), Words.same("Hej"), Words.same("Tack"))
    ),
    "templates.retire": lambda s, g: s.templates.retire("ask_more"),
    "templates.reorder": lambda s, g: s.templates.reorder(["ask_more"]),
    "templates.bring_back": lambda s, g: (
        s.templates.retire("ask_more"),
        s.templates.bring_back(1),
    ),
    "meetings.save": lambda s, g: s.meetings.save(Meeting("", "apt", TODAY, 1, cases=(g.case,))),
    "meetings.keep_sheet": lambda s, g: s.meetings.keep_sheet(g.meeting, {"language": "fi"}),
    "meetings.hold": lambda s, g: s.meetings.hold(g.meeting),
    "meetings.cancel": lambda s, g: s.meetings.cancel(g.meeting),
    "meetings.remove": lambda s, g: s.meetings.remove(g.meeting),
    "meetings.put_back": lambda s, g: s.meetings.put_back(Meeting(g.meeting, "lg", TODAY, area=1)),
    "apt.write": lambda s, g: s.apt.write(SheetSettings(1, TODAY, TODAY), g.folder / "apt.pdf"),
    "apt.printed": lambda s, g: s.apt.printed(SheetSettings(1, TODAY, TODAY)),
    "papers.full": lambda s, g: s.papers.full(g.case, "sv"),
    "papers.masked": lambda s, g: s.papers.masked(g.case, "sv", {}),
    "papers.basis": lambda s, g: s.papers.basis(g.case, "lex_maria", "sv"),
    "papers.letter": lambda s, g: s.papers.letter(g.case, Letter("Brev", "Hej", "Vi", (), "Slut"), "sv"),
    "papers.hand_over": lambda s, g: s.papers.hand_over(linked(s, g), HandOverForm(), {}, "sv"),
    "rule_books.edit_track": lambda s, g: s.rule_books.edit_track("lex_maria@1", valid_from=TODAY),
    "reminders.set_ladder": lambda s, g: s.reminders.set_ladder(Ladder((Rung(3, ("deputy",)),), {})),
    "list_papers.write": lambda s, g: s.list_papers.write(a_list(), g.folder / "list.pdf"),
    "list_papers.printed": lambda s, g: s.list_papers.printed(a_list()),
}
READS: Final[dict[str, Act]] = {
    "cases.ids_of": lambda s, g: s.cases.ids_of([]),
    "views.open": lambda s, g: s.views.open(g.case),
    "views.similar": lambda s, g: s.views.similar(g.case),
    "views.similar_text": lambda s, g: s.views.similar_text("halka"),
    "lists.page": lambda s, g: s.lists.page(CaseQuery()),
    "lists.count": lambda s, g: s.lists.count(CaseQuery()),
    "lists.ids": lambda s, g: s.lists.ids(CaseQuery()),
    "lists.row": lambda s, g: s.lists.row(g.case),
    "lists.views": lambda s, g: s.lists.views(),
    "reporting.look_up": lambda s, g: s.reporting.look_up("7K2M-9QXA-04TB-HW3E"),
    "reporting.drafts": lambda s, g: s.reporting.drafts(),
    "reporting.read_file": lambda s, g: s.reporting.read_file(g.folder / "x.png"),
    "today.view": lambda s, g: s.today.view(),
    "today.read_ahead": lambda s, g: s.today.read_ahead(),
    "today.drop_ahead": lambda s, g: s.today.drop_ahead(),
    "today.months": lambda s, g: s.today.months(),
    "overdue.count": lambda s, g: s.overdue.count(),
    "month_ends.compare": lambda s, g: s.month_ends.compare(2026),
    "follow_up_papers.pdf": lambda s, g: s.follow_up_papers.pdf(Choice(2026)),
    "follow_up.now": lambda s, g: s.follow_up.now(),
    "follow_up.months": lambda s, g: s.follow_up.months(),
    "follow_up.flow": lambda s, g: s.follow_up.flow(TODAY, TODAY),
    "follow_up.behind": lambda s, g: s.follow_up.behind(Behind(LATE, TODAY)),
    "follow_up.case_query": lambda s, g: s.follow_up.case_query(Behind(LATE, TODAY)),
    "follow_up.words": lambda s, g: s.follow_up.words(Behind(LATE, TODAY)),
    "follow_up.scopes": lambda s, g: s.follow_up.scopes(),
    "meetings.get": lambda s, g: s.meetings.get(g.meeting),
    "meetings.find": lambda s, g: s.meetings.find(),
    "meetings.planned_or_new": lambda s, g: s.meetings.planned_or_new(1),
    "meetings.last_held": lambda s, g: s.meetings.last_held(1, TODAY),
    "meetings.safety_shares": lambda s, g: s.meetings.safety_shares(),
    "apt.settings_for": lambda s, g: s.apt.settings_for(1),
    "apt.proposed": lambda s, g: s.apt.proposed(1, TODAY, TODAY),
    "apt.stories": lambda s, g: s.apt.stories(1, TODAY, TODAY),
    "apt.sheet": lambda s, g: s.apt.sheet(SheetSettings(1, TODAY, TODAY)),
    "apt.warnings": lambda s, g: s.apt.warnings(SheetSettings(1, TODAY, TODAY)),
    "apt.pdf": lambda s, g: s.apt.pdf(SheetSettings(1, TODAY, TODAY)),
    "exports.items": lambda s, g: list(s.exports.items()),
    "attachments.open_copy": lambda s, g: s.attachments.open_copy(g.attachment),
    "imports.look": lambda s, g: s.imports.look(g.folder / "in.csv"),
    "imports.plan": lambda s, g: s.imports.plan(g.folder / "in.csv"),
    "imports.batches": lambda s, g: s.imports.batches(),
    "imports.mappings": lambda s, g: s.imports.mappings(),
    "imports.find_mapping": lambda s, g: s.imports.find_mapping("Blad"),
    "legal.due": lambda s, g: s.legal.due(),
    "papers.texts": lambda s, g: s.papers.texts(g.case),
    "papers.look": lambda s, g: s.papers.look(g.case, "Anna Berg"),
    "papers.covered": lambda s, g: s.papers.covered(g.case, "Anna Berg", "sv"),
    "papers.letter_text": lambda s, g: s.papers.letter_text(g.case, "sv"),
    "papers.hand_over_form": lambda s, g: s.papers.hand_over_form(g.case),
    "papers.save": lambda s, g: s.papers.save(g.folder / "paper.pdf", b"%PDF"),
    "status_model.view": lambda s, g: s.status_model.view(),
    "reminders.for_list": lambda s, g: s.reminders.for_list([g.case]),
    "reminders.of_case": lambda s, g: s.reminders.of_case(g.case),
    "reminders.for_person": lambda s, g: s.reminders.for_person(),
    "list_papers.make": lambda s, g: s.list_papers.make(ListOrder(CaseQuery())),
    "unsent.read": lambda s, g: s.unsent.read(g.case),
}
# written without an audit row, but not without a right: words that nobody has sent yet
DRAFTS: Final[dict[str, Act]] = {
    "reporting.save_draft": lambda s, g: s.reporting.save_draft({"description": "Hej"}),
    "reporting.drop_draft": lambda s, g: s.reporting.drop_draft(g.draft),
    "reporting.quick_note": lambda s, g: s.reporting.quick_note("Hala golv"),
    "unsent.keep": lambda s, g: s.unsent.keep(g.case, {"feedback": "Ta"}),
}
FREE: Final = {
    # the form of somebody who may only report is made from these: places, words, rules, no cases
    "organisation.areas", "organisation.units", "organisation.patient_word", "organisation.open_cases",
    "organisation.changes", "people.people", "people.roles", "people.managers", "people.deputies_needed",
    "templates.all", "templates.for_feedback", "templates.version", "preferences.get", "preferences.all", "code_lists.lists",
    "code_lists.items", "code_lists.is_edited", "rule_books.deadlines", "rule_books.preview", "rule_books.matrices",
    "rule_books.tracks", "legal.rules", "reminders.ladder", "attachments.limit", "reporting.draft_kinds", "reporting.store_id",
    # nothing of the store: checks of what is being typed, tidying up, the passing of time by the program itself
    "reporting.prepare", "reporting.problems", "lists.forget", "attachments.close", "organisation.apply_due",
    "month_ends.missing", "month_ends.keep_missing",
}  # fmt: skip


def place(s: Services) -> Any:
    return s.code_lists.items("place")[0]


def linked(s: Services, g: Stage) -> str:
    s.cases.link(g.case, g.other, link_kind(s))
    return g.case


def link_kind(s: Services) -> str:
    return s.code_lists.items("link_kind")[0].code


def another_matrix(s: Services) -> str:
    return list(s.session.rules.matrices.values())[-1].code


def asks_more(s: Services) -> StatusRule:
    rule = s.session.rules.workflow.rules["closed"]
    return dataclasses.replace(rule, enter=(*rule.enter, "why"))


def a_list() -> ListPaper:
    return ListPaper(ListOrder(CaseQuery()), "Ärenden", "arenden.pdf", b"%PDF-1.7")


def slower(s: Services) -> list[Deadline]:
    first, *rest = s.rule_books.deadlines()
    return [dataclasses.replace(first, days=first.days + 1), *rest]
