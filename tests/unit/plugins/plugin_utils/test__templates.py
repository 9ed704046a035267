# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose templates are filled in, and whose never."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleParserError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.adx.outbound.plugins.plugin_utils import _templates

try:
    from ansible.template import trust_as_template
except ImportError:  # before 2.19 every text is a template, unless it is marked as unsafe

    def trust_as_template(text):
        return text


def filled(**source):
    return _templates.filled(Templar(loader=DataLoader()), source)


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("ONE", "a,b")


def test_options_are_filled_in_wherever_their_templates_stand():
    looked_up = trust_as_template("{{ lookup('env', 'ONE') }}")
    found = filled(secret=looked_up, subscriptions=[looked_up, "c"], timeout=3, cache=True, filter="[?a.b == `{}`]")
    assert found == {
        "secret": "a,b",
        "subscriptions": ["a,b", "c"],
        "timeout": 3,
        "cache": True,
        "filter": "[?a.b == `{}`]",
    }


@pytest.mark.parametrize("name", ["compose", "groups", "keyed_groups", "hostnames"])
def test_expressions_over_a_host_are_left_for_when_there_is_one(name):
    given = {"x": trust_as_template("{{ adx_name }}")}
    assert filled(**{name: given}) == {name: given}


def test_a_template_that_fails_names_its_option():
    with pytest.raises(AnsibleParserError, match="The template of option secret cannot be filled in: .*nowhere"):
        filled(secret=trust_as_template("{{ nowhere }}"))


def test_what_a_service_said_is_marked_where_it_could_be_a_template(monkeypatch):
    marked = []
    monkeypatch.setattr(_templates, "wrap_var", lambda text: marked.append(text) or f"marked {text}")
    said = {"tags": {"a": "{{ x }}", "b": "plain"}, "list": ("{% y %}", 1), "none": None, "yes": True}
    assert _templates.literal(said) == {
        "tags": {"a": "marked {{ x }}", "b": "plain"},
        "list": ["marked {% y %}", 1],
        "none": None,
        "yes": True,
    }
    assert marked == ["{{ x }}", "{% y %}"]
