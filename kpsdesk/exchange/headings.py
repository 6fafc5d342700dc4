"""Headings of the spreadsheets and forms in use, in three languages, and which field each one means.

The words are those of municipal forms and of the systems named in domain 2.1 and 2.2. What nobody knows
is kept as further text, so that nothing in a sheet is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

# field key: its headings; `|` separates them
SYNONYMS: Final[Mapping[str, str]] = {
    "number": "diarienr|diarienummer|dnr|ärendenr|ärendenummer|ärende|ärende id|nr|nummer|löpnr|löpnummer|id|avvikelsenr|"
    "avvikelsenummer|rapportnr|rapportnummer|tapausnumero|tapaus nro|numero|nro|ilmoitusnumero|ilmoituksen numero|"
    "diaarinumero|dnro|case number|case no|case|number|no|reference|ref"
    "|id nr|id nummer|ärende id nr|referens|referensnummer|asianumero|asianro|tapausnro|reference number"
    "|case id",
    "unit": "enhet|enhetens namn|enhet där det hände|boendeenhet|boende|enhetskod|arbetsplats|avdelning|verksamhet|"
    "händelseenhet|berörd enhet|enhet avdelning|yksikkö|asumisyksikkö|tapahtumayksikkö|yksikön nimi|työyksikkö|osasto|"
    "toimintayksikkö|unit|ward|department|location unit|unit of event"
    "|vårdenhet|enhet verksamhet|sektion|hoitoyksikkö|palveluyksikkö|toimipiste|yksikkökoodi|unit name"
    "|unit code|workplace",
    "unit_report": "rapporterande enhet|anmälande enhet|ilmoittava yksikkö|reporting unit",
    "occurred": "händelsedatum|datum|datum för händelsen|när hände det|händelsedag|inträffad|inträffade|inträffat|"
    "inträffat datum|datum och tid|datum tid|händelsetidpunkt|tidpunkt|tidpunkt för händelsen|datum när det hände|"
    "händelsedatum och tid|tapahtuma aika|tapahtumapäivä|tapahtumapäivämäärä|päivämäärä|pvm|tapahtumapvm|ajankohta|"
    "milloin tapahtui|tapahtunut|päivämäärä ja aika|occurred|occurred at|date|date of event|event date|incident date|"
    "date and time"
    "|datum för händelse|händelsens datum|tidpunkt för händelse|inträffade datum|datum inträffat|hände"
    "|när|tapahtuman päivämäärä|tapahtuman pvm|tapahtuman ajankohta|milloin|occurred on|date occurred"
    "|date of incident|date of occurrence",
    "occurred_time": "tid|klockslag|tid för händelsen|händelsetid|klockan|kl|aika|kellonaika|klo|kello|tapahtuma kellonaika|"
    "time|time of event|event time",
    "discovered": "upptäckt|upptäcktes|upptäckt datum|när upptäcktes det|havaittu|havaitsemisaika|havaintopäivä|discovered|"
    "discovered at",
    "reported": "inkommen|inkom|inkommen datum|inkommet|inkommet datum|ankomstdatum|rapporterad|rapporterat|rapportdatum|"
    "rapporteringsdatum|anmäld|anmälningsdatum|registrerad|registreringsdatum|skapad|skapad datum|saapunut|saapumispäivä|"
    "ilmoitettu|ilmoituspäivä|ilmoituspvm|ilmoitusaika|kirjattu|luotu|reported|reported at|report date|received|"
    "date received|created"
    "|inkom datum|inkommet den|inkom den|datum inkommen|datum inkommet|registrerad datum"
    "|datum registrerad|datum rapporterad|datum för rapport|rapporterad datum|anmäld datum|saapui"
    "|saapumispvm|saapumispäivämäärä|ilmoituksen pvm|ilmoituksen päivämäärä|kirjauspäivä|reported on"
    "|date reported|received on|received date|registered|date registered",
    "kind": "typ|typ av rapport|typ av ärende|ärendetyp|rapporttyp|avvikelsetyp|typ av avvikelse|slag|art|negativ händelse "
    "tillbud risk|laji|ilmoituksen laji|ilmoitustyyppi|tapahtuman luonne|luonne|tyyppi|kind|report kind|type|report type|"
    "case type"
    "|typ av händelserapport|ilmoituslaji|ilmoituksen tyyppi|type of report|incident type",
    "event_type": "händelsetyp|typ av händelse|kategori|huvudkategori|huvudgrupp|händelsekategori|område|avvikelseområde|"
    "händelsen gäller|vad gäller händelsen|tapahtuman tyyppi|tapahtumatyyppi|tapahtumaluokka|luokka|kategoria|event type|"
    "category|type of event|main category"
    "|typ av avvikelse händelsetyp|händelsens typ|tapahtuman luokka|incident category",
    "subcategory": "underkategori|undergrupp|undertyp|underrubrik|delkategori|alakategoria|alaluokka|tarkempi tyyppi|"
    "subcategory|sub category|subtype",
    "title": "rubrik|ämne|kort beskrivning|titel|otsikko|aihe|title|subject|short title|headline",
    "description": "beskrivning|vad hände|vad har hänt|händelsebeskrivning|beskrivning av händelsen|beskriv händelsen|"
    "händelse|händelseförlopp|händelsen|vad kan hända|fritext|kuvaus|tapahtuman kuvaus|mitä tapahtui|tapahtumakuvaus|"
    "kuvaus tapahtumasta|description|what happened|event description|narrative"
    "|beskrivning av händelse|beskriv vad som hände|beskrivning av vad som hänt|vad som hände"
    "|tapahtuman kulku|selostus|description of event|description of incident|details",
    "harm": "konsekvens|konsekvenser|skada|skadegrad|följd|följder|vad blev följden|konsekvens för brukaren|konsekvens för "
    "patienten|konsekvens för den enskilde|seuraus|seuraukset|haitta|haittaluokka|seuraus asiakkaalle|seuraus potilaalle|"
    "harm|consequence|consequences|outcome|level of harm"
    "|skada konsekvens|konsekvens skada|konsekvens för patient|konsekvens för brukare"
    "|konsekvens för person|vad blev konsekvensen|haitan aste|haitan vakavuus|seurauksen vakavuus"
    "|degree of harm|harm level",
    "immediate_action": "åtgärd|åtgärder|omedelbar åtgärd|omedelbara åtgärder|direkt åtgärd|akut åtgärd|vidtagna åtgärder|"
    "vidtagen åtgärd|vad gjordes direkt|vad gjordes|välitön toimenpide|välittömät toimet|välittömät toimenpiteet|"
    "toimenpide|toimenpiteet|mitä tehtiin heti|immediate action|immediate actions|action|actions|action taken|measures"
    "|åtgärder direkt|direkta åtgärder|åtgärd direkt|omedelbart vidtagna åtgärder|vilka åtgärder vidtogs"
    "|tehdyt toimenpiteet|välitön toimi|immediate measures|actions taken",
    "suggestion": "förslag|förslag till åtgärd|förslag till åtgärder|förbättringsförslag|hur kan det förebyggas|hur kan det "
    "förhindras|ehdotus|kehittämisehdotus|miten estetään toistuminen|miten tapahtuma voitaisiin estää|suggestion|proposal|"
    "how to prevent",
    "status": "status|ärendestatus|läge|handläggningsstatus|tila|käsittelyn tila|vaihe|state|case status"
    "|status på ärendet|tapauksen tila|asian tila",
    "handler": "handläggare|ansvarig handläggare|utredare|käsittelijä|selvittäjä|handler|case handler|investigator",
    "manager": "ansvarig|ansvarig chef|enhetschef|ec|chef|vastuuhenkilö|vastuuesihenkilö|esihenkilö|esimies|responsible|"
    "owner|manager|unit manager"
    "|ansvarig person|ansvarig för ärendet|vastuussa|vastaava|responsible person|responsible manager",
    "closed": "avslutad|avslutat|avslutad datum|avslutsdatum|avslutningsdatum|stängd|klar|klart|klar datum|slutdatum|"
    "valmis|valmistunut|päätetty|suljettu|päättymispäivä|käsitelty|closed|closed at|date closed|completed"
    "|stängd datum|datum avslutad|datum avslutat|datum stängd|avslutat datum|avslutad den|avslutades"
    "|klardatum|datum klar|päättynyt|päättymispvm|päättymispäivämäärä|päätetty pvm|suljettu pvm"
    "|valmistumispäivä|valmis pvm|closed on|closed date|closing date|date of closing",
    "place": "plats|var hände det|plats för händelsen|lokal|händelseplats|paikka|tapahtumapaikka|missä tapahtui|place|"
    "location|where",
    "profession": "yrkesroll|yrke|befattning|rapportörens yrke|profession|yrkeskategori|titel på rapportör|ammattiryhmä|"
    "ammatti|ilmoittajan ammatti|ammattinimike|reporter role|role|occupation",
    "severity": "allvarlighetsgrad|allvarlighet|allvarsgrad|svårighetsgrad|vakavuus|vakavuusaste|severity|severity actual",
    "severity_potential": "möjlig allvarlighetsgrad|potentiell allvarlighetsgrad|mahdollinen vakavuus|potential severity|"
    "severity potential",
    "probability": "sannolikhet|sannolikhet för upprepning|todennäköisyys|toistumisen todennäköisyys|probability|likelihood",
    "score": "riskpoäng|riskvärde|poäng|risktal|riskbedömning|riskipisteet|riskiluku|riskiluokka|risk score|score",
    "person_affected": "vem berördes|berörd|drabbad|vem drabbades|keneen kohdistui|kohde|affected|person affected",
    "causes_text": "orsak|orsaker|bakomliggande orsak|bakomliggande orsaker|varför hände det|orsak till händelsen|"
    "bidragande orsaker|syy|syyt|taustasyyt|cause|causes|root cause",
    "factors": "bidragande faktorer|bidragande faktor|faktorer|myötävaikuttavat tekijät|myötävaikuttava tekijä|"
    "contributing factors|contributing factor",
    "manager_actions": "chefens åtgärder|chefens åtgärd|åtgärder chef|enhetschefens åtgärder|esihenkilön toimenpiteet|"
    "esimiehen toimenpiteet|manager actions|managers actions",
    "decision_text": "beslut|ställningstagande|bedömning|chefens bedömning|slutsats|päätös|johtopäätös|decision|conclusion",
    "lesson": "lärdom|lärdomar|erfarenhet|oppi|opit|lesson|lesson learnt|lessons learned",
    "feedback": "återkoppling|återkoppling till rapportör|palaute ilmoittajalle|feedback|feedback to reporter",
    "next_of_kin_informed": "närstående informerad|närstående god man informerad|anhörig informerad|god man informerad|"
    "läheiselle kerrottu|läheiselle edunvalvojalle kerrottu|next of kin informed|next of kin told",
    "patient_informed": "patient informerad|patienten informerad|brukaren informerad|den enskilde informerad|"
    "patient närstående informerad|kerrottu potilaalle|kerrottu asiakkaalle|potilaalle kerrottu|patient informed|patient told",
    "manager_informed": "ansvarig chef informerad|chef informerad|esihenkilölle kerrottu|manager informed|manager told",
    "weekday": "veckodag|viikonpäivä|weekday|day of week",
    "medication_what": "läkemedel vad|läkemedelsavvikelse|typ av läkemedelsavvikelse|vad blev fel läkemedel|lääkepoikkeama|"
    "medication what",
    "medication_step": "läkemedel var i kedjan|var i kedjan|läkemedelskedjan|lääkehoidon vaihe|where in chain",
    "medication_drug": "läkemedel|läkemedel typ|typ av läkemedel|preparat|läkemedelsgrupp|lääke|lääkeryhmä|drug|medicine",
    "medication_system": "läkemedel system|dossystem|dosett dosrulle|annosjakelu|medication system",
    "delegation": "delegering|har personal delegering|har inblandad personal delegering|delegering finns|lääkelupa|"
    "onko lääkelupa|delegation",
    "care_chain": "vårdkedja|hoitoketju|care chain",
    "equipment": "medicinteknik|hjälpmedel|medicinteknik hjälpmedel|produkt|laite|equipment|device",
    # columns that tell who it is: a case holds no such thing in its open fields (domain 2.2, patient_ref)
    "left_out": "namn|brukarens namn|patientens namn|boendes namn|personnummer|personnr|pnr|patient|brukare|klient|kund|"
    "den enskilde|inblandad personal|nimi|asukkaan nimi|asiakkaan nimi|potilaan nimi|henkilötunnus|hetu|asiakas|asukas|"
    "potilas|name|patient name|personal id|personal identity number|rapportör|rapportörens namn|anmälare|uppgiftslämnare|"
    "ilmoittaja|ilmoittajan nimi|reporter|reporter name|telefon|telefonnummer|e post|epost|puhelin|sähköposti|phone|email",
}
KEYS: Final = tuple(SYNONYMS)
REQUIRED: Final = ("unit", "kind", "occurred")

MISSING_COLUMNS: Final = N_(
    "No column was found for: {columns}. Name the column so in its heading, or choose it when importing."
)
BAD_MAPPING: Final = N_("The saved column mapping cannot be read. Match the columns again and save it anew.")


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """Small letters and digits alone, without dots on letters: how headings and words are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", plain))


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column means which field: by heading, with values for what the sheet has no column for."""

    columns: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, str], ...] = ()

    def keys(self) -> frozenset[str]:
        """The fields that have a column or a value."""
        return frozenset(
            key for _heading, key in (*self.columns, *((key, key) for key, _value in self.constants))
        )

    def missing(self) -> tuple[str, ...]:
        """The fields that an import cannot do without and that have neither column nor value."""
        keys = self.keys()
        wanted = ["unit", "kind"] if "reported" in keys else list(REQUIRED)
        # a column of event types tells enough of the kind: they are deviations
        return tuple(
            key for key in wanted if key not in keys and not (key == "kind" and "event_type" in keys)
        )

    def as_dict(self) -> dict[str, Any]:
        """For a file or a setting, so that the mapping of a sheet can be used again."""
        return {"columns": [list(pair) for pair in self.columns], "constants": dict(self.constants)}

    @classmethod
    def from_dict(cls, table: object) -> ColumnMapping:
        """What `as_dict` gave. Raises `UserError` when it is something else."""
        try:
            columns = tuple((str(heading), str(key)) for heading, key in table["columns"])  # type: ignore[index]
            constants = tuple((str(key), str(value)) for key, value in table.get("constants", {}).items())  # type: ignore[attr-defined]
        except (TypeError, KeyError, ValueError, AttributeError):
            raise UserError(BAD_MAPPING) from None
        used = {key for _heading, key in columns} | {key for key, _value in constants}
        if not used <= {*KEYS, "extra"}:
            raise UserError(BAD_MAPPING)
        return cls(columns, constants)


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for key, words in SYNONYMS.items():
        for word in words.split("|"):
            known.setdefault(normalised(word), key)
        known.setdefault(normalised(key), key)
    for word, key in list(known.items()):  # "Ärende nr" is "Ärendenr"
        known.setdefault(word.replace(" ", ""), key)
    return known


def field_of(heading: str) -> str:
    """The field that a heading means, or ''; what stands in brackets is a remark and not looked at."""
    known = _known()
    for text in (heading, re.sub(r"\([^)]*\)|\[[^]]*]", " ", heading)):
        plain = normalised(text)
        if key := known.get(plain) or known.get(plain.replace(" ", "")):
            return key
    return ""


def knows(heading: str) -> bool:
    """Whether a text is a heading of a case sheet; finds the heading row of a sheet."""
    return bool(field_of(heading))


def guess_mapping(headings: Sequence[str], constants: Mapping[str, str] | None = None) -> ColumnMapping:
    """The fields that the headings of a sheet mean; a second column for the same field goes in as text."""
    columns: list[tuple[str, str]] = []
    used: set[str] = set()
    for heading in headings:
        key = field_of(heading) or "extra"
        if key in used and key not in ("left_out", "extra"):
            key = "extra"
        used.add(key)
        if heading:
            columns.append((heading, key))
    return ColumnMapping(tuple(columns), tuple((constants or {}).items()))


def first_of(keys: Iterable[str]) -> str:
    """The headings to tell people of when a column is missing."""
    return ", ".join(SYNONYMS[key].split("|", 1)[0].capitalize() for key in keys)
