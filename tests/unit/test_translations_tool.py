"""The check of the translations finds what a reader of Swedish or Finnish would stumble over."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
import translations

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def found_in(tmp_path: Path, code: str) -> translations.Found:
    source = tmp_path / "kpsdesk"
    source.mkdir(exist_ok=True)
    (source / "page.py").write_text(code, encoding="utf-8")
    return translations.extract(source)


def problems(tmp_path: Path, code: str, **fragments: str) -> list[str]:
    folder = tmp_path / "locale" / "sv"
    folder.mkdir(parents=True)
    for area, entries in fragments.items():
        (folder / f"{area}.po").write_text(HEADER + entries, encoding="utf-8")
    return translations.problems_of(
        translations.read_fragments("sv", tmp_path / "locale"), found_in(tmp_path, code)
    )


def test_a_complete_translation_has_no_problems(tmp_path: Path) -> None:
    code = '_("Save"); N_("Open {name}"); ngettext("{n} case", "{n} cases", 2); pgettext("month", "May"); Label("Late")'
    entries = (
        'msgid "Save"\nmsgstr "Spara"\n\nmsgid "Open {name}"\nmsgstr "Öppna {name}"\n\n'
        'msgid "{n} case"\nmsgid_plural "{n} cases"\nmsgstr[0] "ett ärende"\nmsgstr[1] "{n} ärenden"\n\n'
        'msgctxt "month"\nmsgid "May"\nmsgstr "maj"\n\nmsgid "Late"\nmsgstr "Sent"\n'
    )
    assert problems(tmp_path, code, page=entries) == []


@pytest.mark.parametrize(
    "entry,problem",
    [
        ("", "sv: missing: 'Open {name}' (kpsdesk/page.py:1)"),
        ('msgid "Open {name}"\nmsgstr ""\n', "sv/page.po: the translation of 'Open {name}' is empty"),
        (
            '#, fuzzy\nmsgid "Open {name}"\nmsgstr "Öppna {name}"\n',
            "sv/page.po: the translation of 'Open {name}' is fuzzy",
        ),
        (
            'msgid "Open {name}"\nmsgstr "Öppna {namn}"\n',
            "sv/page.po: the translation of 'Open {name}' has other {fields} than ['name']",
        ),
    ],
)
def test_an_incomplete_translation_is_told(tmp_path: Path, entry: str, problem: str) -> None:
    assert problems(tmp_path, '_("Open {name}")', page=entry) == [problem]


def test_an_entry_that_nothing_uses_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path, "", page='msgid "Old"\nmsgstr "Gammal"\n') == [
        "sv/page.po: not used any more: 'Old'"
    ]


def test_two_fragments_that_differ_are_told(tmp_path: Path) -> None:
    one, other = 'msgid "Close"\nmsgstr "Stäng"\n', 'msgid "Close"\nmsgstr "Avsluta"\n'
    assert problems(tmp_path, '_("Close")', a=one, b=other) == [
        "sv/b.po and sv/a.po translate 'Close' differently"
    ]


def test_a_plural_needs_both_forms(tmp_path: Path) -> None:
    told = problems(
        tmp_path, 'ngettext("{n} case", "{n} cases", n)', page='msgid "{n} case"\nmsgstr "{n} ärende"\n'
    )
    assert told == ["sv: '{n} case' (kpsdesk/page.py:1) needs msgid_plural '{n} cases'"]


@pytest.mark.parametrize(
    "code,part",
    [
        ('_(f"Open {name}")', "put together inside _()"),
        ('_("Open " + name)', "put together inside _()"),
        ('_("Open {}".format(name))', "put together inside _()"),
        ("N_(title)", "N_() needs plain texts"),
        ('raise UserError("No such case.")', "the sentence of UserError is not marked with N_()"),
        ('raise errors.OutsideError("Full.")', "the sentence of OutsideError is not marked with N_()"),
    ],
)
def test_sentences_that_no_catalogue_can_hold_are_told(tmp_path: Path, code: str, part: str) -> None:
    [problem] = found_in(tmp_path, code).problems
    assert problem.startswith("kpsdesk/page.py:1: ")
    assert part in problem


def test_a_sentence_declared_elsewhere_may_be_translated(tmp_path: Path) -> None:
    assert found_in(tmp_path, '_(self.title); raise_(UserError(N_("Choose a unit.")))').problems == []


def test_fragments_become_one_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "resources" / "locale" / "sv"
    folder.mkdir(parents=True)
    (folder / "a.po").write_text(HEADER + 'msgid "Save"\nmsgstr "Spara"\n', encoding="utf-8")
    plural = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} dag"\nmsgstr[1] "{n} dagar"\n'
    (folder / "b.po").write_text(
        HEADER + plural + '\nmsgctxt "month"\nmsgid "May"\nmsgstr "maj"\n', encoding="utf-8"
    )
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    assert translations.compile_catalogues() == 0
    with (folder / "LC_MESSAGES" / "kpsdesk.mo").open("rb") as stream:
        words = gettext.GNUTranslations(stream)
    assert words.gettext("Save") == "Spara"
    assert [words.ngettext("{n} day", "{n} days", n) for n in (1, 2)] == ["{n} dag", "{n} dagar"]
    assert words.pgettext("month", "May") == "maj"
    assert [file.name for file in (folder / "LC_MESSAGES").iterdir()] == ["kpsdesk.mo"]


def test_a_damaged_fragment_is_told_and_the_others_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "resources" / "locale" / "sv"
    folder.mkdir(parents=True)
    (folder / "a.po").write_text('msgid "Save\nmsgstr Spara', encoding="utf-8")
    (folder / "b.po").write_text(HEADER + 'msgid "Open"\nmsgstr "Öppna"\n', encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    assert translations.compile_catalogues() == 1
    assert "sv/a.po: cannot be read" in capsys.readouterr().err
    assert (folder / "LC_MESSAGES" / "kpsdesk.mo").is_file()
