"""Which language a page is shown in; Accept-Language is read as in RFC 9110, section 12.5.4."""

from ventanilla.domain.language import LANGUAGES, Language


def chosen(wish: str | None, accepted: str) -> Language:
    """`wish` (`?lang=`), else the best of `accepted` (Accept-Language), else Spanish."""
    tags = [wish or "", *_by_preference(accepted)]
    primary = (tag.partition("-")[0].casefold() for tag in tags)
    return next((known for tag in primary for known in LANGUAGES if known == tag), "es")


def _by_preference(accepted: str) -> list[str]:
    weighed = [(_weight(part), part.partition(";")[0].strip()) for part in accepted.split(",")]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(part: str) -> float:
    """1 where none is given; 0, which means "not this one", where it cannot be read."""
    name, _, value = part.partition(";")[2].strip().partition("=")
    if not name:
        return 1
    try:
        return float(value) if name.strip() == "q" else 0
    except ValueError:
        return 0
