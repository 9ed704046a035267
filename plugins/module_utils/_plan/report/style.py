# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a report looks: on paper, on a small screen, by day and by night, with the fonts that are there."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --sheet: #ffffff; --ink: #1d2226; --soft: #596168; --rule: #dfe2e0; --tint: #f3f4f1;
  --good: #1a6b3c; --bad: #b3261e; --open: #8a5200; --aside: #596168; --link: #1f5f8b;
  --good-tint: #e8f3ec; --bad-tint: #fbeae8; --open-tint: #fbf1de; --aside-tint: #eef0ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --sheet: #1b1f23; --ink: #e8e9e6; --soft: #a4abb0; --rule: #343a40; --tint: #22272c;
    --good: #7fcf9d; --bad: #ff9d94; --open: #f0c06b; --aside: #a4abb0; --link: #8ec5ee;
    --good-tint: #17301f; --bad-tint: #3b1d1b; --open-tint: #35290f; --aside-tint: #262b30;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main, header, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.4rem; }
h1 { margin: 0; font-size: .95rem; font-weight: 500; color: var(--soft); overflow-wrap: anywhere; }
.ending { margin: .55rem 0 0; font-size: .95rem; color: var(--soft); overflow-wrap: anywhere; }
.pill {
  display: inline-block; margin-right: .35rem; padding: .12rem .7rem .16rem; border-radius: 1rem; font-weight: 620;
  color: var(--ink); background: var(--aside-tint);
}
.ending.good .pill { color: var(--good); background: var(--good-tint); }
.ending.bad .pill { color: var(--bad); background: var(--bad-tint); }
.headline {
  margin: 1.1rem 0 0; max-width: 62rem; font-size: clamp(1.45rem, 1.1rem + 1.6vw, 2.1rem); line-height: 1.2;
  font-weight: 640; letter-spacing: -.015em; text-wrap: pretty; overflow-wrap: anywhere;
}
.headline .mark { margin-right: .35em; }
.lead, .do { text-wrap: pretty; }
.lead { margin: .7rem 0 0; max-width: 44rem; color: var(--soft); overflow-wrap: anywhere; }
.since { margin: .8rem 0 0; max-width: 44rem; overflow-wrap: anywhere; }
.do { margin: .8rem 0 0; max-width: 44rem; font-size: 1.06rem; overflow-wrap: anywhere; }
.good .mark, .mark.good, .good.word { color: var(--good); }
.bad .mark, .mark.bad, .bad.word { color: var(--bad); }
.open .mark, .mark.open, .open.word { color: var(--open); }
.aside .mark, .mark.aside, .aside.word { color: var(--aside); }
section { margin-top: 3.25rem; }
h2, .own h4 { margin: 0 0 .9rem; font-size: 1.22rem; font-weight: 640; letter-spacing: -.008em; }
h3, .own h5 { margin: 1.9rem 0 .5rem; font-size: .95rem; font-weight: 620; overflow-wrap: anywhere; }
h3 .count, h5 .count { margin-left: .4rem; color: var(--soft); font-weight: 400; }
.own h4 { font-size: 1.08rem; }
summary { cursor: pointer; }
details.fold { margin: .7rem 0 0; }
details.fold > summary { padding: .3rem 0; color: var(--link); font-size: .95rem; overflow-wrap: anywhere; }
details.fold > summary:hover { text-decoration: underline; }
details.fold > summary b { font-weight: 560; }
details.fold > summary .count { margin-left: .6rem; color: var(--soft); }
details.fold > :not(summary) { margin-top: .5rem; }
details.fold > div > h3:first-child, details.fold > div > h5:first-child { margin-top: .9rem; }
details.own { border-bottom: 1px solid var(--rule); }
details.own[open] { padding-bottom: 2rem; }
details.own > summary { padding: .7rem 0; }
details.own > summary:hover { background: var(--tint); }
details.own .start { scroll-margin-top: 4rem; }
details.own h3 { display: inline; margin: 0; }
details.own h3 .note { margin-left: .5rem; color: var(--soft); font-weight: 400; }
details.own section { margin-top: 2.2rem; }
a { color: var(--link); }
p.hint { margin: -.5rem 0 1rem; max-width: 44rem; color: var(--soft); font-size: .94rem; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .45rem 1.8rem; margin: 0; font-size: .95rem; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
dl.lists { margin-bottom: 1.1rem; }
dl.approval { margin-top: 1.1rem; max-width: 60rem; font-size: .9rem; gap: .25rem 1.2rem; }
dl.approval code { font-size: .78rem; }
ul.counts {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(6.6rem, 1fr)); margin: 1.5rem 0 0; padding: 0;
  list-style: none;
  border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule);
}
ul.counts li { padding: .6rem 1rem .65rem 0; font-size: .85rem; line-height: 1.3; color: var(--soft); }
ul.counts b { display: block; font-size: 1.45rem; line-height: 1.2; font-weight: 600; letter-spacing: -.01em; }
li.good b { color: var(--good); } li.bad b { color: var(--bad); } li.open b { color: var(--open); }
svg.path { display: block; max-width: 100%; height: auto; font-size: 13px; }
svg.tall { display: none; margin: 0 auto; }
svg .box { fill: var(--sheet); stroke: var(--rule); }
svg .edge { fill: var(--aside); }
svg .good .edge { fill: var(--good); } svg .bad .edge { fill: var(--bad); } svg .open .edge { fill: var(--open); }
svg text { fill: var(--ink); }
svg .kind { fill: var(--soft); font-size: 12px; }
svg .name { font-size: 14.5px; font-weight: 620; }
svg .note { fill: var(--soft); font-size: 12.5px; }
svg .middle { text-anchor: middle; }
svg tspan.good { fill: var(--good); } svg tspan.bad { fill: var(--bad); } svg tspan.open { fill: var(--open); }
svg .line { fill: none; stroke: var(--soft); stroke-width: 1.4; }
svg .past, svg .dashed { stroke-dasharray: 4 4; }
svg .head { fill: var(--soft); }
ul.problems { margin: 0; padding: 0; list-style: none; }
ul.problems > li {
  padding: .85rem 1.1rem .9rem; margin-bottom: .6rem; border-left: 3px solid var(--aside); border-radius: 0 8px 8px 0;
  background: var(--aside-tint); overflow-wrap: anywhere;
}
ul.problems > li.bad { border-color: var(--bad); background: var(--bad-tint); }
ul.problems > li.open { border-color: var(--open); background: var(--open-tint); }
ul.problems p { margin: 0; }
ul.problems b { color: inherit; }
ul.problems .remedy { margin-top: .3rem; color: var(--soft); font-size: .94rem; }
ul.problems .tag { margin-top: .4rem; color: var(--soft); font-size: .8rem; }
ul.problems .remedy b { color: var(--ink); font-weight: 560; }
ul.problems details.fold { margin-top: .25rem; }
ul.problems details.fold > summary { font-size: .88rem; }
ul.problems .names { margin-top: .35rem; font-size: .88rem; columns: 18rem; }
dl.ways { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; margin: 0 0 1rem; font-size: .95rem; }
dl.ways dt, dl.ways dd { padding: .6rem 0 .65rem; border-top: 1px solid var(--rule); }
dl.ways dt { padding-right: 1.2rem; font-weight: 620; color: var(--ink); }
dl.ways dt.bad { color: var(--bad); }
dl.ways dd { margin: 0; overflow-wrap: anywhere; }
dl.ways p { margin: 0; color: var(--soft); }
dl.ways .names { margin-top: .2rem; columns: 18rem; }
dl.ways details.fold { margin-top: .1rem; }
ul.plain { margin: 0; padding-left: 1.1rem; max-width: 52rem; color: var(--soft); font-size: .94rem; }
ul.plain li { margin-bottom: .3rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; line-height: 1.42; }
th, td { padding: .42rem .9rem .42rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 500; font-size: .8rem; }
td { overflow-wrap: anywhere; }
td.state { white-space: nowrap; }
table.destinations { table-layout: fixed; }
table.destinations th:first-child { width: 42%; }
table.destinations th:nth-child(2) { width: 3.6rem; }
table.destinations th:nth-child(3) { width: 6.5rem; }
table.destinations th:last-child { width: 9.5rem; }
table.logs td { min-width: 5.5rem; }
table.logs td:first-child, table.logs td:nth-child(3) { min-width: 14rem; }
table.entries td:nth-child(2) { white-space: nowrap; }
table.used { table-layout: fixed; }
table.used th:first-child { width: 28%; }
table.used th:nth-child(2) { width: 3.6rem; }
table.used th:nth-child(3) { width: 6.5rem; }
table.used th:last-child { width: 24%; }
table.conditions td:first-child, table.members td:first-child { min-width: 9rem; font-weight: 560; }
table.conditions td:nth-child(3) { width: 45%; }
table.sources { table-layout: fixed; }
table.sources th:first-child { width: 26%; }
table.sources th:nth-child(2) { width: 6.5rem; }
table.sources th:last-child { width: 26%; }
table.clusters td { overflow-wrap: break-word; }
table.clusters td:first-child { min-width: 9rem; font-weight: 560; overflow-wrap: break-word; }
table.clusters td:nth-child(5) { white-space: nowrap; }
table.clusters td:last-child { min-width: 16rem; overflow-wrap: anywhere; }
ul.names { margin: 0; padding: 0; columns: 15rem; column-gap: 1.2rem; list-style: none; }
ul.names li { break-inside: avoid; }
td .note { display: block; color: var(--soft); font-size: .85rem; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .82rem; }
pre {
  margin: 0; padding: .9rem 1.1rem; overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px;
  background: var(--tint); line-height: 1.5;
}
pre .come { color: var(--good); } pre .go { color: var(--bad); } pre .stay { color: var(--soft); }
footer { margin-top: 4rem; padding-top: 1.1rem; padding-bottom: 3rem; color: var(--soft); font-size: .85rem; }
footer p { margin: 0 0 .2rem; overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  main, header, footer { padding-left: 1.1rem; padding-right: 1.1rem; }
  header { padding-top: 1.4rem; }
  ul.counts { grid-template-columns: 1fr 1fr 1fr; }
  section { margin-top: 2.4rem; }
  svg.wide { display: none; } svg.tall { display: block; width: 17rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts dd { margin-bottom: .6rem; }
  dl.ways { grid-template-columns: 1fr; }
  dl.ways dt { padding-bottom: 0; }
  dl.ways dd { padding-top: .1rem; border-top: 0; }
  details.own svg.wide { display: block; max-width: none; }
  table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table tr { display: block; padding: .55rem 0; border-bottom: 1px solid var(--rule); }
  table td, table.destinations td, table.used td { display: block; width: auto !important; padding: 0; border: 0; }
  td[data-label]::before { content: attr(data-label) " "; color: var(--soft); }
}
@media print {
  :root {
    --paper: #fff; --sheet: #fff; --ink: #000; --soft: #444; --rule: #bbb; --tint: #fff;
    --good: #14532d; --bad: #8f1d16; --open: #6b4000; --aside: #444;
    --good-tint: #fff; --bad-tint: #fff; --open-tint: #fff; --aside-tint: #fff;
  }
  @page { margin: 18mm 15mm; }
  body { font-size: 10pt; }
  header { padding-top: 0; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  section { margin-top: 1.6rem; }
  h2, h3 { break-after: avoid; }
  li, tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
"""
