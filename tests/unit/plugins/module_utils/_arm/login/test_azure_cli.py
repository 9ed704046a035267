# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What az says of its cloud and account, and what is said where it is not there."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import azure_cli
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.clouds import PUBLIC, Cloud
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import LoginFailed

# The first endpoints of `az cloud show` for the public cloud, as azure-cli-core has them.
ENDPOINTS = {
    "activeDirectory": "https://login.microsoftonline.com",
    "activeDirectoryResourceId": "https://management.core.windows.net/",
    "resourceManager": "https://management.azure.com/",
}


@pytest.fixture
def az(tmp_path, monkeypatch):
    """Put an az on the path that prints this, whatever it is asked."""

    def say(document):
        command = tmp_path / "az"
        command.write_text(f"#!{sys.executable}\nprint({json.dumps(document)!r})\n", encoding="utf-8")
        command.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return say


def test_a_cloud_with_a_name_is_that_cloud(az):
    az({"name": "AzureCloud", "isActive": True, "endpoints": ENDPOINTS})
    assert azure_cli.cloud() == PUBLIC


@pytest.mark.parametrize(("audience", "expected"), [("https://aud.example/x", "https://aud.example/x"), (None, None)])
def test_a_cloud_of_ones_own_names_whom_tokens_are_for(az, audience, expected):
    own = {"activeDirectory": "https://fs.example/adfs/", "resourceManager": "https://arm.example/"}
    az({"name": "Hub", "endpoints": {**own, "activeDirectoryResourceId": audience}})
    assert azure_cli.cloud() == Cloud("Hub", "https://arm.example", "https://fs.example/adfs", expected)


@pytest.mark.parametrize(
    "answer",
    [[], {}, {"endpoints": None}, {"endpoints": {**ENDPOINTS, "activeDirectory": "http://login.example"}}],
)
def test_a_cloud_without_endpoints_is_one_sentence(az, answer):
    az(answer)
    with pytest.raises(LoginFailed, match="its active cloud names no resource manager or login endpoint"):
        azure_cli.cloud()


@pytest.mark.parametrize("words", ["", "neither O(client_id) nor O(ad_user) is given"])
def test_where_there_is_no_az_the_sentence_says_why_it_came_to_it(monkeypatch, tmp_path, words):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LoginFailed) as raised:
        azure_cli.require(words)
    reason = f"{words}, and there is no az command here" if words else "there is no az command here"
    assert str(raised.value).startswith(f"Cannot log in with the Azure CLI: {reason}. Give O(client_id), O(secret) and")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: The refresh token has expired.", "ERROR: The refresh token has expired."),
        ("ERROR: Invalid client secret provided.", "ERROR: Invalid client secret provided."),
        ("no --password hunter2 -p x --client-secret=y", "no --password ******** -p ******** --client-secret=********"),
        ('{"accessToken": "abc"} password=x', '{"accessToken": ******** password=********'),
    ],
)
def test_a_value_behind_the_name_of_a_secret_is_left_out_and_a_word_of_a_sentence_is_not(said, told):
    assert azure_cli.told(said) == told
