# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that nobody thought of, with members that nobody here knows at every depth, and collections we want."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from hypothesis import settings
from hypothesis import strategies as st

quick = settings(max_examples=60, deadline=None)
words = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
unknown = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words.map(lambda word: f"x-{word}"), inner, max_size=2),
    max_leaves=4,
)
extras = st.dictionaries(words.map(lambda word: f"x-{word}"), unknown, max_size=3)
names = st.lists(words.map(lambda word: f"their-{word}"), unique=True, max_size=4)


@st.composite
def our_collections(draw):
    """What we want: one or two collections with a few names each."""
    found = []
    for kind in draw(st.lists(st.sampled_from(rule_collections.KINDS), min_size=1, max_size=2, unique=True)):
        targets = draw(st.lists(words.map(lambda word: f"{word}.example.com"), min_size=1, max_size=3, unique=True))
        rule = {"name": "r", "source_addresses": ["10.0.0.0/24"]}
        if kind == rule_collections.CollectionKind.APPLICATION:
            rule |= {"protocols": ["Https:443"], "target_fqdns": targets}
        else:
            rule |= {"protocols": ["TCP"], "destination_addresses": ["EventHub"], "destination_ports": ["5671"]}
        found.append(rule_collections.from_option({"name": f"adx-{kind}", "kind": kind, "rules": [rule]}))
    return found


@st.composite
def holders(draw, dialect):
    """A firewall or a group of other people."""
    properties = {**draw(extras), **{name: [] for name in dialect.lists}}
    for number, name in enumerate(draw(names)):
        kind = draw(st.sampled_from(rule_collections.KINDS))
        action = {"type": "Allow"}
        rule_type = {
            rule_collections.CollectionKind.APPLICATION: "ApplicationRule",
            rule_collections.CollectionKind.NETWORK: "NetworkRule",
        }[kind]
        rules = [{"name": "r", "ruleType": rule_type, **draw(extras)}]
        inner = {"priority": 1000 + number, "action": action, "rules": rules, **draw(extras)}
        item = {"name": name, "properties": inner} if dialect.nested else {"name": name, **inner}
        if not dialect.nested:
            item["ruleCollectionType"] = "FirewallPolicyFilterRuleCollection"
        properties[dialect.list_of(kind)].append(item)
    return {"name": "holder", "properties": properties, **draw(extras)}
