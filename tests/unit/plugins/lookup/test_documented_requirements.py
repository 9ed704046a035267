# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup, called as Ansible calls it."""

from __future__ import annotations

import datetime

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible_collections.adx.outbound.plugins.lookup import documented_requirements as plugin
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented

NAME = "adx.outbound.documented_requirements"


@pytest.fixture
def lookup():
    """The plugin with its options as the plugin loader would define them."""
    options = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    constants.config.initialize_plugin_configuration_definitions("lookup", NAME, options)
    made = plugin.LookupModule()
    made._load_name = NAME

    def run(*terms, **options):
        return made.run(list(terms), {}, **options)

    return run


@pytest.mark.parametrize("region", ["West US", "westus", " WESTUS "])
def test_a_region_is_found_however_it_is_spelled(lookup, region):
    (found,) = lookup(region)
    assert (found["region"], found["location"], found["cloud"], found["edition"]) == (
        "West US",
        "westus",
        "AzureCloud",
        "2024-07",
    )
    assert found["management"] == ["13.64.38.225"] and found["health_monitoring"][0] == "23.99.5.162"
    assert any("unmaintained" in text for text in found["warnings"])


def test_each_term_gives_one_entry_in_order(lookup):
    assert [one["region"] for one in lookup("East US", "westus", "China East 2")] == [
        "East US",
        "West US",
        "China East 2",
    ]
    assert lookup() == []


def test_every_region_can_be_looked_up_at_once(lookup):
    for edition in documented.editions():
        assert len(lookup(*documented.regions(edition), edition=edition)) == len(documented.regions(edition))


@pytest.mark.parametrize("edition", ["2021-07", "2021-07-27", datetime.date(2021, 7, 27)])
def test_an_older_edition_may_be_named_even_as_a_yaml_date(lookup, edition):
    (found,) = lookup("West US", edition=edition)
    assert found["edition"] == "2021-07" and len(found["health_monitoring"]) == 2


def test_the_result_is_plain_data_as_documented(lookup):
    (found,) = lookup("West US")
    documented_keys = yaml.safe_load(plugin.RETURN)["_raw"]["contains"]
    assert set(found) == set(documented_keys)
    types = {"str": str, "list": list}
    assert {key: type(value) for key, value in found.items()} == {
        key: types[described["type"]] for key, described in documented_keys.items()
    }


@pytest.mark.parametrize(
    ("terms", "options", "sentence"),
    [
        (["West USA"], {}, "Edition 2024-07 documents no addresses for region 'West USA'. Did you mean West US"),
        (["westus", ""], {}, "documents no addresses for region ''."),
        (
            ["westus"],
            {"edition": "2019"},
            "There is no edition '2019' of the documented lists; choose from 2021-07, 2024-07.",
        ),
    ],
)
def test_what_is_not_documented_is_one_sentence(lookup, terms, options, sentence):
    with pytest.raises(AnsibleLookupError) as raised:
        lookup(*terms, **options)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("edition", ["2024-07x", "2024-071"])
def test_an_edition_with_something_behind_it_is_another_edition(lookup, edition):
    with pytest.raises(AnsibleLookupError):
        lookup("westus", edition=edition)
