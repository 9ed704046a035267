# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes recorded_order.json: what the steps of the one safe order come to in every scene.

Usage: python tests/integration/record_order.py [WHO [BEGINNING]]

WHO takes the steps, by default "single steps", which alone notice what comes before a check; a beginning of their names
picks scenes. Run it when the steps are meant to come to something else, and look at every line that changes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".cache" / "link"))

from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.emulator import Emulator
from ansible_collections.adx.outbound.tests.integration import order
from ansible_collections.adx.outbound.tests.integration.performers import PERFORMERS
from ansible_collections.adx.outbound.tests.integration.runner import Clock, Runner


def main() -> None:
    """Play every scene and write down what came of it."""
    who = sys.argv[1] if len(sys.argv) > 1 else "single steps"
    beginning = sys.argv[2] if len(sys.argv) > 2 else ""
    patience.time = Clock()
    with Emulator() as emulator, tempfile.TemporaryDirectory() as tempfile.tempdir:
        os.environ |= emulator.environment()
        run = Runner(emulator)
        scenes = {name: scene for name, scene in order.SCENES.items() if name.startswith(beginning)}
        order.record({name: scene.play(PERFORMERS[who], run, emulator) for name, scene in scenes.items()})


if __name__ == "__main__":
    main()
