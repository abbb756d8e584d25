"""E-mail addresses that can stand in a header and in a mail server's command as they are."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9-]+"

ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*")
"""Stricter than the standard: no quotes, no comments, nothing that a command could be made of."""


def in_ascii(address: str) -> str:
    """As a mail server takes it, its domain's letters encoded; empty for what none would take."""
    user, _, domain = address.rpartition("@")
    try:
        written = f"{user}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""
    return written if ADDRESS.fullmatch(written) else ""
