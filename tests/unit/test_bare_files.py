"""What a picture tells of its making is left out, and the picture is the same."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngInfo

from kpsdesk.services.bare_files import bare

TOLD = (b"Anna Berg", b"Pixel 9", b"2026:11:20", b"14:05", b"GPS here")


def photograph(form: str, orientation: int = 6) -> bytes:
    picture = Image.new("RGB", (24, 16), "white")
    picture.paste((200, 30, 30), (0, 0, 8, 8))
    exif = Image.Exif()
    exif[Base.Orientation], exif[Base.Model], exif[Base.Artist] = orientation, "Pixel 9", "Anna Berg"
    exif[Base.DateTime] = "2026:11:20 14:05:09"
    exif[Base.ImageDescription] = "GPS here"
    out = BytesIO()
    more: dict[str, object] = {"comment": b"Anna Berg"} if form == "JPEG" else {}
    if form == "PNG":
        words = PngInfo()
        words.add_text("Author", "Anna Berg")
        words.add_itxt("XML:com.adobe.xmp", "<x>Anna Berg</x>")
        more = {"pnginfo": words}
    if form == "WEBP":
        more = {"xmp": b"<x>Anna Berg</x>"}
    picture.save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_keeps_its_pixels_and_tells_nothing_else(form: str) -> None:
    data = photograph(form)
    assert any(word in data for word in TOLD)
    clean = bare(data, f"image/{form.lower()}")
    assert not [word for word in TOLD if word in clean]
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()
    assert bare(clean, f"image/{form.lower()}") == clean


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_which_way_up_a_photograph_is_shown_stays(orientation: int) -> None:
    with Image.open(BytesIO(bare(photograph("JPEG", orientation), "image/jpeg"))) as after:
        assert after.getexif().get(Base.Orientation, 1) == orientation


def test_other_files_are_as_they_were() -> None:
    assert bare(b"%PDF-1.7 Anna Berg", "application/pdf") == b"%PDF-1.7 Anna Berg"


@given(cut=st.integers(0, 2000), form=st.sampled_from(["JPEG", "PNG", "WEBP"]), noise=st.binary(max_size=40))
def test_a_damaged_picture_is_never_an_error(cut: int, form: str, noise: bytes) -> None:
    bare(photograph(form)[: max(cut, 12)] + noise, f"image/{form.lower()}")
