# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a subscription may have of networks in a region, by Azure's own word."""

from __future__ import annotations

from ..._plan.documents import shapes
from ..._plan.documents.limits import Granted
from ..wire import api_versions, rest
from ..wire.errors import ArmError
from .reader import Reader

_BRIEF = 30.0  # seconds for what fails in passing: no more than a warning hangs on it


def read(reader: Reader, subscription: str, region: str) -> Granted:
    """Return what is granted; what may not be asked, or is not answered, says so and stops nothing."""
    doing, http = f"read the limits of networks in {region}", reader.session.http
    version = api_versions.of("Microsoft.Network/locations/usages")
    url = f"/subscriptions/{subscription}/providers/Microsoft.Network/locations/{region}/usages?api-version={version}"
    try:
        return reader.patience.within(_BRIEF).read(
            lambda: Granted.of(rest.entries(http, http.get(url, doing), doing, shapes.OBJECT))
        )
    except ArmError as error:
        return Granted(unread=error.of_reading(f"what Azure itself says of {region}"))
