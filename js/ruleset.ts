/** What an agent may want to do. */
export type Operation = "read" | "write" | "edit" | "execute" | "glob" | "grep" | "ls";

export type Action = "allow" | "ask" | "deny";

/** The answer for the targets that `pattern` matches. */
export interface PermissionRule {
  /** `*` stays within a path segment, `**` crosses them; in rules for `execute`, `*` matches anything. */
  readonly pattern: string;
  readonly action: Action;
  /** Told to the model on a denial. */
  readonly description?: string;
}

/** The first rule that matches decides, else `default`. */
export interface OperationPermissions {
  /** Default: `allow`. */
  readonly default?: Action;
  readonly rules?: readonly PermissionRule[];
}

/** Every operation's permissions. An operation that is absent or null has no rules and the ruleset's own default. */
export interface PermissionRuleset {
  /** Default: `ask`. */
  readonly default?: Action;
  readonly read?: OperationPermissions | null;
  readonly write?: OperationPermissions | null;
  readonly edit?: OperationPermissions | null;
  readonly execute?: OperationPermissions | null;
  readonly glob?: OperationPermissions | null;
  readonly grep?: OperationPermissions | null;
  readonly ls?: OperationPermissions | null;
}
