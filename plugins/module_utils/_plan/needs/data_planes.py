# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a cluster itself answers, and whom a token for it has to be for.

A token is worth as much as the login, so it goes to the cluster's own name in its own cloud and nowhere else, whatever
stands in a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..documents.clusters import Cluster
from .source_names import CLOUDS

_NAME, _REGION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"), re.compile(r"[a-z0-9]{1,40}")
# Without these a cluster has nothing that could answer; in any other state it is asked.
_SILENT = ("stopped", "stopping", "creating", "deleting", "deleted")


@dataclass(frozen=True)
class DataPlane:
    """The URI without a slash at its end, and the scope of its tokens."""

    uri: str
    scope: str


def of(cluster: Cluster, cloud: str) -> tuple[DataPlane | None, str]:
    """Where a cluster of the cloud of this name answers, or nowhere and why, as a part of a sentence.

    `properties.uri` has to be `NAME.REGION.SUFFIX` to the letter. The suffixes are those of azure-kusto-python
    (wellKnownKustoEndpoints.json), and a token is for `kusto.` before them: so have it its CloudSettings, and the
    account providers of Azure Data Studio for all three clouds.
    """
    if cloud not in CLOUDS:
        return None, "the names of clusters in this cloud are not known"
    suffix, name, region = CLOUDS[cloud].kusto, cluster.id.name.lower(), cluster.region
    if not _NAME.fullmatch(name) or not _REGION.fullmatch(region):
        return None, "its name or its location makes no host name"
    uri = f"https://{name}.{region}.{suffix}"
    if cluster.uri.lower().removesuffix("/").removesuffix(":443") != uri:
        return None, f"its document does not say that it answers at {uri}, so that no token is sent there"
    if cluster.state.lower() in _SILENT:
        return None, f"the cluster is in state {cluster.state}"
    return DataPlane(uri, f"https://kusto.{suffix}/.default"), ""
