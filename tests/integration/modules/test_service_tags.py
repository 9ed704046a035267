# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service tags as the Service Tag Discovery API has them, ready for an export."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import from_option

NEEDED = [from_option({"fqdn": "*.servicebus.windows.net", "port": 5671})]


def exported(document):
    return formats.render(NEEDED, "edl_ip", name="adx", service_tag_document=document, part=5671).text


def test_the_tags_that_are_asked_for_become_the_prefixes_of_an_export(run, emulator):
    result = run("service_tags_info", location="West US", names=["azuremonitor", "EventHub"])
    document = result["service_tags"]
    assert (result["changed"], document["changeNumber"], document["cloud"]) == (False, "63", "Public")
    assert [one["name"] for one in document["values"]] == ["AzureMonitor", "EventHub"]
    text = exported(document)
    assert "192.0.2.32/28\n" in text and "change number 63" in text
    assert emulator.writes() == []


def test_all_tags_come_when_none_is_named_and_none_is_made_up(run):
    everything = run("service_tags_info", location="westus", names="")["service_tags"]
    assert len(everything["values"]) == 6 and exported(everything)
    missing = run("service_tags_info", location="westus", names="EventHubs, AzureMonitor")
    assert missing["msg"] == "The service tags of westus have no EventHubs; look at their spelling."


@pytest.mark.parametrize("location", ["west/../us", "", "?"])
def test_what_is_no_region_is_refused_before_anybody_logs_in(run, emulator, location):
    emulator.clear_log()
    assert f"location is {location!r}, which is no region." in run("service_tags_info", location=location)["msg"]
    assert emulator.log(all=True) == []


def test_who_may_not_read_them_is_told_so(run, emulator):
    emulator.deny(".*serviceTags", "GET")
    assert "read the service tags of westus" in run("service_tags_info", location="westus")["msg"]
