"""Personal data in free text: what to warn about beside a field and before print (domain 8, rules 2 and 7).

The finder only points. It says nothing about people it does not know of, and a text without findings may
still tell who somebody is. Nothing of what it reads is kept or logged.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from stdnum import luhn
from stdnum.fi import hetu

from kpsdesk import paths
from kpsdesk.i18n import N_, Label


class Sort(StrEnum):
    """What a finding is."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    HENKILOTUNNUS = "henkilotunnus"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in the text; `certain` is false where it only looks like what it is said to be."""

    kind: Sort
    start: int
    end: int
    reason: Label
    certain: bool = True


PERSONNUMMER: Final = N_("This is a Swedish personal identity number.")
PERSONNUMMER_LIKE: Final = N_(
    "This looks like a Swedish personal identity number, though its check digit is wrong."
)
SAMORDNINGSNUMMER: Final = N_("This is a Swedish coordination number.")
SAMORDNINGSNUMMER_LIKE: Final = N_(
    "This looks like a Swedish coordination number, though its check digit is wrong."
)
HETU: Final = N_("This is a Finnish personal identity code.")
HETU_LIKE: Final = N_(
    "This looks like a Finnish personal identity code, though its check character is wrong."
)
EMAIL: Final = N_("This is an e-mail address.")
PHONE: Final = N_("This looks like a phone number.")
KNOWN: Final = N_("This is the name of somebody in this organisation.")
NAME: Final = N_("This looks like a person's name.")
TITLED: Final = N_("This looks like a name after a title or a role.")
INITIAL: Final = N_("This looks like an initial and a surname.")
ROOM: Final = N_("A room or flat number can tell who it is.")
ADDRESS: Final = N_("A street address can tell who it is.")

_SE_NUMBER: Final = re.compile(
    r"(?<![\d+-])(?:18|19|20)?(?P<y>\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"(?P<sep>\s?[-+–]\s?|\s)?(?P<end>\d{4})(?![\d]|-\d)"
)
_FI_NUMBER: Final = re.compile(
    r"(?<![\w-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[-+A-FU-Y–]\d{3}[0-9A-FHJ-NPR-Y](?!\w)",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PHONE: Final = re.compile(
    r"(?<![\w.,:/+-])(?:"
    r"(?:\+|00)(?:46|358)[ -]?(?:\(0\)[ -]?)?[1-9](?:[ -]?\d){5,11}"
    r"|0[1-9]\d{0,2}(?:-| - |/| |\) ?)\d{2,4}(?: \d{2,4}){0,3}"
    r"|0[1-9]\d-\d{3}-\d{4}"
    r"|0[1-9]\d-?\d{6,8}"
    r"|0[1-9]\d{7,8}"
    r")(?![\w:]|[.,-]\d)"
)
_HOURS: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")
_ROOM: Final = re.compile(
    r"\b(?:rum(?:met|snr|snummer)?|lgh|lägenhet(?:en|snummer)?|bädd|säng|sal|bäddplats|huone(?:essa|esta|eseen|en|nro)?|"
    r"asunto|asunnossa|asunnosta|asunnon|potilashuone(?:essa|esta|en)?)\.?\s{0,2}(?:nr|nro|nummer|numero)?\.?:?\s{0,2}"
    r"(?:[a-zåäö]?\d{1,4}(?-i:\s?[A-Z]\b)?|(?-i:[A-Z])\s?\d{1,3})(?!\w|[:,]\d)(?!\s?(?:°|grader|astetta))",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäöé]{2,30}(?:gatan|gata|vägen|gränd|gränden|stigen|allén|katu|kadun|kadulla|tie|tien|tiellä|kuja|polku)"
    r"\s\d{1,3}(?:\s?[A-Za-z]\b)?(?:\s\d{1,3}\b)?"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_INITIAL_NAME: Final = re.compile(
    r"(?<![\w.])[A-ZÅÄÖ]\.\s?(?:[A-ZÅÄÖ]\.\s?)?[A-ZÅÄÖ][a-zåäöé]{2,}(?:-[A-ZÅÄÖ][a-zåäöé]+)?"
)
_ENDS_SENTENCE: Final = frozenset('.!?:;\n\r•*"”’(»[–—-/|')


@dataclass(frozen=True, slots=True)
class _Words:
    names: frozenset[str]
    also_words: frozenset[str]
    endings: tuple[str, ...]
    weak_endings: tuple[str, ...]
    titles: frozenset[str]
    not_names: frozenset[str]


def find(text: str, known_names: Collection[str] = (), places: Collection[str] = ()) -> tuple[Finding, ...]:
    """What in a text tells who somebody is, in the order of the text and never overlapping.

    `known_names` are the people in the store; `places` names of units and the like, which are no people.
    """
    taken = bytearray(len(text))
    found: list[Finding] = []
    for search in (_emails, _swedish_numbers, _finnish_numbers, _phones, _rooms):
        _keep(search(text), taken, found)
    _keep(_NameFinder(text, known_names, places).findings(), taken, found)
    return tuple(sorted(found, key=lambda finding: finding.start))


def _keep(findings: Iterator[Finding], taken: bytearray, found: list[Finding]) -> None:
    for finding in findings:
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            found.append(finding)


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(Sort.EMAIL, match.start(), match.end(), Label(EMAIL))


def _swedish_numbers(text: str) -> Iterator[Finding]:
    for match in _SE_NUMBER.finditer(text):
        right = bool(luhn.is_valid(match["y"] + match["m"] + match["d"] + match["end"]))
        short = match.end() - match.start() == 10
        blank = bool(match["sep"]) and not match["sep"].strip()
        if not right and (_is_hetu(match[0]) or blank or (short and match[0].startswith("0"))):
            continue  # a Finnish code, a date with a time after it, or a phone number
        if int(match["d"]) > 60:
            kind, reason = Sort.SAMORDNINGSNUMMER, SAMORDNINGSNUMMER if right else SAMORDNINGSNUMMER_LIKE
        else:
            kind, reason = Sort.PERSONNUMMER, PERSONNUMMER if right else PERSONNUMMER_LIKE
        yield Finding(kind, match.start(), match.end(), Label(reason), certain=right)


def _is_hetu(number: str) -> bool:
    return bool(hetu.is_valid(number.replace("–", "-"), allow_temporary=True))


def _finnish_numbers(text: str) -> Iterator[Finding]:
    for match in _FI_NUMBER.finditer(text):
        right = _is_hetu(match[0])
        yield Finding(
            Sort.HENKILOTUNNUS, match.start(), match.end(), Label(HETU if right else HETU_LIKE), certain=right
        )


def _phones(text: str) -> Iterator[Finding]:
    for match in _PHONE.finditer(text):
        digits = [char for char in match[0] if char.isdigit()]
        parts = match[0].split()
        if len(digits) < 8 or len(digits) > 15 or all(_HOURS.fullmatch(part) for part in parts):
            continue  # "0800 1200 1600" are hours
        if not match[0].startswith(("+", "00")) and len(digits) > 11:
            continue
        yield Finding(Sort.PHONE, match.start(), match.end(), Label(PHONE))


def _rooms(text: str) -> Iterator[Finding]:
    for pattern, reason in ((_ROOM, ROOM), (_ADDRESS, ADDRESS)):
        for match in pattern.finditer(text):
            yield Finding(Sort.ROOM, match.start(), match.end(), Label(reason))


class _NameFinder:
    """Names in one text: listed first names, known people, pairs, and what follows a title."""

    def __init__(self, text: str, known_names: Collection[str], places: Collection[str]) -> None:
        self._text = text
        self._words = list(_WORD.finditer(text))
        self._lists = _lists()
        self._finnish = _is_finnish(word[0].casefold() for word in self._words)
        self._full = frozenset(" ".join(_WORD.findall(name.casefold())) for name in known_names)
        self._parts = frozenset(part for name in self._full for part in name.split() if len(part) > 2)
        self._not_names = self._lists.not_names.union(*(_WORD.findall(place.casefold()) for place in places))

    def findings(self) -> Iterator[Finding]:
        index = 0
        while index < len(self._words):
            count, reason, certain = self._at(index)
            if count:
                first, last = self._words[index], self._words[index + count - 1]
                yield Finding(Sort.NAME, first.start(), last.end(), Label(reason), certain)
            index += count or 1
        for match in _INITIAL_NAME.finditer(self._text):
            last_word = _WORD.findall(match[0])[-1].casefold()
            if last_word not in self._not_names and self._is_surname(last_word):
                yield Finding(Sort.NAME, match.start(), match.end(), Label(INITIAL), certain=False)

    def _at(self, index: int) -> tuple[int, str, bool]:
        """How many words from here are a name, why, and whether that is certain."""
        word = self._words[index][0]
        if self._full and (count := self._known(index)):
            return count, KNOWN, True
        if not word[0].isupper() or len(word) < 2:
            return 0, "", False
        run = self._run(index)
        lower = word.casefold()
        if _is_capitalised(word):
            if self._base(lower, self._parts) and not self._starts(index) and lower not in self._not_names:
                return max(run, 1), KNOWN, True
            return self._capitalised(index, lower, run)
        if word.isupper() and len(word) > 3 and lower in self._lists.names and self._is_shouted_name(index):
            return 1, NAME, False
        return 0, "", False

    def _capitalised(self, index: int, lower: str, run: int) -> tuple[int, str, bool]:
        starts = self._starts(index)
        if lower in self._not_names and not (run > 1 and self._base(lower, self._lists.names)):
            return 0, "", False
        if base := self._base(lower, self._lists.names):
            if run > 1 or not starts or base not in self._lists.also_words:
                return run or 1, NAME, run > 1
            return 0, "", False
        if self._after_title(index):
            return run or 1, TITLED, False
        if (
            run > 1
            and not _is_place(lower)
            and (not starts or self._is_surname(self._words[index + 1][0].casefold()))
        ):
            return run, NAME, False
        if not starts and self._has_strong_ending(lower):
            return 1, NAME, False
        return 0, "", False

    def _run(self, index: int) -> int:
        """How many capitalised words stand side by side from here that may be one name: 0, 2 or 3."""
        count = 1
        while count < 3 and index + count < len(self._words):
            before, word = self._words[index + count - 1], self._words[index + count]
            if self._text[before.end() : word.start()] != " " or not _is_capitalised(word[0]):
                break
            if word[0].casefold() in self._not_names or _is_place(word[0].casefold()):
                break
            count += 1
        return count if count > 1 else 0

    def _known(self, index: int) -> int:
        for count in (3, 2):
            words = self._words[index : index + count]
            if len(words) == count and self._text[words[0].end() : words[1].start()].isspace():
                said = " ".join(word[0].casefold() for word in words)
                if (
                    said in self._full
                    or said.removesuffix("s") in self._full
                    or said.removesuffix("n") in self._full
                ):
                    return count
        return 0

    def _starts(self, index: int) -> bool:
        """Whether a word begins a sentence or a line, where any word has a capital letter."""
        start = self._words[index].start()
        before = self._text[max(0, start - 6) : start].rstrip(" \t")
        return not before or before[-1] in _ENDS_SENTENCE or before[-1].isdigit()

    def _after_title(self, index: int) -> bool:
        if index == 0 or _is_place(self._words[index][0].casefold()):
            return False
        title, word = self._words[index - 1], self._words[index]
        between = self._text[title.end() : word.start()]
        return (
            title[0].casefold() in self._lists.titles
            and between in (" ", ". ")
            and (between == " " or len(title[0]) < 4)
        )

    def _base(self, lower: str, names: frozenset[str]) -> str:
        """The listed name that a word is a form of, or ''."""
        if not names:
            return ""
        return next((form for form in _bases(lower, finnish=self._finnish) if form in names), "")

    def _is_surname(self, lower: str) -> bool:
        return self._has_strong_ending(lower) or any(
            base.endswith(self._lists.weak_endings) and len(base) > 4
            for base in _bases(lower, finnish=self._finnish)
        )

    def _has_strong_ending(self, lower: str) -> bool:
        return len(lower) > 5 and any(
            base.endswith(self._lists.endings) for base in _bases(lower, finnish=self._finnish)
        )

    def _is_shouted_name(self, index: int) -> bool:
        """A name in capitals counts among words that are not."""
        near = [word[0] for word in self._words[max(0, index - 2) : index + 3]]
        return sum(1 for word in near if word.isupper()) <= 2


def _is_capitalised(word: str) -> bool:
    """Written as names are, double names such as Ann-Marie too."""
    parts = re.split("[-’']", word)
    return len(word) > 1 and all(
        part[:1].isupper() and (len(part) == 1 or part[1:].islower()) for part in parts
    )


def _endings(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACE_ENDINGS: Final = _endings(
    "gården hemmet boendet gatan vägen huset centralen sjukhus sjukhuset kliniken mottagningen "
    "avdelningen skolan parken torget kommun region stad köping backen ängen viken koti kodin "
    "kodissa talo talon osasto sairaala sairaalan katu kylä keskus keskuksen kuntayhtymä "
    "hyvinvointialue hyvinvointialueen yksikkö ryhmä palvelut palvelu teamet enheten nämnden verket"
)


def _is_place(lower: str) -> bool:
    return lower.endswith(_PLACE_ENDINGS)


_NEN_FORMS: Final = _endings("sen selle selta sella seltä sellä seen")
_SWEDISH_WORDS: Final = _endings(
    "och i på att är var fick för som till det hon han en ett av med inte hos den vi när"
)
_FINNISH_WORDS: Final = _endings(
    "ja oli ei on että klo kun jäi eikä hän se oli ollut mutta joka myös vain sekä tai"
)
_FINNISH_ENDINGS: Final = _endings(
    "n lle lta ltä lla llä lle ssa ssä sta stä an en in än a ä ta tä ksi kin kaan hin"
)


def _bases(lower: str, *, finnish: bool) -> Iterator[str]:
    """The word, and what it may be a form of: Swedish genitive, Finnish cases and consonant change."""
    yield lower
    if lower.endswith("s") and len(lower) > 3:
        yield lower[:-1]
    if not finnish:
        return
    if lower.endswith(_NEN_FORMS):
        yield lower[: lower.rindex("s")] + "nen"
    for ending in _FINNISH_ENDINGS:
        stem = lower.removesuffix(ending)
        if stem != lower and len(stem) > 2:
            yield stem
            if stem[-1] in "aeiouyäö" and stem[-2] in "ktp" and stem[-3] != stem[-2]:
                yield stem[:-1] + stem[-2:]


def _is_finnish(words: Iterable[str]) -> bool:
    """Whether a text reads as Finnish rather than Swedish; Swedish "Solrosen" is no Solronen."""
    counts = Counter(words)
    return sum(counts[word] for word in _SWEDISH_WORDS) <= sum(counts[word] for word in _FINNISH_WORDS)


@cache
def _lists() -> _Words:
    with paths.resource("vocabulary", "first_names.toml").open("rb") as stream:
        lists: dict[str, str] = tomllib.load(stream)
    words = {key: frozenset(value.casefold().split()) for key, value in lists.items()}
    return _Words(
        names=words["swedish"] | words["finnish"],
        also_words=words["also_words"],
        endings=tuple(words["surname_endings"]),
        weak_endings=tuple(words["surname_endings_weak"]),
        titles=words["titles"],
        not_names=words["not_names"],
    )
