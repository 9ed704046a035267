# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes out of what is shown whatever says whose subscription it was."""

from __future__ import annotations

import re
from typing import Any

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
# What Azure adds to the address of an operation: whoever has it can ask for the operation, and it is 4 kB.
SIGNATURE = re.compile(r"[?&]t=\d+&c=[\w-]+&s=[\w-]+&h=[\w-]+")
ZERO = "00000000-0000-0000-0000-000000000000"
# What stands for the resource group, for the mark of this run, and for the cluster that it was about.
GROUP, RUN, CLUSTER = "Sandbox", "run", "throwaway"


class Scrubber:
    """Two values that were equal stay equal, two that differed differ, and so does their casing."""

    def __init__(self, base: str, subscription: str, group: str, run: str, cluster: str = "") -> None:
        self._base, self._group, self._cluster = base, group, cluster
        self._guids = {subscription.lower(): ZERO}
        self._run = run
        self._is_group = re.compile(rf"(?<![\w.-]){re.escape(group)}(?![\w-])", re.IGNORECASE)
        self._is_run = re.compile(re.escape(run), re.IGNORECASE)
        # A name of a cluster has letters and digits alone.
        self._is_cluster = re.compile(rf"(?<![a-z0-9]){re.escape(cluster)}(?![a-z0-9])", re.IGNORECASE)

    def clean(self, value: Any) -> Any:
        """Return the value with every string in it scrubbed; the names of members are Azure's own."""
        if isinstance(value, dict):
            return {name: self.clean(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.clean(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Return one string scrubbed."""
        text = SIGNATURE.sub("", text.replace(self._base, "https://management.azure.com"))
        text = GUID.sub(self._guid, text)
        text = self._is_run.sub(lambda match: _cased(match[0], self._run, RUN), text)
        text = self._is_group.sub(lambda match: _cased(match[0], self._group, GROUP), text)
        if self._cluster:
            text = self._is_cluster.sub(lambda match: _cased(match[0], self._cluster, CLUSTER), text)
        return MAIL.sub("somebody@example.com", text)

    def leaks(self, text: str) -> bool:
        """True when something of the owner's can still be read in what is to be shown."""
        strange = {guid.lower() for guid in GUID.findall(text)} - set(self._guids.values())
        group = f"/resourcegroups/{self._group}/".lower() in text.lower() and self._group.lower() != GROUP.lower()
        cluster = self._cluster.lower() not in ("", CLUSTER) and self._is_cluster.search(text)
        return bool(strange or group or cluster or self._is_run.search(text))

    def _guid(self, match: re.Match[str]) -> str:
        return self._guids.setdefault(match[0].lower(), f"{ZERO[:24]}{len(self._guids):012d}")


def _cased(found: str, original: str, name: str) -> str:
    if found == original:
        return name
    return name.upper() if found.isupper() else name.lower() if found.islower() else name.swapcase()
