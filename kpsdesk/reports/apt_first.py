"""Headings 1 to 4 of a meeting's sheet: what the numbers tell, and what has been learnt (domain 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kpsdesk import words
from kpsdesk.domain.anonymity import FEW, Shown
from kpsdesk.domain.lateness import AGE_CLASSES
from kpsdesk.i18n import N_, _
from kpsdesk.reports import paper, style
from kpsdesk.reports.apt_charts import Lying, lying_bars
from kpsdesk.reports.apt_looks import HALF, Sections
from kpsdesk.reports.blocks import Block, Columns, Heading, Lines, Note, Picture, Quote, Text, Tiles, Together
from kpsdesk.reports.charts import Age, Month, MonthWords, Size, ages_chart, months_chart


class FirstHeadings(Sections):
    """Since the last meeting, overdue, event types, lessons."""

    def since_last(self) -> list[Block]:
        """1: what came in, what was closed, what is open; the kinds and twelve months as pictures."""
        sheet = self.sheet
        tiles = [
            (words.number(sheet.reported), _("new reports"), ""),
            (words.number(sheet.closed), _("closed since then"), ""),
            (words.number(sheet.open), _("still open"), ""),
        ]
        made: list[Block] = [Heading(_("Since the last meeting")), Tiles(tiles)]
        if sheet.small:
            return [*made, self._small(), self._months(paper.WIDTH)]
        kinds = [
            Lying(self.name("kind", kind), many, words.number(many))
            for kind, many in sheet.kinds.items()
            if many
        ]
        if not kinds:
            return [*made, self._months(paper.WIDTH)]
        room = (paper.WIDTH - 16) * 0.38
        picture = self._bars(kinds, room, _("New reports by kind"))
        return [*made, Columns([picture], [self._months((paper.WIDTH - 16) * 0.62)], 0.38)]

    def _small(self) -> Text:
        return Text(_("The unit is small, so only totals are shown."), "muted")

    def _months(self, width: float) -> Picture:
        data = [
            Month(words.month(one.first), one.reported, one.risks, one.closed) for one in self.sheet.months
        ]
        names = MonthWords(_("New each month"), _("of these, risks"), _("Closed each month"))
        text = 9 * self.looks.scale
        drawing = months_chart(data, Size(width, text * 13.5, text), style.colours(), names)
        told = _("Twelve months, reported and closed: {months}").format(
            months=", ".join(f"{one.label} {one.reported}/{one.closed}" for one in data)
        )
        return Picture(drawing, told)

    def _bars(self, data: Sequence[Lying], width: float, what: str) -> Picture:
        drawing = lying_bars(data, width, 9.5 * self.looks.scale, style.colours())
        told = ", ".join(f"{one.label} {one.written} {one.aside}".strip() for one in data)
        return Picture(drawing, f"{what}: {told}")

    def late(self) -> list[Block]:
        """2: how many are overdue, how many were last time, the oldest, and what is done about it; nobody's name."""
        late, before = self.sheet.late, self.sheet.late_before
        tiles = [
            (words.number(late.many), _("overdue now"), ""),
            (words.number(before.many), _("last time"), ""),
        ]
        if late.oldest is not None:
            tiles.append((words.number(late.oldest), _("days, the oldest"), ""))
        made: list[Block] = [Heading(_("Overdue")), Tiles(tiles)]
        if not late.many:
            made.append(Note(_("Nothing is overdue. Well kept!"), "ok"))
        elif late.by_age:
            made.append(self._ages())
        if self.sheet.texts["about_late"]:
            made += [Text(_("What we do about it"), "strong"), Text(self.sheet.texts["about_late"])]
        elif late.many:
            made.append(Lines(_("What we do about it"), 1))
        return made

    def _ages(self) -> Picture:
        names = {name: _AGE_WORDS[name] for name, *_rest in AGE_CLASSES}
        data = [
            Age(_(names[name]), many, words.number(many)) for name, many in self.sheet.late.by_age.items()
        ]
        drawn = ages_chart(data, HALF, 9.5 * self.looks.scale, style.colours())
        told = ", ".join(f"{one.label} {one.written}" for one in data)
        return Picture(drawn.drawing, _("How long they have been overdue: {ages}").format(ages=told))

    def types(self) -> list[Block]:
        """3: the most common event types, and what they were last time."""
        made: list[Block] = [Heading(_("Event types"))]
        if not self.sheet.types:
            reason = (
                _("The unit is small, so types are not shown.")
                if self.sheet.small
                else _("Too few reports with a type to show.")
                if self.sheet.reported
                else _("No reports in this period.")
            )
            return [*made, Text(reason, "muted")]
        data = [
            Lying(
                self.name("event_type", one.code),
                one.now.value,
                _shown(one.now),
                _("(last time {many})").format(many=_shown(one.before)),
            )
            for one in self.sheet.types
        ]
        return [*made, self._bars(data, HALF, _("Most common event types"))]

    def lessons(self) -> list[Block]:
        """4: the chosen stories, as their approved texts."""
        title = Heading(_("What we have learnt"))
        if not self.sheet.lessons:
            empty = _("No story has been chosen this time. Which one do you want to tell the others?")
            return [Together([title, Text(empty, "muted"), Lines("", 1)])]
        first, *others = [Quote(self.fitting(text)) for text in self.sheet.lessons]
        return [Together([title, first]), *(Together([one]) for one in others)]


def _shown(number: Shown) -> str:
    return words.number(number.value) if number.value is not None else _("fewer than {n}").format(n=FEW)


_AGE_WORDS: Final[Mapping[str, str]] = {
    "1-14": N_("1–14 days"),
    "15-30": N_("15–30 days"),
    "31-90": N_("31–90 days"),
    "over_90": N_("over 90 days"),
}
