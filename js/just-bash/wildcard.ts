/** Shell patterns within one name, in time O(pattern x name): `*`, `?`, `[a-z]`, `[!a-z]`, and a backslash to escape. */
type Token =
  | { readonly kind: "any" | "run" }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

function readClass(pattern: readonly string[], start: number): { token: Token; next: number } | undefined {
  let at = start + 1;
  const negated = pattern[at] === "!" || pattern[at] === "^";
  if (negated) at += 1;
  const ranges: [string, string][] = [];
  for (let first = true; at < pattern.length; first = false) {
    const from = pattern[at] ?? "";
    if (from === "]" && !first) return { token: { kind: "class", negated, ranges }, next: at + 1 };
    const to = pattern[at + 2];
    if (pattern[at + 1] === "-" && to !== undefined && to !== "]") {
      ranges.push([from, to]);
      at += 3;
    } else {
      ranges.push([from, from]);
      at += 1;
    }
  }
  return undefined;
}

function tokensOf(pattern: string): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; ) {
    const character = characters[at] ?? "";
    const group = character === "[" ? readClass(characters, at) : undefined;
    if (group) {
      tokens.push(group.token);
      at = group.next;
      continue;
    }
    if (character === "*") tokens.push({ kind: "run" });
    else if (character === "?") tokens.push({ kind: "any" });
    else if (character === "\\" && at + 1 < characters.length)
      tokens.push({ kind: "literal", text: characters[++at] ?? "" });
    else tokens.push({ kind: "literal", text: character });
    at += 1;
  }
  return tokens;
}

function accepts(token: Token, character: string): boolean {
  if (token.kind === "literal") return token.text === character;
  if (token.kind === "class")
    return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated;
  return true;
}

/** Whether all of a text matches. */
export type Matcher = (text: string) => boolean;

/** Compiles `pattern`; `*` and `?` take any character, slashes too. */
export function wildcard(pattern: string, ignoreCase = false): Matcher {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const tokens = tokensOf(fold(pattern));
  return (text) => {
    const characters = [...fold(text)];
    let token = 0;
    let at = 0;
    let retryToken = -1;
    let retryAt = 0;
    while (at < characters.length) {
      const current = tokens[token];
      if (current?.kind === "run") {
        retryToken = ++token;
        retryAt = at;
      } else if (current && accepts(current, characters[at] ?? "")) {
        token += 1;
        at += 1;
      } else if (retryToken >= 0) {
        token = retryToken;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    return tokens.slice(token).every(({ kind }) => kind === "run");
  };
}

/** Compiles a pattern over paths: `*` stays within a segment, a segment `**` takes any number of them. */
export function pathWildcard(pattern: string, ignoreCase = false): Matcher {
  const segments = pattern.split("/").map((segment) => (segment === "**" ? undefined : wildcard(segment, ignoreCase)));
  return (text) => {
    const names = text.split("/");
    let reachable = new Set([0]);
    for (const segment of segments) {
      const next = new Set<number>();
      for (const at of reachable) {
        if (!segment) for (let end = at; end <= names.length; end++) next.add(end);
        else if (at < names.length && segment(names[at] ?? "")) next.add(at + 1);
      }
      reachable = next;
    }
    return reachable.has(names.length);
  };
}
