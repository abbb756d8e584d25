"""Files at the Graph stand-in: uploaded, described, fetched, deleted."""

import hashlib
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from ventanilla.phone import errors
from ventanilla.phone.answering import Json, checked, noted
from ventanilla.phone.chat import File
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.phones import Phones
from ventanilla.phone.tape import pretty
from ventanilla.phone.weather import Sky

LARGEST = 100_000_000
"""The platform takes documents of up to 100 MB."""

UPLOADABLE = {
    "application/pdf": LARGEST,
    "text/plain": LARGEST,
    "image/jpeg": 5_000_000,
    "image/png": 5_000_000,
}
"""Bytes, by type."""

FETCHABLE = timedelta(minutes=5)
"""How long the address of a file's content is good for."""


@post("/{version:str}/{sender:str}/media", status_code=HTTPStatus.OK)
async def upload(
    request: Request[Any, Any, Any],
    sender: FromPath[str],
    config: NamedDependency[PhoneConfig],
    phones: NamedDependency[Phones],
    sky: NamedDependency[Sky],
) -> Response[Json]:
    form = await request.form()
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""

    def work() -> Json:
        checked(sender, config.phone_number_id)
        if not isinstance(file, UploadFile) or form.get("messaging_product") != "whatsapp":
            raise errors.unreadable("The parameters messaging_product and file are required.")
        sky.admit_file()
        return {"id": _uploaded(file, content, phones).id}

    shown = pretty({key: str(value)[:80] for key, value in form.items() if key != "file"})
    return noted(phones, request, "", "upload", shown, work)


@get("/{version:str}/{media_id:str}")
async def describe(
    request: Request[Any, Any, Any],
    media_id: FromPath[str],
    config: NamedDependency[PhoneConfig],
    phones: NamedDependency[Phones],
) -> Response[Json]:
    until = int((phones.clock() + FETCHABLE).timestamp())

    def work() -> Json:
        checked(_line(request, config), config.phone_number_id)
        file = stored(media_id, phones)
        address = f"{request.url}/content".replace(f"?{request.url.query}", "")
        return {
            "messaging_product": "whatsapp",
            "url": f"{address}?until={until}",
            "mime_type": file.media_type,
            "sha256": hashlib.sha256(phones.content(file)).hexdigest(),
            "file_size": file.size,
            "id": file.id,
        }

    return noted(phones, request, "", "media", "", work)


@get("/{version:str}/{media_id:str}/content")
async def download(
    request: Request[Any, Any, Any], media_id: FromPath[str], phones: NamedDependency[Phones]
) -> Response[Any]:
    until = request.query_params.get("until", "")
    if not until.isdecimal() or int(until) < phones.clock().timestamp():
        return Response("", status_code=HTTPStatus.NOT_FOUND)
    file = stored(media_id, phones)
    return Response(phones.content(file), media_type=file.media_type)


@delete("/{version:str}/{media_id:str}", status_code=HTTPStatus.OK)
async def forget(
    request: Request[Any, Any, Any],
    media_id: FromPath[str],
    config: NamedDependency[PhoneConfig],
    phones: NamedDependency[Phones],
) -> Response[Json]:
    def work() -> Json:
        checked(_line(request, config), config.phone_number_id)
        stored(media_id, phones)
        phones.discard(media_id)
        return {"success": True}

    return noted(phones, request, "", "delete", "", work)


def stored(media_id: str, phones: Phones) -> File:
    """Raises `GraphError`, for what is too old as for what never was."""
    file = phones.media(media_id)
    if file is None:
        raise errors.unknown_object(media_id)
    return file


def sendable(media_id: str, phones: Phones) -> File:
    """Raises `GraphError`."""
    file = stored(media_id, phones)
    if file.media_type == "application/pdf" and not phones.content(file).startswith(b"%PDF-"):
        raise errors.unusable_media("The file is not of the type it was uploaded as.")
    return file


def _uploaded(file: UploadFile, content: bytes, phones: Phones) -> File:
    media_type = file.content_type.partition(";")[0].strip()
    if media_type not in UPLOADABLE:
        types = ", ".join(sorted(UPLOADABLE))
        raise errors.unreadable(f"Param file must be a file with one of these types: {types}")
    if not content:
        raise errors.unreadable("Param file must not be empty.")
    if len(content) > UPLOADABLE[media_type]:
        raise errors.unusable_media("The file is larger than its type may be.")
    return phones.store(file.filename, media_type, content)


def _line(request: Request[Any, Any, Any], config: PhoneConfig) -> str:
    """A phone number id need not be given, but must be the right one."""
    return str(request.query_params.get("phone_number_id", config.phone_number_id))
