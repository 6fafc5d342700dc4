"""The sheet of a workplace meeting on paper: the twelve headings of domain 8, in the words of the language in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kpsdesk import words
from kpsdesk.domain.anonymity import FEW, Shown
from kpsdesk.domain.apt import Sheet
from kpsdesk.domain.lateness import AGE_CLASSES
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import N_, Words, _, ngettext
from kpsdesk.reports import paper, style
from kpsdesk.reports.apt_charts import Lying, lying_bars
from kpsdesk.reports.blocks import (
    Block,
    Bullets,
    Columns,
    Heading,
    Lines,
    Note,
    PaperInfo,
    Picture,
    Quote,
    Table,
    Text,
    Tiles,
    Together,
)
from kpsdesk.reports.charts import Age, Month, MonthWords, Size, ages_chart, months_chart

HALF: Final = (paper.WIDTH - 16) / 2  # of a column
LINE: Final = 20.0  # between two lines to write on
INTERNAL: Final = N_("Internal working material")
_RULE: Final = N_(
    "Counted: reported in the period, dismissed ones left out. Overdue: an open case with a step whose last day has passed. "
    "1 to 4 of a sensitive type are shown as fewer than 5."
)


@dataclass(frozen=True)
class Looks:
    """How large the type is, how many letters of a story there is room for (0: all), and for how many more lines to write on."""

    scale: float = 1.0
    story: int = 0
    lines: int = 0


@dataclass(frozen=True)
class SheetPaper:
    """One sheet as blocks. `levels` are the names of risk levels by code."""

    sheet: Sheet
    vocabulary: Vocabulary
    levels: Mapping[str, Words]

    @property
    def title(self) -> str:
        """What the paper is called."""
        return _("Workplace meeting · {unit}").format(unit=self.sheet.unit)

    @property
    def info(self) -> PaperInfo:
        """Title, language and the line under every page (domain 8, rules 8 and 9)."""
        printed = _("Printed {date}").format(date=words.long_day(self.sheet.printed))
        footer = f"{printed} · {_(INTERNAL)} · {_(_RULE)}"
        return PaperInfo(self.title, self.sheet.settings.language, footer, _("Page {page} of {pages}"))

    def pages(self, looks: Looks) -> list[Block]:
        """The two pages for everybody."""
        given = self.sheet.settings
        period = _("The safety item, {first} to {last}").format(
            first=words.long_day(given.first), last=words.long_day(given.last)
        )
        halves = _Sections(self.sheet, self.vocabulary, self.levels, looks)
        return [
            Heading(self.title, 1),
            Text(period, "lead"),
            Together(halves.since_last()),
            Columns(halves.late(), halves.types()),
            *halves.lessons(),
            Columns(halves.serious(), halves.actions()),
            Together(halves.risks()),
            Columns(halves.voices(), halves.culture()),
            Columns(halves.thanks(), halves.questions()),
            Together(halves.decisions()),
        ]


@dataclass(frozen=True)
class _Sections:
    """Each heading with what stands under it."""

    sheet: Sheet
    vocabulary: Vocabulary
    levels: Mapping[str, Words]
    looks: Looks

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
            Lying(self._name("kind", kind), many, words.number(many))
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
                self._name("event_type", one.code),
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
        first, *others = [Quote(self._fitting(text)) for text in self.sheet.lessons]
        return [Together([title, first]), *(Together([one]) for one in others)]

    def _fitting(self, text: str) -> str:
        return _cut(text, self.looks.story) if self.looks.story else text

    def serious(self) -> list[Block]:
        """5: whether something serious happened, and what may be told of it (rule 6)."""
        sheet = self.sheet
        made: list[Block] = [Heading(_("Serious events"))]
        if sheet.serious:
            made.append(Note(_("Yes, something serious has happened since the last meeting."), "warn"))
        else:
            made.append(Note(_("No serious events since the last meeting."), "ok"))
        if sheet.serious_open:
            still = (
                _("It is being investigated.")
                if sheet.serious
                else _("An earlier event is still being investigated.")
            )
            made.append(Text(still))
        elif sheet.serious and not sheet.serious_texts:
            made.append(
                Text(_("It has been investigated. More is told when those concerned have been told first."))
            )
        return [*made, *(Text(self._fitting(text)) for text in sheet.serious_texts)]

    def actions(self) -> list[Block]:
        """6: actions done, under way and late; their words stay in the cases."""
        counts = self.sheet.actions
        effect = ngettext("{n} with effect", "{n} with effect", counts.effect).format(n=counts.effect)
        tiles = [
            (words.number(counts.done), _("done since then"), effect if counts.done else ""),
            (words.number(counts.under_way), _("under way now"), ""),
            (words.number(counts.late), _("past their day"), ""),
        ]
        return [Heading(_("Actions")), Tiles(tiles)]

    def risks(self) -> list[Block]:
        """7: open risks that demand analysis, and room for those that nobody has reported yet."""
        sheet = self.sheet
        many = ngettext(
            "{n} open risk is high enough to demand analysis.",
            "{n} open risks are high enough to demand analysis.",
            sheet.risks_many,
        )
        told = (
            many.format(n=words.number(sheet.risks_many))
            if sheet.risks_many
            else _("No open risk demands analysis.")
        )
        made: list[Block] = [Heading(_("Risks right now")), Text(told)]
        if sheet.risks:
            rows = [
                (
                    self._name("event_type", one.event_type) if one.event_type else _("Type not shown"),
                    str(self.levels.get(one.level or "", "")),
                    words.month_name(one.month),
                )
                for one in sheet.risks
            ]
            head = (_("What it is about"), _("Risk level"), _("Reported in"))
            made.append(Table(head, rows, (3, 1.6, 1.6)))
        return [*made, Lines(_("Which risks do you see?"), 2)]

    def voices(self) -> list[Block]:
        """8: complaints and views, praise, and how many of those harmed were told."""
        one = self.sheet.voices
        told = [
            ngettext(
                "{n} complaint or view came in", "{n} complaints and views came in", one.received
            ).format(n=one.received),
            ngettext("{n} was answered", "{n} were answered", one.answered).format(n=one.answered),
            ngettext("{n} waits for an answer", "{n} wait for an answer", one.waiting).format(n=one.waiting),
        ]
        if one.praise:
            told.append(
                ngettext("{n} time we were praised", "{n} times we were praised", one.praise).format(
                    n=one.praise
                )
            )
        if one.harmed and not self.sheet.small:
            share = words.percent(100 * one.told / one.harmed)
            told.append(
                _("After harm, those concerned were told in {share} of the cases").format(share=share)
            )
        return [Heading(_("Voices of patients and next of kin")), Bullets(told)]

    def culture(self) -> list[Block]:
        """9: the safety culture; there is no survey in the store, so it is talked about."""
        made: list[Block] = [Heading(_("HSE and safety culture"))]
        if self.sheet.texts["hse_text"]:
            return [*made, Text(self.sheet.texts["hse_text"])]
        hint = _("There is no survey to show yet. How safe does work feel right now?")
        return [*made, Text(hint, "muted"), Lines("", 2)]

    def thanks(self) -> list[Block]:
        """10: what went well, and the standing of the risk prize: a thanks, never who reported."""
        sheet = self.sheet
        made: list[Block] = [Heading(_("Thanks and praise"))]
        if sheet.positive:
            good = ngettext(
                "{n} positive event has been told.", "{n} positive events have been told.", sheet.positive
            )
            made.append(Text(good.format(n=words.number(sheet.positive)), "strong"))
        if sheet.texts["thanks_text"]:
            made.append(Text(sheet.texts["thanks_text"]))
        if sheet.prize:
            risks = ngettext(
                "Thank you for {n} reported risk this year.",
                "Thank you for {n} reported risks this year.",
                sheet.prize,
            )
            made.append(Text(risks.format(n=words.number(sheet.prize))))
        if sheet.prize_place:
            made.append(Text(_("Place {place} for the risk prize.").format(place=sheet.prize_place)))
        if len(made) == 1:
            made.append(Text(_("Thank you for telling. What went well that others should know?"), "muted"))
            made.append(Lines("", 1))
        return made

    def questions(self) -> list[Block]:
        """11: two or three open questions."""
        return [Heading(_("Questions to talk about")), Bullets(self.sheet.questions, numbered=True)]

    def decisions(self) -> list[Block]:
        """12: who does what by when, the next meeting, and the signature that it was held."""
        given = self.sheet.settings
        made: list[Block] = [Heading(_("Decisions and next meeting"))]
        if self.sheet.decisions:
            made.append(Bullets(self.sheet.decisions))
        made.append(Lines(_("Who does what, by when?"), 2 + self.looks.lines))
        following: Block = Lines(_("Next meeting (date)"), 1)
        if given.next_date:
            following = Text(_("Next meeting: {date}").format(date=words.long_day(given.next_date)), "strong")
        held = Lines(_("Held on (date) and signature"), 1)
        return [*made, Columns([following], [held], 0.4)]

    def _name(self, name: str, code: str) -> str:
        item = self.vocabulary.get(name, code)
        return item.words() if item else code


def _cut(text: str, letters: int) -> str:
    """The beginning of a text, ended after a whole word."""
    if len(text) <= letters:
        return text
    return text[:letters].rpartition(" ")[0].rstrip(" ,;:.–-") + " …"


def _shown(number: Shown) -> str:
    return words.number(number.value) if number.value is not None else _("fewer than {n}").format(n=FEW)


_AGE_WORDS: Final[Mapping[str, str]] = {
    "1-14": N_("1–14 days"),
    "15-30": N_("15–30 days"),
    "31-90": N_("31–90 days"),
    "over_90": N_("over 90 days"),
}
