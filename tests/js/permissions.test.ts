import { describe, expect, it } from "@jest/globals";
import {
  type AskRequest,
  createRuleset,
  DANGEROUS_COMMANDS,
  DEFAULT_RULESET,
  NacreError,
  PERMISSIVE_RULESET,
  PermissionChecker,
  type PermissionRuleset,
  READONLY_RULESET,
  SECRETS_PATTERNS,
  STRICT_RULESET,
  SYSTEM_PATTERNS,
} from "nacre";
import { checkHandles, testCore } from "./support.js";

checkHandles();

async function checker(
  ruleset: Parameters<typeof PermissionChecker.create>[0],
  options: Parameters<typeof PermissionChecker.create>[1] = {},
): Promise<PermissionChecker> {
  return PermissionChecker.create(ruleset, { core: await testCore(), ...options });
}

describe("presets", () => {
  it("are those of the core", async () => {
    const core = await testCore();
    const presets = {
      DEFAULT: DEFAULT_RULESET,
      PERMISSIVE: PERMISSIVE_RULESET,
      READONLY: READONLY_RULESET,
      STRICT: STRICT_RULESET,
    };
    for (const [name, ruleset] of Object.entries(presets)) {
      expect(core.call("ruleset.read", { ruleset }).value).toEqual(core.call("ruleset.read", { ruleset: name }).value);
    }
  });

  it("deny secrets, system paths and dangerous commands", async () => {
    using rules = await checker(PERMISSIVE_RULESET);
    const example = (pattern: string): string => pattern.replaceAll("**", "x/y").replaceAll("*", "z");
    for (const pattern of SECRETS_PATTERNS)
      expect([pattern, rules.isDenied("read", example(pattern))]).toEqual([pattern, true]);
    for (const pattern of SYSTEM_PATTERNS)
      expect([pattern, rules.isDenied("write", example(pattern))]).toEqual([pattern, true]);
    for (const command of DANGEROUS_COMMANDS)
      expect([command, rules.isDenied("execute", command)]).toEqual([command, true]);
    for (const command of ["sudo rm -rf /home/user", "mkfs.ext4 /dev/sda1", "echo hi; rm -rf /"]) {
      expect([command, rules.isDenied("execute", command)]).toEqual([command, true]);
    }
    expect(rules.isAllowed("read", "/src/main.ts")).toBe(true);
  });

  it("createRuleset follows its flags", async () => {
    using rules = await checker(createRuleset({ allowWrite: true, default: "deny" }));
    expect(rules.decide("write", "/a").action).toBe("allow");
    expect(rules.decide("edit", "/a").action).toBe("ask");
    expect(rules.decide("write", "/.env").action).toBe("deny");
    using open = await checker(createRuleset({ denySecrets: false }));
    expect(open.decide("read", "/.env").action).toBe("allow");
  });
});

describe("PermissionChecker", () => {
  it("judges a path by what it denotes", async () => {
    using rules = await checker({
      read: { default: "allow", rules: [{ pattern: "/etc/**", action: "deny", description: "No" }] },
    });
    for (const path of ["/etc/passwd", "//etc/passwd", "etc/passwd", "/etc/./passwd", "/etc"]) {
      expect([path, rules.decide("read", path).action]).toEqual([path, "deny"]);
    }
    expect(rules.findMatchingRule("read", "/etc/passwd")).toEqual({
      pattern: "/etc/**",
      action: "deny",
      description: "No",
    });
    expect(rules.denialReason("read", "/etc/passwd")).toMatchObject({
      code: "permission_denied",
      message: "Permission denied: No",
    });
    expect(rules.denialReason("read", "/a")).toBeUndefined();
    expect(rules.explain("read", "/etc/passwd")).toMatchObject({ action: "deny" });
  });

  it("asks once, and keeps to the answer", async () => {
    const asked: AskRequest[] = [];
    const answers = [true, false, { answer: "deny", reason: "not today" }, "allow"] as const;
    using rules = await checker("DEFAULT", {
      onAsk: (request) => {
        asked.push(request);
        return answers[asked.length - 1] ?? "deny";
      },
    });
    expect(await rules.check("write", "/a")).toEqual({ approved: true });
    expect((await rules.check("write", "/a")).error?.code).toBe("permission_denied");
    expect((await rules.check("write", "/a")).error?.message).toMatch(/not today/);
    expect(await rules.check("write", "/a")).toEqual({ approved: true });
    expect(await rules.check("read", "/a")).toEqual({ approved: false });
    expect((await rules.check("write", "/.env")).error?.code).toBe("permission_denied");
    expect(asked.length).toBe(4);
    expect(asked[0]).toMatchObject({ operation: "write", target: "/a" });
  });

  it("falls back where nobody answers", async () => {
    using failing = await checker("DEFAULT");
    expect((await failing.check("write", "/a")).error?.code).toBe("approval_required");
    using denying = await checker("DEFAULT", { askFallback: "deny" });
    expect((await denying.check("write", "/a")).error?.code).toBe("permission_denied");
  });

  it("refuses a ruleset that makes no sense, naming the place", async () => {
    const wrong = { read: { rules: [{ pattern: "x", action: "perhaps" }] } } as unknown as PermissionRuleset;
    await expect(checker(wrong)).rejects.toThrow(NacreError);
    await expect(checker(wrong)).rejects.toThrow(/read\.rules\[0\]\.action/);
  });
});
