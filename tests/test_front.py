"""What every request passes before it is routed."""

from litestar import Litestar, get
from litestar.testing import TestClient

from ventanilla.front import Front


@get("/page", sync_to_thread=False)
def page() -> str:
    return "a page"


def test_head_gives_the_headers_of_get_and_no_body():
    with TestClient(Front(Litestar([page], openapi_config=None))) as client:
        whole, head = client.get("/page"), client.head("/page")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"] == "6"


def test_a_path_that_no_file_system_can_hold_is_a_missing_page():
    with TestClient(Front(Litestar([page], openapi_config=None))) as client:
        assert client.get("/page%00").status_code == 404
