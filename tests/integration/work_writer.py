"""A unit at work until it is killed: python work_writer.py STORE FD SEED.

Reports come in and are received, scored and closed. After each act, and not before, `<number of the act> <case id> <status>`
goes to the pipe FD, one line each.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

from kpsdesk.clock import SystemClock
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.reporting import NewReport
from kpsdesk.store.engine import Store

KEY = bytes(range(32))


def main(path: Path, pipe: int, seed: int) -> None:
    services = Services(open_session(Store.open(path, KEY), SystemClock()))
    chance, open_cases, act = Random(seed), list[str](), 0

    def acknowledge(case: str, status: str) -> None:
        nonlocal act
        act += 1
        os.write(pipe, f"{act} {case} {status}\n".encode())

    while True:
        words = "Blött golv i duschen. " * chance.randint(1, 300)
        _, receipt = services.reporting.send(
            NewReport("improvement", 1, words, occurred_day=services.session.today)
        )
        acknowledge(receipt.case_id, "received")
        open_cases.append(receipt.case_id)
        if len(open_cases) > 3:
            case = open_cases.pop(chance.randrange(len(open_cases)))
            services.cases.receive(case)
            acknowledge(case, "acknowledged")
            services.cases.close(case, decision="Matta köpt.", feedback="Tack!")
            acknowledge(case, "closed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
