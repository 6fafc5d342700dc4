"""Tags for screen readers: what is heading, paragraph, list, table or picture, and in which order it is read.

While reportlab draws, each piece of content is marked with a number; afterwards the tree of what the pieces are is put
into the file (ISO 14289-1, PDF/UA). What only decorates or repeats is marked as such and is not read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from kpsdesk.reports.blocks import PaperInfo

PRODUCER: Final = "KPSdesk"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdf:Producer="{producer}" pdfuaid:part="1">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(eq=False)
class Element:
    """A node of the tree: its role, its attributes, and its children: nodes, or (page, number) of drawn content."""

    role: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | tuple[int, int]] = field(default_factory=list)

    def add(self, role: str, **attributes: Any) -> Element:
        """A new last child."""
        child = Element(role, attributes)
        self.kids.append(child)
        return child


class Tags:
    """The tree of one paper, grown while it is drawn."""

    def __init__(self) -> None:
        self.document = Element("Document")
        self._numbers: dict[int, int] = {}

    @contextmanager
    def content(self, canvas: Any, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to `element`."""
        page = canvas.getPageNumber() - 1
        number = self._numbers.get(page, 0)
        self._numbers[page] = number + 1
        element.kids.append((page, number))
        canvas.addLiteral(f"/{element.role} <</MCID {number}>> BDC")
        yield
        canvas.addLiteral("EMC")


@contextmanager
def artifact(canvas: Any, kind: str = "") -> Iterator[None]:
    """What is drawn inside is decoration, or (kind Pagination) the foot of the page; it is not read out."""
    canvas.addLiteral(f"/Artifact <</Type /{kind}>> BDC" if kind else "/Artifact BMC")
    yield
    canvas.addLiteral("EMC")


def finish(drawn: bytes, tags: Tags, info: PaperInfo) -> bytes:
    """The drawn pages with their tree, language and title; nobody's name and no time in it, so same data, same bytes."""
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        _plant(pdf, tags)
        pdf.Root.Lang = String(info.language)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        del pdf.docinfo
        pdf.docinfo["/Title"] = String(info.title)
        pdf.docinfo["/Producer"] = String(PRODUCER)
        pdf.Root.Metadata = Stream(pdf, _xmp(info), Type=Name.Metadata, Subtype=Name.XML)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _xmp(info: PaperInfo) -> bytes:
    """The metadata once more, as the packet that archives and readers of tagged files look for (ISO 16684)."""
    return _XMP.format(title=escape(info.title), language=escape(info.language), producer=PRODUCER).encode()


def _plant(pdf: pikepdf.Pdf, tags: Tags) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pages = [page.obj for page in pdf.pages]
    owners: list[dict[int, Any]] = [{} for _ in pages]
    root.K = Array([_grown(pdf, tags.document, root, pages, owners)])
    numbers: Any = Array()
    for place, page in enumerate(pages):
        page.StructParents = place
        page.Tabs = Name.S
        numbers.extend([place, Array([owners[place][n] for n in sorted(owners[place])])])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root


def _grown(
    pdf: pikepdf.Pdf, element: Element, parent: Any, pages: list[Any], owners: list[dict[int, Any]]
) -> Any:
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.role), P=parent))
    for key, value in element.attributes.items():
        made[f"/{key}"] = String(value) if isinstance(value, str) else value
    kids = Array()
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_grown(pdf, kid, made, pages, owners))
        else:
            page, number = kid
            owners[page][number] = made
            kids.append(Dictionary(Type=Name.MCR, Pg=pages[page], MCID=number))
    made.K = kids
    return made
