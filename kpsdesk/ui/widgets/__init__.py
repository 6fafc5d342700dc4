"""Parts that pages are put together from.

`from kpsdesk.ui.widgets import Card, Label, …`. Texts given to a widget are shown as they are: translate first.
Measures are pixels at 100 % text. `set_value`/`set_…` never emit; signals tell what the user did.

Pieces     Label(text, role="body", tone="", *, wrap, selectable)   roles title section strong body small number
           Icon(name, token, pixels, words) · Button(text, role="secondary", icon="", on_click=None)  roles primary
           secondary quiet danger link list · LinkButton(text, icon, on_click) · IconButton(icon, words, on_click)
           Line(upright=False) · hbox(*items, gap=8, margin=0), vbox(…): item = widget | layout | number (gap) | None (stretch)
           plain(text) for texts from data on buttons and ticks · tip(text) for setToolTip · restyle(widget, role=…)
           reveal(widget, on): setVisible for parts of a page that is being made
Grounds    Card(*widgets).add/.body · Section(title, *widgets, help_text="").add/.add_action/.body
           PageHeader(title, *actions, subtitle="").set_title/.add_action · Disclosure(title).add/.unfold/.body toggled(bool)
           CounterButton(label, number, meaning, tone, on_click).show_count · EmptyState(icon, title, text, action, on_action).say
           SurfaceButton(words, checkable).put
Layout     FlowLayout(parent, gap) · EvenGrid(parent, least=180) for counters and tiles · ScrollPage("column"|"wide"|"").add/.column/.bring_into_view(widget)
           SplitView(*parts, shares=(2, 1)) · clear_layout(layout) · Tabs([(key, text)]).set_tabs/.value/.set_value  chosen(key)
Saying     Banner().say(text, action_text, action, tone) · InlineNotice(text, tone, link, icon).say  linked()
           Tag(text, tone, icon).set      tones neutral primary info ok warn danger
Filters    Chip(text, key) toggled · ChipBar([(key, text)], exclusive=False).on/.set_on/.chip/.add_chip/.add  changed(frozenset)
           FilterMenuButton(text, [(code, text)], key, single=False).chosen/.choose/.set_choices  changed(frozenset)
           SearchField(hint).set_quietly/.take  edited(str) left()
Steps      StatusSteps([(text, "done"|"current"|"todo")]).set_steps · MissingList(title).set_items([(key, text)])  jump_requested(str)
Choosing   Choice(code, text, help, icon) · TileChoice([Choice], words) chosen(str) value() set_value(code|None)
           ChoiceRow([Choice|(code, text)], words) same, .set_choices · CheckList(…) changed(frozenset) value() set_value(codes)
           ComboField([(code, text)], words, groups=[(heading, [(code, text)])], none_text, hint) chosen(code|None)
           value() set_value(code|None, text="") set_options(options, groups) · PeoplePicker is ComboField · PlainCombo
Writing    TextArea(hint, rows=4, most_rows=16, words).text/.set_text/.set_hint/.warn  edited(str) · PasswordField(words)
           DateField(today: () -> date, words, future=False, latest=None) changed(date|None) value() set_value() understood()
           TimeField(words) changed(time|None) · DateTimeField(today, words) changed() · parse_day(text, today) · parse_time(text)
Forms      FormRow(label, field, help_text, required).set_error/.set_help · Form(*rows).add(label, widget, …) -> FormRow
           FormField(key, kind, label, help, choices, required, hint, none_text, groups, least, most, future, rows)
           DeclaredForm(fields, today).values/.set_values/.value/.show_error/.check/.row/.widget/.set_choices  changed(str)
           kinds line text choice multi date time datetime yesno check number person
Showing    KeyValueList([(name, value or widget)]).set_pairs · Entry(when, title, text, who, exact, tone), Timeline([Entry]).set_entries
           PictureView(svg, words).show_picture  clicked_at(x, y) · Progress(can_cancel).start/.step/.stop  cancelled() · Spinner
Paper      pdf_view.PdfView(tasks, words).show_pdf(bytes)/.pdf/.clear  shown() page_changed(int): the very pages, drawn in the
           background · kpsdesk.ui.printing.Printing(tasks, window).ask(pdf, pages, name)  printed() failed(str)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kpsdesk.ui.widgets.base import (
        Button,
        Icon,
        IconButton,
        Label,
        Line,
        LinkButton,
        hbox,
        plain,
        restyle,
        reveal,
        tip,
        vbox,
    )
    from kpsdesk.ui.widgets.chips import Chip, ChipBar, FilterMenuButton, SearchField
    from kpsdesk.ui.widgets.choices import CheckList, Choice, ChoiceRow, TileChoice
    from kpsdesk.ui.widgets.combo import ComboField, PeoplePicker, PlainCombo
    from kpsdesk.ui.widgets.dates import DateField, DateTimeField, TimeField, Today
    from kpsdesk.ui.widgets.days import parse_day, parse_time
    from kpsdesk.ui.widgets.form import DeclaredForm, Form, FormField, FormRow
    from kpsdesk.ui.widgets.layout import EvenGrid, FlowLayout, ScrollPage, SplitView, Tabs, clear_layout
    from kpsdesk.ui.widgets.notices import Banner, InlineNotice, Tag, announce
    from kpsdesk.ui.widgets.show import Entry, KeyValueList, PictureView, Progress, Spinner, Timeline
    from kpsdesk.ui.widgets.steps import MissingList, StatusSteps
    from kpsdesk.ui.widgets.surfaces import (
        Card,
        CounterButton,
        Disclosure,
        EmptyState,
        PageHeader,
        Section,
        SurfaceButton,
    )
    from kpsdesk.ui.widgets.text import PasswordField, TextArea

__all__ = [
    "Banner",
    "Button",
    "Card",
    "CheckList",
    "Chip",
    "ChipBar",
    "Choice",
    "ChoiceRow",
    "ComboField",
    "CounterButton",
    "DateField",
    "DateTimeField",
    "DeclaredForm",
    "Disclosure",
    "EmptyState",
    "Entry",
    "EvenGrid",
    "FilterMenuButton",
    "FlowLayout",
    "Form",
    "FormField",
    "FormRow",
    "Icon",
    "IconButton",
    "InlineNotice",
    "KeyValueList",
    "Label",
    "Line",
    "LinkButton",
    "MissingList",
    "PageHeader",
    "PasswordField",
    "PeoplePicker",
    "PictureView",
    "PlainCombo",
    "Progress",
    "ScrollPage",
    "SearchField",
    "Section",
    "Spinner",
    "SplitView",
    "StatusSteps",
    "SurfaceButton",
    "Tabs",
    "Tag",
    "TextArea",
    "TileChoice",
    "TimeField",
    "Timeline",
    "Today",
    "announce",
    "clear_layout",
    "hbox",
    "parse_day",
    "parse_time",
    "plain",
    "restyle",
    "reveal",
    "tip",
    "vbox",
]

# the modules are imported when something of theirs is asked for: the first page needs half of them
_HOMES: Final = {
    "base": "Button Icon IconButton Label Line LinkButton hbox plain restyle reveal tip vbox",
    "chips": "Chip ChipBar FilterMenuButton SearchField",
    "choices": "CheckList Choice ChoiceRow TileChoice",
    "combo": "ComboField PeoplePicker PlainCombo",
    "dates": "DateField DateTimeField TimeField Today",
    "days": "parse_day parse_time",
    "form": "DeclaredForm Form FormField FormRow",
    "layout": "EvenGrid FlowLayout ScrollPage SplitView Tabs clear_layout",
    "notices": "Banner InlineNotice Tag announce",
    "show": "Entry KeyValueList PictureView Progress Spinner Timeline",
    "steps": "MissingList StatusSteps",
    "surfaces": "Card CounterButton Disclosure EmptyState PageHeader Section SurfaceButton",
    "text": "PasswordField TextArea",
}
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    return found
