/** What a value of the wrong type is, for a message: "number", "null", "ArrayBuffer". */
export function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  return value === null ? "null" : (value.constructor?.name ?? "object");
}
