export { type AsBackendOptions, asBackend, type PlainBackend } from "./as-backend.js";
export type { AskAnswer, AskDecision, AskRequest, AskResolver, AskVerdict } from "./ask.js";
export type * from "./backend.js";
export { ConsoleCapability, type Permit } from "./capability.js";
export { CompositeBackend, type CompositeBackendOptions, type Mount, type Routes } from "./composite-backend.js";
export type { Core, Handle, Payload, PayloadWriter, Reply } from "./core/core.js";
export {
  CoreDeadError,
  DisposedError,
  LoadError,
  MisuseError,
  NacreError,
  TransportError,
} from "./core/errors.js";
export { type CoreSource, type LoadOptions, loadCore } from "./core/load.js";
export { type Answer, drive, type Effect, type Perform } from "./drive.js";
export type {
  FileSource,
  ImportOptions,
  ImportProgress,
  ImportResult,
  ImportTarOptions,
  ImportTarResult,
} from "./file-import.js";
export { GuardedBackend, GuardedSandbox, type GuardOptions, guardBackend } from "./guarded-backend.js";
export { type Hashline, type HashlineApplyOptions, type HashlineFormatOptions, hashline } from "./hashline.js";
export { type CommandLimits, HostShell, type HostShellOptions, type ShellProgram } from "./host-shell.js";
export { type EncodedImage, type ImageCodec, type ShrinkRequest, webImageCodec } from "./image-codec.js";
export { type ExportToOptions, type ExportToResult, exportTo, importFrom } from "./local/transfer.js";
export {
  LocalBackend,
  type LocalBackendOptions,
  type LocalFork,
  LocalSandbox,
  type OpenProgress,
  type PackTuning,
  type Version,
  type WorkspaceStatus,
} from "./local-backend.js";
export {
  type CheckResult,
  type Decision,
  PermissionChecker,
  type PermissionCheckerOptions,
} from "./permissions.js";
export {
  createRuleset,
  DANGEROUS_COMMANDS,
  DEFAULT_RULESET,
  PERMISSIVE_RULESET,
  READONLY_RULESET,
  type RulesetOptions,
  SECRETS_PATTERNS,
  STRICT_RULESET,
  SYSTEM_PATTERNS,
} from "./permissions-presets.js";
export type { Action, Operation, OperationPermissions, PermissionRule, PermissionRuleset } from "./ruleset.js";
export * from "./sandbox.js";
export { StateBackend, type StateBackendOptions, type Usage } from "./state-backend.js";
export {
  type BinaryPart,
  type ConsoleToolset,
  type ConsoleToolsetOptions,
  createConsoleToolset,
  type DescriptionOverride,
  type PresetName,
  type TextPart,
  type ToolCallOptions,
  type ToolInputSchema,
  type ToolResult,
  type ToolReview,
  type ToolSpec,
} from "./toolset.js";
export type {
  DiffOptions,
  DiffResult,
  FileChange,
  MergeConflict,
  MergeOptions,
  MergeResult,
  Snapshot,
} from "./versions.js";
