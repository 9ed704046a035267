// Copyright (c) 2026, adx.outbound contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What Microsoft's own parser of KQL makes of many queries, in one process, since it takes a second to begin.
//
// Argument: the folder of the package @kusto/language-service-next. Input: {"tables": {table: {column: type}}, "queries":
// {name: {"text": query, "tables": [those that are there]}}}. Output: {name: {"columns": [[name, type]], "faults":
// [[severity, code, message]]}}.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [folder] = process.argv.slice(2);
for (const part of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) {
  require(join(folder, part));
}
const { Bridge, Kusto } = globalThis;
const { Symbols } = Kusto.Language;

const listed = (collection) => {
  const found = [];
  for (const each = Bridge.getEnumerator(collection); each.moveNext(); ) {
    found.push(each.Current);
  }
  return found;
};

const schema = (columns) => `(${Object.entries(columns).map((column) => column.join(": ")).join(", ")})`;

// The numbers are those that the package gives to constructors of one name: (name, schema, description), (name, members).
const workspace = (tables) => {
  const symbols = Object.entries(tables).map(([name, columns]) => new Symbols.TableSymbol.$ctor7(name, schema(columns), null));
  return Kusto.Language.GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", symbols));
};

const parsed = (text, globals) => {
  const code = Kusto.Language.KustoCode.ParseAndAnalyze(text, globals);
  const result = code.ResultType;
  return {
    columns: result?.Columns ? listed(result.Columns).map((column) => [column.Name, column.Type.Name]) : [],
    faults: listed(code.GetDiagnostics()).map((one) => [one.Severity, one.Code, one.Message]),
  };
};

const { tables, queries } = JSON.parse(readFileSync(0, "utf8"));
const known = new Map();
const answers = Object.entries(queries).map(([name, query]) => {
  const key = query.tables.join();
  if (!known.has(key)) {
    known.set(key, workspace(Object.fromEntries(query.tables.map((table) => [table, tables[table]]))));
  }
  return [name, parsed(query.text, known.get(key))];
});
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
