import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import ts from "typescript";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const entries = ["index", "archive", "browser-files", "git-tree", "ai-sdk", "stores", "testing"];

it("the declarations need the documented libraries only, and none of Node's types", () => {
  const names = entries.map((name) => `${dist}${name}.d.ts`);
  const program = ts.createProgram(names, {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.slice(dist.length)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(found).toEqual([]);
  const others = program.getSourceFiles().filter(({ fileName }) => !fileName.startsWith(dist));
  expect(others.filter(({ fileName }) => !/\/typescript\/lib\/lib\./.test(fileName))).toEqual([]);
}, 60_000);
