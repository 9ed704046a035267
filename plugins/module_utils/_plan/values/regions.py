# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of Azure's regions, however they are spelled."""

from __future__ import annotations

# Regions that service tags spell in another way ("Virtual network service tags" has these of AzureCloud).
_OF_TAGS = {
    "centralfrance": "francecentral",
    "southfrance": "francesouth",
    "germanyn": "germanynorth",
    "germanywc": "germanywestcentral",
    "norwaye": "norwayeast",
    "norwayw": "norwaywest",
    "switzerlandn": "switzerlandnorth",
    "switzerlandw": "switzerlandwest",
}


def location_of(region: str) -> str:
    """`West US` and `westus` are one region: lower case without blanks (one cluster was recorded with both)."""
    return "".join(str(region).split()).lower()


def of_tag(tag: str) -> str:
    """The region of a service tag such as `EventHub.WestUS2` as `location_of` writes it, empty for one of none."""
    location = location_of(tag.partition(".")[2])
    return _OF_TAGS.get(location, location)
