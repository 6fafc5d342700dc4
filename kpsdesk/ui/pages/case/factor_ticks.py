"""Ticking the contributing factors of a case, in the grouping that is chosen for them (domain 2.8)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.i18n import _, ngettext
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.factors import Group, grouped
from kpsdesk.ui.widgets import CheckList, Disclosure, Label, clear_layout, vbox


class FactorTicks(QWidget):
    """Every factor with its tick, folded away under a line that says which are chosen. Saves at once."""

    def __init__(self, context: CaseContext, grouping: str) -> None:
        super().__init__()
        self.context = context
        self._grouping = grouping
        self._lists: list[CheckList] = []
        self._stored: frozenset[str] = frozenset()
        self._saving = False
        self.chosen = Label("", "body", "muted", wrap=True)
        self.fold = Disclosure(_("Contributing factors in the whole case"))
        self.fold.toggled.connect(self._unfolded)
        self._column = vbox(gap=8)
        self._holder = QWidget()
        self._holder.setLayout(self._column)
        self.fold.add(self._holder)
        self.setLayout(vbox(self.fold, self.chosen, gap=4))

    def show_case(self, view: CaseView) -> None:
        """Show which are chosen; what is being saved stays."""
        if not self._saving:
            self._take(frozenset(view.values.get("factors") or ()))
        self._holder.setEnabled(not presenter.ended(view))

    def regroup(self, grouping: str) -> None:
        """The other grouping; what is ticked stays."""
        ticked = self.value()
        self._grouping = grouping
        if self._lists:
            self._make()
            self._tick(ticked)

    def value(self) -> frozenset[str]:
        """The codes that are ticked."""
        if not self._lists:
            return self._stored
        return frozenset().union(*(one.value() for one in self._lists))

    def box(self, code: str) -> QWidget:
        """One of the ticks. Raises KeyError."""
        self.fold.unfold()
        for one in self._lists:
            try:
                return one.box(code)
            except KeyError:
                continue
        raise KeyError(code)

    def forget(self) -> None:
        """Another case is shown."""
        self._saving = False
        self._take(frozenset())
        self.fold.unfold(False)

    def _unfolded(self, on: bool) -> None:
        """Forty ticks are made when somebody wants to see them."""
        if on and not self._lists:
            self._make()
            self._tick(self._stored)

    def _make(self) -> None:
        clear_layout(self._column)
        self._lists = []
        for heading, factors in self._groups():
            ticks = CheckList(factors, heading)
            ticks.in_columns()
            ticks.changed.connect(lambda _codes: self._changed())
            self._lists.append(ticks)
            self._column.addLayout(vbox(Label(heading, "strong", wrap=True), ticks, gap=4))

    def _groups(self) -> list[Group]:
        """The factors on offer, and what is chosen but no longer on offer."""
        groups = [group for group in grouped(self.context, self._grouping) if group[1]]
        offered = {code for _heading, factors in groups for code, _text in factors}
        old = [(code, self.context.word("factor", code)) for code in sorted(self._stored - offered)]
        return [*groups, (_("No longer on offer"), old)] if old else groups

    def _take(self, codes: frozenset[str]) -> None:
        unknown = (
            codes - {code for one in self._lists for code in one.codes()} if self._lists else frozenset()
        )
        self._stored = codes
        if unknown:
            self._make()
        self._tick(codes)

    def _tick(self, codes: frozenset[str]) -> None:
        for one in self._lists:
            one.set_value(codes)
        self._tell(codes)

    def _tell(self, codes: frozenset[str]) -> None:
        told = ngettext("{n} chosen: {factors}", "{n} chosen: {factors}", len(codes))
        names = ", ".join(sorted(self.context.word("factor", code) for code in codes))
        self.chosen.setText(told.format(n=len(codes), factors=names))
        self.chosen.setVisible(bool(codes))

    def _changed(self) -> None:
        self._tell(self.value())
        if not self._saving:
            self._save()

    def _save(self) -> None:
        """One save at a time, so that quick ticks do not meet each other."""
        after, before = self.value(), self._stored
        case_id = self.context.case_id
        self._saving = True

        def saved(_more: object) -> None:
            if not self.context.has_case or self.context.case_id != case_id:
                return
            self._saving, self._stored = False, after
            if self.value() != after:
                self._save()

        def failed(error: Exception) -> None:
            self._saving = False
            self.context.tell(error)
            self.context.reload_requested.emit()

        self.context.change({"factors": sorted(after)}, {"factors": sorted(before) or None}, saved, failed)

    @override
    def setFocus(self) -> None:  # type: ignore[override]
        self.fold.setFocus()
