/** Compile time of SLS: text in memory to low state, YAML included. Run with `npx tsx --expose-gc bench/sls.ts [most]`. */
import { performance } from 'node:perf_hooks';
import { composeYaml } from '../src/kernel/index.js';
import yaml from '../src/plugins/renderers/yaml.js';
import { gatherAndCompile, type NamedSource } from '../src/sls/index.js';

interface Shape {
  readonly name: string;
  state(index: number, count: number): string;
}

const shapes: readonly Shape[] = [
  { name: 'plain', state: (index) => `id_${index}:\n  test.nop:\n    - size: ${index}\n` },
  {
    name: 'three requisites',
    state: (index) => {
      const targets = [1, 2, 3].map((back) => `      - test: id_${index - back}\n`).slice(0, Math.min(3, index));
      return `id_${index}:\n  test.nop:\n    - size: ${index}\n${targets.length === 0 ? '' : `    - require:\n${targets.join('')}`}`;
    },
  },
  {
    name: 'requisite on *',
    state: (index, count) =>
      `id_${index}:\n  test.nop:\n    - size: ${index}\n${index === count - 1 ? "    - require:\n      - test: '*'\n" : ''}`,
  },
  {
    name: 'argument binding',
    state: (index) => `id_${index}:\n  test.nop:\n    - size: ${index === 0 ? '0' : `\${test:id_${index - 1}:size}`}\n`,
  },
  {
    name: 'require_in',
    state: (index) =>
      `id_${index}:\n  test.nop:\n    - size: ${index}\n${index === 0 ? '' : `    - require_in:\n      - test: id_${index - 1}\n`}`,
  },
];

async function compile(text: string): Promise<number> {
  const bytes = Buffer.from(text);
  const memory: NamedSource = {
    label: 'memory://',
    source: { read: (path) => Promise.resolve(path === 'main.sls' ? { file: path, bytes } : undefined) },
  };
  const { low, diagnostics } = await gatherAndCompile({
    entries: [{ ref: 'main' }],
    sources: [memory],
    render: 'yaml',
    renderer: () => Promise.resolve(yaml),
    signal: new AbortController().signal,
  });
  if (low === undefined) throw new Error(diagnostics[0]?.summary);
  return low.chunks.length;
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const most = Number(process.argv[2] ?? 100_000);
const rows: Record<string, string | number>[] = [];
for (const { name, state } of shapes) {
  let before: number | undefined;
  for (const count of [1_000, 10_000, 100_000].filter((one) => one <= most)) {
    const text = Array.from({ length: count }, (_, index) => state(index, count)).join('');
    global.gc?.();
    const parse = await timed(() => composeYaml(text));
    global.gc?.();
    const heap = process.memoryUsage().heapUsed;
    const cpu = process.cpuUsage();
    const all = await timed(() => compile(text));
    const { user, system } = process.cpuUsage(cpu);
    const used = process.memoryUsage().heapUsed - heap;
    rows.push({
      shape: name,
      chunks: count,
      lines: text.split('\n').length,
      'YAML ms': Math.round(parse),
      'all ms': Math.round(all),
      'all, CPU ms': Math.round((user + system) / 1000),
      'per decade': before === undefined ? '' : (all / before).toFixed(1),
      'heap MB, not collected': Math.round(used / 1e6),
    });
    before = all;
  }
}
console.table(rows);
