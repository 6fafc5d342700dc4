"""The key file: who gets in, and that nothing edited, swapped or absurd does."""

from __future__ import annotations

import json
import stat
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kpsdesk.store import keys

CHEAP = keys.Cost(passes=1, memory_kib=8 * 1024, lanes=1)
DATA_KEY = bytes(range(32))
PASSWORD = "en kopp kaffe i solen"
CODE = "0" * 35


@pytest.fixture
def file() -> keys.KeyFile:
    made, unwrapped = keys.found(PASSWORD, DATA_KEY, cost=CHEAP)
    return keys.with_slot(made, unwrapped.root, "recovery", CODE, cost=CHEAP)


def test_the_right_password_gives_the_key(file: keys.KeyFile) -> None:
    assert keys.unwrap(file, "user", PASSWORD).keys == (DATA_KEY,)


def test_the_recovery_code_gives_the_same_key(file: keys.KeyFile) -> None:
    assert keys.unwrap(file, "recovery", CODE).keys == (DATA_KEY,)


@pytest.mark.parametrize("wrong", ["", PASSWORD + " ", PASSWORD.upper(), CODE, "\ud800"])
def test_a_wrong_password_is_told_as_such(file: keys.KeyFile, wrong: str) -> None:
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(file, "user", wrong)


def test_a_password_is_no_recovery_code(file: keys.KeyFile) -> None:
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(file, "recovery", PASSWORD)


def test_an_a_ring_typed_as_two_code_points_is_the_same_password() -> None:
    made, _ = keys.found(unicodedata.normalize("NFC", "åtta små grodor"), DATA_KEY, cost=CHEAP)
    assert keys.unwrap(made, "user", unicodedata.normalize("NFD", "åtta små grodor")).keys == (DATA_KEY,)


def test_a_new_password_ends_the_old_one_and_leaves_the_recovery_code(file: keys.KeyFile) -> None:
    root = keys.unwrap(file, "user", PASSWORD).root
    changed = keys.with_slot(file, root, "user", "en helt annan mening", cost=CHEAP)
    assert keys.unwrap(changed, "user", "en helt annan mening").keys == (DATA_KEY,)
    assert keys.unwrap(changed, "recovery", CODE).keys == (DATA_KEY,)
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(changed, "user", PASSWORD)


def test_during_a_change_of_key_both_are_there_newest_first(file: keys.KeyFile) -> None:
    root = keys.unwrap(file, "user", PASSWORD).root
    both = keys.with_data_key(file, root, b"n" * 32)
    assert keys.unwrap(both, "recovery", CODE).keys == (b"n" * 32, DATA_KEY)
    assert keys.unwrap(keys.with_newest_key_only(both), "user", PASSWORD).keys == (b"n" * 32,)


@pytest.mark.parametrize(
    "edit",
    [
        {"id": "f" * 16},
        {"salt": b"x" * 16},
        {"cost": keys.Cost(2, 8 * 1024, 1)},
        {"cost": keys.Cost(1, 9 * 1024, 1)},
        {"cost": keys.Cost(1, 8 * 1024, 2)},
        {"wrap": b"x" * 72},
        {"wrap": b""},
    ],
)
def test_an_edited_slot_opens_nothing(file: keys.KeyFile, edit: dict[str, Any]) -> None:
    user = next(slot for slot in file.slots if slot.kind == "user")
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(replace(file, slots=(replace(user, **edit),)), "user", PASSWORD)


def test_a_slot_called_another_kind_opens_nothing(file: keys.KeyFile) -> None:
    user = next(slot for slot in file.slots if slot.kind == "user")
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(replace(file, slots=(replace(user, kind="recovery"),)), "recovery", PASSWORD)


def test_swapped_contents_open_nothing(file: keys.KeyFile) -> None:
    first, second = file.slots
    swapped = replace(file, slots=(replace(first, wrap=second.wrap), replace(second, wrap=first.wrap)))
    for kind, secret in (("user", PASSWORD), ("recovery", CODE)):
        with pytest.raises(keys.WrongSecret):
            keys.unwrap(swapped, kind, secret)  # type: ignore[arg-type]


def test_another_stores_slot_opens_nothing(file: keys.KeyFile) -> None:
    other, _ = keys.found(PASSWORD, b"o" * 32, cost=CHEAP)
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(replace(file, slots=other.slots), "user", PASSWORD)


def test_another_stores_data_key_is_refused(file: keys.KeyFile) -> None:
    other, _ = keys.found(PASSWORD, b"o" * 32, cost=CHEAP)
    with pytest.raises(keys.KeyFileDamaged):
        keys.unwrap(replace(file, keys=other.keys), "user", PASSWORD)


def test_the_file_survives_writing_and_reading(file: keys.KeyFile, tmp_path: Path) -> None:
    path = tmp_path / "a.kps.keys"
    keys.save(path, file)
    assert keys.load(path) == file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.kps.keys", "a.kps.keys.bak"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", None])
def test_the_twin_steps_in_for_a_damaged_or_missing_file(
    file: keys.KeyFile, tmp_path: Path, damage: bytes | None
) -> None:
    path = tmp_path / "a.keys"
    keys.save(path, file)
    path.unlink() if damage is None else path.write_bytes(damage)
    assert keys.load(path) == file


def test_no_old_password_lives_on_in_the_twin(file: keys.KeyFile, tmp_path: Path) -> None:
    path = tmp_path / "a.keys"
    keys.save(path, file)
    keys.save(
        path, keys.with_slot(file, keys.unwrap(file, "user", PASSWORD).root, "user", "ny mening", cost=CHEAP)
    )
    path.unlink()
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(keys.load(path), "user", PASSWORD)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyFileMissing):
        keys.load(tmp_path / "a.keys")


def _saved(file: keys.KeyFile, path: Path) -> dict[str, Any]:
    keys.save(path, file, twin=False)
    data: dict[str, Any] = json.loads(path.read_text())
    return data


@pytest.mark.parametrize(
    "name,value", [("m", 2**30), ("m", 8), ("t", 0), ("t", 10**6), ("p", 200), ("m", 1e5), ("t", True)]
)
def test_absurd_parameters_are_refused_before_any_memory_is_asked_for(
    file: keys.KeyFile, tmp_path: Path, name: str, value: object
) -> None:
    data = _saved(file, tmp_path / "a.keys")
    data["slots"][0]["argon2id"][name] = value
    (tmp_path / "a.keys").write_text(json.dumps(data))
    with pytest.raises(keys.KeyFileDamaged):
        keys.load(tmp_path / "a.keys")


@pytest.mark.parametrize("field", ["format", "store_id", "slots", "keys"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]]])
def test_a_file_that_the_program_would_not_write_is_damage(
    file: keys.KeyFile, tmp_path: Path, field: str, value: object
) -> None:
    data = _saved(file, tmp_path / "a.keys")
    if field == "store_id" and isinstance(value, str):
        value = 7
    (tmp_path / "a.keys").write_text(json.dumps({**data, field: value}))
    with pytest.raises(keys.KeyFileDamaged):
        keys.load(tmp_path / "a.keys")


def test_an_edited_store_id_opens_nothing(file: keys.KeyFile, tmp_path: Path) -> None:
    data = _saved(file, tmp_path / "a.keys")
    data["store_id"] = "0" * 32
    (tmp_path / "a.keys").write_text(json.dumps(data))
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(keys.load(tmp_path / "a.keys"), "user", PASSWORD)


def test_no_secret_stands_in_the_file_or_in_a_traceback(file: keys.KeyFile, tmp_path: Path) -> None:
    text = json.dumps(_saved(file, tmp_path / "a.keys"))
    unwrapped = keys.unwrap(file, "user", PASSWORD)
    assert PASSWORD not in text
    assert DATA_KEY.hex() not in text
    assert "\\x" not in repr(unwrapped)
