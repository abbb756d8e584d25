"""Addresses as mail servers take them."""

import pytest

from ventanilla.domain.email_address import in_ascii


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("maria@example.org", "maria@example.org"),
        ("maria@bücher.example", "maria@xn--bcher-kva.example"),
        ("maría@example.org", ""),
        ("maria@" + "a" * 64 + ".example", ""),
        ("maria@.example", ""),
        ("", ""),
    ],
)
def test_a_domain_of_any_letters_is_encoded_and_what_no_server_takes_is_nothing(typed, taken):
    assert in_ascii(typed) == taken
