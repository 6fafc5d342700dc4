"""The key file beside a store: who can open it, without the store knowing any password.

Two steps, so that a password change rewrites one kilobyte and a new store key needs no password:
each *slot* wraps the file's root key with a secret (a password, the recovery code) through Argon2id; the root key
wraps the store's *data keys* by generation. While a store is given a new key both generations are in the file, and
whoever opens the store tries the newest first (reliability 1.4).

What a slot says about itself is bound to its content as associated data: an edited field, a slot moved from another
place or another store, and weaker parameters are all refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from typing_extensions import override

from kpsdesk.errors import OutsideError, UserError
from kpsdesk.i18n import N_
from kpsdesk.store import marker
from kpsdesk.store.faults import outside

FORMAT: Final = 1
SUFFIX: Final = ".keys"
LARGEST_FILE: Final = 1_000_000
MOST_SLOTS: Final = 64
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 24
KEY_BYTES: Final = 32

Kind = Literal["user", "recovery"]


class WrongSecret(UserError):
    """No slot opens with this password or code."""


class KeyFileDamaged(OutsideError):
    """The key file is not as the program wrote it."""


class KeyFileMissing(OutsideError):
    """There is a store but no key file beside it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters. The default is RFC 9106's second choice: about 160 ms here, 64 MiB for each guess."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def demand_sane(self) -> None:
        """Neither weak enough to guess nor large enough to stop the computer.

        Raises:
            KeyFileDamaged: outside what this program ever writes.
        """
        asked = (self.passes, self.memory_kib, self.lanes)
        if not all(least <= each <= most for each, (least, most) in zip(asked, _SANE, strict=True)):
            raise KeyFileDamaged(_DAMAGED, path=SUFFIX)


COST: Final = Cost()
_SANE: Final = ((1, 20), (8 * 1024, 1024 * 1024), (1, 16))  # passes, KiB, lanes


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: the root key, wrapped with one secret."""

    id: str
    kind: str
    salt: bytes
    cost: Cost
    wrap: bytes = b""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key of the store itself, wrapped with the root key."""

    generation: int
    wrap: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What lies in `<store>.keys`; changed only by making a new one and saving it."""

    store_id: str
    slots: tuple[Slot, ...] = ()
    keys: tuple[DataKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What a right secret gives: the root key, and the store's keys with the newest first."""

    root: bytes
    keys: tuple[bytes, ...]

    @override
    def __repr__(self) -> str:
        """Nothing that a log or a traceback could give away."""
        return "Unwrapped(…)"


_DAMAGED = N_(
    "The key file {path} has been changed or damaged, so the store cannot be opened with it. The store itself is "
    "untouched. Put back the key file from your latest backup."
)
_MISSING = N_(
    "The key file {path} is missing, and without it nobody can open the store. The store itself is untouched. Put "
    "back the key file from your latest backup."
)
_NO_MEMORY = N_(
    "The computer has too little free memory to check the password. Nothing was changed. Close other programs and try "
    "again."
)
_WRONG_PASSWORD = N_(
    "That is not the right password. Check Caps Lock and the keyboard language, then try again."
)
_WRONG_CODE = N_("This recovery code does not belong to this store.")


def beside(store: Path) -> Path:
    """Where a store's key file lies."""
    return marker.beside(store, SUFFIX)


def found(secret: str, data_key: bytes, *, cost: Cost = COST) -> tuple[KeyFile, Unwrapped]:
    """A new key file for a new store, with one password slot."""
    root = secrets.token_bytes(KEY_BYTES)
    file = KeyFile(store_id=secrets.token_hex(16))
    file = with_slot(file, root, "user", secret, cost=cost)
    return with_data_key(file, root, data_key), Unwrapped(root, (data_key,))


def with_slot(file: KeyFile, root: bytes, kind: Kind, secret: str, *, cost: Cost = COST) -> KeyFile:
    """The file with its slot of that kind replaced, or one added."""
    bare = Slot(id=secrets.token_hex(8), kind=kind, salt=secrets.token_bytes(SALT_BYTES), cost=cost)
    slot = replace(bare, wrap=_seal(root, _slot_label(file, bare), _stretch(secret, bare)))
    return replace(file, slots=(*(other for other in file.slots if other.kind != kind), slot))


def with_data_key(file: KeyFile, root: bytes, key: bytes) -> KeyFile:
    """The file with one more generation; save it *before* the store is given that key."""
    generation = max((each.generation for each in file.keys), default=0) + 1
    return replace(
        file, keys=(*file.keys, DataKey(generation, _seal(key, _key_label(file, generation), root)))
    )


def with_newest_key_only(file: KeyFile) -> KeyFile:
    """The file without the older generations; only after the store has opened with the newest."""
    return replace(file, keys=(max(file.keys, key=lambda each: each.generation),))


def unwrap(file: KeyFile, kind: Kind, secret: str) -> Unwrapped:
    """Open the file with a password or a recovery code.

    Raises:
        WrongSecret: it opens no slot. An edited slot looks the same, on purpose: the cipher cannot tell.
        KeyFileDamaged: absurd parameters, or the data keys do not fit the root key.
    """
    for slot in file.slots:
        if slot.kind == kind and (root := _open(slot.wrap, _slot_label(file, slot), _stretch(secret, slot))):
            newest_first = sorted(file.keys, key=lambda each: -each.generation)
            keys = [_open(each.wrap, _key_label(file, each.generation), root) for each in newest_first]
            if not keys or None in keys:
                raise KeyFileDamaged(_DAMAGED, path=SUFFIX)
            return Unwrapped(root, tuple(key for key in keys if key))
    raise WrongSecret(_WRONG_PASSWORD if kind == "user" else _WRONG_CODE, field="password")


def save(path: Path, file: KeyFile, *, twin: bool = True) -> None:
    """Write the file and its twin (`.bak`), one after the other, each in one step.

    Whenever the power goes, one of the two is whole. The twin is no history: an old password must not live on in it.

    Raises:
        OutsideError: the disk is full or write-protected; the old file is as it was.
    """
    text = json.dumps(_as_data(file), indent=1).encode()
    try:
        _write(path, text)
        if path.read_bytes() != text:
            raise OSError("the disk gave back something else")  # noqa: TRY301
        if twin:
            _write(_twin(path), text)
    except OSError as error:
        raise outside(path, error) from error


def load(path: Path) -> KeyFile:
    """Read the file, or its twin if the first is missing or damaged.

    Raises:
        KeyFileMissing: neither is there.
        KeyFileDamaged: neither can be understood.
        OutsideError: no right to read it.
    """
    missing = 0
    for candidate in (path, _twin(path)):
        try:
            with candidate.open("rb") as stream:
                return _from_data(json.loads(stream.read(LARGEST_FILE)))
        except FileNotFoundError:
            missing += 1
        except PermissionError as error:
            raise outside(path, error) from error
        except (OSError, ValueError, TypeError, KeyError, RecursionError, KeyFileDamaged):
            continue
    if missing > 1:
        raise KeyFileMissing(_MISSING, path=path.name)
    raise KeyFileDamaged(_DAMAGED, path=path.name)


def _twin(path: Path) -> Path:
    return marker.beside(path, ".bak")


def _write(path: Path, text: bytes) -> None:
    """All or nothing, for the owner alone, and on the disk before the name changes."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        marker.settle(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _stretch(secret: str, slot: Slot) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    slot.cost.demand_sane()
    # NFKC: an å typed as two code points on one computer and as one on another is the same password
    plain = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    cost = slot.cost
    try:
        return hash_secret_raw(plain, slot.salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)
    except HashingError as error:
        raise OutsideError(_NO_MEMORY) from error


def _seal(content: bytes, label: bytes, key: bytes) -> bytes:
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + encrypt(content, label, nonce, key)


def _open(wrap: bytes, label: bytes, key: bytes) -> bytes | None:
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    try:
        return decrypt(wrap[NONCE_BYTES:], label, wrap[:NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError):
        return None


def _slot_label(file: KeyFile, slot: Slot) -> bytes:
    cost = [slot.cost.passes, slot.cost.memory_kib, slot.cost.lanes]
    return json.dumps([FORMAT, file.store_id, "slot", slot.id, slot.kind, slot.salt.hex(), cost]).encode()


def _key_label(file: KeyFile, generation: int) -> bytes:
    return json.dumps([FORMAT, file.store_id, "key", generation]).encode()


def _as_data(file: KeyFile) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "store_id": file.store_id,
        "slots": [
            {
                "id": slot.id,
                "kind": slot.kind,
                "salt": _text(slot.salt),
                "argon2id": {"t": slot.cost.passes, "m": slot.cost.memory_kib, "p": slot.cost.lanes},
                "wrap": _text(slot.wrap),
            }
            for slot in file.slots
        ],
        "keys": [{"generation": each.generation, "wrap": _text(each.wrap)} for each in file.keys],
    }


def _from_data(data: dict[str, Any]) -> KeyFile:
    """Strict: whatever this program would not have written is damage."""
    slots = tuple(
        Slot(
            id=_demand(str, each["id"]),
            kind=_demand(str, each["kind"]),
            salt=_bytes(each["salt"]),
            cost=Cost(*(_demand(int, each["argon2id"][name]) for name in ("t", "m", "p"))),
            wrap=_bytes(each["wrap"]),
        )
        for each in data["slots"]
    )
    for slot in slots:
        slot.cost.demand_sane()
    keys = tuple(DataKey(_demand(int, each["generation"]), _bytes(each["wrap"])) for each in data["keys"])
    file = KeyFile(_demand(str, data["store_id"]), slots, keys)
    sizes_hold = all(len(slot.salt) == SALT_BYTES for slot in slots) and 1 <= len(slots) <= MOST_SLOTS
    if data["format"] != FORMAT or not sizes_hold or not keys:
        raise KeyFileDamaged(_DAMAGED, path=SUFFIX)
    return file


def _demand(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error
