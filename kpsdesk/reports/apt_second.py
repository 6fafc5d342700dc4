"""Headings 5 to 12 of a meeting's sheet: what to talk about, thank for and decide (domain 8)."""

from __future__ import annotations

from kpsdesk import words
from kpsdesk.i18n import _, ngettext
from kpsdesk.reports.apt_looks import Sections
from kpsdesk.reports.blocks import Block, Bullets, Columns, Heading, Lines, Note, Table, Text, Tiles


class OtherHeadings(Sections):
    """Serious events, actions, risks, voices, culture, thanks, questions, decisions."""

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
        return [*made, *(Text(self.fitting(text)) for text in sheet.serious_texts)]

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
                    self.name("event_type", one.event_type) if one.event_type else _("Type not shown"),
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
