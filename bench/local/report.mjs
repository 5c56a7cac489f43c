import { shown } from "../figures.mjs";

/** What is measured of each engine: the key of its figures and a title. */
export const LOCAL_ROWS = [
  ["first", "open, first answer"],
  ["firstInScript", "of it in the engine"],
  ["verified", "and compared with the disk"],
  ["warmGrep", "grep again"],
  ["write", "write 2 KB"],
  ["oneByOne", "1,000 new files"],
  ["batch", "1,000 as a batch"],
  ["import", "all files in"],
];

function cell(engine, key) {
  const figure = engine[key];
  if (!figure) return "";
  return figure.p95 === undefined ? shown(figure.ms) : `${shown(figure.ms)} / ${shown(figure.p95)}`;
}

const rowFrom = (cells) => `| ${cells.join(" | ")} |`;

/** What came of one engine, in the columns of its table. */
export function rowOf(engine) {
  if (engine.failed) return rowFrom([engine.label, `failed: ${engine.failed.split("\n")[0]}`]);
  const megabytes = engine.memory ? String(Math.round(engine.memory.mb)) : "";
  return rowFrom([engine.label, ...LOCAL_ROWS.map(([key]) => cell(engine, key)), megabytes]);
}

/** One table for Chromium and one for Node: a row for each engine, as there are more of them than tasks. */
export function tablesOf({ results, emptyMb }) {
  return Object.entries(results).map(([where, engines]) => {
    const titles = LOCAL_ROWS.map(([key, title]) => (key === "write" ? `${title}, p50 / p95` : title));
    return [
      rowFrom([`${where}, ms`, ...titles, `MB (${Math.round(emptyMb[where])} when empty)`]),
      rowFrom(["---", ...titles.map(() => "---:"), "---:"]),
      ...Object.values(engines).map(rowOf),
    ].join("\n");
  });
}
