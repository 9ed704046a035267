# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret shows, whichever variable it was pasted into and whoever repeats it."""

from __future__ import annotations

import json
import sys
from urllib.parse import quote

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.login_names import VARIABLES
from ansible_collections.adx.outbound.plugins.module_utils._glue.arguments import AZURE
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SECRET
from ansible_collections.adx.outbound.tests.integration.modules.logins import IDENTITY_VARIABLES

PASTED = "zQ8~Q~9xkLmN.0pRsT-uVwXyZ123456789abcd"
TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"
ALL = sorted({variable for variables in VARIABLES.values() for variable in variables})
CHOSEN = {
    "auth_source",
    "cert_validation_mode",
    "disable_instance_discovery",
    "log_mode",
    "api_profile",
}  # Ansible refuses them


def is_silent(result, *hidden):
    told = json.dumps(result)
    return not [one for one in hidden if one in told or quote(one, safe="") in told]


@pytest.mark.parametrize("variable", ALL)
def test_a_secret_that_was_pasted_into_the_wrong_variable_does_not_show(run, monkeypatch, variable):
    monkeypatch.setenv(variable, PASTED)
    assert is_silent(run("outbound_dependencies_info", resource_group="rg-adx"), PASTED, SECRET)


@pytest.mark.parametrize("option", sorted(set(AZURE) - CHOSEN))
def test_a_secret_that_was_given_as_the_wrong_option_does_not_show(run, option):
    assert is_silent(run("outbound_dependencies_info", resource_group="rg-adx", **{option: PASTED}), PASTED, SECRET)


@pytest.mark.parametrize("named", [True, False])
def test_a_secret_in_the_wrong_line_of_a_profile_does_not_show(run, monkeypatch, tmp_path, named):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in IDENTITY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".azure").mkdir()
    lines = ["[default]", f"subscription_id = {PASTED}", f"client_id = {PASTED}", f"tenant = {PASTED}"]
    (tmp_path / ".azure/credentials").write_text("\n".join([*lines, f"secret = {SECRET}"]), encoding="utf-8")
    asked = {"auth_source": "credential_file"} if named else {}
    result = run("outbound_dependencies_info", resource_group="rg-adx", **asked)
    assert result["failed"] and is_silent(result, PASTED, SECRET)


@pytest.mark.parametrize("path", [".*/token.*", "/subscriptions/.*"])
def test_whoever_repeats_a_secret_is_not_repeated(run, emulator, path):
    """Gateways quote the request they refuse, with its body and its headers."""
    emulator.fault("error", path=path, status=400, code="Echo", message=f"{SECRET} Bearer {TOKEN}", times=0)
    result = run("outbound_dependencies_info", resource_group="rg-adx")
    assert result["failed"] and is_silent(result, SECRET, TOKEN)


def test_the_token_in_use_is_not_repeated_either(run, emulator):
    run("outbound_dependencies_info", resource_group="rg-adx")
    token = next(one.headers["Authorization"] for one in emulator.log() if one.headers.get("Authorization"))
    token = token.removeprefix("Bearer ")
    emulator.fault("error", path="/subscriptions/.*", status=400, code="Echo", message=f"no {token}", times=0)
    result = run("outbound_dependencies_info", resource_group="rg-adx")
    assert "Echo" in result["msg"] and is_silent(result, token)


def test_a_result_that_tells_of_a_failure_tells_no_token(run, emulator):
    """A lock-down that fails has a result for each cluster, whose sentences are no exception."""
    emulator.fault("error", path=".*azureFirewalls.*", status=400, code="Echo", message=f"no {TOKEN}", times=0)
    result = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID)
    assert "Echo" in json.dumps(result) and is_silent(result, TOKEN)


def test_what_az_says_is_told_without_its_secrets(run, monkeypatch, tmp_path):
    said = f"WARNING: --password {PASTED}\nERROR: unrecognized arguments: -p hunter22 --secret '{PASTED}' {TOKEN}"
    command = tmp_path / "az"
    command.write_text(f"#!{sys.executable}\nimport sys\nsys.exit({said!r})\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    result = run("outbound_dependencies_info", resource_group="rg-adx", auth_source="cli")
    assert "ERROR: unrecognized arguments" in result["msg"]
    assert is_silent(result, PASTED, "hunter22", TOKEN)
