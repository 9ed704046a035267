# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which api-versions the emulated providers know."""

from __future__ import annotations

from . import errors

NETWORK = str.split(
    "2018-11-01 2019-04-01 2019-09-01 2019-11-01 2020-03-01 2020-05-01 2020-06-01 2020-07-01 2020-08-01 2020-11-01 "
    "2021-02-01 2021-03-01 2021-05-01 2021-08-01 2022-01-01 2022-05-01 2022-07-01 2022-09-01 2022-11-01 2023-02-01 "
    "2023-04-01 2023-05-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-07-01 2024-10-01 "
    "2025-01-01 2025-03-01 2025-05-01 2025-07-01 2025-09-01 2026-03-01"
)
KUSTO = str.split(
    "2021-01-01 2021-08-27 2022-02-01 2022-07-07 2022-11-11 2022-12-29 2023-05-02 2023-08-15 2024-04-13 2025-02-14"
)
RESOURCES = str.split(
    "2015-11-01 2016-06-01 2018-05-01 2019-10-01 2020-06-01 2020-10-01 2021-01-01 2021-04-01 2022-09-01 2022-12-01 "
    "2023-07-01 2024-03-01 2024-07-01 2024-11-01 2025-03-01 2025-04-01"
)
LOCKS = str.split("2015-01-01 2016-09-01 2017-04-01 2020-05-01")
ZONES = str.split("2018-09-01 2020-01-01 2020-06-01 2024-06-01")
BY_NAMESPACE = {
    "microsoft.network": NETWORK,
    "microsoft.kusto": KUSTO,
    "microsoft.authorization": LOCKS,
    "": RESOURCES,
}


def check(target, wanted, location="westus"):
    """Refuses a call without api-version, of an unknown provider, or with a version the provider lacks."""
    if not wanted:
        text = "The api-version query parameter (?api-version=) is required for all requests."
        raise errors.front(400, "MissingApiVersionParameter", text)
    known = ZONES if "privatednszones" in target.type.lower() else BY_NAMESPACE.get(target.namespace.lower())
    if known is None:
        text = f"The resource namespace '{target.namespace}' is invalid."
        raise errors.front(404, "InvalidResourceNamespace", text)
    if wanted not in known:
        _unsupported(target, wanted, known, location)


def _unsupported(target, wanted, known, location):
    namespace, kind = target.namespace or "Microsoft.Resources", "/".join(target.types) or "resourceGroups"
    text = (
        f"No registered resource provider found for location '{location}' and API version '{wanted}' for type "
        f"'{kind}'. The supported api-versions are '{', '.join(known)}'. The supported locations are 'westus, eastus'."
    )
    if namespace == "Microsoft.Resources":
        supported = ",".join(known)
        text = f"The api-version '{wanted}' is invalid. The supported versions are '{supported}'."
        raise errors.front(400, "InvalidApiVersionParameter", text)
    raise errors.front(400, "NoRegisteredProviderFound", text)
