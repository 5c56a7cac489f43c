import type { ToolInputSchema } from "../toolset.js";

/** What the AI SDK looks for in a schema of its own; the symbol is its public mark. */
const schemaMark: unique symbol = Symbol.for("vercel.ai.schema") as never;

/**
 * A tool's input schema for the AI SDK, and for everything that reads Standard Schemas. It lets all input through: the
 * toolset checks arguments itself, and answers wrong ones in words that a model can act on.
 */
export interface AiSdkSchema {
  readonly [schemaMark]: true;
  readonly _type: Record<string, unknown>;
  readonly jsonSchema: ToolInputSchema;
  readonly validate: undefined;
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "nacre";
    readonly validate: (value: unknown) => { readonly value: unknown };
    readonly jsonSchema: {
      readonly input: () => Record<string, unknown>;
      readonly output: () => Record<string, unknown>;
    };
  };
}

export function aiSdkSchema(jsonSchema: ToolInputSchema): AiSdkSchema {
  return {
    [schemaMark]: true,
    _type: {},
    jsonSchema,
    validate: undefined,
    "~standard": {
      version: 1,
      vendor: "nacre",
      validate: (value) => ({ value }),
      jsonSchema: { input: () => ({ ...jsonSchema }), output: () => ({ ...jsonSchema }) },
    },
  };
}
