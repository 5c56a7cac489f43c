import * as vega from "vega";
import { compile } from "vega-lite";

/**
 * The results as small multiples of dots on a logarithmic scale, each with its value, as SVG. Those of ours whose key is in
 * `own` are coloured.
 */
export async function plot(results, rows, own) {
  const values = rows.flatMap(([key, title]) =>
    Object.entries(results)
      .filter(([, engine]) => engine[key])
      .map(([name, engine]) => ({ task: title, engine: engine.label, ms: engine[key].ms, own: own.includes(name) })),
  );
  const { spec } = compile({
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    background: "white",
    data: { values },
    facet: { field: "task", type: "nominal", sort: rows.map(([, title]) => title), title: null },
    columns: 2,
    spec: {
      width: 320,
      encoding: {
        y: {
          field: "engine",
          type: "nominal",
          sort: Object.values(results).map((engine) => engine.label),
          title: null,
          axis: { grid: true },
        },
        x: { field: "ms", type: "quantitative", scale: { type: "log" }, title: "ms, logarithmic: left is better" },
      },
      layer: [
        {
          mark: { type: "point", filled: true, size: 90, opacity: 1 },
          encoding: {
            color: { condition: { test: "datum.own", value: "#2a9d8f" }, value: "#9a9a9a" },
          },
        },
        {
          mark: { type: "text", align: "left", dx: 8 },
          encoding: { text: { field: "ms", type: "quantitative", format: ",.3~r" } },
        },
      ],
    },
    resolve: { scale: { x: "independent" } },
  });
  return new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
}
