# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What demo and playground share: where the collection is, which cluster it is about, what a user exports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LINK = ROOT / ".cache" / "link"
COLLECTIONS = LINK if LINK.exists() else ROOT.parents[2]  # of a checkout, or where the collection is installed
sys.path.insert(0, str(COLLECTIONS))

from ansible_collections.adx.outbound.plugins.module_utils._arm.login import login_names
from ansible_collections.adx.outbound.tests.emulator import Emulator

VARIABLES: dict[str, Any] = {
    "egress_cluster": {"name": "telemetry", "resource_group": "rg-adx"},
    "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"},
    "egress_default_route": "manage",
}
OURS = ("adx-", "ADX_")
# A login of the user's own must not get in the way, so none of these is left as it is.
OF_LOGINS = sorted(name for names in login_names.VARIABLES.values() for name in names)
NO_PROXY = dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost")


def exported(emulator: Emulator) -> dict[str, str]:
    """The variables under which a playbook finds the emulator, without the user's own proxy and Ansible settings."""
    return {
        **NO_PROXY,
        **emulator.environment(),
        "ANSIBLE_CONFIG": str(ROOT / "demo" / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
    }


def is_ours(item: Any) -> bool:
    """True for a rule collection or a route that carries our prefix."""
    return isinstance(item, dict) and str(item.get("name")).startswith(OURS)
