"""The page for whoever presents the safety item: how to spend the time, what the numbers mean, room for notes (domain 8)."""

from __future__ import annotations

from kpsdesk.domain.apt import Sheet
from kpsdesk.i18n import _
from kpsdesk.reports.blocks import Block, Bullets, Heading, Lines, PageBreak, Quote, Text


def page(sheet: Sheet) -> list[Block]:
    """What is not for the wall."""
    made: list[Block] = [
        PageBreak(),
        Heading(_("For you who present")),
        Text(_("This page is yours. The two before it are for everybody."), "lead"),
        Heading(_("A quarter of an hour"), 3),
        Bullets(
            [
                _("Begin with thanks: read out what went well. Two minutes."),
                _("The numbers: one sentence each, and what surprised you. Three minutes."),
                _("One lesson: read it aloud, be silent a moment, ask what it means for us. Four minutes."),
                _("Risks: everybody writes or says one. Three minutes."),
                _("Decide one thing: who does what by when. Three minutes."),
            ],
            numbered=True,
        ),
        Heading(_("So that everybody dares to tell"), 3),
        Bullets(
            [
                _("Ask what happened and why, never who did it."),
                _("If somebody recognises an event: thank them, and go on in private."),
                _(
                    "No guessing about patients or colleagues. The sheet is made so as not to tell who it was."
                ),
            ]
        ),
        Heading(_("What the numbers mean"), 3),
        Bullets(_meanings(sheet)),
        Heading(_("Your notes"), 3),
    ]
    if sheet.texts["presenter"]:
        made.append(Quote(sheet.texts["presenter"]))
    made.append(Lines("", 4))
    return [
        *made,
        Text(_("After the meeting: mark it as held in KPSdesk, and keep the decisions there."), "muted"),
    ]


def _meanings(sheet: Sheet) -> list[str]:
    told = [
        _("Many reports are a good sign: people dare to tell. Few may mean that it feels hard."),
        _("Risks and near misses are gifts: nobody has been hurt yet."),
        _(
            "A case is overdue when the last day of its next step has passed. The number is about time, not about people."
        ),
    ]
    if any(one.now.value is None or one.before.value is None for one in sheet.types):
        told.append(
            _(
                "“Fewer than 5” stands where a small number could tell who it is about. Do not say the number aloud."
            )
        )
    if sheet.small:
        told.append(_("Your unit is small, so there are totals only."))
    return told
