const wasmType = "application/wasm";

/** Compiles what a server answered: while it arrives when its type allows that, and else once it is all there. */
export async function compileResponse(answer: Response | PromiseLike<Response>): Promise<WebAssembly.Module> {
  const response = await answer;
  if (!response.ok) throw new TypeError(`${response.url || "The source"} answered status ${response.status}`);
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "text/html") throw new TypeError(`${response.url || "The source"} answered a page, not WebAssembly`);
  if (type === wasmType && typeof WebAssembly.compileStreaming === "function") {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
