"""Each paper in each language, as its text and its tree of tags, against the files in `tests/golden`.

A paper that is meant to change: run this file with KPSDESK_RENEW_GOLDEN=1 in the environment, and read the difference
before it is committed. The store, the clock and the ids come from the fixtures, so they never change by themselves.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2
import pytest

from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from kpsdesk.services.follow_up_view import Choice
from kpsdesk.services.list_papers import LATE, SHOWN, ListOrder
from tests.integration.paper_cases import MAKERS, full_case

GOLDEN: Final = Path(__file__).parents[1] / "golden"
RENEW: Final = os.environ.get("KPSDESK_RENEW_GOLDEN") == "1"
OPEN: Final = CaseQuery(open_only=True, sort="due", descending=False)
Make = Callable[[Services, str, str], bytes]


def _of_a_case(name: str) -> Make:
    return lambda services, case, language: MAKERS[name](services, case, language).pdf


def _sheet(services: Services, _case: str, language: str) -> bytes:
    return services.apt.pdf(services.apt.proposed(1, date(2026, 11, 1), date(2026, 11, 20), language))


PAPERS: Final[dict[str, Make]] = {
    **{name: _of_a_case(name) for name in MAKERS},
    "list": lambda s, _case, code: s.list_papers.make(ListOrder(OPEN, SHOWN, language=code)).pdf,
    "late": lambda s, _case, code: s.list_papers.make(ListOrder(OPEN, LATE, language=code)).pdf,
    "follow_up": lambda s, _case, code: s.follow_up_papers.pdf(Choice(2026), code),
    "apt_sheet": _sheet,
}


def described(pdf: bytes) -> str:
    """The text of every page in its lines, then the roles in the order of reading, indented as they are nested."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()
    told = [f"-- page {n}\n{text.strip()}" for n, text in enumerate(pages, 1)]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        tree = list(_roles(opened.Root.StructTreeRoot.K, 0))
    return "\n".join([*told, "-- tags", *tree]) + "\n"


def _roles(kids: Any, depth: int) -> Iterator[str]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            alt = f": {kid.Alt}" if "/Alt" in kid else ""
            yield f"{'  ' * depth}{str(kid.S).lstrip('/')}{alt}"
            yield from _roles(kid.get("/K", []), depth + 1)


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
@pytest.mark.parametrize("name", list(PAPERS))
def test_the_paper_is_what_it_was(services: Services, name: str, language: str) -> None:
    case = full_case(services)
    made = PAPERS[name](services, case, language)
    assert made == PAPERS[name](services, case, language)
    kept, now = GOLDEN / f"{name}-{language}.txt", described(made)
    if RENEW:
        GOLDEN.mkdir(exist_ok=True)
        kept.write_text(now, encoding="utf-8")
    assert now == kept.read_text(encoding="utf-8"), "meant to be so? see the top of this file"
