import { stepsWith } from "./steps.mjs";

const utf8 = new TextDecoder();

async function corpus() {
  const [index, bytes] = await Promise.all([
    fetch("/corpus.json").then((response) => response.json()),
    fetch("/corpus.bin").then((response) => response.arrayBuffer()),
  ]);
  return index.map(([path, start, length]) => [path, utf8.decode(new Uint8Array(bytes, start, length))]);
}

export const steps = stepsWith({ load: (program) => import(`/${program}.js`), corpus });
