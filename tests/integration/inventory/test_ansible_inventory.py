# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory as users and AWX read it: by ansible-inventory, in a process of its own."""

from __future__ import annotations

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT
from ansible_collections.adx.outbound.tests.integration.inventory.conftest import OTHER, add, id_of

GROUPED = """
subscriptions: "{{ lookup('ansible.builtin.env', 'ADX_SUBSCRIPTIONS') }}"
keyed_groups: [{key: adx_region, prefix: region}]
groups: {adx: true}
"""
BOTH = {"ADX_SUBSCRIPTIONS": f"{SUBSCRIPTION},{OTHER}"}
BLANK = {"AZURE_AD_USER": "", "AZURE_PASSWORD": "", "AZURE_CLIENT_SECRET": "", "AZURE_CLOUD_ENVIRONMENT": ""}
# STANDARD_INVENTORY_UPDATE_ENV in awx/main/constants.py
AWX = {
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_INVENTORY_EXPORT": "True",
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
}


def test_a_list_holds_hosts_facts_and_groups(ansible_inventory, three):
    done = ansible_inventory(GROUPED, environment=BOTH)
    assert (done.code, done.errors) == (0, "")
    assert done.hosts["telemetry.northeurope"]["adx_id"] == id_of("telemetry").replace("/Clusters/", "/clusters/")
    assert sorted(done.listed["region_westus"]["hosts"]) == ["analytics.westus", "telemetry.westus"]
    assert len(done.listed["adx"]["hosts"]) == 4


@pytest.mark.long
def test_a_graph_shows_the_groups(ansible_inventory, three):
    done = ansible_inventory(GROUPED, "--graph", environment=BOTH)
    assert "  |--@region_eastus2:\n  |  |--sandbox.eastus2\n" in done.output


def test_the_variables_of_an_awx_credential_are_enough_with_blank_ones_among_them(ansible_inventory, three):
    text = f"cloud_environment: {three.url}\nkeyed_groups: [{{key: adx_region, prefix: region}}]\n"
    done = ansible_inventory(text, "--list", "-vvv", environment={**BLANK, **AWX})
    assert (done.code, len(done.hosts)) == (0, 4)
    assert sorted(done.listed["region_westus"]["hosts"]) == ["analytics.westus", "telemetry.westus"]


def test_a_forbidden_subscription_is_told_and_fails_where_that_is_asked(ansible_inventory, three):
    three.deny(f"/subscriptions/{OTHER}/.*")
    partial = ansible_inventory("")
    assert partial.code == 0 and set(partial.hosts) == {"telemetry.westus", "analytics.westus"}
    assert f"[WARNING]: Cannot list the clusters of subscription {OTHER}" in partial.told
    failed = ansible_inventory("fail_on_unreadable: true", environment=AWX)
    assert failed.code != 0 and f"Cannot list the clusters of subscription {OTHER}" in failed.told


@pytest.mark.long
def test_a_second_run_is_answered_by_the_cache_and_a_flush_asks_again(ansible_inventory, three, tmp_path):
    text = f"cache: true\ncache_plugin: jsonfile\ncache_connection: {tmp_path / 'cache'}\n"
    first = ansible_inventory(text)
    three.clear_log()
    assert ansible_inventory(text).output == first.output and three.log(all=True) == []
    assert ansible_inventory(text, "--list", "--flush-cache").output == first.output and len(three.log()) == 4


@pytest.mark.parametrize("verbosity", ["-v", "-vvvvv"])
def test_a_failing_login_is_one_sentence_without_traceback_or_secret(ansible_inventory, three, verbosity):
    done = ansible_inventory("secret: wrong-but~still-a-secret", "--list", verbosity)
    said = done.output + done.errors
    assert f"Cannot log in as client {CLIENT_ID} of tenant {TENANT}" in done.told
    assert "AADSTS7000215" in done.told and "Traceback" not in said and "get_token failed" not in said
    assert "wrong-but~still-a-secret" not in said and SECRET not in said


def test_no_secret_shows_at_any_verbosity(ansible_inventory, three):
    done = ansible_inventory(f"secret: {SECRET}", "--list", "-vvvvvv", environment={"ANSIBLE_DEBUG": "1"})
    assert done.code == 0 and SECRET not in done.output + done.errors and "eyJ" not in done.output + done.errors


def test_a_secret_may_come_from_a_vault(ansible_inventory, three, tmp_path):
    password = tmp_path / "password"
    password.write_text("of the vault", encoding="utf-8")
    encrypted = VaultLib([("default", VaultSecret(b"of the vault"))]).encrypt(SECRET).decode()
    text = "secret: !vault |\n" + "".join(f"  {line}\n" for line in encrypted.splitlines())
    environment = {"ANSIBLE_VAULT_PASSWORD_FILE": str(password), "AZURE_SECRET": "wrong"}
    done = ansible_inventory(text, environment=environment)
    assert (done.errors, len(done.hosts)) == ("", 4)


def test_a_template_in_a_tag_is_never_run(ansible_inventory, three, tmp_path):
    """Who may tag a cluster must not be able to run anything on the controller."""
    planted = "{{ lookup('ansible.builtin.pipe', 'touch " + str(tmp_path / "planted") + "') }}"
    add(three, id_of("planted"), tags={"owner": planted})
    add(three, id_of("named"), tags={"name": planted})
    text = (
        "compose: {owner: adx_tags.owner}\nkeyed_groups: [{key: adx_tags.owner | default('none')}]\n"
        "hostnames: [adx_tags.name]\n"
    )
    assert {"planted.westus", planted.replace("{", "\\x7b")} <= {*ansible_inventory(text).hosts}
    play = tmp_path / "play.yml"
    play.write_text(
        """
- hosts: all
  gather_facts: false
  connection: local
  tasks:
    - ansible.builtin.debug: {msg: "{{ inventory_hostname }} {{ group_names }}"}
    - ansible.builtin.debug: {msg: "{{ adx_tags.owner }} {{ owner }}"}
      when: adx_tags.owner is defined
""",
        encoding="utf-8",
    )
    done = ansible_inventory(text, str(play), program="ansible-playbook")
    assert done.code == 0 and "lookup(" in done.output and not (tmp_path / "planted").exists()


def test_the_page_of_the_plugin_can_be_read(ansible_inventory):
    done = ansible_inventory("", "-t", "inventory", "adx.outbound.clusters", program="ansible-doc")
    assert done.code == 0 and "AZURE_SUBSCRIPTION_ID" in done.output and "keyed_groups" in done.output
