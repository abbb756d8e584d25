import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.whatsapp.signature import is_signed, sign

BODY = rb'{"text":"\u00e9\ud83d\ude00\/"}'


def test_digest_is_the_one_openssl_computes():
    known = b"sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"

    assert sign(b"The quick brown fox jumps over the lazy dog", "key") == known


@pytest.mark.parametrize("secrets", [("new",), ("new", "old"), ("old", "new")])
def test_one_of_our_secrets_is_enough(secrets):
    assert is_signed(BODY, sign(BODY, "new"), secrets)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"", id="empty"),
        pytest.param(sign(BODY, "secret").removeprefix(b"sha256="), id="B5-no-prefix"),
        pytest.param(b"sha256=" + sign(BODY, "secret")[7:].upper(), id="B6-upper-case"),
        pytest.param(b"sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709", id="B4-sha1"),
        pytest.param(sign(BODY, "secret")[:-1], id="short"),
        pytest.param(sign(BODY, "secret") + b" ", id="long"),
        pytest.param(b"sha256=\xe9\xff\x00", id="B7-not-ascii"),
        pytest.param(sign(BODY, "other"), id="other-secret"),
        pytest.param(sign(BODY + b" ", "secret"), id="other-body"),
    ],
)
def test_any_other_header_is_refused(header):
    assert not is_signed(BODY, header, ["secret"])


def test_an_empty_secret_signs_nothing():
    assert not is_signed(BODY, sign(BODY, ""), ["", "secret"])
    assert not is_signed(BODY, sign(BODY, ""), [])


@given(body=st.binary(), header=st.binary())
def test_no_header_whatever_raises(body, header):
    assert not is_signed(body, header, ["secret"])
