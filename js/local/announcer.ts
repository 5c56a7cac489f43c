/** A group of changes, as the writer tells the others of it. */
export interface GroupNotice {
  readonly group: number;
  readonly serial: number;
  readonly offset: number;
  /** Empty for a large group, which is to be read from the volume. */
  readonly frames: Uint8Array;
}

/** How those who have one workspace open hear of each other's changes. */
export interface Announcer {
  announce(notice: GroupNotice): void;
  /** Calls `listener` for what others announce. */
  listen(listener: (notice: GroupNotice) => void): void;
  close(): void;
}

/** Tabs and workers of an origin; nothing where there is no `BroadcastChannel`. */
export function channelAnnouncer(name: string): Announcer | undefined {
  if (typeof BroadcastChannel !== "function") return undefined;
  const channel = new BroadcastChannel(name);
  (channel as { unref?: () => void }).unref?.();
  return {
    announce: (notice) => channel.postMessage(notice),
    listen(listener) {
      channel.onmessage = (event: MessageEvent<GroupNotice>) => listener(event.data);
    },
    close: () => channel.close(),
  };
}
