"""Translations: fragments in, catalogues out, and the check that nothing is missing in any language.

Each area of the program has a fragment `resources/locale/<language>/<area>.po`; together they become
`resources/locale/<language>/LC_MESSAGES/kpsdesk.mo`. Run by dev.py with the Python of `.venv`.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("sv", "fi")  # English is the language of the msgids
ERRORS: Final = {"KpsError", "UserError", "NotAllowed", "NotFound", "Conflict", "OutsideError"}
MARKERS: Final = {"_", "N_", "Label", "ngettext", "pgettext"}

Key = tuple[str, str]  # context, msgid


@dataclass
class Found:
    """What the source code says: msgids with the place of their first use, and wrong uses."""

    places: dict[Key, str] = field(default_factory=dict)
    plurals: dict[Key, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def marked_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls of the translating functions and of the error classes, by the name used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            func = node.func
            name = (
                func.id
                if isinstance(func, ast.Name)
                else func.attr
                if isinstance(func, ast.Attribute)
                else ""
            )
            if name in MARKERS | ERRORS:
                yield name, node


def literal(node: ast.expr) -> str | None:
    """The text of a plain string, else None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def put_together(node: ast.expr) -> bool:
    """Whether a sentence is built on the spot, so that no catalogue can hold it."""
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def take(name: str, call: ast.Call, place: str, found: Found) -> None:
    """Note the msgid of one call, or what is wrong with it."""
    wanted = {"ngettext": 2, "pgettext": 2}.get(name, 1)
    arguments = call.args[:wanted]
    if any(put_together(argument) for argument in arguments):
        found.problems.append(
            f"{place}: a sentence put together inside {name}(); use {{named}} fields and .format() outside"
        )
        return
    texts = [literal(argument) for argument in arguments]
    if name in ERRORS:
        if texts and texts[0]:
            found.problems.append(f"{place}: the sentence of {name} is not marked with N_()")
        return
    if len(texts) < wanted or None in texts:
        if name not in {"_", "Label"}:  # these two may be given a sentence that N_() declared elsewhere
            found.problems.append(f"{place}: {name}() needs plain texts")
        return
    first, last = str(texts[0]), str(texts[-1])
    key = (first, last) if name == "pgettext" else ("", first)
    if key[1]:
        found.places.setdefault(key, place)
    if name == "ngettext":
        found.plurals[key] = last


def extract(source: Path) -> Found:
    """Read all sentences marked for translation under a folder."""
    found = Found()
    for file in sorted(source.rglob("*.py")):
        shown = file.relative_to(source.parent).as_posix()
        if shown == "kpsdesk/i18n.py":
            continue  # defines the functions
        for name, call in marked_calls(ast.parse(file.read_text(encoding="utf-8"), shown)):
            take(name, call, f"{shown}:{call.lineno}", found)
    return found


def fields(text: str) -> set[str]:
    """The names of the {fields} in a sentence; a text with odd braces has none."""
    try:
        return {
            name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None
        }
    except ValueError:
        return set()


@dataclass
class Translated:
    """All fragments of one language."""

    language: str
    messages: dict[Key, Message] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def key_of(message: Message) -> Key:
    """Context and (first) msgid of a catalogue entry."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", first


def unclosed(text: bytes) -> int:
    """The first line whose text is not closed, else 0; Babel would take a letter off it and say nothing."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith((b"msg", b'"')) and not line.rstrip().endswith(b'"'):
            return number
    return 0


def read_fragments(language: str, locale: Path) -> Translated:
    """Read all fragments of a language; two that differ about a msgid are a problem."""
    result = Translated(language)
    for file in sorted((locale / language).glob("*.po")):
        shown = f"{language}/{file.name}"
        text = file.read_bytes()
        odd = unclosed(text)
        if odd:
            result.problems.append(f"{shown}: cannot be read: line {odd} lacks a quotation mark")
            continue
        try:
            catalogue = read_po(io.BytesIO(text), locale=language, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            result.problems.append(f"{shown}: cannot be read: {error}")
            continue
        for key_text in catalogue.obsolete:
            result.problems.append(f"{shown}: entry commented out: {key_text!r}")
        for message in catalogue:
            if not message.id:
                continue
            key = key_of(message)
            known = result.messages.setdefault(key, message)
            first = result.places.setdefault(key, shown)
            if known.string != message.string:
                result.problems.append(f"{shown} and {first} translate {key[1]!r} differently")
    return result


def several(texts: str | list[str] | tuple[str | None, ...] | None) -> list[str]:
    """The forms of a sentence, one or many; Babel hands out either."""
    if texts is None or isinstance(texts, str):
        return [texts or ""]
    return [text or "" for text in texts]


def broken(message: Message) -> str:
    """What is wrong with one translation, or an empty text."""
    ids, texts = several(message.id), several(message.string)
    if not all(texts) or len(texts) != len(ids):  # Swedish and Finnish: one and many, as in English
        return "is empty"
    if message.fuzzy:
        return "is fuzzy"
    allowed = set[str]().union(*(fields(text) for text in ids))
    if fields(texts[-1]) != fields(ids[-1]) or not fields(texts[0]) <= allowed:
        return f"has other {{fields}} than {sorted(fields(ids[-1]))}"
    return ""


def problems_of(translated: Translated, found: Found) -> list[str]:
    """All that keeps one language from being complete."""
    language = translated.language
    problems = list(translated.problems)
    for key, place in found.places.items():
        message = translated.messages.get(key)
        if message is None:
            problems.append(f"{language}: missing: {key[1]!r} ({place})")
            continue
        plural = found.plurals.get(key)
        if plural is not None and (isinstance(message.id, str) or message.id[1] != plural):
            problems.append(f"{language}: {key[1]!r} ({place}) needs msgid_plural {plural!r}")
    for key, message in translated.messages.items():
        fault = broken(message)
        if fault:
            problems.append(f"{translated.places[key]}: the translation of {key[1]!r} {fault}")
        if key not in found.places:
            problems.append(f"{translated.places[key]}: not used any more: {key[1]!r}")
    return problems


def check() -> int:
    """Print all that is missing or wrong; 1 if anything is."""
    found = extract(ROOT / "kpsdesk")
    problems = list(found.problems)
    for language in LANGUAGES:
        problems += problems_of(read_fragments(language, ROOT / "resources" / "locale"), found)
    for problem in problems:
        print(problem)
    print(f"{len(found.places)} sentences, {len(LANGUAGES)} translations, {len(problems)} problems")
    return 1 if problems else 0


def compile_catalogues() -> int:
    """Write the .mo files; a fragment that cannot be read is told, the others are used all the same."""
    locale = ROOT / "resources" / "locale"
    failed = False
    for language in LANGUAGES:
        translated = read_fragments(language, locale)
        unreadable = [problem for problem in translated.problems if "cannot be read" in problem]
        for problem in unreadable:
            print(problem, file=sys.stderr)
            failed = True
        catalogue = Catalog(locale=language, project="KPSdesk", fuzzy=False)
        for (context, _first), message in translated.messages.items():
            catalogue.add(message.id, message.string, flags=message.flags, context=context or None)
        target = locale / language / "LC_MESSAGES" / "kpsdesk.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f"{target.name}.{os.getpid()}")
        with beside.open("wb") as stream:
            write_mo(stream, catalogue)
        beside.replace(target)  # a program that starts meanwhile reads the old one or the new one
    return 1 if failed else 0


def quoted(text: str) -> str:
    """A text as a .po file writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def print_missing(language: str) -> int:
    """Print entries to fill in for all that a language lacks, ready to be put into a fragment."""
    found = extract(ROOT / "kpsdesk")
    known = read_fragments(language, ROOT / "resources" / "locale").messages
    for (context, msgid), place in found.places.items():
        if (context, msgid) in known:
            continue
        plural = found.plurals.get((context, msgid))
        lines = [f"#: {place}", f"msgctxt {quoted(context)}" if context else "", f"msgid {quoted(msgid)}"]
        lines += (
            [f"msgid_plural {quoted(plural)}", 'msgstr[0] ""', 'msgstr[1] ""'] if plural else ['msgstr ""']
        )
        print("\n".join(line for line in lines if line), end="\n\n")
    return 0


def main() -> int:
    """The commands check, compile and missing LANGUAGE."""
    parser = argparse.ArgumentParser(description="KPSdesk's translations")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="fail when a language is not complete")
    commands.add_parser("compile", help="write the catalogues that the program reads")
    commands.add_parser("missing", help="print the entries that a language lacks").add_argument(
        "language", choices=LANGUAGES
    )
    chosen = parser.parse_args()
    if chosen.command == "missing":
        return print_missing(chosen.language)
    return check() if chosen.command == "check" else compile_catalogues()


if __name__ == "__main__":
    sys.exit(main())
