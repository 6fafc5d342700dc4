"""Tags for screen readers: what is heading, paragraph, list, table or picture, and in which order it is read.

While pages are written, each piece of content is marked with a number; afterwards the tree of what the pieces are is put
into the file (ISO 14289-1, PDF/UA), as objects that reportlab writes among its own. What only decorates or repeats is marked as such and is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFName, PDFObject

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
    """A node of the tree: its role, its attributes, and its children: nodes, or (page, number) of drawn content.

    `Alt` among the attributes is a text, the others are PDF as it is written: `<< /O /Table /Scope /Row >>`.
    """

    role: str
    attributes: dict[str, str] = field(default_factory=dict)
    kids: list[Element | tuple[int, int]] = field(default_factory=list)

    def add(self, role: str, **attributes: str) -> Element:
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


def plant(canvas: Any, tags: Tags, info: PaperInfo) -> None:
    """Put the tree, language and title into a document whose pages are done; nobody's name and no time: same data, same bytes."""
    document = canvas._doc  # noqa: SLF001
    _Planting(document).tree(tags)
    document.Catalog.MarkInfo = _Raw("<< /Marked true >>")
    document.Catalog.ViewerPreferences = _Raw("<< /DisplayDocTitle true >>")
    packet = _xmp(info).decode("latin-1")
    document.Catalog.Metadata = _Raw(
        f"<< /Type /Metadata /Subtype /XML /Length {len(packet)} >>\nstream\n{packet}\nendstream"
    )
    document.info = _Info(f"<< /Title {_text(info.title)} /Producer {_text(PRODUCER)} >>")


class _Raw(PDFObject):  # type: ignore[misc]
    """An object of its own in the file, as it is written."""

    __RefOnly__ = 1

    def __init__(self, body: str = "") -> None:
        self.body = body

    def format(self, _document: Any) -> bytes:
        """Its bytes."""
        return self.body.encode("latin-1")


class _Info(_Raw):
    """What the file says of itself: less than reportlab would."""

    def digest(self, signature: Any) -> None:
        """It belongs to what the file's own number is made of."""
        signature.update(self.body.encode("latin-1"))


class _Planting:
    """The tree of one paper on its way into the file."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._pages = list(document.Pages.pages)
        self._numbers = [self._register(page) for page in self._pages]
        self._owners: list[dict[int, int]] = [{} for _ in self._pages]

    def tree(self, tags: Tags) -> None:
        """The root with all below it, and for each piece of content the way back to its node."""
        root, parents = _Raw(), _Raw()
        number = self._register(root)
        top = self._grown(tags.document, number)
        found = " ".join(
            f"{place} [{' '.join(f'{owners[n]} 0 R' for n in sorted(owners))}]"
            for place, owners in enumerate(self._owners)
        )
        parents.body = f"<< /Nums [{found}] >>"
        root.body = (
            f"<< /Type /StructTreeRoot /K [{top} 0 R] /ParentTree {self._register(parents)} 0 R "
            f"/ParentTreeNextKey {len(self._pages)} >>"
        )
        self._document.Catalog.StructTreeRoot = root
        for place, page in enumerate(self._pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = place, PDFName("S")

    def _register(self, one: Any) -> int:
        name = self._document.Reference(one).name
        number: int = self._document.idToObjectNumberAndVersion[name][0]
        return number

    def _grown(self, element: Element, parent: int) -> int:
        node = _Raw()
        number = self._register(node)
        kids = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(f"{self._grown(kid, number)} 0 R")
            else:
                page, mark = kid
                self._owners[page][mark] = number
                kids.append(f"<< /Type /MCR /Pg {self._numbers[page]} 0 R /MCID {mark} >>")
        told = "".join(
            f" /{key} {_text(value) if key == 'Alt' else value}" for key, value in element.attributes.items()
        )
        node.body = f"<< /Type /StructElem /S /{element.role} /P {parent} 0 R{told} /K [{' '.join(kids)}] >>"
        return number


def _text(text: str) -> str:
    """A text of any language as PDF writes it."""
    return f"<feff{text.encode('utf-16-be').hex()}>"


def _xmp(info: PaperInfo) -> bytes:
    """The metadata once more, as the packet that archives and readers of tagged files look for (ISO 16684)."""
    return _XMP.format(title=escape(info.title), language=escape(info.language), producer=PRODUCER).encode()
