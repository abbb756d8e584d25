"""What the platform tells of an account or of a person besides messages, in its own shapes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from ventanilla.phone.chat import Person
from ventanilla.phone.reviewed import Template

Json: TypeAlias = dict[str, Any]

SHAPES: Mapping[str, Json] = {
    "message_template_status_update": {"event": "PAUSED", "reason": "NONE"},
    "message_template_quality_update": {
        "previous_quality_score": "GREEN",
        "new_quality_score": "YELLOW",
    },
    "template_category_update": {"previous_category": "UTILITY", "new_category": "MARKETING"},
    "phone_number_quality_update": {
        "event": "THROUGHPUT_UPGRADE",
        "current_limit": "TIER_UNLIMITED",
        "max_daily_conversations_per_business": "TIER_UNLIMITED",
    },
    "account_update": {
        "event": "ACCOUNT_RESTRICTION",
        "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}],
    },
    "account_review_update": {"decision": "APPROVED"},
    "account_alerts": {
        "entity_type": "PHONE_NUMBER",
        "alert_severity": "WARNING",
        "alert_status": "ACTIVE",
        "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
        "alert_description": "",
    },
    "business_capability_update": {
        "max_daily_conversations_per_business": 2000,
        "max_phone_numbers_per_business": 25,
    },
    "phone_number_name_update": {"decision": "APPROVED"},
    "security": {"event": "PIN_CHANGED"},
}
"""What is posted where a field is asked for without a value. The fields are Meta's; the values are
invented in its shapes.
"""


def standing(template: Template) -> Json:
    return {
        "event": template.status,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "message_template_category": template.category,
        "reason": template.rejected_reason,
    }


def preference(person: Person, value: str, at: datetime) -> Json:
    """Whether somebody wants marketing messages; this timestamp alone is a number."""
    one = {
        **({} if person.hidden else {"wa_id": person.wa_id}),
        "user_id": person.user_id,
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(at.timestamp()),
    }
    return {"user_preferences": [one]}


def failure(code: int) -> Json:
    """An error of the number itself, on the field of messages."""
    return {"errors": [{"code": code, "title": "Error", "message": "Error"}]}


def changed_number(before: Person, after: Person, key: str, at: datetime) -> Json:
    """From the old number, if that was known."""
    sender = {} if before.hidden else {"from": before.wa_id}
    number = {} if after.hidden else {"wa_id": after.wa_id}
    body = f"User {before.name} changed their phone number"
    return _notice(sender, key, at, "user_changed_number", before, after, number, body)


def changed_user_id(before: Person, after: Person, key: str, at: datetime) -> Json:
    body = f"User {before.name} changed their user id"
    return _notice({}, key, at, "user_changed_user_id", before, after, {}, body)


def _notice(
    sender: Json,
    key: str,
    at: datetime,
    kind: str,
    before: Person,
    after: Person,
    number: Json,
    body: str,
) -> Json:
    """Without contacts, as the platform sends it."""
    system = {
        "type": kind,
        "body": body,
        **number,
        "user_id": after.user_id,
        "previous_user_id": before.user_id,
    }
    stamp = str(int(at.timestamp()))
    message = {**sender, "id": key, "timestamp": stamp, "type": "system", "system": system}
    return {"messages": [message]}
