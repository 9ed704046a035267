# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which request of Microsoft.Kusto is answered by whom; what is not in here is answered as of any provider."""

from __future__ import annotations

from . import below, callouts, clusters, connected, diagnosis, kusto

_CLUSTERS = kusto.KIND.type.lower()
HANDLERS = {
    ("PATCH", _CLUSTERS): clusters.patch,
    ("POST", f"{_CLUSTERS}/diagnosevirtualnetwork"): diagnosis.diagnose,
    ("POST", f"{kusto.DATABASES}/dataconnectionvalidation"): diagnosis.validate,
    ("POST", f"{_CLUSTERS}/listcalloutpolicies"): callouts.listing,
    ("POST", f"{_CLUSTERS}/addcalloutpolicies"): callouts.add,
    ("POST", f"{_CLUSTERS}/removecalloutpolicy"): callouts.remove,
}
_ITEMS = {"GET": below.read, "PUT": below.put, "PATCH": below.patch, "DELETE": below.delete}


_CONNECTED = f"{_CLUSTERS}/{kusto.CONNECTED.lower()}"


def handler(call):
    """What answers the request, or None."""
    kind, shape = call.target.type.lower(), call.target.shape
    if kind == _CONNECTED:
        return _of_connected(call.method, shape)
    if kind in kusto.PARTS:
        return _of_part(call.method, kind, shape)
    wanted = "list" if call.method == "POST" else "resource"
    return HANDLERS.get((call.method, kind)) if shape == wanted else None


def _of_part(method, kind, shape):
    if shape == "list":
        return below.listing if method == "GET" else None
    if method != "GET" and kind not in below.WRITABLE:
        return below.only_read
    return _ITEMS.get(method)


def _of_connected(method, shape):
    if method != "GET":
        return connected.only_read if shape == "resource" else None
    return connected.listing if shape == "list" else connected.read
