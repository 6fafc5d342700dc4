"""Ready texts for feedback to reporters, kept as data in three languages; an edit adds a version of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.errors import Conflict, NotFound, UserError
from kpsdesk.i18n import N_, Words
from kpsdesk.services.session import Session
from kpsdesk.store import program

if TYPE_CHECKING:
    from kpsdesk.store.work import Work

KIND = "feedback_templates"
CODE = "standard"
USES: Final = ("acknowledge", "close", "dismiss", "forward", "ask")
NAME: Final = 80
TEXT: Final = 4000


@dataclass(frozen=True, slots=True)
class FeedbackTemplate:
    """A ready text; words in [square brackets] are to be filled in before it is sent."""

    code: str
    use: str  # one of USES
    kinds: tuple[str, ...]
    name: Words
    text: Words
    retired: bool = False  # no longer offered

    def as_data(self) -> dict[str, Any]:
        """For a document."""
        return {
            "code": self.code,
            "use": self.use,
            "kinds": list(self.kinds),
            "name": self.name.as_dict(),
            "text": self.text.as_dict(),
            "retired": self.retired,
        }


@dataclass(frozen=True)
class TemplateService:
    """Reads and edits the templates of the store. Each change is one transaction with its audit row."""

    session: Session

    def for_feedback(self, kind: str, use: str = "close") -> list[FeedbackTemplate]:
        """Templates for a kind of report: those meant for this moment first, then the others."""
        fitting = [one for one in self.all() if kind in one.kinds and not one.retired]
        return sorted(fitting, key=lambda one: one.use != use)

    def all(self) -> list[FeedbackTemplate]:
        """Every template in order, those out of use included; the latest version."""
        return list(_read(self._documents()[-1]["body"]))

    def version(self) -> int:
        """The number of the latest version."""
        return int(self._documents()[-1]["version"])

    def add(self, template: FeedbackTemplate) -> tuple[Changes, str]:
        """A new template at the end; the code that it is given comes back too.

        Raises:
            UserError: name or text is missing, it is for no kind of report, or a [place] is not closed.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        there = self.all()
        taken = {one.code for one in there}
        code = next(f"own_{n}" for n in range(1, len(there) + 2) if f"own_{n}" not in taken)
        new = self._tidy(replace(template, code=code), there)
        return self._put("templates.added", [*there, new], {}, {code: new}), code

    def change(self, template: FeedbackTemplate) -> Changes:
        """Other words, moment or kinds for a template. Raises UserError as `add`, NotFound."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        there = self.all()
        before = _one(there, template.code)
        new = self._tidy(replace(template, retired=before.retired), there)
        after = [new if one.code == new.code else one for one in there]
        return self._put("templates.changed", after, {new.code: before}, {new.code: new})

    def retire(self, code: str, *, back: bool = False) -> Changes:
        """Offer a template no longer, or again with `back`. Raises NotFound."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        there = self.all()
        before = _one(there, code)
        new = replace(before, retired=not back)
        after = [new if one.code == code else one for one in there]
        action = "templates.restored" if back else "templates.retired"
        return self._put(action, after, {code: before}, {code: new})

    def reorder(self, codes: Sequence[str]) -> Changes:
        """Another order; what is not named keeps its place after the named."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        there = {one.code: one for one in self.all()}
        order = [*(c for c in codes if c in there), *(c for c in there if c not in set(codes))]
        with self.session.write() as work:
            number = self._write(work, [there[code] for code in order])
            work.note("templates.reordered", f"templates:{number}", before=list(there), after=order)
        return work.changes

    def bring_back(self, version: int, *, seen: int | None = None) -> Changes:
        """An earlier version of all templates as a new one. `seen`: the version that is to be taken back.

        Raises:
            NotFound: there is no such version.
            Conflict: there is a newer one than `seen`, which would be lost.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        documents = {int(one["version"]): one["body"] for one in self._documents()}
        if version not in documents:
            raise NotFound(N_("There is no version {number} to go back to."), number=version)
        newest = max(documents)
        if seen is not None and newest != seen:
            raise Conflict(
                N_("The templates were changed again since. Nothing was taken back: look at them first.")
            )
        before = {one.code: one for one in _read(documents[newest])}
        after = {one.code: one for one in _read(documents[version])}
        changed = [code for code in {**before, **after} if before.get(code) != after.get(code)]
        return self._put(
            "templates.brought_back",
            list(after.values()),
            {code: before[code] for code in changed if code in before},
            {code: after[code] for code in changed if code in after},
        )

    def _documents(self) -> Sequence[Mapping[str, Any]]:
        with self.session.read() as connection:
            return program.documents(connection, KIND)

    def _put(
        self,
        action: str,
        templates: Sequence[FeedbackTemplate],
        before: Mapping[str, FeedbackTemplate],
        after: Mapping[str, FeedbackTemplate],
    ) -> Changes:
        was, now = ({code: one.as_data() for code, one in part.items()} for part in (before, after))
        with self.session.write() as work:
            number = self._write(work, templates)
            work.note(action, f"templates:{number}", before=was, after=now)
        return work.changes

    @staticmethod
    def _write(work: Work, templates: Sequence[FeedbackTemplate]) -> int:
        body = {"template": [one.as_data() for one in templates]}
        at, actor = work.moment.at, work.moment.actor
        return program.put_document(work.connection, KIND, CODE, body, at=at, actor=actor)

    def _tidy(self, template: FeedbackTemplate, there: Iterable[FeedbackTemplate]) -> FeedbackTemplate:
        name = _filled(template.name, "name", NAME, one_line=True)
        text = _filled(template.text, "text", TEXT)
        if any(str(one.name) == str(name) and one.code != template.code for one in there):
            raise UserError(N_("There is a template with that name already."), field="name.sv")
        known = [item.code for item in self.session.vocabulary.all("kind")]
        kinds = tuple(code for code in known if code in template.kinds)
        if not kinds:
            raise UserError(N_("Choose at least one kind of report that it is for."), field="kinds")
        if template.use not in USES:
            raise UserError(N_("Choose when it is meant to be used."), field="use")
        return replace(template, name=name, text=text, kinds=kinds)


def _one(there: Iterable[FeedbackTemplate], code: str) -> FeedbackTemplate:
    found = next((one for one in there if one.code == code), None)
    if found is None:
        raise NotFound(N_("The template is no longer there."))
    return found


def _filled(words: Words, field: str, limit: int, *, one_line: bool = False) -> Words:
    """The text in each language, an empty one as in the first that has words."""
    texts = {}
    for language, given in words.as_dict().items():
        text = clean(given, limit, field=f"{field}.{language}").strip()
        texts[language] = " ".join(text.split()) if one_line else text
        if _open_place(text):
            raise UserError(
                N_("A place to fill in begins with [ and ends with ]. One of them is missing."),
                field=f"{field}.{language}",
            )
    first = next((text for text in texts.values() if text), "")
    if not first:
        raise UserError(N_("Write the text in at least one language."), field=f"{field}.sv")
    return Words.of({language: text or first for language, text in texts.items()})


def _open_place(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"[": 1, "]": -1}.get(sign, 0)
        if depth not in (0, 1):
            return True
    return depth != 0


def _read(body: Mapping[str, Any]) -> Iterable[FeedbackTemplate]:
    for row in body["template"]:
        texts = {language: text.strip() for language, text in row["text"].items()}
        yield FeedbackTemplate(
            row["code"],
            row["use"],
            tuple(row["kinds"]),
            Words.of(row["name"]),
            Words.of(texts),
            row.get("retired", False),
        )


def unfilled(text: str) -> list[str]:
    """The [places] of a template that nobody has filled in yet."""
    found, start = [], text.find("[")
    while start >= 0:
        end = text.find("]", start)
        if end < 0:
            break
        found.append(text[start : end + 1])
        start = text.find("[", end)
    return found
