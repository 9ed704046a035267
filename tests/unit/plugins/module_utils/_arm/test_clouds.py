# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud by its name, or by asking it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm import clouds
from ansible_collections.adx.outbound.plugins.module_utils._arm.errors import ArmError

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
    "answer", [None, [], {}, "text", {"name": "x"}, {**STACK, "authentication": None}, {**STACK, "resourceManager": ""}]
)
def test_metadata_that_names_no_endpoints_is_an_error(answer):
    with pytest.raises(
        ArmError, match="Cannot discover the cloud at https://x.example: its metadata names no resource"
    ):
        clouds.find("https://x.example", answering(answer))


@pytest.mark.parametrize("name", ["AzureMoonCloud", "http://manage.stack.example", "manage.stack.example"])
def test_any_other_word_is_refused_and_the_names_are_listed(name):
    with pytest.raises(ArmError, match=f"'{name}'.* AzureCloud, AzureChinaCloud, AzureUSGovernment, AzureGermanCloud"):
        clouds.find(name, nobody)


STACK = {
    "galleryEndpoint": "g",
    "authentication": {"loginEndpoint": "https://adfs.example/adfs/", "audiences": ["https://aud.example/x"]},
}


def test_azure_stack_hub_is_managed_at_its_url_and_takes_tokens_for_its_first_audience():
    asked = []

    def fetch(base, path, doing):
        asked.append(path.rpartition("=")[2])
        if path.endswith("2022-09-01"):
            raise ArmError(doing, "unknown version", status=400)
        return STACK

    found = clouds.find("https://management.stack.example/", fetch)
    assert asked == ["2022-09-01", "2015-01-01"]
    assert (found.resource_manager, found.authority) == (
        "https://management.stack.example",
        "https://adfs.example/adfs",
    )
    assert found.scope == "https://aud.example/x/.default"


def test_the_url_of_a_named_cloud_is_that_cloud_and_nobody_is_asked():
    found = clouds.find("https://management.usgovcloudapi.net/", None)
    assert found.name == "AzureUSGovernment"
