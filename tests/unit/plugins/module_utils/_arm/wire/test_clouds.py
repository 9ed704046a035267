# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud by its name, or by asking it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import clouds
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError

STACK = {
    "name": "Stack",
    "resourceManager": "https://manage.stack.example/",
    "authentication": {"loginEndpoint": "https://login.stack.example/", "tenant": "common"},
}
PUBLIC = {
    "name": "AzureCloud",
    "resourceManager": "https://management.azure.com",
    "authentication": {"loginEndpoint": "https://login.microsoftonline.com"},
}


def nobody(base, path, doing):
    raise AssertionError(f"{base}{path} was asked for a cloud with a name")


def answering(answer, asked=None):
    def fetch(base, path, doing):
        if asked is not None:
            asked.append(base + path)
        return answer

    return fetch


@pytest.mark.parametrize(
    ("name", "manager", "authority"),
    [
        (None, "management.azure.com", "login.microsoftonline.com"),
        ("", "management.azure.com", "login.microsoftonline.com"),
        ("AzureCloud", "management.azure.com", "login.microsoftonline.com"),
        (" azurecloud ", "management.azure.com", "login.microsoftonline.com"),
        ("AzureChinaCloud", "management.chinacloudapi.cn", "login.chinacloudapi.cn"),
        ("AZUREUSGOVERNMENT", "management.usgovcloudapi.net", "login.microsoftonline.us"),
        ("AzureGermanCloud", "management.microsoftazure.de", "login.microsoftonline.de"),
    ],
)
def test_a_known_name_is_known_without_asking(name, manager, authority):
    found = clouds.find(name, nobody)
    assert (found.resource_manager, found.authority) == (f"https://{manager}", f"https://{authority}")
    assert found.scope == f"https://{manager}/.default"


@pytest.mark.parametrize(
    "answer", [STACK, [STACK], [PUBLIC, STACK], [STACK, PUBLIC], [{"name": "x"}, "y", STACK], {**STACK, "portal": 1}]
)
def test_a_url_is_asked_and_its_own_entry_taken(answer):
    asked = []
    found = clouds.find("https://Manage.Stack.example/", answering(answer, asked))
    assert asked == ["https://Manage.Stack.example/metadata/endpoints?api-version=2022-09-01"]
    assert found == clouds.Cloud("Stack", "https://manage.stack.example", "https://login.stack.example")


def test_a_cloud_without_a_name_is_called_by_its_address():
    unnamed = {key: value for key, value in STACK.items() if key != "name"}
    assert clouds.find("https://manage.stack.example", answering(unnamed)).name == "https://manage.stack.example"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        "text",
        {"name": "x"},
        {**STACK, "authentication": None},
        {**STACK, "authentication": "text"},
        {**STACK, "authentication": {"loginEndpoint": "http://login.stack.example"}},
        {**STACK, "resourceManager": ""},
        {**STACK, "resourceManager": "manage.stack.example"},
        {**STACK, "resourceManager": 7},
    ],
)
def test_metadata_that_names_no_endpoints_is_an_error(answer):
    with pytest.raises(
        ArmError, match="Cannot discover the cloud at https://x.example: its metadata names no resource"
    ):
        clouds.find("https://x.example", answering(answer))


@pytest.mark.parametrize(
    "name",
    [
        "AzureMoonCloud",
        "http://manage.stack.example",
        "manage.stack.example",
        "https://[bad",
        "https://",
        "https:///metadata",
        "https://manage.stack.example:99999",
        "https://manage stack.example",
    ],
)
def test_any_other_word_is_refused_and_the_names_are_listed(name):
    with pytest.raises(ArmError, match="AzureCloud, AzureChinaCloud, AzureUSGovernment, AzureGermanCloud") as raised:
        clouds.find(name, nobody)
    assert f"Cannot find the cloud '{name}': it is neither a known name nor an https URL." in str(raised.value)


FLAT = {
    "galleryEndpoint": "g",
    "authentication": {"loginEndpoint": "https://adfs.example/adfs/", "audiences": ["https://aud.example/x"]},
}
# What management.azure.com answered a sign-in of a virtual machine, reported to its documentation in 2020.
REGIONS = {
    "galleryEndpoint": "https://gallery.azure.com/",
    "graphEndpoint": "https://graph.windows.net/",
    "portalEndpoint": "https://portal.azure.com/",
    "graphAudience": "https://graph.windows.net/",
    "authentication": {
        "loginEndpoint": "https://login.windows.net/",
        "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
        "tenant": "common",
        "identityProvider": "AAD",
    },
    "cloudEndpoint": {"public": {"endpoint": "management.azure.com", "locations": ["westus", "westus2"]}},
}
ORDER = ("2022-09-01", "2019-05-01", "2017-12-01", "2015-01-01", "1.0")
MANAGER = "https://management.stack.example"
FLAT_CLOUD = clouds.Cloud(MANAGER, MANAGER, "https://adfs.example/adfs", "https://aud.example/x")


@pytest.mark.parametrize(
    ("version", "answer", "expected"),
    [
        ("2022-09-01", STACK, clouds.Cloud("Stack", "https://manage.stack.example", "https://login.stack.example")),
        ("2019-05-01", [STACK], clouds.Cloud("Stack", "https://manage.stack.example", "https://login.stack.example")),
        (
            "2017-12-01",
            REGIONS,
            clouds.Cloud(MANAGER, MANAGER, "https://login.windows.net", "https://management.core.windows.net/"),
        ),
        ("2015-01-01", FLAT, FLAT_CLOUD),
        ("1.0", FLAT, FLAT_CLOUD),
    ],
)
@pytest.mark.parametrize("status", [400, 404])
def test_a_cloud_that_knows_one_version_only_is_asked_until_it_answers(version, answer, expected, status):
    asked = []

    def fetch(base, path, doing):
        asked.append(path.rpartition("=")[2])
        if asked[-1] != version:
            raise ArmError(doing, "unknown version", status=status)
        return answer

    assert clouds.find(f"{MANAGER}/", fetch) == expected
    assert asked == list(ORDER[: ORDER.index(version) + 1])


@pytest.mark.parametrize(
    ("audiences", "scope"),
    [
        (["https://manage.stack.example"], "https://manage.stack.example/.default"),
        (["https://aud.example/x/", "https://Manage.stack.example/"], "https://manage.stack.example/.default"),
        (["https://aud.example/x/", "https://aud.example/y"], "https://aud.example/x/.default"),
        ([], "https://manage.stack.example/.default"),
        (["https://aud.example/x/", 7], "https://aud.example/x/.default"),
        ("https://aud.example", "https://manage.stack.example/.default"),
        (7, "https://manage.stack.example/.default"),
    ],
)
def test_a_token_is_for_the_resource_manager_unless_only_other_audiences_are_named(audiences, scope):
    answer = {**STACK, "authentication": {**STACK["authentication"], "audiences": audiences}}
    assert clouds.find("https://manage.stack.example", answering(answer)).scope == scope


def test_the_url_of_a_named_cloud_is_that_cloud_and_nobody_is_asked():
    found = clouds.find("https://management.usgovcloudapi.net/", None)
    assert found.name == "AzureUSGovernment"
