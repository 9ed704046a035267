# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document of service tags is read with what it says of itself, and a tag that it lacks is refused."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import service_tags
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

VALUES = [
    {"name": "AzureMonitor", "properties": {"addressPrefixes": ["13.66.60.119/32", "2603:1030::/48"]}},
    {"name": "Storage.WestUS", "properties": {"addressPrefixes": ["13.83.72.0/24"]}},
    {"name": "Empty", "properties": {"addressPrefixes": []}},
    {"name": "Bare"},
]
DOCUMENT = {"changeNumber": 217, "cloud": "Public", "values": VALUES}


def test_the_prefixes_of_every_tag_are_found_by_its_name_in_whatever_case():
    found = service_tags.from_document(DOCUMENT)
    assert (found.cloud, found.change_number) == ("Public", 217)
    assert found.of("azuremonitor") == ("13.66.60.119/32", "2603:1030::/48")
    assert found.of("STORAGE.WestUS") == ("13.83.72.0/24",)
    assert service_tags.by_tag(VALUES) == {
        "azuremonitor": ("13.66.60.119/32", "2603:1030::/48"),
        "storage.westus": ("13.83.72.0/24",),
        "empty": (),
        "bare": (),
    }


def test_a_file_says_which_state_of_the_tags_it_is_from():
    assert service_tags.from_document(DOCUMENT).label == "service tags of Public, change number 217"


@pytest.mark.parametrize("tag", ["EventHub", "Empty", "Bare"])
def test_a_tag_without_prefixes_is_refused(tag):
    with pytest.raises(PlanError) as raised:
        service_tags.from_document(DOCUMENT).of(tag)
    assert raised.value.code == "tag_without_prefixes"
    assert str(raised.value) == (
        f"The service tags of Public, change number 217, have no prefixes for {tag}, so nothing is exported."
    )


def test_the_refusal_of_a_first_page_says_that_there_are_more():
    with pytest.raises(PlanError, match="first of several pages; give all of them as one document"):
        service_tags.from_document({**DOCUMENT, "nextLink": "https://next"}).of("EventHub")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"changeNumber": "000000000001"}, id="a number of twelve digits as text"),
        pytest.param({"cloud": "A" * 40}, id="a cloud of forty letters"),
        pytest.param({"values": VALUES[:1]}, id="one tag"),
    ],
)
def test_what_is_a_document_still_is_read(changed):
    assert service_tags.from_document({**DOCUMENT, **changed}).of("AzureMonitor")


@pytest.mark.parametrize(
    "changed",
    [
        {"changeNumber": "1" * 13},
        {"changeNumber": "12a"},
        {"changeNumber": ""},
        {"cloud": ""},
        {"cloud": "A" * 41},
        {"cloud": "Azure Public"},
        {"values": []},
        {"values": None},
    ],
)
def test_what_is_no_document_of_service_tags_is_refused(changed):
    with pytest.raises(PlanError, match="takes a Service Tag Discovery document"):
        service_tags.from_document({**DOCUMENT, **changed})


@pytest.mark.parametrize("lacking", ["changeNumber", "cloud", "values"])
def test_a_document_that_lacks_one_of_the_three_is_refused(lacking):
    with pytest.raises(PlanError, match="takes a Service Tag Discovery document"):
        service_tags.from_document({name: value for name, value in DOCUMENT.items() if name != lacking})
