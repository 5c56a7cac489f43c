export interface Endpoint { call(a: number, b: number, c: number, d: number, e: number): number; delete(): void }
interface Taker { take(_0: number): Endpoint | null }
export interface MainModule { allocate(n: number): number; free(n: number): void; freeReply(n: number): void; liveEndpoints(): number; Library: { new(): Endpoint };
 Store: Taker; Snapshot: Taker; Batch: Taker; Checker: Taker; Toolset: Taker; Operation: Taker }
export default function MainModuleFactory(options?: unknown): Promise<MainModule>;
