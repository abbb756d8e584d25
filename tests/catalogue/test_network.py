import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import dump, restore


@pytest.fixture(scope="module")
def mexico():
    return load("mexico")


def test_a_snapshot_gives_the_network_back(mexico):
    assert restore(dump(mexico)) == mexico


def test_a_snapshot_keeps_the_order_of_the_menu(mexico):
    assert list(restore(dump(mexico)).procedures) == list(mexico.procedures)


def test_equal_networks_give_equal_bytes(mexico):
    assert dump(load("mexico")) == dump(mexico)
    assert dump(restore(dump(mexico))) == dump(mexico)


def test_the_order_of_offices_in_the_file_does_not_change_the_bytes(small):
    before = dump(load(str(small)))
    text = (small / "offices.toml").read_text(encoding="utf-8")
    first, second = text.split("\n\n")

    (small / "offices.toml").write_text(f"{second}\n{first}\n", encoding="utf-8")

    assert dump(load(str(small))) == before


@pytest.mark.parametrize("snapshot", [b"", b"{}", b'{"format": 2}', b"\xff"])
def test_what_is_no_snapshot_is_refused(snapshot):
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        restore(snapshot)


def test_children_stand_directly_below_their_menu_in_order(small):
    network = load(str(small))

    assert network.children("") == ("visas",)
    assert network.children("visas") == ("visas/sin-permiso", "visas/con-permiso")
    assert network.children("visas/sin-permiso") == ()


def test_only_what_has_nothing_below_it_is_a_leaf(small):
    network = load(str(small))

    assert network.is_leaf("visas/sin-permiso")
    assert not network.is_leaf("visas")
    assert not network.is_leaf("unknown")


def test_a_menu_is_offered_where_anything_below_it_is(small):
    network = load(str(small))

    assert network.offered("montreal", "visas")
    assert network.offered("montreal", "visas/sin-permiso")
    assert not network.offered("montreal", "visas/con-permiso")
    assert not network.offered("montreal", "visa")


def test_nearest_offices_come_first_with_their_distance(mexico):
    (first, near), (second, far) = mexico.nearest(30.27, -97.74, limit=2)

    assert (first.code, second.code) == ("austin", "san-antonio")
    assert near < 1
    assert far == pytest.approx(119, abs=3)


def test_the_offices_of_one_country_are_all_there(mexico):
    assert len(mexico.nearest(49.28, -123.12)) == 59
    canadian = mexico.nearest(49.28, -123.12, "CA")
    assert len(canadian) == 6
    assert canadian[0][0].code == "vancouver"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_nearest_is_in_order_of_distance_wherever_one_is(mexico, latitude, longitude):
    distances = [km for _, km in mexico.nearest(latitude, longitude)]

    assert distances == sorted(distances)
