# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An oracle: would this flow pass, and past whom?

Written from the description of the service, apart from the code under test. Not modelled, neither here nor anywhere
below: DNAT, the built-in infrastructure names, DNS policies and forwarding rulesets, and the way back of what left but
where a firewall has kept its source. Of threat intelligence, signatures and public names only what a Truth tells.
What is not modelled and could change the answer is refused with ValueError, never guessed.
"""

from __future__ import annotations

from .classic import flow
from .flows import Flow, Verdict
from .needs import Need, needs
from .policies import policy_flow
from .reach import Place, reaches
from .routes import Hop, next_hop
from .security_groups import security_group
from .specified import Question, World, ask
from .subnets import host_of, leaving, outcomes
from .trips import Network, Trip, through, trip, visit
from .truth import Truth
from .worlds import allowed, network_of

__all__ = [
    "Flow",
    "Hop",
    "Need",
    "Network",
    "Place",
    "Question",
    "Trip",
    "Truth",
    "Verdict",
    "World",
    "allowed",
    "ask",
    "flow",
    "host_of",
    "leaving",
    "needs",
    "network_of",
    "next_hop",
    "outcomes",
    "policy_flow",
    "reaches",
    "security_group",
    "through",
    "trip",
    "visit",
]
