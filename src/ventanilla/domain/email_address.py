"""E-mail addresses that can stand in a header and in a mail server's command as they are."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9-]+"

ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*")
"""Stricter than the standard: no quotes, no comments, nothing that a command could be made of."""
