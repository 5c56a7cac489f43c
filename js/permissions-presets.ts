import type { Action, OperationPermissions, PermissionRule, PermissionRuleset } from "./ruleset.js";

/** Paths that usually hold credentials. */
export const SECRETS_PATTERNS: readonly string[] = Object.freeze([
  "**/.env",
  "**/.env.*",
  "**/*.pem",
  "**/*.key",
  "**/*.crt",
  "**/credentials*",
  "**/secrets*",
  "**/*secret*",
  "**/*password*",
  "**/.aws/**",
  "**/.ssh/**",
  "**/.gnupg/**",
]);

/** Paths that belong to the operating system. */
export const SYSTEM_PATTERNS: readonly string[] = Object.freeze([
  "/etc/**",
  "/var/**",
  "/usr/**",
  "/bin/**",
  "/sbin/**",
  "/boot/**",
  "/sys/**",
  "/proc/**",
]);

/** Commands that no work in a workspace needs. */
export const DANGEROUS_COMMANDS: readonly string[] = Object.freeze([
  "rm -rf /*",
  "rm -rf /",
  ":(){:|:&};:",
  "dd if=*of=/dev/*",
  "mkfs*",
  "> /dev/sda",
  "chmod -R 777 /",
]);

const denials = (patterns: readonly string[], description: string): PermissionRule[] =>
  patterns.map((pattern) => ({ pattern, action: "deny", description }));

const secrets = denials(SECRETS_PATTERNS, "Protect sensitive files");
const secretsAndSystem = denials([...SECRETS_PATTERNS, ...SYSTEM_PATTERNS], "Protect sensitive and system files");
const dangerous = denials(DANGEROUS_COMMANDS, "Block dangerous commands");

const having = (action: Action, rules: readonly PermissionRule[] = []): OperationPermissions => ({
  default: action,
  rules,
});

/** Reads go, except secrets; writes, edits and commands ask. */
export const DEFAULT_RULESET: PermissionRuleset = {
  default: "ask",
  read: having("allow", secrets),
  write: having("ask", secrets),
  edit: having("ask", secrets),
  execute: having("ask", dangerous),
  glob: having("allow"),
  grep: having("allow"),
  ls: having("allow"),
};

/** Everything goes, except secrets, writes to system paths and dangerous commands. */
export const PERMISSIVE_RULESET: PermissionRuleset = {
  default: "allow",
  read: having("allow", secrets),
  write: having("allow", secretsAndSystem),
  edit: having("allow", secretsAndSystem),
  execute: having("allow", dangerous),
  glob: having("allow"),
  grep: having("allow"),
  ls: having("allow"),
};

/** Reads, listings and searches go, except the reading of secrets; nothing changes or runs. */
export const READONLY_RULESET: PermissionRuleset = {
  default: "deny",
  read: having("allow", secrets),
  write: having("deny"),
  edit: having("deny"),
  execute: having("deny"),
  glob: having("allow"),
  grep: having("allow"),
  ls: having("allow"),
};

/** Everything asks; secrets and dangerous commands are refused. */
export const STRICT_RULESET: PermissionRuleset = {
  default: "ask",
  read: having("ask", secrets),
  write: having("ask", secrets),
  edit: having("ask", secrets),
  execute: having("ask", dangerous),
  glob: having("ask"),
  grep: having("ask"),
  ls: having("ask"),
};

export interface RulesetOptions {
  /** For what no flag below speaks of. Default `ask`. */
  readonly default?: Action;
  readonly allowRead?: boolean;
  readonly allowWrite?: boolean;
  readonly allowEdit?: boolean;
  readonly allowExecute?: boolean;
  readonly allowGlob?: boolean;
  readonly allowGrep?: boolean;
  readonly allowLs?: boolean;
  /** Refuse `SECRETS_PATTERNS` for read, write and edit. Default true. */
  readonly denySecrets?: boolean;
}

/**
 * A ruleset from flags: each chooses between allow and ask. Reading, listing and searching are allowed unless told
 * otherwise. Command rules are not among them.
 *
 * @example
 * ```ts
 * import { createRuleset } from "nacre";
 *
 * const ruleset = createRuleset({ allowWrite: true, allowEdit: true });
 * console.log(ruleset.write?.default); // allow
 * ```
 */
export function createRuleset(options: RulesetOptions = {}): PermissionRuleset {
  const guarded = options.denySecrets === false ? [] : secrets;
  const choose = (allowed: boolean, rules: readonly PermissionRule[] = []): OperationPermissions =>
    having(allowed ? "allow" : "ask", rules);
  return {
    default: options.default ?? "ask",
    read: choose(options.allowRead ?? true, guarded),
    write: choose(options.allowWrite ?? false, guarded),
    edit: choose(options.allowEdit ?? false, guarded),
    execute: choose(options.allowExecute ?? false),
    glob: choose(options.allowGlob ?? true),
    grep: choose(options.allowGrep ?? true),
    ls: choose(options.allowLs ?? true),
  };
}
