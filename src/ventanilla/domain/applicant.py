"""Who an appointment is for."""

from dataclasses import dataclass
from datetime import date

from ventanilla.domain.language import Language
from ventanilla.domain.names import fold_name, like_name


@dataclass(frozen=True, slots=True)
class BirthPlace:
    """`country` is ISO 3166-1 alpha-2, or `ZZ` with the country's typed name as `country_name`.

    `state` and `county` are as they will be printed; either may be empty where a country has none.
    """

    country: str
    country_name: str
    state: str
    county: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Names are as typed, after trimming; `maternal_surname` is empty for who has none."""

    given_names: str
    paternal_surname: str
    maternal_surname: str
    birth_date: date
    birth_place: BirthPlace
    email: str
    language: Language

    @property
    def full_name(self) -> str:
        return " ".join(
            filter(None, (self.given_names, self.paternal_surname, self.maternal_surname))
        )

    @property
    def identity(self) -> str:
        """What makes two applicants the same person: names, birth date, country of birth.

        Personal data: it goes into a keyed index and nowhere else.
        """
        names = (self.given_names, self.paternal_surname, self.maternal_surname)
        country = self.birth_place.country
        return "|".join([*map(fold_name, names), self.birth_date.isoformat(), country])

    @property
    def likeness(self) -> str:
        """What two spellings of the same person have in common; as personal as `identity`."""
        names = like_name(self.given_names, self.paternal_surname, self.maternal_surname)
        return f"{names}|{self.birth_date.isoformat()}|{self.birth_place.country}"
