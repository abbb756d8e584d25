"""What Meta's webhooks look like, made up for one case at a time."""

import json
from uuid import uuid4

from tests.desk.samples import MORNING

LINE = "1055"
OTHER_LINE = "1066"
LINES = {LINE, OTHER_LINE}
PHONE = "15125550123"
USER = "US.13491208655302741918"
SENT_AT = int(MORNING.timestamp())


def typed(kind, key="", **content):
    key = key or f"wamid.{uuid4().hex}"
    return {"id": key, "from": PHONE, "timestamp": str(SENT_AT), "type": kind, **content}


def text(body="Hola", key="", **more):
    return {**typed("text", key), "text": {"body": body}, **more}


def tap(choice, kind="list_reply", **more):
    """That choice, picked from a list or pressed as a button."""
    reply = {"id": choice.id, "title": choice.label}
    return typed("interactive", interactive={"type": kind, kind: reply}, **more)


def status(word="sent", key="wamid.9", **more):
    return {"id": key, "status": word, "timestamp": str(SENT_AT), **more}


def change(*messages, line=LINE, **value):
    metadata = {"display_phone_number": "1 555", "phone_number_id": line}
    return {
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": metadata,
            "messages": list(messages),
            **value,
        },
    }


def of_messages(*messages):
    return body(change(*messages))


def body(*changes):
    return of_entries({"id": "WABA", "changes": list(changes)})


def of_entries(*entries):
    return json.dumps({"object": "whatsapp_business_account", "entry": list(entries)}).encode()
