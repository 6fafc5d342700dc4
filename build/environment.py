"""What the project needs on a machine: Python packages in `.venv`, Qt's system libraries, catalogues.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
LOCK: Final = ROOT / "build" / "requirements.lock"
STAMP: Final = VENV / "kpsdesk.stamp"
LOCALE: Final = ROOT / "resources" / "locale"
PYTHON: Final = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST: Final = (3, 11)

# what Debian and Ubuntu call the package of a library that Qt loads
LIBRARIES: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# what the program and its tests load; Qt's other plugins may lack a library without harm
LOADED: Final = (
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "QtSvg.abi3.so",
    "QtPrintSupport.abi3.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
)


class CannotSetUp(Exception):
    """The machine lacks something that this script may not or cannot install; the text says what to do."""


def say(sentence: str) -> None:
    """Tell the developer, at once, and not among what the program prints."""
    print(sentence, file=sys.stderr, flush=True)


def apt_install(packages: Sequence[str], why: str) -> None:
    """Install Debian packages, or stop with the exact command.

    Raises CannotSetUp when that is not possible here.
    """
    wanted = sorted(set(packages))
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if not shutil.which("apt-get"):
        raise CannotSetUp(f"{why} Install what Debian calls {', '.join(wanted)}, then run this again.")
    if os.name != "posix" or os.geteuid() != 0:
        raise CannotSetUp(f"{why} Run this, then start again:\n  sudo {' '.join(command)}")
    say(f"{why} Installing {', '.join(wanted)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (command, ["apt-get", "update"], command):  # the lists of packages may be old, or absent
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if step is command and done.returncode == 0:
            return
    raise CannotSetUp(f"{why} This did not work:\n  {' '.join(command)}\n{done.stderr.strip()[-1000:]}")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Only one set-up of a checkout at a time; a second one waits."""
    with (ROOT / ".dev.lock").open("a+b") as stream:
        lock(stream)
        yield  # closing the file gives the lock back, also after a crash


def lock(stream: IO[bytes]) -> None:
    """Lock a file for this process, waiting as long as it takes."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:  # gives up after ten seconds
                continue
            return
    import fcntl

    fcntl.flock(stream, fcntl.LOCK_EX)


@contextlib.contextmanager
def patience(sentence: str) -> Iterator[None]:
    """Say what is being done, and every half minute that it goes on."""
    say(f"{sentence} …")
    over = threading.Event()
    began = time.monotonic()

    def remind() -> None:
        while not over.wait(30):
            say(f"  still at it, {time.monotonic() - began:.0f} s")

    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    finally:
        over.set()


def must(command: Sequence[str | Path], failure: str) -> None:
    """Run a step of the set-up in silence; what it printed is shown when it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise CannotSetUp(f"{failure}\n{done.stdout.strip()[-3000:]}")


def base_python() -> str:
    """The Python to make `.venv` from, also when this script runs on the one inside it."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def usable() -> bool:
    """Whether `.venv` has a Python of the right age that starts and has pip."""
    if not PYTHON.is_file():
        return False
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    """Make `.venv`, with the help of apt where Debian has split venv off from Python."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        minor = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        apt_install([f"{minor}-venv"], "This Python cannot make virtual environments.")
    with patience("Making .venv"):
        must([base_python(), "-m", "venv", "--clear", VENV], "Making .venv failed.")


def fingerprint() -> str:
    """What the installed packages depend on: the lock file and the Python that `.venv` was made from."""
    return hashlib.sha256(LOCK.read_bytes() + str(PYTHON.resolve()).encode()).hexdigest()


def install_packages() -> None:
    """Install exactly what the lock file names, each file checked against its hash."""
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    with patience("Installing the packages of build/requirements.lock, which takes minutes the first time"):
        must(
            [*pip, "install", "--require-hashes", "--no-deps", "-r", LOCK], "Installing the packages failed."
        )


def missing_libraries() -> list[str]:
    """The shared libraries that Qt would look for in vain."""
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return []
    qt = next((folder for folder in VENV.glob("lib/python*/site-packages/PySide6") if folder.is_dir()), None)
    if qt is None:
        return []
    files = [str(qt / name) for name in LOADED if (qt / name).is_file()]
    told = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return sorted({line.split()[0] for line in told.splitlines() if line.endswith("=> not found")})


def install_libraries() -> None:
    """See to it that Qt finds its system libraries."""
    missing = missing_libraries()
    if missing:
        why = f"Qt needs system libraries that are not here: {', '.join(missing)}."
        apt_install([LIBRARIES.get(name, name) for name in missing], why)
        still = missing_libraries()
        if still:
            raise CannotSetUp(f"Qt still lacks {', '.join(still)}; install them, then run this again.")


def compile_translations() -> None:
    """Write the catalogues again when a fragment is newer than they are."""
    catalogues = [LOCALE / language / "LC_MESSAGES" / "kpsdesk.mo" for language in ("sv", "fi")]
    oldest = min(file.stat().st_mtime if file.is_file() else 0 for file in catalogues)
    folders = [file.parent.parent for file in catalogues]  # their own time tells of a fragment taken away
    sources = [*folders, *(fragment for folder in folders for fragment in folder.glob("*.po"))]
    if not oldest or any(source.stat().st_mtime > oldest for source in sources):
        must([PYTHON, ROOT / "build" / "translations.py", "compile"], "Compiling the translations failed.")


def set_up() -> None:
    """All that a fresh machine needs; nothing but a look when it is all there.

    Raises CannotSetUp with what to do about it.
    """
    if sys.version_info < OLDEST:
        raise CannotSetUp(f"KPSdesk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    with alone():
        if not (PYTHON.is_file() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == fingerprint()):
            if not usable():
                make_venv()
            STAMP.unlink(missing_ok=True)
            install_packages()
            install_libraries()
            STAMP.write_text(fingerprint(), encoding="ascii")
        compile_translations()
