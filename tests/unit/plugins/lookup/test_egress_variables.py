# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup, called as Ansible calls it, with the role's own specification."""

from __future__ import annotations

import time

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display
from ansible_collections.adx.outbound.plugins.lookup import egress_variables as plugin

SPECIFICATION = yaml.safe_load(plugin.SPECIFICATION.read_text(encoding="utf-8"))["argument_specs"]
INPUTS = {name: one.get("default") for entry in SPECIFICATION.values() for name, one in entry["options"].items()}
DEFAULTS = {name: default for name, default in INPUTS.items() if default is not None}


@pytest.fixture
def warned(monkeypatch):
    lines = []
    monkeypatch.setattr(Display, "warning", lambda _display, line, **_more: lines.append(line))
    return lines


@pytest.fixture
def lookup(warned):
    """The plugin over the variables that a host has inside of the role."""
    made = plugin.LookupModule(loader=DataLoader())

    def run(*terms, **variables):
        (found,) = made.run(list(terms), {"inventory_hostname": "localhost", **DEFAULTS, **variables})
        return found

    return run


def test_every_input_by_itself_is_known_and_nothing_is_said(lookup, warned):
    assert lookup(**INPUTS) == lookup(**dict.fromkeys(INPUTS, "")) == lookup() == {"stop": "", "warn": ""}
    assert warned == []


def test_a_slip_is_a_sentence_and_another_name_a_warning(lookup, warned):
    found = lookup(egress_frewall={"name": "fw-hub"}, egress_team="blue")
    assert found["stop"].startswith("egress_frewall is no variable of this role; did you mean egress_firewall?")
    assert warned == [found["warn"]] and found["warn"].startswith("egress_team is no variable of this role")


@pytest.mark.parametrize("given", ["fw-hub", "{{ undefined_as_yet }}", {"name": "fw-hub"}])
def test_an_input_is_given_when_its_value_is_not_its_default_and_no_template_is_filled_in(lookup, given):
    found = lookup(egress_firewall=given, egress_frewall="{{ 1 / 0 }}")
    assert (found["stop"], "egress_frewall" in found["warn"]) == ("", True)


@pytest.mark.parametrize("name", ["egress_auth_source", "egress_max_removals"])
def test_an_input_without_a_default_is_given_when_it_has_a_value(lookup, name):
    value = "env" if name == "egress_auth_source" else 4
    assert lookup(**{f"{name}_": 3})["stop"] and not lookup(**{f"{name}_": 3, name: value})["stop"]


@pytest.mark.parametrize(
    "terms",
    [(["egress_team", "egress_frewall"],), ("egress_team, egress_frewall",), (["egress_team"], "egress_frewall")],
)
def test_names_of_ones_own_come_as_a_list_or_with_commas(lookup, terms):
    assert lookup(*terms, egress_frewall=1, egress_team=2) == {"stop": "", "warn": ""}


@pytest.mark.parametrize("terms", [(), ([],), ("",)])
def test_a_survey_that_left_the_names_blank_gave_none(lookup, terms):
    assert lookup(*terms, egress_team=2)["warn"].startswith("egress_team ")


def test_the_result_is_plain_data_as_documented(lookup):
    contains = yaml.safe_load(plugin.RETURN)["_raw"]["contains"]
    found = lookup(egress_frewall=1, egress_team=2)
    assert found == {key: one["sample"] for key, one in contains.items()}


def test_two_hundred_hosts_with_thousands_of_variables_take_seconds_and_not_minutes(lookup):
    many = {f"other_{number}": number for number in range(3000)}
    lookup()
    began = time.process_time()
    for _host in range(200):
        lookup(egress_team="blue", **many)
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"egress_wildcards": "narow"}, "egress_wildcards is 'narow'; it takes keep or narrow."),
        ({"egress_additive": "flase"}, "egress_additive is 'flase'; it takes true or false."),
        ({"egress_timeout": "soon"}, "egress_timeout is 'soon'; it takes a whole number."),
        ({"egress_exports": "squid"}, "egress_exports cannot be used: dictionary requested"),
        (
            {"egress_exports": [{"format": "pdf", "path": "x"}]},
            "egress_exports cannot be used: value of format must be",
        ),
        (
            {"egress_exports": [{"format": "csv", "path": "{cluster}"}, {"format": "arm", "path": "x/{cluster}"}]},
            "egress_exports has the folder 'x/{cluster}' for a template; leave {cluster} out",
        ),
        ({"egress_report_path": "a.html, b.pdf"}, "egress_report_path has 'b.pdf'; the ending says the form"),
        ({"egress_report_path": ["a.html", "b"]}, "egress_report_path has 'b'; the ending says the form"),
    ],
    ids=str,
)
def test_a_value_that_the_role_does_not_take_is_one_short_sentence(lookup, given, sentence):
    told = lookup(**given)["stop"]
    assert told.startswith(sentence) and len(told) < 250


@pytest.mark.parametrize("given", ["true", "no", True, 0])
def test_a_switch_may_be_text_as_extra_variables_are(lookup, given):
    assert lookup(egress_additive=given)["stop"] == ""
