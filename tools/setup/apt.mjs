import { probe, run } from "../command.mjs";
import { step } from "../steps.mjs";

const WAIT_FOR_LOCK = ["-o", "DPkg::Lock::Timeout=600"];

/** Debian packages, by what needs them. */
export const packages = {
  native: [
    "ccache",
    "clang-19",
    "cmake",
    "googletest",
    "libc++-19-dev",
    "libc++abi-19-dev",
    "libclang-rt-19-dev",
    "libstdc++-12-dev",
    "libxxhash-dev",
    "lld-19",
    "llvm-19",
    "ninja-build",
    "nlohmann-json3-dev",
  ],
  wasm: [
    "ccache",
    "clang-19",
    "cmake",
    "googletest",
    "libxxhash-dev",
    "lld-19",
    "llvm-19",
    "ninja-build",
    "nlohmann-json3-dev",
    "python3",
  ],
  check: ["clang-format-19", "clang-tidy-19"],
  browsers: ["chromium", "firefox-esr"],
  python: ["python3", "python3-venv"],
  bench: ["chromium", "ripgrep"],
};

function isInstalled(name) {
  return /^Status: install ok installed$/m.test(probe("dpkg", ["--status", name]) ?? "");
}

/** Installs those of the named packages that are missing, as root or through sudo. */
export async function installPackages(names) {
  if (probe("dpkg", ["--version"]) === undefined) return;
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = ["apt-get", "install", "-y", "--no-install-recommends", ...missing];
  const [program, ...prefix] = process.getuid() === 0 ? ["env"] : ["sudo", "--non-interactive", "env"];
  const apt = (args) =>
    run(program, [...prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", ...WAIT_FOR_LOCK, ...args]);
  await step(
    `Debian packages: ${missing.join(" ")}`,
    async () => {
      await apt(["update"]);
      await apt(command.slice(1));
    },
    { help: `install them by hand (\`${command.join(" ")}\`, as root), then run this again` },
  );
}
