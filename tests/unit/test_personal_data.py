"""The warning beside a text: what tells who somebody is, in Swedish and Finnish, and what does not."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.services.personal_data import Finding, Sort, find

# identity numbers below are made up: the test series of the authorities and numbers with a wrong check digit
FOUND = [
    ("Patienten 19121212-1212 fick fel dos", Sort.PERSONNUMMER, "19121212-1212"),
    ("pnr 121212-1212", Sort.PERSONNUMMER, "121212-1212"),
    ("pnr 121212+1212", Sort.PERSONNUMMER, "121212+1212"),
    ("pnr 191212121212 i listan", Sort.PERSONNUMMER, "191212121212"),
    ("gäller 1212121212.", Sort.PERSONNUMMER, "1212121212"),
    ("gäller 121212 - 1212.", Sort.PERSONNUMMER, "121212 - 1212"),
    ("samordningsnummer 701063-2391", Sort.SAMORDNINGSNUMMER, "701063-2391"),
    ("hetu 131052-308T", Sort.HENKILOTUNNUS, "131052-308T"),
    ("hetu 131052a308t", Sort.HENKILOTUNNUS, "131052a308t"),
    ("uusi välimerkki 131052Y308T", Sort.HENKILOTUNNUS, "131052Y308T"),
    ("tunnus 010594B9021", Sort.HENKILOTUNNUS, "010594B9021"),
    ("soita 040 123 4567 heti", Sort.PHONE, "040 123 4567"),
    ("soita 050-1234567", Sort.PHONE, "050-1234567"),
    ("puh. +358 40 1234567", Sort.PHONE, "+358 40 1234567"),
    ("09 1234 5678 vastaa", Sort.PHONE, "09 1234 5678"),
    ("ring 070-123 45 67", Sort.PHONE, "070-123 45 67"),
    ("ring 0701234567 direkt", Sort.PHONE, "0701234567"),
    ("ring +46 70 123 45 67", Sort.PHONE, "+46 70 123 45 67"),
    ("tel 0046701234567", Sort.PHONE, "0046701234567"),
    ("tel 08-123 456 78", Sort.PHONE, "08-123 456 78"),
    ("tel 0921-123 45", Sort.PHONE, "0921-123 45"),
    ("mejla anna.lind@kommun.se nu", Sort.EMAIL, "anna.lind@kommun.se"),
    ("lähetä matti_m@sote.esimerkki.fi", Sort.EMAIL, "matti_m@sote.esimerkki.fi"),
    ("När jag kom in låg Anna på golvet", Sort.NAME, "Anna"),
    ("Bertil ramlade i badrummet", Sort.NAME, "Bertil"),
    ("Jag hittade Annas medicin på bordet", Sort.NAME, "Annas"),
    ("Dosen gavs av Karin Lindqvist", Sort.NAME, "Karin Lindqvist"),
    ("Karin Lindqvist gav dosen", Sort.NAME, "Karin Lindqvist"),
    ("Vi ringde Ann-Marie Öberg sent", Sort.NAME, "Ann-Marie Öberg"),
    ("medicinen till Svensson låg kvar", Sort.NAME, "Svensson"),
    ("Fru Pettersson fick fel lunch", Sort.NAME, "Pettersson"),
    ("brukaren Amir ville inte äta", Sort.NAME, "Amir"),
    ("sjuksköterska Nadja kom direkt", Sort.NAME, "Nadja"),
    ("dr. Wiklund ordinerade", Sort.NAME, "Wiklund"),
    ("larmet gick hos Zlatka Petrova i natt", Sort.NAME, "Zlatka Petrova"),
    ("Rapport av K. Lindgren", Sort.NAME, "K. Lindgren"),
    ("vi fann ANNA på golvet", Sort.NAME, "ANNA"),
    ("han bad Bo om hjälp", Sort.NAME, "Bo"),
    ("Bo Eriksson bad om hjälp", Sort.NAME, "Bo Eriksson"),
    ("Aamulla Matti kaatui käytävällä", Sort.NAME, "Matti"),
    ("Matin lääkkeet jäivät antamatta", Sort.NAME, "Matin"),
    ("Lääke annettiin Pekalle vahingossa", Sort.NAME, "Pekalle"),
    ("soitettiin Liisan tyttärelle", Sort.NAME, "Liisan"),
    ("hoitaja Virtanen huomasi virheen", Sort.NAME, "Virtanen"),
    ("Lääke annettiin rouva Mäkiselle", Sort.NAME, "Mäkiselle"),
    ("huomattiin Korhosen dosetti", Sort.NAME, "Korhosen"),
    ("Lääkkeet jakoi Tiina Salmela illalla", Sort.NAME, "Tiina Salmela"),
    ("asukas Eino ei löytynyt", Sort.NAME, "Eino"),
    ("Kaatui rum 12 i natt", Sort.ROOM, "rum 12"),
    ("Boende i lgh 1203 larmade", Sort.ROOM, "lgh 1203"),
    ("lägenhet nr 4 B", Sort.ROOM, "lägenhet nr 4 B"),
    ("låg i säng 3", Sort.ROOM, "säng 3"),
    ("kaatui huoneessa 12", Sort.ROOM, "huoneessa 12"),
    ("asunto 5 A", Sort.ROOM, "asunto 5 A"),
    ("hemma på Storgatan 12", Sort.ROOM, "Storgatan 12"),
    ("osoitteessa Mannerheimintie 5", Sort.ROOM, "Mannerheimintie 5"),
]

NOT_FOUND = [
    "Patienten fick Alvedon 500 mg klockan 08.00 i stället för 14.00.",
    "Fick Alvedon i stället för Panodil.",
    "Medicinen Eliquis gavs två gånger.",
    "Patienten Alvedon 500 mg utebliven.",
    "Larmet besvarades inte mellan 20.15 och 21.40.",
    "Hände 2026-03-01 14:05 i badrummet.",
    "Hände den 1 mars 2026, på en lördag.",
    "Måndag morgon var vi två i personalen. Tisdag var vi tre.",
    "Gruppen träffas i Mars.",
    "Boendet Solgården saknade vikarie.",
    "Personal från Norra Sidan hjälpte till.",
    "Utredning enligt Lex Sarah inleddes.",
    "Lex Maria är inte aktuellt.",
    "Norton Skala gav 18 poäng.",
    "Senior Alert är ifyllt, Gröna Korset är gult.",
    "Hon fördes till Akuten i Göteborg och sedan till Region Skåne.",
    "Brukare A knuffade brukare B.",
    "Max 3 tabletter per dygn.",
    "Per dag ges två doser.",
    "Dosetten delades för vecka 12.",
    "Blodtryck 145/85, puls 72, saturation 94 %.",
    "Ges 0800 1200 1600 2000.",
    "Arbetspass 07-16 och 13-21.30.",
    "Artikelnummer 123456, sats 7890123.",
    "Diarienr 2026/123-45.",
    "Ring 112 eller 1177.",
    "Det är 3 rum och kök.",
    "HSL-uppdrag saknades i Treserva.",
    "MAS och IVO är informerade.",
    "Risk för fall. Ingen skada. Tillbud.",
    "Insulin Novorapid 12 E gavs sent.",
    "Asiakas kaatui. Lääkäri kutsuttiin.",
    "Potilaan verenpaine 145/85.",
    "Päivittäin annetaan kaksi annosta.",
    "Potilaalle annettiin Marevan liian myöhään.",
    "Tapahtui 1.3.2026 klo 14.05 osastolla.",
    "Tapahtui Helsingin kaupungin yksikössä.",
    "Anna lääke kello 8.",
    "Maanantaina oli kiire. Tiistaina rauhallista.",
    "Oulun yksikkö ja Kotihoito Etelä sopivat asiasta.",
    "Ilmoitus tehtiin HaiProhon, numero 12345.",
    "Kari otettiin pois.",
    "Hoitajakutsu ei toiminut. Laite vaihdettiin.",
    "Omaiselle kerrottiin. Hän oli tyytyväinen.",
    "Taklyft Arjo Maxi Move stannade.",
    "Larmet Care Phone ringde hos Solrosen Natt och i Solrosen.",
    "Besöket Tillsyn Natt utfördes av Hemsjukvård Öst.",
    "Vi följde inte Rutin för Fall.",
    "Turvapuhelin ei toiminut Kotihoito Pohjoisessa yöllä.",
    "Lääkelista puuttui kotiutuksessa Tyksistä.",
    "Triage-luokka C. Meilahden sairaala oli täynnä.",
    "Esihenkilö Teams-palaverissa.",
    "Patienten skrevs ut från Norrlands universitetssjukhus.",
    "Patient fick Oxascand i stället för Oxikodon Depot.",
    "",
]


def said(text: str, findings: tuple[Finding, ...]) -> list[tuple[Sort, str]]:
    return [(finding.kind, text[finding.start : finding.end]) for finding in findings]


@pytest.mark.parametrize("text, kind, what", FOUND)
def test_what_tells_who_it_is_gets_found(text: str, kind: Sort, what: str) -> None:
    assert said(text, find(text)) == [(kind, what)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_ordinary_texts_raise_no_alarm(text: str) -> None:
    assert said(text, find(text)) == []


def test_a_wrong_check_digit_is_told_with_less_certainty() -> None:
    right, wrong = find("121212-1212")[0], find("121212-1213")[0]
    assert (right.certain, wrong.certain) == (True, False)
    assert right.kind == wrong.kind == Sort.PERSONNUMMER
    assert right.reason != wrong.reason
    assert not find("131052-308U")[0].certain


def test_known_people_are_found_in_small_letters_and_in_part() -> None:
    known = ["Ylva Brandt", "Osmo Rautio"]
    text = "ylva brandt gav dosen, och sedan kom Rautio och frågade Ylvas kollega"
    assert [what for _kind, what in said(text, find(text, known))] == ["ylva brandt", "Rautio", "Ylvas"]
    assert find("dosen gavs av Brandt") == ()


def test_names_of_units_are_no_people() -> None:
    text = "Larmet gick på Björken Hugin i natt"
    assert find(text, places=["Björken Hugin"]) == ()
    assert find(text) != ()


def test_findings_do_not_overlap_and_come_in_order() -> None:
    text = "Anna Lind (121212-1212, anna.lind@kommun.se, 070-123 45 67) bor i rum 12"
    findings = find(text)
    assert [finding.kind for finding in findings] == [
        Sort.NAME,
        Sort.PERSONNUMMER,
        Sort.EMAIL,
        Sort.PHONE,
        Sort.ROOM,
    ]
    assert all(first.end <= second.start for first, second in itertools.pairwise(findings))


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for finding in find(text, ["Anna Lind"]):
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["Patienten Anna Lindqvist fick fel dos på Solgården. ", "a", "1", "A", "0 1-", "rum "]
)
def test_a_full_field_is_read_while_one_types(piece: str) -> None:
    text = (piece * (20_000 // len(piece) + 1))[:20_000]
    find("")
    best = min(_seconds(text) for _ in range(3))
    assert best < 0.12  # 0.03 on a quiet machine; the test machine is shared


def _seconds(text: str) -> float:
    start = time.perf_counter()
    find(text, ["Anna Lind", "Bo Ek"])
    return time.perf_counter() - start
