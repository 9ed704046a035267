# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the models allow an answer of another service to be: all of it is read, or refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import services
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids as named
from ansible_collections.adx.outbound.tests.emulator.worlds import services_resources
from ansible_collections.adx.outbound.tests.integration.modules.other_services import (
    CHILD,
    EACH,
    IDS,
    Ask,
    entries_in,
    type_of,
)

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = json.loads((ROOT / "tests" / "contract" / "published_answers.json").read_text(encoding="utf-8"))["answers"]
RECORDINGS = ROOT.parent / "shared" / "recordings" / "2026-11"
RECORDED = {
    named.DATABRICKS_ID: "databricks_outbound_dependencies",
    named.DEV_CENTER_ID: "devcenter_outbound_dependencies",
}
WHOLE = {"include_optional": True}


@pytest.mark.parametrize("envelope", ["", "plain", "properties", "bare"])
def test_an_empty_answer_is_refused_in_any_envelope(ask, emulator, envelope):
    emulator.switch(service_categories_missing=("*",), service_envelope=envelope)
    result = ask.refused(IDS)
    assert result["code"] == "partial_answer" and result["msg"].startswith("7 of 7 failed. The dependency answer of ")
    assert result["msg"].count("Nothing is changed on such an answer") == 7
    assert all(f" {id_.rpartition('/')[2]} in resource group rg-services is empty" in result["msg"] for id_ in IDS)
    (found,) = ask(resource_type=services.BATCH.type)
    assert found["dependencies"] == [] and found["complete"] is False and "is empty" in ask.warnings[0]


@pytest.mark.parametrize("envelope", ["plain", "properties", "bare"])
def test_an_answer_is_read_in_any_envelope(ask, emulator, envelope):
    usual = ask(IDS)
    emulator.switch(service_envelope=envelope)
    assert ask(IDS) == usual


@EACH
def test_a_category_that_an_earlier_answer_had_is_told_once_it_is_missing(ask, emulator, id_):
    before = ask(id_)
    names = [category for category, _name, _detail in entries_in(emulator.document(f"{id_}/{CHILD}"))]
    emulator.switch(service_categories_missing=(names[0],))
    (found,) = ask(id_, previous=before)
    gone = before[0]["categories"][0]
    (warned,) = ask.warnings
    assert f"no longer has category {gone}. The service does not say whether its answer is whole" in warned
    assert gone not in found["categories"] and found["complete"] is None
    ask(id_)
    assert ask.warnings == []
    ask(id_, previous=[found])
    assert ask.warnings == []


def test_a_whole_result_serves_as_the_earlier_one_for_several(ask, emulator):
    before = ask(IDS)
    emulator.switch(service_categories_missing=("Azure Storage", "images"))
    ask(IDS, previous=[{"outbound_dependencies": before, "changed": False}])
    told = [warned.partition("no longer has category ")[2].partition(".")[0] for warned in ask.warnings]
    assert told == ["images", "AzureStorage", "AzureStorage", "AzureStorage", "AzureStorage"]


@EACH
def test_entries_without_a_port_are_refused_by_their_names(ask, emulator, id_):
    entries = entries_in(emulator.document(f"{id_}/{CHILD}"))
    emulator.switch(service_ports="missing")
    (found,) = ask(id_, **WHOLE)
    told = [name or detail["ipAddress"] for _category, name, detail in entries]
    assert [one["raw"] for one in found["refused"]] == told and found["dependencies"] == []
    assert all(f"'{one['raw']}' without a port" in one["reason"] for one in found["refused"])
    assert all(one["reason"].startswith(f"Category {one['category']} ") for one in found["refused"])
    assert found["complete"] is False and ask.warnings[0].startswith(f"{len(told)} of {len(told)} entries in what ")


def test_capitals_make_no_difference_but_to_what_is_shown_as_given(ask, emulator):
    usual = ask(IDS, **WHOLE)
    emulator.switch(service_names="capitals")
    loud = ask(IDS, **WHOLE)
    for before, now in zip(usual, loud, strict=True):
        pairs = list(zip(before["dependencies"], now["dependencies"], strict=True))
        assert all({**one, "raw": ""} == {**other, "raw": ""} for one, other in pairs)
        assert all(other["raw"] == one["raw"].upper() for one, other in pairs)
        assert {**before, "dependencies": []} == {**now, "dependencies": []}


def test_a_protocol_that_nobody_knows_is_refused_by_its_name(ask, emulator):
    emulator.switch(service_protocol="SCTP")
    for found in ask(IDS, **WHOLE):
        assert found["dependencies"] == [] and found["refused"] and found["complete"] is False
        assert all(f"'{one['raw']}' with protocol 'SCTP'" in one["reason"] for one in found["refused"])
    assert len(ask.warnings) == len(IDS) and all("'SCTP'" in warned for warned in ask.warnings)


@pytest.mark.parametrize(("given", "known"), [("udp", "UDP"), ("TCP", "TCP"), ("HTTPS", "Https"), ("http", "Http")])
def test_a_protocol_that_is_told_beats_the_port(ask, emulator, given, known):
    emulator.switch(service_protocol=given)
    found = [one for one in ask([named.AKS_ID, named.BATCH_ID])[1]["dependencies"] if one["fqdn"]]
    assert {(one["port"], one["protocol"]) for one in found} == {(443, known)}


def test_what_only_some_need_is_left_out_and_listed_unless_it_is_asked_for(ask):
    ids = [named.AKS_ID, named.DEV_CENTER_ID]
    usual, whole = ask(ids), ask(ids, **WHOLE)
    for some, every, optional in zip(
        usual, whole, ({"ubuntu-optional", "gpu", "windows"}, {"AzureVirtualDesktopOptional"}), strict=True
    ):
        assert {one["category"] for one in some["left_out"]} == optional and every["left_out"] == []
        assert {one["why"] for one in some["left_out"]} == {"optional"} and some["categories"] == every["categories"]
        kept = [one for one in every["dependencies"] if one["category"] not in optional]
        assert some["dependencies"] == kept
        assert [(one["raw"], one["port"]) for one in some["left_out"]] == [
            (one["raw"], str(one["port"])) for one in every["dependencies"] if one["category"] in optional
        ]


def test_regions_keep_what_is_theirs_and_what_is_global(ask):
    (whole,), (own,) = ask(named.API_MANAGEMENT_ID), ask(named.API_MANAGEMENT_ID, regions=["own"])
    assert own == whole and {one["region"] for one in own["dependencies"]} == {"westus", "Global"}
    (other,) = ask(named.API_MANAGEMENT_ID, regions=["East US"])
    assert {one["region"] for one in other["dependencies"]} == {"Global"}
    assert {(one["region"], one["why"]) for one in other["left_out"]} == {("westus", "region")}
    assert len(other["left_out"]) + len(other["dependencies"]) == len(whole["dependencies"])


def test_machine_learning_may_name_many_places(ask, emulator):
    emulator.switch(machine_learning_names="many")
    (found,) = ask(named.OPEN_ML_ID)
    assert (
        len(found["dependencies"]) > 20
        and found["refused"] == []
        and "*.azureml.ms" in [one["fqdn"] for one in found["dependencies"]]
    )


# Batch, whose pools say where it is


@pytest.mark.parametrize(("way", "said"), [("denied", "AuthorizationFailed"), ("unavailable", "ServerBusy")])
def test_pools_that_cannot_be_read_leave_the_subnets_open(ask, emulator, way, said):
    (seen,) = ask(named.BATCH_ID)
    emulator.switch(batch_pools=way)
    for found in (ask(named.BATCH_ID), ask(resource_type=services.BATCH.type)):
        assert found[0]["injected"] is None and found[0]["subnet_ids"] == found[0]["subnets_elsewhere"] == []
        assert found[0]["subnets_unknown"] == ["The pools of the Batch account were not read."]
        assert found[0]["callers"] == [] and "may connect" in found[0]["callers_unknown"][0]
        assert found[0]["dependencies"] == seen["dependencies"]
        (warned,) = ask.warnings
        assert warned.startswith("What pools Batch account batchshop in resource group rg-services has could not be")
        assert f"({said})" in warned


@pytest.mark.parametrize("modes", ["hidden", "shown", "by_version"])
def test_pools_that_do_not_show_how_they_communicate_leave_the_callers_open(ask, emulator, modes):
    emulator.switch(batch_modes=modes)
    (found,) = ask(named.BATCH_ID)
    tags = [one["service_tag"] for one in found["callers"]]
    assert len(found["subnet_ids"]) == 2
    if modes == "hidden":
        assert tags == [] and [one.split()[1] for one in found["callers_unknown"]] == ["render", "train"]
    else:
        assert tags == ["BatchNodeManagement"] and found["callers_unknown"] == []


def turned(emulator, mode, asked=""):
    """Let the classic pool communicate otherwise, or be about to."""
    emulator.seed(named.CLASSIC_POOL_ID, services_resources.pool("snet-batch-render", mode, asked))


def vanished(ask: Ask, before):
    """What is warned of."""
    (found,) = ask(named.BATCH_ID, previous=before)
    assert "AzureStorage" not in found["categories"]
    return " ".join(ask.warnings)


EXPECTED = "All its pools communicate in the simplified way now"
UNEXPECTED = "The service does not say whether its answer is whole"


def test_storage_that_vanished_is_expected_once_all_pools_are_simplified(ask, emulator):
    before = ask(named.BATCH_ID)
    turned(emulator, "Simplified")
    told = vanished(ask, before)
    assert EXPECTED in told and UNEXPECTED not in told
    (found,) = ask(named.BATCH_ID)
    assert found["callers"] == [] and found["callers_unknown"] == []


@pytest.mark.parametrize("why", ["classic", "to_be_classic", "default", "hidden", "denied", "none"])
def test_storage_that_vanished_is_not_expected_where_not_every_pool_is_known_to_be_simplified(ask, emulator, why):
    before = ask(named.BATCH_ID)
    emulator.switch(batch_storage="vanished")
    if why == "to_be_classic":
        turned(emulator, "Simplified", "Classic")
    elif why == "default":
        turned(emulator, "Default")
    elif why == "hidden":
        turned(emulator, "Simplified")
        emulator.switch(batch_modes="hidden")
    elif why == "denied":
        turned(emulator, "Simplified")
        emulator.switch(batch_pools="denied")
    elif why == "none":
        for pool in (named.CLASSIC_POOL_ID, named.SIMPLIFIED_POOL_ID):
            emulator.remove(pool)
    told = vanished(ask, before)
    assert UNEXPECTED in told and EXPECTED not in told


# Everything that has been published or recorded


def counted(ask, emulator, id_, answer):
    """Ask about a resource that answers so, and hold what comes out to what went in."""
    emulator.seed(f"{id_}/{CHILD}", answer)
    entries = entries_in(answer)
    results = {}
    for optional in (True, False):
        (found,) = ask(id_, include_optional=optional)
        out = [*found["dependencies"], *found["refused"], *found["left_out"]]
        gone = {(one["category"], one["raw"]) for one in found["left_out"]}
        spoken = [
            (name.lower() or detail.get("ipAddress"), detail.get("port"), str(detail.get("protocol", "")).lower())
            for category, name, detail in entries
            if (category.replace(" ", ""), name) not in gone
        ]
        refused = {one["raw"].lower() for one in found["refused"]}
        repeats = [one for number, one in enumerate(spoken) if one in spoken[:number] and one[0] not in refused]
        assert len(entries) == len(out) + len(repeats)
        assert bool(found["refused"]) == any("make no rule" in warned for warned in ask.warnings)
        results[optional] = found
    return results[True]


@EACH
def test_no_entry_of_a_published_answer_is_lost(ask, emulator, id_):
    answer = PUBLISHED[type_of(id_)]["body"]
    found = counted(ask, emulator, id_, answer)
    assert found["dependencies"] and found["left_out"] == []


@pytest.mark.parametrize("id_", RECORDED, ids=RECORDED.values())
def test_no_entry_of_a_recorded_answer_is_lost(ask, emulator, id_):
    if not RECORDINGS.is_dir():
        pytest.skip("the recordings of the live service are not beside this checkout")
    [call] = json.loads((RECORDINGS / f"{RECORDED[id_]}.json").read_text(encoding="utf-8"))
    found = counted(ask, emulator, id_, call["response_body"])
    assert found["refused"] == [] and len(found["dependencies"]) >= 29
