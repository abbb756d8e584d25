"""E-mail addresses: their form, without network, and the slips that are likely."""

import re

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import DamerauLevenshtein

from ventanilla.conversation.asking import Invalid

COMMON = (
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "yahoo.com",
    "icloud.com",
    "live.com",
    "yahoo.com.mx",
    "hotmail.es",
    "live.com.mx",
    "outlook.es",
    "yahoo.ca",
    "hotmail.ca",
    "hotmail.fr",
    "yahoo.fr",
    "videotron.ca",
    "sympatico.ca",
    "aol.com",
    "msn.com",
    "comcast.net",
    "protonmail.com",
    "proton.me",
    "prodigy.net.mx",
    "ymail.com",
    "att.net",
    "verizon.net",
    "sbcglobal.net",
    "bellsouth.net",
    "mail.com",
    "gmx.com",
    "me.com",
    "mac.com",
)
"""Where applicants in the USA, Canada and Mexico have their mail; chosen by general knowledge."""

ENDINGS = {
    "con": "com",
    "cmo": "com",
    "comm": "com",
    "ocm": "com",
    "vom": "com",
    "xom": "com",
    "cpm": "com",
    "om": "com",
    "coom": "com",
    "nett": "net",
    "ner": "net",
    "edi": "edu",
    "orgg": "org",
    "og": "org",
    "com.mxx": "com.mx",
    "con.mx": "com.mx",
}

SHORTEST = 6
"""A domain shorter than this is too near to others for a guess."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'«»“”]+@[^\s<>()\[\],;:\"'«»“”]+")
"""Roughly; the form is checked afterwards."""

_GAP = re.compile(r"(?:\s+\.|\.\s+)(?=(?:com|net|org|edu|gob|gov|mx|ca|us|es|fr)\b)")
"""A space beside a full stop that belongs to the address."""


def email(text: str) -> str:
    """The address in `text`, words and spaces around it allowed. Raises `Invalid`."""
    closed = re.sub(r"\s*(?:@|＠|\(at\)|\(arroba\)|\[at\])\s*", "@", text.strip())
    closed = _GAP.sub(".", closed)
    found = _ADDRESS.findall(closed)
    if len(found) > 1:
        raise Invalid("email-several")
    if not found or closed.count("@") > 1:
        raise Invalid("email-at" if "@" not in closed else "email-form")
    candidate = re.sub(r"^mailto:", "", found[0].strip().rstrip(".!?"), flags=re.IGNORECASE)
    try:
        checked = validate_email(candidate, check_deliverability=False)
    except EmailNotValidError:
        raise Invalid("email-form") from None
    return checked.normalized


def likely(address: str) -> str:
    """What was probably meant, when the domain looks like a slip; else an empty string."""
    local, _, domain = address.rpartition("@")
    domain = domain.casefold()
    if domain in COMMON:
        return ""
    if meant := _nearest(domain) or _ending(domain):
        return f"{local}@{meant}"
    return ""


def _ending(domain: str) -> str:
    name, _, ending = domain.partition(".")
    corrected = ENDINGS.get(ending) or ENDINGS.get(ending.rpartition(".")[2])
    if corrected is None:
        return ""
    stem = (
        domain[: len(domain) - len(ending)]
        if ending in ENDINGS
        else domain.rpartition(".")[0] + "."
    )
    meant = f"{stem}{corrected}"
    return _nearest(meant) or meant if name else ""


def _nearest(domain: str) -> str:
    if len(domain) < SHORTEST:
        return ""
    scored = [
        (DamerauLevenshtein.distance(domain, known, score_cutoff=2), known) for known in COMMON
    ]
    distance, known = min(scored, key=lambda pair: pair[0])
    close = distance == 1 or (distance == 2 and len(known) >= len("gmail.com"))  # noqa: PLR2004
    genuine = distance and close and not _real(domain)
    return known if genuine else ""


def _real(domain: str) -> bool:
    """Domains that exist and look like a slip of another."""
    return domain in {"gmx.net", "mail.com", "email.com", "ymail.com", "hotmail.it", "yahoo.co", "yahoo.es", "live.ca", "live.fr", "outlook.fr", "yahoo.de", "hotmail.de", "outlook.de", "hotmail.cl", "hotmail.com.ar", "yahoo.com.ar", "yahoo.com.br", "gmail.co", "fmail.com", "tmail.com", "live.cl", "live.nl"}  # noqa: E501  # fmt: skip
