"""The small file of this computer: read again as written, whole or not at all, never in the way of a start."""

from __future__ import annotations

from pathlib import Path

from kpsdesk import settings
from kpsdesk.settings import Settings


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    chosen = Settings(language="fi", theme="dark", text_size=150, store=str(tmp_path / 'å "b".kps'))
    settings.save(tmp_path / "profile", chosen)
    assert settings.load(tmp_path / "profile") == chosen
    assert [file.name for file in (tmp_path / "profile").iterdir()] == [settings.FILE]


def test_a_damaged_file_is_set_aside_and_the_defaults_used(tmp_path: Path) -> None:
    (tmp_path / settings.FILE).write_bytes(b"language = \xff\x00")

    assert settings.load(tmp_path) == Settings()

    assert (tmp_path / settings.DAMAGED).read_bytes() == b"language = \xff\x00"
    settings.save(tmp_path, Settings(language="en"))
    assert settings.load(tmp_path).language == "en"


def test_a_value_of_the_wrong_kind_is_as_shipped_and_the_rest_kept(tmp_path: Path) -> None:
    (tmp_path / settings.FILE).write_text(
        'language = 7\ntheme = "dark"\ntext_size = 900\nnew = 1\n', encoding="utf-8"
    )
    assert settings.load(tmp_path) == Settings(language="", theme="dark", text_size=200)


def test_a_missing_folder_is_no_obstacle(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "nowhere") == Settings()
