"""Picking a contributing factor, grouped as the Swedish handbook does or by the Finnish columns (domain 2.8)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.i18n import Words, _
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import ComboField, FormRow, PlainCombo, hbox, vbox

Group = tuple[str, list[tuple[str, str]]]


class FactorPicker(QWidget):
    """A list of factors with headings; which headings is a choice that stays until changed."""

    grouping_changed = Signal(str)

    def __init__(self, context: CaseContext) -> None:
        super().__init__()
        self.context = context
        self.grouping = PlainCombo(
            (("se", _("Grouped as in the Swedish handbook")), ("fi", _("Grouped by the Finnish columns"))),
            _("Grouping"),
        )
        self.grouping.set_value("fi" if context.desk.session.country == "FI" else "se")
        self.grouping.chosen.connect(self._regroup)
        self.combo = ComboField(words=_("What kind of cause is it?"), none_text=_("(no kind chosen)"))
        self.setLayout(
            vbox(FormRow(_("What kind of cause is it?"), self.combo), hbox(self.grouping, None), gap=4)
        )
        self._fill()

    def value(self) -> str | None:
        """The factor's code."""
        return self.combo.value()

    def set_value(self, code: str | None) -> None:
        """Choose one."""
        self.combo.set_value(code, self.context.word("factor", code))

    def _regroup(self, code: str) -> None:
        self._fill()
        self.grouping_changed.emit(code)

    def _fill(self) -> None:
        self.combo.set_options((), grouped(self.context, self.grouping.value() or "se"))


def grouped(context: CaseContext, grouping: str) -> list[Group]:
    """Headings with their factors, as (code, text)."""
    vocabulary = context.desk.session.vocabulary
    factors = [item for item in vocabulary.all("factor") if item.retired_on is None]
    if grouping == "fi":
        return [
            (
                str(Words.of(group.extra["fi_column"])) if "fi_column" in group.extra else group.words(),
                [(f.code, f.words()) for f in factors if f.parent == group.code],
            )
            for group in vocabulary.items("factor_group")
        ]
    areas = [(item.code, item.words()) for item in vocabulary.items("cause_area")]
    return [
        (heading, [(f.code, f.words()) for f in factors if (f.extra.get("cause_area") or "") == code])
        for code, heading in [*areas, ("", _("Patient, individual and barriers"))]
    ]
