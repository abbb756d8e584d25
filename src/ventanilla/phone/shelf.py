"""Where the platform keeps an account's templates."""

from collections.abc import Callable, Iterable

from ventanilla.phone.reviewed import Template


class Shelf:
    """`changed` is called after each change, to bring it to disk."""

    def __init__(self, kept: Iterable[Template], changed: Callable[[], None]) -> None:
        self._kept = {each.id: each for each in kept}
        self._changed = changed

    def all(self) -> tuple[Template, ...]:
        return tuple(self._kept.values())

    def by_id(self, template_id: str) -> Template | None:
        return self._kept.get(template_id)

    def named(self, name: str, language: str) -> Template | None:
        kept = (t for t in self._kept.values() if (t.name, t.language) == (name, language))
        return next(kept, None)

    def put(self, template: Template) -> None:
        self._kept[template.id] = template
        self._changed()

    def drop(self, gone: Iterable[Template]) -> None:
        for template in gone:
            del self._kept[template.id]
        self._changed()
