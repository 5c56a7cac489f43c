/** What a tool answered, as text, from any of the AI SDK's shapes of an output. */
export function toolText(output) {
  switch (output.type) {
    case "content":
      return output.value.map((part) => part.text ?? `[${part.mediaType ?? part.type}]`).join("\n");
    case "execution-denied":
      return output.reason ?? "Denied";
    default:
      return typeof output.value === "string" ? output.value : JSON.stringify(output.value);
  }
}
