"""Kinds, statuses and degrees of harm as people write them in cells, in three languages (domain 2.3, 2.5, 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from kpsdesk.exchange.headings import normalised

KINDS: Final[Mapping[str, str]] = {
    "negative_event": "negativ händelse|negativ|händelse med skada|skada|inträffad händelse|haittatapahtuma|haitta|tapahtui "
    "potilaalle|tapahtui asiakkaalle|haitta potilaalle|haitta asiakkaalle|adverse event|harm event|incident with harm",
    "near_miss": "tillbud|nästan händelse|nära ögat|läheltä piti|läheltä piti tilanne|läheltä piti tapahtuma|near miss|"
    "close call",
    "risk": "risk|riskobservation|riskrapport|iakttagen risk|riski|riskihavainto|vaaratilanne|turvallisuushavainto|hazard",
    "complaint": "klagomål|klagomål och synpunkter|klagan|muistutus|valitus|kantelu|muistutus valitus|muistutus tai valitus|"
    "complaint",
    "view": "synpunkt|synpunkter|åsikt|palaute|asiakaspalaute|view|feedback",
    "improvement": "förbättringsförslag|förslag|förbättring|kehittämisehdotus|parannusehdotus|kehitysehdotus|ehdotus|"
    "suggestion|improvement",
    "positive": "positiv händelse|positiv|gott exempel|beröm|onnistuminen|hyvä käytäntö|kiitos|positive event|good care|"
    "positive|praise",
}
# the field's parent term covers two kinds (domain 1.1); harm decides between them
PARENT_KIND: Final = (
    "avvikelse|avvikelserapport|händelse|missförhållande|lex sarah|vårdskada|poikkeama|vaaratapahtuma|"
    "vaaratapahtumailmoitus|tapahtuma|epäkohta|deviation|incident|event|patient safety incident"
)

STATUSES: Final[Mapping[str, str]] = {
    "received": "inkommen|ny|nytt|registrerad|rapporterad|öppen|ej påbörjad|saapunut|uusi|avoin|received|new|open",
    "acknowledged": "mottagen|kvitterad|kvitterad mottagen|mottagen kvitterad|vastaanotettu|acknowledged",
    "assessing": "under bedömning|bedöms|bedömning|handläggs|under handläggning|pågår|pågående|påbörjad|arvioitavana|"
    "käsittelyssä|kesken|assessing|under assessment|in progress|ongoing",
    "investigating": "under utredning|utreds|utredning|utredning pågår|selvitettävänä|selvityksessä|tutkinnassa|"
    "investigating|under investigation",
    "action": "åtgärder pågår|åtgärd pågår|åtgärdas|åtgärd|toimenpiteet käynnissä|toimenpiteissä|action|actions in progress",
    "follow_up": "uppföljning|följs upp|under uppföljning|seurannassa|seuranta|follow up|follow_up",
    "closed": "avslutad|avslutat|avslutas|klar|klart|stängd|färdig|åtgärdad|valmis|päätetty|suljettu|käsitelty|closed|done|"
    "completed",
    "dismissed": "avskriven|avvisad|makulerad|dubblett|ej avvikelse|hylätty|kaksoiskappale|dismissed|rejected|duplicate",
    "forwarded": "vidarebefordrad|skickad vidare|överlämnad|siirretty|lähetetty eteenpäin|forwarded",
    "on_hold": "väntar på uppgift|vilande|väntar|pausad|avvaktar|odottaa lisätietoja|odottaa|on hold|on_hold|awaiting information",
    "reopened": "återöppnad|öppnad igen|avattu uudelleen|reopened",
}

HARMS: Final[Mapping[str, str]] = {
    "H0": "ingen skada|ingen|inga|ingen konsekvens|ingen följd|ingen påverkan|ei haittaa|ei seurauksia|ei vahinkoa|none|no harm",
    "H1": "lindrig skada|lindrig|obehag|lindrig skada obehag|lindrig skada eller obehag|mindre|mindre skada|liten|extra tillsyn|"
    "extra övervakning|extra tillsyn övervakning|lievä haitta|lievä|lisäseuranta|epämukavuus|low|low harm|minor|extra monitoring",
    "H2": "måttlig skada|måttlig|övergående|måttlig skada övergående|måttlig övergående skada|kohtalainen haitta|kohtalainen|"
    "keskivaikea|moderate|moderate harm",
    "H3": "allvarlig skada|allvarlig|betydande|bestående skada|allvarlig vårdskada|vakava haitta|vakava|merkittävä|severe|"
    "severe harm|serious|major",
    "H4": "dödsfall|död|avliden|katastrofal|mycket allvarlig|dödsfall eller bestående stor funktionsnedsättning|kuolema|"
    "pysyvä vaikea haitta|kuolema tai pysyvä vaikea haitta|death or major permanent harm|katastrofaalinen|death|fatal|catastrophic",
    "HX": "okänt|okänd|vet ej|vet inte|oklart|ej känt|uppgift saknas|ei tiedossa|ei tietoa|tuntematon|unknown|not known",
}
# what was done for the person tells of harm without grading it; read carefully and with a warning
ROUGH_HARMS: Final[Mapping[str, str]] = {
    "H2": "läkarvård|läkarbesök|läkarkontakt|lääkärikäynti|doctor",
    "H3": "sjukhusvård|inlagd på sjukhus|sairaalahoito|hospital|hospital care",
    "HX": "personskada|skada|ja|henkilövahinko|haitta|kyllä|injury|yes",
}

GRADES: Final[Mapping[str, str]] = {
    "1": "mindre|liten|mycket liten|osannolik|vähäinen|lievä|epätodennäköinen|minor|very unlikely",
    "2": "måttlig|kohtalainen|mahdollinen|moderate|unlikely|låg",
    "3": "betydande|stor|allvarlig|merkittävä|vakava|todennäköinen|major|serious|likely",
    "4": "katastrofal|mycket stor|mycket allvarlig|katastrofaalinen|erittäin vakava|hyvin todennäköinen|catastrophic|very likely",
}


class Words:
    """A table of words turned round, for looking a cell up."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._codes: dict[str, str] = {}
        for code, words in table.items():
            for word in (code, *words.split("|")):
                self._codes.setdefault(normalised(word), code)

    def code(self, text: str) -> str:
        """The code that a text means, or ''."""
        return self._codes.get(normalised(text), "")


@cache
def kinds() -> Words:
    """Words for kinds; `parent` for those that cover an event and a near miss alike."""
    return Words({**KINDS, "parent": PARENT_KIND})


@cache
def statuses() -> Words:
    """Words for statuses."""
    return Words(STATUSES)


@cache
def harms() -> Words:
    """Words for degrees of harm."""
    return Words(HARMS)


@cache
def rough_harms() -> Words:
    """Words that tell of harm without grading it."""
    return Words(ROUGH_HARMS)


@cache
def grades() -> Words:
    """Words for severity and probability of the four-step matrix."""
    return Words(GRADES)
