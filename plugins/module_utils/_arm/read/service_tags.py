# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Service Tag Discovery API: the prefixes of all tags, as a region sees them."""

from __future__ import annotations

from typing import Any

from ..._plan.documents import shapes
from ..wire import api_versions, rest
from ..wire.rest import Http


def read(http: Http, subscription: str, region: str) -> dict[str, Any]:
    """Return the answer with the values of all its pages."""
    doing, version = f"read the service tags of {region}", api_versions.of("Microsoft.Network/locations/serviceTags")
    url = f"/subscriptions/{subscription}/providers/Microsoft.Network/locations/{region}/serviceTags"
    first = http.get(f"{url}?api-version={version}", doing)
    values = list(rest.entries(http, first, doing, shapes.SERVICE_TAG, name="values"))
    return {"changeNumber": first.document.get("changeNumber"), "cloud": first.document.get("cloud"), "values": values}
