"""What an attached file really is: judged by its content, never by its name.

Only kinds that people attach to a case and that open without running anything are let in. What is
refused gets a sentence that says what to do instead.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from kpsdesk.domain.text import mend
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, Label

UNPACKED_LIMIT: Final = 200 * 1024 * 1024
NAME_BYTES: Final = 180

EMPTY: Final = N_("The file is empty. Nothing was attached: choose another file.")
PROGRAM: Final = N_("The file is a program or a script, and those cannot be attached. Nothing was attached.")
WEB_PAGE: Final = N_(
    "The file is a web page or a drawing that can hold program code. Save it as PDF or as a picture and attach that."
)
MACROS: Final = N_("The document holds macros. Save it without macros, or as PDF, and attach that.")
OLD_OFFICE: Final = N_(
    "The document is in an old Office format, which can hide macros. Save it as docx, xlsx or PDF and attach that."
)
LOCKED: Final = N_("The document is locked with a password. Save it without the password and attach that.")
BOMB: Final = N_("The file would grow far too large when opened. Nothing was attached.")
ARCHIVE: Final = N_("The file is an archive. Take the files out of it and attach them one at a time.")
DAMAGED: Final = N_(
    "The file is damaged and cannot be opened. Save it again where it was made, and attach that."
)
UNKNOWN: Final = N_(
    "KPSdesk does not know this kind of file. Attach a PDF, a picture, a text, a Word or Excel document, "
    "an e-mail, a film or a sound."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is; `reason` says why it may not be attached when `opens_safely` is false."""

    mime: str
    extension: str
    opens_safely: bool = True
    reason: Label | None = None


def _endings(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PROGRAM_NAMES: Final = _endings(
    "app appimage application apk bat bin cmd com cpl deb desktop dll dmg elf exe gadget hta inf ins "
    "iso jar jnlp js jse ksh lnk lua mjs msc msi msp mst pif pl ps1 psm1 py pyc pyw rb reg rpm run "
    "scf scr sct sh so sys url vb vbe vbs vhd vhdx ws wsc wsf wsh xll"
)
_WEB_NAMES: Final = _endings("htm html mht mhtml shtml svg svgz xht xhtml xml xsl xslt")
_MACRO_NAMES: Final = _endings("docm dotm xlsm xltm xlsb xlam pptm potm ppam ppsm sldm")
_PROGRAM_MAGIC: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"#!",
)
_ARCHIVE_MAGIC: Final = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
)
_PLAIN_MAGIC: Final = (
    (b"%PDF-", Kind("application/pdf", "pdf")),
    (b"\xff\xd8\xff", Kind("image/jpeg", "jpg")),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", "png")),
    (b"GIF87a", Kind("image/gif", "gif")),
    (b"GIF89a", Kind("image/gif", "gif")),
    (b"II*\x00", Kind("image/tiff", "tif")),
    (b"MM\x00*", Kind("image/tiff", "tif")),
    (b"ID3", Kind("audio/mpeg", "mp3")),
)
_BRANDS: Final = {
    **dict.fromkeys(
        (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), Kind("image/heic", "heic")
    ),
    b"avif": Kind("image/avif", "avif"),
    b"qt  ": Kind("video/quicktime", "mov"),
    b"M4A ": Kind("audio/mp4", "m4a"),
    b"M4B ": Kind("audio/mp4", "m4a"),
}
_WEB_START: Final = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script|svg|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_START: Final = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_MAIL_START: Final = re.compile(
    rb"(?:(?:From|To|Date|Subject|Received|Return-Path|Delivered-To|MIME-Version|Message-ID|X-[\w-]+):|From )[^\n]*\n",
    re.IGNORECASE,
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def sniff(data: bytes, name: str) -> Kind:
    """The kind of a file from its first bytes and, for archives, from what lies inside."""
    if not data:
        return _refused(EMPTY)
    ending = safe_name(name).rpartition(".")[2].casefold()
    if ending in _PROGRAM_NAMES or data.startswith(_PROGRAM_MAGIC):
        return _refused(PROGRAM)
    if ending in _MACRO_NAMES:
        return _refused(MACROS)
    looks: tuple[Callable[[bytes], Kind | None], ...] = (_binary, _container, _packed, _compound)
    for look in looks:
        if kind := look(data):
            return kind
    return _text(data, ending)


def check(data: bytes, name: str) -> Kind:
    """The kind of a file that may be attached; raises `UserError` with the reason for any other."""
    kind = sniff(data, name)
    if kind.reason is not None:
        raise UserError(kind.reason.text, field="attachment")
    return kind


def _refused(reason: str, mime: str = "application/octet-stream", extension: str = "bin") -> Kind:
    return Kind(mime, extension, opens_safely=False, reason=Label(reason))


def _binary(data: bytes) -> Kind | None:
    for magic, kind in _PLAIN_MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(_ARCHIVE_MAGIC):
        return _refused(ARCHIVE)
    if (
        data[:1] == b"\xff"
        and len(data) > 3
        and data[1] & 0xE6 == 0xE2
        and data[2] & 0xF0 not in (0x00, 0xF0)
    ):
        return Kind("audio/mpeg", "mp3")  # an MPEG layer III frame without a tag before it
    return None


def _container(data: bytes) -> Kind | None:
    if data[:4] == b"RIFF":
        riff = {b"WEBP": Kind("image/webp", "webp"), b"WAVE": Kind("audio/wav", "wav")}
        return riff.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], Kind("video/mp4", "mp4"))
    return None


def _packed(data: bytes) -> Kind | None:
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return None
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return _office(packed)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return _refused(DAMAGED)


def _office(packed: zipfile.ZipFile) -> Kind:
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        return _refused(BOMB)
    names = {entry.filename.casefold() for entry in entries}
    if any("vbaproject" in name or "/macrosheets/" in name or "/activex/" in name for name in names):
        return _refused(MACROS)
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        return _refused(MACROS)
    if "[content_types].xml" in names:
        office = "application/vnd.openxmlformats-officedocument."
        for part, kind in (
            ("word/document.xml", Kind(office + "wordprocessingml.document", "docx")),
            ("xl/workbook.xml", Kind(office + "spreadsheetml.sheet", "xlsx")),
            ("ppt/presentation.xml", Kind(office + "presentationml.presentation", "pptx")),
        ):
            if part in names:
                return kind
    if "mimetype" in names:
        with packed.open("mimetype") as stream:
            mime = stream.read(100).strip().decode("ascii", "replace")
        if mime in (ends := {f"application/vnd.oasis.opendocument.{k}": e for k, e in _OPEN_DOCUMENTS}):
            return Kind(mime, ends[mime])
    return _refused(ARCHIVE)


_OPEN_DOCUMENTS: Final = (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))


def _compound(data: bytes) -> Kind | None:
    """Outlook's messages, old Office and locked documents share one container format."""
    if data[:8] != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return None
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _refused(LOCKED)
    if "__properties_version1.0".encode("utf-16-le") in data:
        return Kind("application/vnd.ms-outlook", "msg")
    return _refused(OLD_OFFICE)


def _text(data: bytes, ending: str) -> Kind:
    start = data[:4096]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        start = start.removeprefix(mark)
    narrow = start.replace(b"\0", b"")
    if ending in _WEB_NAMES or _WEB_START.match(narrow) or _XML_START.match(narrow):
        return _refused(WEB_PAGE)
    if not _is_text(data):
        return _refused(UNKNOWN)
    if start.startswith(b"{\\rtf"):
        return _refused(OLD_OFFICE)
    if ending == "eml" or (_MAIL_START.match(start) and b"\nSubject:" in b"\n" + start):
        return Kind("message/rfc822", "eml")
    return Kind("text/csv", "csv") if ending == "csv" else Kind("text/plain", "txt")


def _is_text(data: bytes) -> bool:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return not _CONTROLS.search(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


_RESERVED: Final = frozenset(
    (
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(port + n for port in ("COM", "LPT") for n in "0123456789¹²³"),
    )
)
_ZERO_WIDTH: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060))


def safe_name(name: str, fallback: str = "bilaga") -> str:
    """A file name to show and to offer under "Save as"; on disk attachments go by their id.

    Applied until nothing changes, since each rule can make room for another (reliability 6).
    """
    last = re.split(r"[\\/]", mend(name))[-1].translate(_ZERO_WIDTH)
    plain = "".join(
        "_" if char in '<>:"|?*' or unicodedata.category(char)[0] == "C" else char for char in last
    )
    for _round in range(20):
        before = plain
        plain = _shortened(
            unicodedata.normalize("NFC", plain).replace("\n", " ").replace("\t", " ").strip(" .").strip()
        )
        if plain.split(".")[0].strip().upper() in _RESERVED:
            plain = "_" + plain
        if plain == before:
            return plain or fallback
    return fallback


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 12:
        stem, dot, ending = name, "", ""
    room = NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[: max(room, 0)].decode(errors="ignore") + dot + ending
