"""A list of cases on paper: as it is shown, or what is late, manager by manager (domain 3.3). No free text unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpsdesk.i18n import _, ngettext
from kpsdesk.reports import paper
from kpsdesk.reports.blocks import Block, Heading, Note, PaperInfo, Table, Text

LATE_COLUMN: Final = 7


@dataclass(frozen=True, slots=True)
class ListLine:
    """One case in words. `heading` and `reason` are free texts: '' unless they were asked for."""

    number: str
    kind: str
    heading: str
    unit: str
    handler: str
    status: str
    step: str
    due: str
    days_late: str
    to_know: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListPart:
    """The lines of one manager, or all of them under no name."""

    name: str
    lines: Sequence[ListLine]


@dataclass(frozen=True, slots=True)
class ListContent:
    """What the paper tells: its title, what was asked for, how many there are in all, and the lines."""

    title: str
    asked: str
    count: int
    parts: Sequence[ListPart]
    language: str
    footer: str
    reasons: bool = False  # a column for why more time was given, in place of the status


def make(content: ListContent) -> bytes:
    """The PDF; to be called within `i18n.speaking`."""
    info = PaperInfo(content.title, content.language, content.footer, _("Page {page} of {pages}"), wide=True)
    return paper.make(info, blocks(content))


def blocks(content: ListContent) -> list[Block]:
    """What stands on the paper, in the order of reading."""
    shown = sum(len(part.lines) for part in content.parts)
    caution = _("Working paper for those who lead the work. Keep it where only they can read it.")
    made: list[Block] = [Heading(content.title, 1), Text(content.asked, "muted"), Text(caution, "small")]
    if shown < content.count:
        told = _(
            "The list has {all} cases, and the first {n} of them are here. Choose fewer by unit or period."
        )
        made.append(Note(told.format(all=content.count, n=shown), "warn"))
    if not shown:
        made.append(Text(_("No case is on this list.")))
    for part in content.parts:
        table = _table(content, part)
        if not part.name:
            made.append(table)
            continue
        many = ngettext("{name}: {n} case", "{name}: {n} cases", len(part.lines))
        heading = Heading(many.format(name=part.name, n=len(part.lines)))
        made += [heading, table]
    return made


def _table(content: ListContent, part: ListPart) -> Table:
    status = _("More time, why") if content.reasons else _("Status")
    head = [
        _("Number"), _("What"), _("Unit"), _("Handler"), status, _("Next step"), _("Due"), _("Days late"), _("To know"),
    ]  # fmt: skip
    rows = [
        [
            line.number,
            f"{line.kind}: {line.heading}" if line.heading else line.kind,
            line.unit,
            line.handler,
            line.reason if content.reasons else line.status,
            line.step,
            line.due,
            line.days_late,
            line.to_know,
        ]
        for line in part.lines
    ]
    what = 2.6 if any(line.heading for line in part.lines) else 1.6
    return Table(
        head,
        rows,
        widths=(1.35, what, 1.5, 1.4, 1.6, 1.8, 1.15, 1.0, 1.9),
        numeric=frozenset({LATE_COLUMN}),
        row_heads=True,
    )
