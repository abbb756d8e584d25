import pytest

from ventanilla.storage.vault import Unreadable, Vault

OLD, NEW = "o" * 32, "n" * 32
WHERE = ("appointment", "folio", "applicant")


def test_what_is_sealed_opens_in_its_place():
    vault = Vault((OLD,))

    assert vault.open(vault.seal(b"Ana", *WHERE), *WHERE) == b"Ana"


def test_what_is_sealed_shows_nothing_and_is_never_the_same_twice():
    vault = Vault((OLD,))

    once, again = vault.seal(b"Ana Garcia", *WHERE), vault.seal(b"Ana Garcia", *WHERE)

    assert b"Ana" not in once
    assert once != again


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("contact", "folio", "applicant"),
        ("appointment", "another", "applicant"),
        ("appointment", "folio", "another"),
        ("appointment", "folio"),
    ],
)
def test_what_is_moved_to_another_table_row_or_column_does_not_open(elsewhere):
    vault = Vault((OLD,))

    with pytest.raises(Unreadable):
        vault.open(vault.seal(b"Ana", *WHERE), *elsewhere)


@pytest.mark.parametrize("place", [0, 4, 16, -1])
def test_a_damaged_value_does_not_open_and_its_refusal_quotes_nothing(place):
    vault = Vault((OLD,))
    damaged = bytearray(vault.seal(b"Ana", *WHERE))
    damaged[place] ^= 1

    with pytest.raises(Unreadable) as refused:
        vault.open(bytes(damaged), *WHERE)

    assert "Ana" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"xyz", b"x" * 16])
def test_what_was_never_sealed_does_not_open(content):
    with pytest.raises(Unreadable):
        Vault((OLD,)).open(content, *WHERE)


def test_while_secrets_are_changed_the_old_one_opens_and_the_new_one_seals():
    rotating = Vault((NEW, OLD))
    before = Vault((OLD,)).seal(b"Ana", *WHERE)

    after = rotating.seal(b"Ana", *WHERE)

    assert rotating.open(before, *WHERE) == b"Ana"
    assert Vault((NEW,)).open(after, *WHERE) == b"Ana"
    with pytest.raises(Unreadable):
        Vault((OLD,)).open(after, *WHERE)
    with pytest.raises(Unreadable):
        Vault((NEW,)).open(before, *WHERE)


def test_an_index_is_the_same_for_the_same_and_different_for_each_purpose_and_secret():
    one = Vault((OLD,))

    assert one.index("phone", "1555") == Vault((OLD,)).index("phone", "1555")
    assert len({one.index("phone", "1555"), one.index("user", "1555"), one.index("phone", "1556"),
                Vault((NEW,)).index("phone", "1555")}) == 4  # fmt: skip


def test_the_indexes_of_all_secrets_are_looked_up_the_newest_first():
    old, new = Vault((OLD,)), Vault((NEW,))

    found = Vault((NEW, OLD)).indexes("phone", "1555")

    assert found == (new.index("phone", "1555"), old.index("phone", "1555"))


def test_keys_for_other_purposes_are_neither_the_same_nor_the_secret():
    vault = Vault((NEW, OLD))

    keys = {*vault.key("one"), *vault.key("two")}

    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert NEW.encode() not in keys


def test_a_vault_shows_no_secret():
    assert OLD not in repr(Vault((OLD,)))
