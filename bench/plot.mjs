import * as vega from "vega";
import { compile } from "vega-lite";

/** The results as small multiples of bars on a logarithmic scale, as SVG. */
export async function plot(results, rows) {
  const values = rows.flatMap(([key, title]) =>
    Object.values(results)
      .filter((engine) => engine[key])
      .map((engine) => ({ task: title, engine: engine.label, ms: engine[key].ms })),
  );
  const { spec } = compile({
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    background: "white",
    data: { values },
    facet: { field: "task", type: "nominal", sort: rows.map(([, title]) => title), columns: 2, title: null },
    spec: {
      width: 320,
      mark: "bar",
      encoding: {
        y: {
          field: "engine",
          type: "nominal",
          sort: Object.values(results).map((engine) => engine.label),
          title: null,
        },
        x: { field: "ms", type: "quantitative", scale: { type: "log" }, title: "ms, logarithmic: shorter is better" },
        color: { condition: { test: "datum.engine === 'nacre'", value: "#2a9d8f" }, value: "#b8b8b8" },
      },
    },
    resolve: { scale: { x: "independent" } },
  });
  return new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
}
