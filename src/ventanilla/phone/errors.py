"""The errors of the Graph stand-in, in the platform's shape and with its numbers."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(slots=True)
class GraphError(Exception):
    """Why a call was refused; `status` is the HTTP status it is answered with.

    `told` is what people are to be shown, where the platform has words for them.
    """

    code: int
    message: str
    details: str = ""
    status: HTTPStatus = HTTPStatus.BAD_REQUEST
    told: str = ""

    @property
    def content(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": f"AVentanilla{self.code:011d}",
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.told:
            error["error_user_msg"] = self.told
        return {"error": error}


def unreadable(details: str) -> GraphError:
    return GraphError(100, "(#100) Invalid parameter", details)


def invalid(details: str) -> GraphError:
    return GraphError(131009, "(#131009) Parameter value is not valid", details)


def nobody_named() -> GraphError:
    return GraphError(100, "(#100) The parameter to is required.")


def unknown_person() -> GraphError:
    return GraphError(131030, "(#131030) Recipient phone number not in allowed list")


def unknown_object(object_id: str) -> GraphError:
    return GraphError(100, f"Unsupported request. Object with ID '{object_id}' does not exist")


def unusable_media(details: str) -> GraphError:
    return GraphError(131053, "(#131053) Media upload error", details)


def closed_window() -> GraphError:
    return GraphError(131047, "(#131047) Re-engagement message")


def missing(details: str) -> GraphError:
    return GraphError(131008, "(#131008) Required parameter is missing", details)


def unknown_template(details: str) -> GraphError:
    message = "(#132001) Template name does not exist in the translation"
    return GraphError(132001, message, details, HTTPStatus.NOT_FOUND)


def wrong_count(details: str) -> GraphError:
    message = "(#132000) Number of parameters does not match the expected number of params"
    return GraphError(132000, message, details)


def wrong_template(code: int, message: str, details: str = "") -> GraphError:
    return GraphError(code, f"(#{code}) {message}", details)


def refused_template(told: str) -> GraphError:
    return GraphError(100, "Invalid parameter", told=told)


def rate_limited(code: int, message: str) -> GraphError:
    return GraphError(code, f"(#{code}) {message}", status=HTTPStatus.TOO_MANY_REQUESTS)


def refused_token() -> GraphError:
    message = "Invalid OAuth access token - Cannot parse access token"
    return GraphError(190, message, status=HTTPStatus.UNAUTHORIZED)
