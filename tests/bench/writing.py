"""One report saved durably, and an import of 10 000 rows, against the driver writing the very same rows."""

from __future__ import annotations

import csv
import shutil
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from kpsdesk.exchange.case_sheet import read_table, with_cases
from kpsdesk.exchange.headings import knows
from kpsdesk.exchange.sheets import read_file
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.reporting import NewReport
from kpsdesk.store import case_files, driver, tables
from kpsdesk.store.engine import Store
from tests.bench.measure import Line, pair, timed
from tests.bench.stores import CLOCK, KEY, LAST_DAY

SAVE_LIMIT: Final = 2.0
IMPORT_LIMIT: Final = 3.0
ROWS: Final = 10_000
FAR: Final = 50_000_000  # keys that no case has

TEXT: Final = (
    "Gick ut i korridoren efter lunch och såg att golvet var blött utan skylt. En boende halkade till men jag hann ta emot. "
    "Städvagnen stod kvar runt hörnet. Det är andra gången den här månaden."
)
REPORT: Final = NewReport(
    "near_miss", 1, TEXT, occurred_day=LAST_DAY, reporter_name="Kim Ek", suggestion="Sätt ut skylten först.",
    values={"place": "corridor", "occurred_time": "13:10", "immediate_actions": ["observation"]},
)  # fmt: skip
Rows = dict[str, list[dict[str, Any]]]
Inserts = dict[str, tuple[str, list[tuple[Any, ...]]]]


def saving(path: Path, folder: Path) -> Iterator[Line]:
    """A report sent, until it lies on the disk; in a copy, since it writes."""
    copy = folder / "saving.kps"
    shutil.copyfile(path, copy)
    store = Store.open(copy, KEY)
    services = Services(open_session(store, CLOCK))
    _, receipt = services.reporting.send(REPORT)
    rows, body = _rows_of(store, receipt.case_id)
    bare = driver.connect(copy, KEY)
    numbers = iter(range(10_000))
    yield pair(
        "one report saved durably",
        lambda: services.reporting.send(REPORT),
        lambda: _written(bare, _renumbered(rows, next(numbers)), body),
        limit=SAVE_LIMIT,
        rounds=25,
    )
    bare.close()
    store.close()
    copy.unlink()


def _rows_of(store: Store, case_id: str) -> tuple[Rows, str]:
    """Every row that a case has, and its words in the search index."""
    found: Rows = {}
    with store.read() as connection:
        seq = case_files.seq_of(connection, case_id)
        case = case_files.load(connection, seq or 0)
        assert case is not None
        for table in tables.metadata.sorted_tables:
            if "case_seq" in table.columns or table.name in ("cases", "audit"):
                key = {"cases": "seq", "audit": "object"}.get(table.name, "case_seq")
                value = f"case:{case_id}" if table.name == "audit" else seq
                statement = f'SELECT * FROM {table.name} WHERE "{key}" = ?'
                rows = connection.exec_driver_sql(statement, (value,)).mappings()
                found[table.name] = [dict(row) for row in rows]
    return {name: rows for name, rows in found.items() if rows}, case_files.search_body(case)


def _renumbered(rows: Rows, n: int) -> Rows:
    made: Rows = {}
    key = str(uuid.UUID(int=(1 << 120) + n))
    for name, lines in rows.items():
        made[name] = []
        for line in lines:
            fresh = dict(line)
            if name == "cases":
                fresh |= {"seq": FAR + n, "id": key, "number": f"bare-{n:06d}"}
            elif name == "audit":
                fresh |= {"seq": None, "object": f"case:{key}"}
            else:
                fresh["case_seq"] = FAR + n
            if "receipt" in fresh:
                fresh["receipt"] = f"bare-{n}"
            made[name].append(fresh)
    return made


def _written(bare: Any, rows: Mapping[str, list[dict[str, Any]]], body: str) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for name in ("number:bare", "seq:bare"):
        bare.execute(
            "INSERT INTO counters(name, value) VALUES (?, 1) ON CONFLICT(name) DO UPDATE SET value = value + 1",
            (name,),
        )
    for name, lines in rows.items():
        columns = ", ".join(f'"{column}"' for column in lines[0])
        marks = ", ".join("?" * len(lines[0]))
        statement = f"INSERT INTO {name}({columns}) VALUES ({marks})"
        bare.executemany(statement, [tuple(line.values()) for line in lines])
    bare.execute("INSERT INTO case_search(rowid, body) VALUES (?, ?)", (rows["cases"][0]["seq"], body))
    bare.execute("COMMIT")


# -- import


def importing(path: Path, folder: Path) -> Iterator[Line]:
    """A spreadsheet of 10 000 rows, planned and taken in, against reading it and inserting what came out."""
    sheet = folder / "rows.csv"
    store = Store.open(path, KEY)
    write_sheet(sheet, store)
    store.close()
    copies = [folder / f"import-{n}.kps" for n in range(2)]
    ours: list[float] = []
    bares: list[float] = []
    rows: Inserts = {}
    for _ in range(3):
        for copy in copies:
            shutil.copyfile(path, copy)
        ours.append(timed_import(copies[0], sheet))
        rows = rows or _imported(copies[0])
        bares.append(_timed_bare(copies[1], sheet, rows))
    for copy in copies:
        copy.unlink()
    yield Line(f"import of {ROWS} rows", sorted(ours)[1], sorted(bares)[1], IMPORT_LIMIT)


def write_sheet(sheet: Path, store: Store) -> None:
    """A spreadsheet of deviations as a unit keeps it."""
    units = [
        unit
        for unit in Services(open_session(store, CLOCK)).session.organisation.units.values()
        if not unit.valid_to
    ]
    kinds, harms = ("Tillbud", "Negativ händelse", "Risk"), ("Ingen skada", "Lindrig skada", "")
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(
            [
                "Diarienr",
                "Enhet",
                "Händelsedatum",
                "Inkommen",
                "Typ",
                "Händelsetyp",
                "Beskrivning",
                "Konsekvens",
                "Åtgärd",
            ]
        )
        for n in range(ROWS):
            day = LAST_DAY - timedelta(days=n % 900)
            writer.writerow(
                [f"AV-{n:05d}", units[n % len(units)].code, day, day, kinds[n % 3], "Fall", f"{TEXT} Rad {n}.", harms[n % 3],
                 "Golvet torkades."]
            )  # fmt: skip


def timed_import(copy: Path, sheet: Path) -> float:
    """One import by the service."""
    store = Store.open(copy, KEY)
    services = Services(open_session(store, CLOCK))
    taken = timed(lambda: services.imports.run(services.imports.plan(sheet)))
    store.close()
    return taken


def _imported(copy: Path) -> Inserts:
    """Every row that the import wrote: an insert for each table, and its values."""
    connection = driver.connect(copy, KEY)
    first = connection.execute("SELECT min(seq) FROM cases WHERE batch_id IS NOT NULL").fetchone()[0]
    found = {}
    batches = [column.name for column in tables.import_batches.columns]
    conditions = {"cases": f"seq >= {first}", "import_batches": "1"}
    for table in tables.metadata.sorted_tables:
        condition = conditions.get(table.name, f"case_seq >= {first}" if "case_seq" in table.columns else "")
        if table.name == "audit":
            condition = f"object IN (SELECT 'case:' || id FROM cases WHERE seq >= {first})"
        if condition:
            names = [column.name for column in table.columns]
            columns = ", ".join(f'"{name}"' for name in names)
            rows = connection.execute(f"SELECT {columns} FROM {table.name} WHERE {condition}").fetchall()
            found[table.name] = (
                f"INSERT INTO {table.name}({columns}) VALUES ({', '.join('?' * len(names))})",
                rows,
            )
    assert batches
    connection.close()
    store = Store.open(copy, KEY)
    with store.read() as reading:
        seqs = [row[0] for row in reading.exec_driver_sql("SELECT seq FROM cases WHERE seq >= ?", (first,))]
        bodies = []
        for seq in seqs:
            case = case_files.load(reading, seq)
            bodies.append((seq, case_files.search_body(case) if case else ""))
    store.close()
    found["search"] = ("INSERT INTO case_search(rowid, body) VALUES (?, ?)", bodies)
    order = ["import_batches", *(name for name in found if name != "import_batches")]
    return {name: found[name] for name in order if found[name][1]}


def _timed_bare(copy: Path, sheet: Path, rows: Inserts) -> float:
    connection = driver.connect(copy, KEY)

    def act() -> None:
        read_file(sheet, knows)
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in rows.values():
            connection.executemany(statement, values)
        connection.execute("COMMIT")

    taken = timed(act)
    connection.close()
    return taken


__all__ = ["importing", "read_table", "saving", "with_cases"]
