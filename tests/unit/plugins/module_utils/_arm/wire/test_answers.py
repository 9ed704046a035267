# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken for a document: it is going to be written back whole, so half of one is none."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import answers
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import shapes
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ROUTE_TABLE, ResourceId

ID = ResourceId("s", "g", ROUTE_TABLE, ("rt",))
TABLE = {"id": str(ID), "properties": {"routes": [], "unknown": None}}


WITHOUT = "has null where Azure has lists and what is in them"


def read(text):
    return answers.resource(answers.parsed(text.encode(), "read it"), ID, "read it")


def test_a_document_of_the_resource_is_taken_whatever_the_case_of_its_id():
    document = {**TABLE, "id": str(ID).upper()}
    assert read(json.dumps(document)) == document


def test_a_tag_may_have_any_name():
    document = {**TABLE, "tags": {"routes": "netops", "rules": None}}
    assert read(json.dumps(document)) == document
    assert answers.parsed(json.dumps({"value": [document]}).encode(), "list them") == {"value": [document]}


def test_a_null_among_the_entries_of_a_list_nobody_knows_is_left_to_its_owner():
    document = {**TABLE, "more": [{"deep": [1, None]}]}
    assert read(json.dumps(document)) == document


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<html></html>", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        (f'{{"id": "{ID}", "properties": {{}}, "deep": {"[" * 100 + "]" * 100}}}', "is no JSON"),
        (f'{{"id": "{ID}", "properties": {{"far": 1e999}}}}', "is no JSON"),
        ({}, "is not that resource"),
        (None, "is not that resource"),
        ([TABLE], "is not that resource"),
        ({**TABLE, "id": f"{ID}-2"}, "is not that resource"),
        ({**TABLE, "id": 7}, "is not that resource"),
        ({"id": str(ID)}, "is only a part of that resource"),
        ({"id": str(ID), "properties": None}, "is only a part of that resource"),
        ({"id": str(ID), "properties": {"provisioningState": None}}, "is only a part of that resource"),
        ({"id": str(ID), "properties": {"routes": None}}, WITHOUT),
        ({"id": str(ID), "properties": {"networkRuleCollections": None}}, WITHOUT),
        ({"id": str(ID), "properties": {"ruleCollections": [{"name": "theirs", "rules": None}]}}, WITHOUT),
        ({"id": str(ID), "properties": {"routes": [None]}}, WITHOUT),
        ({**TABLE, "more": [{"deep": [None, None]}]}, WITHOUT),
    ],
)
def test_anything_else_is_refused_and_may_be_better_the_next_time(document, reason):
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(ArmError, match=rf"^Cannot read it: the answer {reason}\.$") as raised:
        read(text)
    assert raised.value.transient


@pytest.mark.parametrize(("text", "found"), [("", None), (" \r\n", None), ("null", None), ("[1]", [1])])
def test_an_empty_answer_and_the_word_null_are_nothing(text, found):
    assert answers.parsed(text.encode(), "read it") == found


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (None, "is no list"),
        ([], "is no list"),
        ({"value": None}, "is no list"),
        ({"value": ["a"]}, "is no list"),
        ({"value": [{"properties": {}}, {"properties": None}]}, "has only parts of what it lists"),
        ({"value": [{"properties": {"provisioningState": None}}]}, "has only parts of what it lists"),
    ],
)
def test_a_page_that_is_no_list_of_whole_entries_is_refused_and_may_be_better_the_next_time(document, reason):
    with pytest.raises(ArmError, match=rf"^Cannot read it: the answer {reason}\.$") as raised:
        answers.listed(document, "value", "read it", shapes.OBJECT)
    assert raised.value.transient


def test_an_answer_is_utf_8_and_anything_else_is_no_json():
    assert answers.parsed(b'\xef\xbb\xbf{"name": "fw-\xc3\xbc"}', "read it") == {"name": "fw-ü"}
    with pytest.raises(ArmError, match=r"^Cannot read it: the answer is no JSON\.$") as raised:
        answers.parsed(b'{"name": "fw-\xfc"}', "read it")
    assert raised.value.transient


def test_a_member_that_is_something_else_is_told_and_not_asked_for_again():
    with pytest.raises(answers.Misshapen) as raised:
        read(json.dumps({**TABLE, "properties": {"routes": [{"name": "a", "properties": 7}]}}))
    assert str(raised.value).startswith(
        "Cannot read it: its member properties.routes[0].properties is a number (7) where an object belongs."
    )
    assert not raised.value.transient


def test_an_entry_of_a_list_that_is_something_else_is_told_by_where_it_stands():
    page = {"value": [{"id": str(ID), "properties": {}}, {"name": ["rt"], "properties": {}}]}
    with pytest.raises(answers.Misshapen, match=r"its member value\[1\]\.name is a list where a text belongs\."):
        answers.listed(page, "value", "list them", shapes.of(ROUTE_TABLE))


def test_the_entries_of_a_list_may_be_without_properties():
    page = {"value": [{"subscriptionId": "s"}, {"properties": {"a": 1}}]}
    assert answers.listed(page, "value", "read it", shapes.OBJECT) == page["value"]


@pytest.mark.parametrize(
    ("document", "usable"),
    [
        (TABLE, True),
        ({"status": "Succeeded"}, True),
        ({"values": []}, True),
        ({"value": []}, True),
        ({"value": [{"id": "/a"}]}, True),
        ({"value": [{"id": "/a", "properties": None}]}, False),
        ({"value": {}}, False),
        ({"value": None}, False),
        ({"id": str(ID)}, False),
        ({"id": str(ID), "properties": {"provisioningState": None}}, False),
        ({}, False),
        ([TABLE], False),
        (None, False),
    ],
)
def test_what_nobody_could_make_use_of_is_known_whatever_was_asked_for(document, usable):
    assert answers.is_usable(document) is usable


UMLAUT = json.dumps({"note": "Größe"}, ensure_ascii=False).encode()


@pytest.mark.parametrize("body", [UMLAUT, b"\xef\xbb\xbf" + UMLAUT])
def test_json_is_utf_8_with_or_without_its_mark(body):
    assert answers.parsed(body, "read it") == {"note": "Größe"}


def test_what_is_no_utf_8_is_spoilt_and_not_written_back():
    with pytest.raises(ArmError, match="Cannot read it: the answer is no JSON") as raised:
        answers.parsed('{"note": "Größe"}'.encode("latin-1"), "read it")
    assert raised.value.transient


def test_a_text_that_cannot_be_decoded_is_told_as_far_as_it_can():
    assert answers.told(b"Gr\xf6\xdfe") == "Gr\ufffd\ufffde"
