# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A region has one name, however it is spelled."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.regions import location_of, of_tag


@pytest.mark.parametrize("spelled", ["West US 2", "westus2", "WESTUS2", " West  US\t2 "])
def test_case_and_blanks_make_no_other_region(spelled):
    assert location_of(spelled) == "westus2"


def test_nothing_is_no_region():
    assert location_of("") == ""


@pytest.mark.parametrize(
    ("tag", "region"),
    [
        ("EventHub.WestUS2", "westus2"),
        ("eventhub.westus2", "westus2"),
        ("EventHub.West US", "westus"),
        ("EventHub.CentralFrance", "francecentral"),
        ("EventHub.SouthFrance", "francesouth"),
        ("EventHub.GermanyN", "germanynorth"),
        ("EventHub.GermanyWC", "germanywestcentral"),
        ("EventHub.NorwayE", "norwayeast"),
        ("EventHub.NorwayW", "norwaywest"),
        ("EventHub.SwitzerlandN", "switzerlandnorth"),
        ("EventHub.SwitzerlandW", "switzerlandwest"),
        ("EventHub.FranceCentral", "francecentral"),
        ("EventHub", ""),
        ("EventHub.", ""),
        ("", ""),
    ],
)
def test_a_tag_names_its_region_in_a_spelling_of_its_own(tag, region):
    assert of_tag(tag) == region
