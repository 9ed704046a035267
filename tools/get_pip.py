# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the script with which ansible-test puts pip into its own environments: this one asks uv."""

from __future__ import annotations

import subprocess
import sys

if __name__ == "__main__":
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    install = ["uv", "pip", "install", "-q", "--system-certs", "--python", sys.executable]
    sys.exit(subprocess.call([*install, *wanted]))
