"""A second program at work in a store of these tests: `bad_day_writer.py STORE HOW MANY`, or `STORE full`."""

from __future__ import annotations

import resource
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from kpsdesk.clock import FixedClock
from kpsdesk.errors import OutsideError
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.reporting import NewReport
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY

LONG = "Golvet var vått. " * 1000


def main(path: Path, what: str) -> None:
    """Send reports and print their numbers; or send until the disk is full, and say so."""
    store = Store.open(path, RAW_KEY)
    services = Services(open_session(store, FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))))
    if what == "full":
        until_full(services)
    else:
        for _ in range(int(what)):
            print(services.reporting.send(NewReport("risk", 1, "Hala golv"))[1].number)  # noqa: T201
    store.close()


def until_full(services: Services) -> None:
    """The operating system refuses to let the file grow; then there is room again."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = services.session.store.path.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, resource.RLIM_INFINITY))
    saved = 0
    try:
        while saved < 1000:
            services.reporting.send(NewReport("risk", 1, LONG))
            saved += 1
    except OutsideError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        services.reporting.send(NewReport("risk", 1, LONG))
        print(saved + 1, type(error).__name__)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
