"""Papers of one case: the case itself, whole or masked, the basis for an authority, the letter, the hand-over.

Each making is noted in the audit with its kind, never with what stands in it. Nothing is kept: what was approved or
written for a paper is gone with it, and the case stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kpsdesk.domain import papers as rules
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.papers import CaseOnPaper, HandOver, HandOverForm, Letter
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import LANGUAGES, N_, _, speaking
from kpsdesk.services.apt_texts import Place
from kpsdesk.services.case_view import CaseViews
from kpsdesk.services.cases import CaseService
from kpsdesk.services.paper_letters import LetterProposal, proposed, tidy_letter
from kpsdesk.services.paper_texts import TextToRead, cover_of, demand_unnamed
from kpsdesk.services.session import Session

if TYPE_CHECKING:
    from kpsdesk.reports.blocks import Block, PaperInfo

_NO_TRACK: Final = N_("The case is not on that legal track. Choose the track in the part about laws first.")
_NOT_OFFERED: Final = N_(
    "Only texts of this case can be approved for its paper. Open the case again and try once more."
)
_NOT_TOLD: Final = N_(
    "The event is serious and not closed. Its texts may be handed on only when the person concerned or somebody close "
    "has been told. Without texts the paper can be made."
)
_NOT_AGREED: Final = N_(
    "The event is serious and not closed. Tick that whoever commissioned the investigation agrees to the texts, or make "
    "the paper without them."
)
_NOT_OURS_ALONE: Final = N_(
    "The case has not been forwarded and is not tied to anybody else. Forward it, or note which other provider it concerns."
)
_UNFILLED: Final = N_(
    "There are still places in [brackets] to fill in. Write what belongs there, or take it out."
)
_THERE: Final = N_("There is a file called {name} already, and it was left as it is. Choose another name.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made: the PDF to look at and print, and the same in other forms (docx, json) by their endings."""

    kind: str
    language: str
    masked: bool
    title: str
    file_name: str  # without an ending
    pdf: bytes
    others: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperService:
    """Makes papers. Reading a case and taking it out of the store are both asked for."""

    session: Session

    # -- what is to be read and written first

    def texts(self, case_id: str, paper: str = rules.MASKED) -> tuple[TextToRead, ...]:
        """The free texts of a case that may be approved for a masked paper or a hand-over, with what was found in them.

        Raises:
            NotFound: there is no such case.
        """
        data = self._data(case_id)
        cover = cover_of(data)
        return tuple(
            TextToRead(one.key, one.name(), one.text, tuple(cover.find(one.text)))
            for one in rules.free_texts(data.case, paper)
        )

    def look(self, case_id: str, text: str) -> tuple[Place, ...]:
        """What is to be looked at in a text that was written or edited for a paper of the case."""
        return tuple(cover_of(self._data(case_id)).find(text))

    def covered(self, case_id: str, text: str, language: str) -> str:
        """The text with a cover, in the paper's language, in place of everything found; of a day its month stays."""
        cover = cover_of(self._data(case_id))
        with speaking(_known(language)):
            return cover.covered(text)

    def letter_text(self, case_id: str, language: str) -> LetterProposal:
        """The letter to the patient as it is proposed, by the country of the unit (PSL 3:8; domain 3.4)."""
        data = self._data(case_id)
        with speaking(_known(language)):
            return proposed(data)

    def hand_over_form(self, case_id: str) -> HandOverForm:
        """The form as far as the case knows: to whom it was forwarded, and by which unit."""
        data = self._data(case_id)
        unit = data.organisation.units[data.case.head.unit_id]
        target = str(data.case.values.get("forward_to") or data.case.values.get("other_units") or "")
        if target.startswith("unit:"):
            known = data.organisation.unit(target.removeprefix("unit:"))
            target = known.name if known else ""
        return HandOverForm(receiver=target, sender=unit.name)

    # -- papers

    def full(self, case_id: str, language: str, *, with_reference: bool = False) -> tuple[Changes, Paper]:
        """The whole case. The patient's reference only on request; that it was read is noted."""
        data = self._data(case_id)
        if with_reference:
            data = replace(data, patient_reference=CaseService(self.session).patient_reference(case_id))
        with speaking(_known(language)):
            from kpsdesk.reports import case_paper

            title, blocks = case_paper.full_title(data), case_paper.full(data)
            info = case_paper.info(data, title, language, named=True)
            name = _("case-{number}").format(number=data.case.head.number)
        return self._made(data, Paper(rules.FULL, language, False, title, name, _pdf(info, blocks)))

    def masked(
        self, case_id: str, language: str, approved: Mapping[str, str], *, agreed: bool = False
    ) -> tuple[Changes, Paper]:
        """The case for others. `approved`: texts as somebody has read and maybe changed them, by their keys.

        Raises:
            UserError: a text still names somebody, or it is of a serious event that may not be told of yet.
        """
        data = self._data(case_id)
        texts = self._approve(data, approved, rules.MASKED)
        if texts and rules.under_investigation(data.case):
            if not rules.patient_told(data.case):
                raise UserError(_NOT_TOLD, field="texts")
            if not agreed:
                raise UserError(_NOT_AGREED, field="agreed")
        with speaking(_known(language)):
            from kpsdesk.reports import case_paper

            title, blocks = case_paper.masked_title(data), case_paper.masked(data, texts)
            info = case_paper.info(data, title, language, named=False)
            name = _("case-{number}-masked").format(number=data.case.head.number)
        return self._made(data, Paper(rules.MASKED, language, True, title, name, _pdf(info, blocks)))

    def basis(
        self, case_id: str, track_id: str, language: str, *, with_reference: bool = False
    ) -> tuple[Changes, Paper]:
        """The text basis for the authority, as PDF and as a text document to go on writing in.

        Raises:
            NotFound: the case is not on that track, or there is no such paper for it.
        """
        data = self._data(case_id)
        track = next((one for one in data.tracks if track_id in (one.id, one.rule.code)), None)
        if track is None or track.rule.code not in rules.BASIS_TRACKS:
            raise NotFound(_NO_TRACK)
        if with_reference:
            data = replace(data, patient_reference=CaseService(self.session).patient_reference(case_id))
        with speaking(_known(language)):
            from kpsdesk.reports import case_paper, legal_basis, word_document

            title, blocks = legal_basis.title(data, track), legal_basis.basis(data, track)
            info = case_paper.info(data, title, language, named=True)
            name = _("basis-{number}").format(number=data.case.head.number)
            docx = word_document.make_docx(info, blocks)
        made = Paper(rules.BASIS, language, False, title, name, _pdf(info, blocks), {"docx": docx})
        return self._made(data, made)

    def letter(self, case_id: str, letter: Letter, language: str) -> tuple[Changes, Paper]:
        """The letter as it was edited; nobody but the contact that was typed is named in it.

        Raises:
            UserError: places are not filled in, or a text names somebody.
        """
        data, tidy = self._data(case_id), tidy_letter(letter)
        for key, text in tidy.texts().items():
            if "[" in text and "]" in text:
                raise UserError(_UNFILLED, field=key)
            demand_unnamed(key, text, data, days=True)
        with speaking(_known(language)):
            from kpsdesk.reports import patient_letter, word_document

            info, blocks = patient_letter.info(tidy, language), patient_letter.letter_blocks(tidy)
            name = _("information-{number}").format(number=data.case.head.number)
            docx = word_document.make_docx(info, blocks)
            pdf = patient_letter.make_letter(tidy, language)
        made = Paper(rules.LETTER, language, True, tidy.title, name, pdf, {"docx": docx})
        return self._made(data, made)

    def hand_over(
        self, case_id: str, form: HandOverForm, approved: Mapping[str, str], language: str
    ) -> tuple[Changes, Paper]:
        """The slip for another provider, masked, with lines to sign; and the same as data (docs/hand-over.md).

        Raises:
            UserError: the case concerns nobody else, or a text names somebody.
        """
        data = self._data(case_id)
        if not rules.is_handed_over(data):
            raise UserError(_NOT_OURS_ALONE)
        texts = self._approve(data, approved, rules.HAND_OVER)
        tidy = HandOverForm(
            *(clean(one, 2000) for one in (form.receiver, form.sender, form.contact, form.asks))
        )
        for key, text in rules.form_texts(tidy).items():
            demand_unnamed(key, text, data, days=True)
        with speaking(_known(language)):
            from kpsdesk.exchange import hand_over as files
            from kpsdesk.reports import case_paper, handover

            given = _handed_over(data, tidy, texts, language)
            title, blocks = handover.title(data), handover.slip(data, given)
            info = case_paper.info(data, title, language, named=False, outside=True)
            name = _("hand-over-{number}").format(number=data.case.head.number)
        others = {"json": files.as_json(given)}
        return self._made(
            data, Paper(rules.HAND_OVER, language, True, title, name, _pdf(info, blocks), others)
        )

    def save(self, path: Path, content: bytes, *, replace_old: bool = False) -> None:
        """Write a paper to a file, whole or not at all; an older file stays unless its replacing was asked for.

        Raises:
            UserError: a file of that name is there.
            OutsideError: the disk or the folder is in the way.
        """
        self.session.actor.require(Permission.CASE_EXPORT)
        from kpsdesk.exchange import out

        if path.exists() and not replace_old:
            raise UserError(_THERE, field="path", name=path.name)
        with out.new_file(path) as beside:
            beside.write_bytes(content)

    # -- what they stand on

    def _data(self, case_id: str) -> CaseOnPaper:
        self.session.actor.require(Permission.CASE_READ)
        self.session.actor.require(Permission.CASE_EXPORT)
        view = CaseViews(self.session).open(case_id)
        session, case = self.session, view.file
        return CaseOnPaper(
            case=case,
            vocabulary=session.vocabulary,
            organisation=session.organisation,
            matrix=session.rules.matrices[case.head.matrix or session.rules.matrix],
            tracks=view.tracks,
            linked=bool(view.links),
            today=view.today,
            made_by=session.actor.name,
        )

    def _approve(self, data: CaseOnPaper, approved: Mapping[str, str], paper: str) -> dict[str, str]:
        offered = {one.key for one in rules.free_texts(data.case, paper)}
        if approved.keys() - offered:
            raise UserError(_NOT_OFFERED, field="texts")
        tidy = {key: clean(text, field=key) for key, text in approved.items()}
        for key, text in tidy.items():
            demand_unnamed(key, text, data)
        return {key: text for key, text in tidy.items() if text.strip()}

    def _made(self, data: CaseOnPaper, paper: Paper) -> tuple[Changes, Paper]:
        with self.session.write() as work:
            work.note(
                "paper.made",
                f"case:{data.case.head.id}",
                kind=paper.kind,
                masked=paper.masked,
                language=paper.language,
            )
        return work.changes, paper


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise UserError(
            N_("Papers are made in Swedish, Finnish or English. Choose one of them."), field="language"
        )
    return language


def _pdf(info: PaperInfo, blocks: list[Block]) -> bytes:
    from kpsdesk.reports import paper

    return paper.make(info, blocks)


def _handed_over(data: CaseOnPaper, form: HandOverForm, texts: Mapping[str, str], language: str) -> HandOver:
    """Codes for programs and the same in words for people, both without anything free or exact."""
    from kpsdesk.reports.case_words import CaseSpeech

    speech, head = CaseSpeech(data), data.case.head
    codes: dict[str, Any] = {"kind": head.kind, "place": data.case.values.get("place")}
    told = {"kind": speech.code("kind", head.kind), "place": speech.place()}
    codes["place"] = codes["place"] or data.case.report.values.get("place")
    codes["immediate_actions"] = data.case.report.values.get("immediate_actions")
    for one in rules.MASKED_FIELDS:
        if one.key != "place":
            codes[one.key] = speech.handled(one.key)
            told[one.key] = speech.value(one, codes[one.key])
    return HandOver(
        number=head.number,
        language=language,
        made_on=data.today,
        form=form,
        codes={key: value for key, value in codes.items() if value not in (None, "", [])},
        words={key: value for key, value in told.items() if value},
        texts=dict(texts),
        occurred_month=f"{head.occurred_day:%Y-%m}" if head.occurred_day else None,
        reported_month=f"{head.reported_day:%Y-%m}",
    )
