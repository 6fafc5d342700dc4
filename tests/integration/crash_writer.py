"""A program that writes one transaction after the other until it is killed: python crash_writer.py STORE FD FAULT.

After each commit, and not before, it writes the case's number to the pipe FD. FAULT makes it lie, to prove that the
test would notice: `early` acknowledges before the commit, `split` writes the audit row in a transaction of its own,
`none` is the program as it is.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from pathlib import Path

from sqlalchemy import Connection

from kpsdesk.store.engine import Store
from tests.integration.stores import KEY, add_case, count


def write_one(store: Store, case: int, pipe: int, fault: str) -> None:
    size = case * 37 % 9000  # from one page to several, so that kills fall in the middle
    if fault == "split":
        with store.write() as connection:
            add_case(connection, case, size=size)
            connection.exec_driver_sql("DELETE FROM audit WHERE case_id = ?", (case,))
        with store.write() as connection:
            _audit(connection, case)
        acknowledge(pipe, case)
        return
    with store.write() as connection:
        add_case(connection, case, size=size)
        if fault == "early":
            acknowledge(pipe, case)
            time.sleep(0.005)  # a slow disk, so that the lie is found out soon
    if fault != "early":
        acknowledge(pipe, case)


def _audit(connection: Connection, case: int) -> None:
    connection.exec_driver_sql("INSERT INTO audit VALUES (?, 0, ?)", (case, case))


def acknowledge(pipe: int, case: int) -> None:
    os.write(pipe, struct.pack("<Q", case))


def main(path: Path, pipe: int, fault: str) -> None:
    store = Store.open(path, KEY)
    case = count(store)
    while True:
        case += 1
        write_one(store, case, pipe, fault)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
