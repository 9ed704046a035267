# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the checkout importable as ansible_collections.adx.outbound.

Python has no loader for collections; a link of the right shape under .cache does instead.
"""

from __future__ import annotations

import contextlib
import datetime
import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _link() -> Path:
    base = ROOT / ".cache" / "link"
    link = base / "ansible_collections" / "adx" / "outbound"
    link.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # several test processes start at once
        link.symlink_to(ROOT, target_is_directory=True)
    return base


if ROOT.parts[-3:] != ("ansible_collections", "adx", "outbound"):
    sys.path.insert(0, str(_link()))

_PLAYS = 10  # of so many long plays one is run where tests are drawn


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--draw 4 --draw-seed 1` runs one in four of the tests that are marked drawn, and every tenth long play; the
    seed is that of the day.
    """
    parser.addoption("--draw", type=int, default=1, help="run one in so many of the tests that are marked drawn")
    parser.addoption("--draw-seed", type=int, default=datetime.date.today().toordinal(), help="what they are drawn by")


def _share(item: pytest.Item, share: int) -> int:
    """One in how many of tests like this one is run."""
    if item.get_closest_marker("drawn"):
        return share
    return _PLAYS if item.get_closest_marker("long") and item.path.parent.name == "playbooks" else 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was drawn, so that it can be drawn again."""
    share, seed = config.getoption("draw"), config.getoption("draw_seed")
    if share > 1:
        drawn = f"of the tests that are marked drawn one in {share}, of long plays one in {_PLAYS}, seed {seed}"
        terminalreporter.write_line(drawn)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not drawn."""
    chance, share = random.Random(config.getoption("draw_seed")), config.getoption("draw")
    left = [item for item in items if share > 1 and chance.randrange(_share(item, share))]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]
