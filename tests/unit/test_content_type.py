"""Attachments are judged by what they are."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Mapping
from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpsdesk.errors import UserError
from kpsdesk.services import content_type
from kpsdesk.services.content_type import check, safe_name, sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def packed(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


@pytest.mark.parametrize(
    "data, extension",
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpg"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"GIF89a....", "gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "wav"),
        (b"\x00\x00\x00\x18ftypheic....", "heic"),
        (b"\x00\x00\x00\x18ftypisom....", "mp4"),
        (b"\x00\x00\x00\x14ftypqt  ....", "mov"),
        (b"\x00\x00\x00\x14ftypM4A ....", "m4a"),
        (b"II*\x00....", "tif"),
        (b"MM\x00*....", "tif"),
        (b"ID3\x04....", "mp3"),
        (b"\xff\xfb\x90\x64....", "mp3"),
        (packed(DOCX), "docx"),
        (workbook(), "xlsx"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "odt"),
        (OLE + "__properties_version1.0".encode("utf-16-le"), "msg"),
        (b"From: a@b.se\nSubject: fall\n\nHej", "eml"),
        ("Anteckning på svenska: åäö".encode(), "txt"),
        ("Anteckning på svenska: åäö".encode("cp1252"), "txt"),
        ("Anteckning".encode("utf-16"), "txt"),
        (b"a < b och <b>fet</b>", "txt"),
    ],
)
def test_what_people_attach_is_known_by_its_content(data: bytes, extension: str) -> None:
    kind = check(data, "namnlös")
    assert (kind.extension, kind.opens_safely, kind.reason) == (extension, True, None)


def test_a_wrong_ending_does_not_change_what_it_is() -> None:
    assert sniff(b"%PDF-1.7", "bild.png").extension == "pdf"
    assert sniff(b"a;b\n1;2\n", "lista.CSV").mime == "text/csv"


@pytest.mark.parametrize(
    "data, name, reason",
    [
        (b"", "tom.pdf", content_type.EMPTY),
        (b"MZ\x90\x00", "bild.jpg", content_type.PROGRAM),
        (b"\x7fELF", "rapport.pdf", content_type.PROGRAM),
        (b"#!/bin/sh\nrm", "text.txt", content_type.PROGRAM),
        (b"%PDF-1.7", "rapport.pdf.exe", content_type.PROGRAM),
        (b"del /q", "rapport.pdf .bat ", content_type.PROGRAM),
        (b"print(1)", "x.py", content_type.PROGRAM),
        (b"<!DOCTYPE html><p>", "sida.txt", content_type.WEB_PAGE),
        (b"\xef\xbb\xbf  <HTML>", "sida.txt", content_type.WEB_PAGE),
        ("<html>".encode("utf-16"), "sida.txt", content_type.WEB_PAGE),
        (b"<!-- x -->\n<svg onload='x'>", "bild.png", content_type.WEB_PAGE),
        (b"<?xml version='1.0'?><svg/>", "bild", content_type.WEB_PAGE),
        (b"hej", "bild.svg", content_type.WEB_PAGE),
        (packed({**DOCX, "word/vbaProject.bin": b"x"}), "brev.docx", content_type.MACROS),
        (packed(DOCX), "brev.docm", content_type.MACROS),
        (packed({"a.txt": b"x"}), "filer.zip", content_type.ARCHIVE),
        (b"Rar!\x1a\x07\x01", "filer.rar", content_type.ARCHIVE),
        (packed(DOCX)[:-30], "brev.docx", content_type.DAMAGED),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "lista.xlsx", content_type.LOCKED),
        (OLE + "WordDocument".encode("utf-16-le"), "brev.doc", content_type.OLD_OFFICE),
        (b"{\\rtf1 hej}", "brev.rtf", content_type.OLD_OFFICE),
        (bytes(range(256)), "okänd", content_type.UNKNOWN),
    ],
)
def test_what_could_do_harm_is_refused_with_a_reason(data: bytes, name: str, reason: str) -> None:
    kind = sniff(data, name)
    assert not kind.opens_safely
    assert kind.reason is not None
    assert kind.reason.text == reason
    with pytest.raises(UserError):
        check(data, name)


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = packed({**DOCX, **{f"word/media/{n}": bytes(60_000_000) for n in range(4)}})
    assert len(bomb) < 1_000_000
    kind = sniff(bomb, "brev.docx")
    assert kind.reason is not None
    assert kind.reason.text == content_type.BOMB


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_get_an_answer(data: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", OLE[:8], b"\xff\xfe"):
        kind = sniff(start + data, name)
        assert kind.opens_safely == (kind.reason is None)


@pytest.mark.parametrize(
    "name, safe",
    [
        ("rapport.pdf", "rapport.pdf"),
        ("C:\\Users\\x\\bild å.jpg", "bild å.jpg"),
        ("../../etc/passwd", "passwd"),
        ("CON.txt", "_CON.txt"),
        ("a<b>:c?.txt", "a_b__c_.txt"),
        ("fa\u202egpj.exe", "fagpj.exe"),
        (". .", "bilaga"),
        ("", "bilaga"),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(st.characters(exclude_categories=[]), max_size=260))
@example(". .0")
@example("nul .")
@example("x" * 179 + " .a")
def test_a_safe_name_is_safe_everywhere_and_stays(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert safe == safe.strip(" .") != ""
    assert len(safe.encode()) <= 181
    assert not set(safe) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(char)[0] == "C" for char in safe)
    assert safe.split(".")[0].strip().upper() not in {"CON", "NUL", "COM1", "LPT9", "AUX", "PRN"}
