"""What Meta tells of our account (G): read, and nothing of it ever poison."""

import json
from datetime import UTC, datetime

import pytest

from ventanilla.domain.news import AccountNews, LineNews, TemplateNews
from ventanilla.whatsapp.payloads import read

LINES = {"1055"}
AT = datetime(2026, 11, 23, 15, tzinfo=UTC)

TEMPLATE = {
    "message_template_id": 7,
    "message_template_name": "ventanilla_reminder",
    "message_template_language": "es_MX",
}


def told(field: str, value: dict, account: str = "", ours: str = ""):
    entry = {
        "id": account,
        "time": int(AT.timestamp()),
        "changes": [{"field": field, "value": value}],
    }
    whole = {"object": "whatsapp_business_account", "entry": [entry]}
    return read(json.dumps(whole).encode(), LINES, ours)


def news(field: str, value: dict) -> list:
    delivery = told(field, value)
    assert (delivery.poison, delivery.ignored) == ((), 0)
    return [one for one in delivery.news if not isinstance(one, AccountNews)]


@pytest.mark.parametrize("status", ["APPROVED", "REJECTED", "PAUSED", "DISABLED"])
def test_g1_a_templates_status_is_read(status):
    value = {**TEMPLATE, "event": status, "reason": "NONE"}

    assert news("message_template_status_update", value) == [
        TemplateNews("reminder", "es", AT, status=status)
    ]


def test_g2_a_templates_new_category_is_read_and_told():
    value = {**TEMPLATE, "previous_category": "UTILITY", "new_category": "MARKETING"}

    assert told("template_category_update", value).news == (
        TemplateNews("reminder", "es", AT, category="MARKETING"),
        AccountNews("template_category_update", "MARKETING"),
    )


@pytest.mark.parametrize(
    "other",
    [
        {"message_template_name": "somebody_elses"},
        {"message_template_name": "ventanilla_\0"},
        {"message_template_name": "ventanilla_" + "x" * 600},
        {"message_template_language": "de"},
    ],
)
def test_templates_of_others_are_none_of_ours(other):
    assert news("message_template_status_update", {**TEMPLATE, **other, "event": "PAUSED"}) == []


def test_g3_an_upgrade_grants_a_thousand_a_second():
    value = {"display_phone_number": "15550000000", "event": "THROUGHPUT_UPGRADE"}

    assert news("phone_number_quality_update", value) == [LineNews("rate", 1000)]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({"event": "ACCOUNT_RESTRICTION", "restriction_info": [{}]}, "halted"),
        ({"event": "ACCOUNT_DELETED"}, "halted"),
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}, "halted"),
        ({"event": "DISABLED_UPDATE"}, "halted"),
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}, "restored"),
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["REINSTATE"]}}, "restored"),
    ],
)
def test_g4_a_ban_halts_the_number_and_its_end_restores_it(value, what):
    assert news("account_update", value) == [LineNews(what)]


def test_a_violation_is_only_told():
    value = {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}}

    assert told("account_update", value).news == (
        AccountNews("account_update", "ACCOUNT_VIOLATION"),
    )


def test_no_sentence_of_metas_gets_into_what_is_told():
    value = {"event": "Ana García wrote: hola"}

    assert told("account_alerts", value).news == (AccountNews("account_alerts", ""),)


@pytest.mark.parametrize(
    ("account", "ours", "count"), [("1", "", 1), ("1", "1", 1), ("2", "1", 0), ("", "1", 1)]
)
def test_news_of_another_account_are_not_for_us(account, ours, count):
    assert len(told("account_alerts", {"event": "X"}, account, ours).news) == count


@pytest.mark.parametrize("field", ["user_preferences", "flows", "history"])
def test_g5_fields_that_mean_nothing_here_are_ignored(field):
    value = {"user_preferences": [{"wa_id": "1555", "value": "stop", "timestamp": 1731705721}]}

    delivery = told(field, value)

    assert (delivery.news, delivery.poison, delivery.ignored) == ((), (), 1)


def test_a_value_of_another_shape_is_set_aside_whole_and_can_be_read_again():
    delivery = told("account_update", {"event": ["?"]})

    (poison,) = delivery.poison
    assert read(poison.raw, LINES).poison == delivery.poison
