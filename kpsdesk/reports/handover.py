"""The hand-over slip of a case that another provider takes on: what they need, and lines to sign (domain 3.1, 3.7)."""

from __future__ import annotations

from kpsdesk.domain.papers import HAND_OVER, CaseOnPaper, HandOver
from kpsdesk.i18n import _
from kpsdesk.reports.blocks import Block, Columns, Heading, Lines, Note, Text
from kpsdesk.reports.case_paper import approved_texts, masked_assessment, masked_facts
from kpsdesk.reports.case_words import CaseSpeech, facts, texts, titled


def title(data: CaseOnPaper) -> str:
    """What the slip is called."""
    return _("Hand-over of case {number}").format(number=data.case.head.number)


def slip(data: CaseOnPaper, given: HandOver) -> list[Block]:
    """From whom to whom, what it is about, what is asked for, and both signatures."""
    speech, form = CaseSpeech(data), given.form
    parties = facts(
        [
            (_("Sender"), form.sender),
            (_("Contact"), form.contact),
            (_("Receiver"), form.receiver),
            (_("Our case number"), data.case.head.number),
            (_("Handed over"), speech.day(data.today)),
        ]
    )
    made: list[Block] = [Heading(title(data), 1), *parties]
    if form.asks.strip():
        made += [Heading(_("What we ask of you")), *texts(form.asks)]
    made += titled(_("What it is about"), masked_facts(speech))
    made += approved_texts(data, given.texts, HAND_OVER)
    made += titled(_("Assessment so far"), masked_assessment(speech))
    made.append(
        Note(
            _(
                "The case stays ours until you have accepted it. Send this slip back signed, and give your own number."
            )
        )
    )
    return [
        *made,
        Heading(_("Signatures")),
        Columns(_lines(_("Handed over by")), _lines(_("Accepted by"), number=True)),
    ]


def _lines(who: str, *, number: bool = False) -> list[Block]:
    told = [Lines(_("Place and date"), 1), Lines(_("Signature"), 1), Lines(_("Name and role"), 1)]
    return [Text(who, "strong"), *told, *([Lines(_("Your case number"), 1)] if number else [])]
