"""Days and times as people say them, in each language."""

from datetime import date, time

from babel.dates import format_date

from ventanilla.domain.language import Language

LONG = {"es": "EEEE d 'de' MMMM 'de' y", "en": "EEEE, MMMM d, y", "fr": "EEEE d MMMM y"}
DAY = {"es": "EEEE d 'de' MMMM", "en": "EEEE, MMMM d", "fr": "EEEE d MMMM"}
PLAIN = {"es": "d 'de' MMMM 'de' y", "en": "MMMM d, y", "fr": "d MMMM y"}
COMING = {"es": "d 'de' MMMM", "en": "MMMM d", "fr": "d MMMM"}
SHORT = {"es": "d MMM y", "en": "MMM d, y", "fr": "d MMM y"}
BRIEF = {"es": "EEE d MMM", "en": "EEE, MMM d", "fr": "EEE d MMM"}

NOON = 12


def in_words(day: date, language: Language) -> str:
    """`viernes 4 de diciembre de 2026`."""
    return _formatted(day, LONG[language], language)


def day_in_words(day: date, language: Language) -> str:
    """`viernes 4 de diciembre`."""
    return _formatted(day, DAY[language], language)


def birthday(day: date, language: Language) -> str:
    """`1 de diciembre de 1988`."""
    return _formatted(day, PLAIN[language], language)


def birthday_brief(day: date, language: Language) -> str:
    """`1 dic 1988`: fits a button."""
    return _formatted(day, SHORT[language], language).replace(".", "")


def coming(day: date, language: Language) -> str:
    """`4 de diciembre`: the year goes without saying."""
    return _formatted(day, COMING[language], language)


def brief(day: date, language: Language) -> str:
    """`vie 4 dic`: fits a button."""
    return _formatted(day, BRIEF[language], language).replace(".", "")


def in_numbers(day: date) -> str:
    """`04-12-2026`, day first, as the guide shows appointment dates."""
    return f"{day:%d-%m-%Y}"


def clock(at: time, language: Language) -> str:
    """`9:30 a. m.`, `9:30 a.m.`, `9 h 30`."""
    if language == "fr":
        return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"
    half = {"es": ("a. m.", "p. m."), "en": ("a.m.", "p.m.")}[language][at.hour >= NOON]
    return f"{at.hour % NOON or NOON}:{at.minute:02}\u00a0{half}"


def _formatted(day: date, pattern: str, language: Language) -> str:
    text = format_date(day, pattern, locale=language)
    if language == "fr" and day.day == 1:
        return text.replace("1 ", "1er ", 1)
    return text
