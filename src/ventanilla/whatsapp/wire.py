"""What goes over the wire to Meta, as the JSON objects its reference describes."""

from typing import TypeAlias

from ventanilla.domain.message import Address, Templated
from ventanilla.whatsapp.layout import Buttons, Payload, Rows, Text
from ventanilla.whatsapp.names import LANGUAGE, name_of

Json: TypeAlias = dict[str, object]


def message_request(address: Address, content: Json, reference: str) -> Json:
    """`reference` comes back with every status of the message."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(address),
        "biz_opaque_callback_data": reference,
        **content,
    }


def payload_content(payload: Payload) -> Json:
    match payload:
        case Text(body=body):
            # A preview would have Meta fetch our links for everyone who gets one.
            return {"type": "text", "text": {"preview_url": False, "body": body}}
        case Buttons(body=body, buttons=buttons):
            replies = [{"type": "reply", "reply": {"id": b.id, "title": b.title}} for b in buttons]
            return _interactive("button", body, {"buttons": replies})
        case Rows(body=body, opener=opener, rows=rows):
            section = {"rows": [_row(row.id, row.title, row.note) for row in rows]}
            return _interactive("list", body, {"button": opener, "sections": [section]})


def document_content(media_id: str, filename: str, caption: str) -> Json:
    document = {"id": media_id, "filename": filename}
    return {"type": "document", "document": document | ({"caption": caption} if caption else {})}


def template_content(templated: Templated) -> Json:
    values = [
        {"type": "text", "parameter_name": name, "text": value} for name, value in templated.values
    ]
    components: list[Json] = [{"type": "body", "parameters": values}] if values else []
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": tap}],
        }
        for index, tap in enumerate(templated.taps)
    ]
    template: Json = {
        "name": name_of(templated.name),
        "language": {"code": LANGUAGE[templated.language]},
        "components": components,
    }
    return {"type": "template", "template": template}


def read_request(key: str, *, typing: bool) -> Json:
    """Marks a message as read; the typing sign ends with our reply, or after 25 seconds."""
    request: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": key}
    return request | ({"typing_indicator": {"type": "text"}} if typing else {})


def _recipient(address: Address) -> Json:
    """Without the plus Meta may take the digits for a number of our own country."""
    if address.phone:
        return {"to": f"+{address.phone}"}
    if address.user_id:
        return {"recipient": address.user_id}
    raise ValueError("an address needs a phone or a user id")


def _interactive(kind: str, body: str, action: Json) -> Json:
    interactive = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _row(row_id: str, title: str, note: str) -> Json:
    row: Json = {"id": row_id, "title": title}
    return row | ({"description": note} if note else {})
