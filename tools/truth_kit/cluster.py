# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about the restricted outbound access of a cluster that was lent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from . import inside
from .facts import Fact, Unanswered, code_of, demand, header, precondition
from .lent import NAME, NAMES, ON, POLICIES, POLICY, STATE, VERSION, Lent, policy

CLUSTER, CONNECTION = "clusters", "clusters/databases/dataConnections"
OTHER_POLICY = policy(r"adx-truth-2\.database\.windows\.net/?$")
NO_REGEX = policy("adx-truth-(")
ENDED = ("Succeeded", "Failed", "Canceled")
# What stands in no example: an asterisk in either place, and what is no name at all.
WILDCARD, OTHER_NAMES = "*.example.com", ("*", "192.0.2.0/24")


class Cluster:
    """The questions. They begin with policies, since there is an action that takes each away again."""

    def __init__(self, lent: Lent, asks_inside: bool = False) -> None:
        self.lent, self.wire = lent, lent.wire
        self._asks_inside = asks_inside
        self._before = self._validated()
        self._settled: dict[str, bool] = {}  # whether an empty list beside the other one counts as set

    def questions(self) -> list[Iterator[Fact]]:
        """All of them, in an order in which each finds what the one before has left."""
        return [
            self._a_change(),
            self._connections(),
            self._beside_none("empty_fqdns_beside_callouts", {NAMES: [], POLICIES: [POLICY, OTHER_POLICY]}),
            self._listed(),
            *([self._inside()] if self._asks_inside else []),
            self._no_regex(),
            self._stale(),
            self._emptied("empty_callouts", POLICIES, 1),
            self._beside_none("empty_callouts_beside_fqdns", {NAMES: [NAME], POLICIES: []}),
            self._names(),
            self._both(),
            self._replaced("empty_fqdns_beside_callouts", {NAMES: [], POLICIES: [POLICY]}, NAMES, 0),
            self._replaced("empty_callouts_beside_fqdns", {NAMES: [NAME], POLICIES: []}, POLICIES, 1),
            self._emptied("empty_fqdns", NAMES, 0),
        ]

    # How a change goes

    def _a_change(self) -> Iterator[Fact]:
        seen: list[dict[str, Any]] = []
        began = time.monotonic()
        wanted = {STATE: ON, POLICIES: [POLICY]}
        answer = demand(self.lent.change(wanted, lambda: seen.append(self.lent.read()["properties"])))
        yield Fact("seconds_of_a_change", CLUSTER, round(time.monotonic() - began), answer.call, is_switch=False)
        seen = [one for one in seen if one.get("provisioningState") not in ENDED]
        if not seen:
            raise Unanswered("the change was done before the cluster could be read")
        shown = "at_once" if seen[0].get(POLICIES) else "at_end"
        yield Fact("cluster_shows", CLUSTER, shown, answer.call)
        states = {one.get("state") for one in seen}
        other = next(iter(states - {"Running"}), "Running")
        yield Fact("altered_cluster_state", CLUSTER, other, answer.call)
        words = sorted({str(one.get("provisioningState")) for one in seen})
        yield Fact("provisioning_states_of_a_change", CLUSTER, ", ".join(words), answer.call, is_switch=False)

    def _stale(self) -> Iterator[Fact]:
        self._ensure({POLICIES: [POLICY]})
        before = self.lent.read()["etag"]
        demand(self.lent.change({POLICIES: [POLICY, OTHER_POLICY]}))
        if self.lent.read()["etag"] == before:
            raise Unanswered("the etag did not change by a write, so that none is stale")
        answer = self.lent.change({POLICIES: [POLICY]}, if_match=header(before))
        yield precondition("if_match", CLUSTER, answer)

    # Data connections

    def _connections(self) -> Iterator[Fact]:
        if self._before is None:
            raise Unanswered("the cluster has no data connection; make one, and watch whether data still arrives")
        after = self._validated()
        value = "as before" if after == self._before else f"{len(after or ())} findings, {len(self._before)} before"
        yield Fact("data_connection_while_restricted", CONNECTION, value, len(self.wire.calls) - 1, is_switch=False)

    def _validated(self) -> list[Any] | None:
        """What the service finds wrong with the first data connection there is, None without one. No recording has it,
        since it names resources of the owner's.
        """
        for database in self._parts(f"{self.lent.path}/databases"):
            path = f"{self.lent.path}/databases/{database['name'].rpartition('/')[2]}"
            for one in self._parts(f"{path}/dataConnections") if database.get("kind") == "ReadWrite" else ():
                body = {"dataConnectionName": one["name"].rpartition("/")[2], "properties": one}
                answer = demand(self.wire.post_untold(f"{path}/dataConnectionValidation", body, VERSION))
                found = {name.lower(): value for name, value in (answer.outcome or {}).items()}.get("value")
                if not isinstance(found, list):
                    raise Unanswered("the validation of a data connection did not say what it found")
                return found
        return None

    def _parts(self, path: str) -> list[dict[str, Any]]:
        return list(demand(self.wire.get_untold(path, VERSION)).document["value"])

    # Policies

    def _listed(self) -> Iterator[Fact]:
        answer = demand(self.lent.post("listCalloutPolicies"))
        own = [one for one in answer.document["value"] if one["calloutUriRegex"].startswith("adx-truth")]
        value = "own" if len(own) == len(answer.document["value"]) else "with_immutable"
        yield Fact("list_callouts", CLUSTER, value, answer.call)
        answer = self.lent.post("removeCalloutPolicy", {"calloutId": "adx-truth-none_sql"})
        yield Fact("remove_absent_callout", CLUSTER, answer.verdict(), answer.call)

    def _no_regex(self) -> Iterator[Fact]:
        answer = self.lent.change({POLICIES: [POLICY, NO_REGEX]})
        yield Fact("callout_regex", CLUSTER, answer.verdict(), answer.call)
        if answer.verdict() == "refuse":
            yield Fact("kusto_invalid_code", CLUSTER, answer.code, answer.call)

    def _inside(self) -> Iterator[Fact]:
        """The command is refused while access is restricted, says its page; with which error it does not say."""
        answer = inside.alter_merge(self.lent, POLICY)
        last = len(self.wire.calls) - 1
        yield Fact("alter_merge_while_restricted", CLUSTER, inside.code_of(answer), last, is_switch=False)
        yield Fact("alter_merge_while_restricted says", CLUSTER, answer.sentence(), last, is_switch=False)

    # Names

    def _names(self) -> Iterator[Fact]:
        for name in (WILDCARD, *OTHER_NAMES):
            answer = self.lent.change({NAMES: [name]})
            value = answer.verdict()
            is_switch = name == WILDCARD
            fact = "allowed_fqdn_wildcards" if is_switch else f"allowed_fqdn {name}"
            yield Fact(fact, CLUSTER, value, answer.call, is_switch)
            shown = self.lent.lists()[0]
            if value == "accept" and shown != [name]:
                yield Fact(f"allowed_fqdn {name} is shown as", CLUSTER, shown, answer.call, is_switch=False)

    def _both(self) -> Iterator[Fact]:
        yield code_of("both_outbound_lists_code", CLUSTER, self.lent.change({NAMES: [NAME], POLICIES: [POLICY]}))

    # What an empty list means

    def _emptied(self, name: str, member: str, place: int) -> Iterator[Fact]:
        """Send an empty list in the place of one that is not, where there is no other."""
        if not self.lent.lists()[place]:
            self._change_over(place)
        answer = demand(self.lent.change({member: []}))
        value = "ignored" if self.lent.lists()[place] else "clears"
        yield Fact(name, CLUSTER, value, answer.call)
        if value == "ignored" and member == POLICIES:
            self.lent.remove_policies()

    def _beside_none(self, name: str, members: dict[str, Any]) -> Iterator[Fact]:
        """Send an empty list that is empty already beside another one: does that count as both?"""
        answer = self.lent.change(members)
        self._settled[name] = answer.verdict() == "refuse"
        if self._settled[name]:
            yield Fact(name, CLUSTER, "set", answer.call)
            self._ensure({member: entries for member, entries in members.items() if entries})

    def _replaced(self, name: str, members: dict[str, Any], member: str, place: int) -> Iterator[Fact]:
        """Put one list in the place of the other by one write."""
        if self._settled.get(name, True):
            return  # it counts as both, or that could not be asked
        if not self.lent.lists()[place]:
            self._change_over(place)
        answer = self.lent.change(members)
        gone = answer.verdict() == "accept" and not self.lent.lists()[place]
        yield Fact(name, CLUSTER, "clears" if gone else "ignored", answer.call)

    def _change_over(self, place: int) -> None:
        """Fill the list in this place; the other one has to go before."""
        wanted, other = ({NAMES: [NAME]}, POLICIES) if place == 0 else ({POLICIES: [POLICY]}, NAMES)
        if self.lent.lists()[1 - place]:
            self.lent.change({other: []})
            self.lent.remove_policies()
        self._ensure(wanted)

    def _ensure(self, members: dict[str, Any]) -> None:
        demand(self.lent.change(members))
