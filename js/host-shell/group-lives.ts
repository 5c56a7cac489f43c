import type { Host } from "./host.js";

/** Whether anything of the group still runs, as Linux tells it: the dead whom nobody has buried do not count. */
async function livesOnLinux(host: Host, group: number): Promise<boolean> {
  const processes = (await host.files.readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    processes.map((id) => host.files.readFile(`/proc/${id}/stat`, "utf8").catch(() => "")),
  );
  return stats.some((stat) => {
    const [state, , ofGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(ofGroup) === group && state !== "Z" && state !== "X";
  });
}

/** Whether any process of the group still runs; where that is hard to tell, whether there is one. */
export async function groupLives(host: Host, group: number): Promise<boolean> {
  try {
    host.process.kill(-group, 0);
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "EPERM";
  }
  try {
    return host.process.platform !== "linux" || (await livesOnLinux(host, group));
  } catch {
    return true;
  }
}
