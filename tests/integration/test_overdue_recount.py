"""Lives by chance in an organisation that changes around its cases; every day counted again from the export (design 6).

The arithmetic here knows the exported file and nothing of the program.
"""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpsdesk.clock import FixedClock
from kpsdesk.domain.ids import Ids
from kpsdesk.errors import KpsError
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.organisation import NewUnit
from kpsdesk.services.reporting import NewReport
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.integration.test_overdue import KINDS, recount

START = datetime(2026, 1, 26, 9, tzinfo=UTC)
DAYS = 120
COMPLAINTS = ("complaint", "view")


class Life:
    """A few months in three units of two countries, as chance has it."""

    def __init__(self, services: Services, clock: FixedClock, seed: int) -> None:
        self.services, self.clock, self.chance = services, clock, Random(seed)
        self.cases: list[str] = []
        self.people: list[int] = [1]
        self.late_file = 0

    def run(self) -> None:
        self.clock.instant = START
        self.services.organisation.create_area("Omsorg Öst", "OST")
        for code, country in (("AVD4", "SE"), ("KOTI", "FI")):
            self.services.organisation.create_unit(NewUnit(code.title(), code, 1, country, "elderly_care"))
        for name in ("Bo Ek", "Aino Laine"):
            self.people.append(self.services.people.add(name, "Enhetschef")[1])
        for _ in range(DAYS):
            # a bad clock goes back now and then, and the hour may be near midnight in one country or both
            hours = self.chance.choice((2, 8, 11, 13, 14)) - 48 * (self.chance.random() < 0.02)
            self.clock.forward(days=1, hours=hours - 9, minutes=self.chance.randint(-59, 59))
            self.services.organisation.apply_due()
            self.day()

    def day(self) -> None:
        if self.chance.random() < 0.5:
            unit = self.chance.choice(list(self.services.session.organisation.units))
            anonymity = self.chance.choice(("named", "anonymous", "hidden"))
            happened = (self.clock.now() - timedelta(days=2)).date()
            new = NewReport(self.chance.choice(KINDS), unit, "Något hände", anonymity, occurred_day=happened)
            self.cases.append(self.services.reporting.send(new)[1].case_id)
        for case in self.chance.sample(self.cases, min(2, len(self.cases))):
            self.attempt(case)
        if self.chance.random() < 0.08:
            self.attempt("")

    def attempt(self, case: str) -> None:
        acts = (self.receive, self.score, self.extend, self.rename, self.reopen, self.close, self.close, self.forward,
                self.accept, self.hold, self.dismiss)  # fmt: skip
        with suppress(KpsError):  # not possible now; everything stays as it is
            self.chance.choice(acts)(case) if case else self.reorganise()

    def receive(self, case: str) -> None:
        self.services.cases.receive(case)

    def score(self, case: str) -> None:
        grades = {name: self.chance.randint(1, 4) for name in ("severity_potential", "probability")}
        self.services.cases.change(case, grades)

    def extend(self, case: str) -> None:
        step = self.chance.choice(("acknowledgement", "assessment", "investigation", "closing", "answer"))
        day = self.clock.now().date() + timedelta(days=self.chance.randint(1, 60))
        self.services.cases.extend(case, step, day, "Väntar på svar")

    def rename(self, case: str) -> None:
        self.services.cases.change_kind(case, self.chance.choice(KINDS))

    def reopen(self, case: str) -> None:
        self.services.cases.move(case, "reopened", reason="Hände igen")

    def close(self, case: str) -> None:
        self.services.cases.close(case, decision="Åtgärdat.", feedback="Tack!")

    def forward(self, case: str) -> None:
        unit = self.chance.choice([None, *self.services.session.organisation.units])
        self.services.cases.forward(case, unit_id=unit, provider="Regionen", reason="Hör dit")

    def accept(self, case: str) -> None:
        self.services.cases.accept(case)

    def hold(self, case: str) -> None:
        waits = {"hold_what": "svar", "hold_from": "apoteket", "hold_until": "2026-12-01"}
        self.services.cases.change(case, waits)
        self.services.cases.move(case, "on_hold")

    def dismiss(self, case: str) -> None:
        self.services.cases.give_feedback(case, "Tack!")
        self.services.cases.move(case, "dismissed", reason="Dubblett")

    def reorganise(self) -> None:
        unit = self.chance.choice(list(self.services.session.organisation.units))
        later = self.clock.now().date() + timedelta(days=self.chance.randint(0, 9))
        if self.chance.random() < 0.3:
            self.services.organisation.move_unit(unit, self.chance.choice((1, 2)), later)
        else:
            person = self.chance.choice(self.people)
            self.services.people.appoint(person, "unit_manager", unit_id=unit, day=later)


def flaws(case: dict[str, Any]) -> list[str]:
    """What a history may never be (design 6): out of order, with gaps, or with something done twice."""
    found = []
    for name in ("status_history", "kind_history"):
        instants = [datetime.fromisoformat(row["at"]) for row in case[name]]
        found += [name] * (instants != sorted(instants))
    owners = case["owner_history"]
    found += ["gap"] * any(a["to"] != b["from"] for a, b in pairwise(owners))
    found += ["present"] * (owners[-1]["to"] is not None)
    for row in owners:  # the date part of an instant is the unit's own local day
        zone = ZoneInfo("Europe/Helsinki" if row["unit"] == "KOTI" else "Europe/Stockholm")
        began = datetime.fromisoformat(row["from"])
        found += ["offset"] * (began.astimezone(zone).isoformat() != began.isoformat())
    ended = case["status"] in ("closed", "dismissed")
    found += ["open step"] * (ended and any(step["done_at"] is None for step in case["steps"]))
    return found


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(seed=st.integers(0, 10_000), days=st.sets(st.integers(0, DAYS + 60), min_size=12, max_size=12))
def test_every_count_of_any_day_follows_from_the_export(
    founded_store: Path, seed: int, days: set[int]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "unit.kps"
        shutil.copyfile(founded_store, path)
        clock = FixedClock(START)
        store = Store.open(path, RAW_KEY)
        try:
            services = Services(open_session(store, clock, Ids(Random(seed).randbytes)))
            Life(services, clock, seed).run()
            items = list(services.exports.items())
            assert {case["number"]: flaws(case) for case in items if flaws(case)} == {}
            for day in (START.date() + timedelta(days=offset) for offset in sorted(days)):
                compare(services, items, day)
        finally:
            store.close()


def compare(services: Services, items: list[dict[str, Any]], day: date) -> None:
    for by in ("manager", "unit", "area"):
        rows = services.overdue.count(by, day)
        counted = {row.id: row.overdue_open for row in rows if row.overdue_open}
        assert counted == dict(recount(items, day.isoformat(), by)), (day, by)
        year = {
            owner[by]
            for case in items
            for owner in case["owner_history"]
            if owner["from"][:4] <= str(day.year)
            and (owner["to"] is None or owner["to"][:4] >= str(day.year))
        }
        assert {row.id for row in rows} == year, (day, by)
        assert Counter(row.id for row in rows).most_common(1)[0][1] == 1
