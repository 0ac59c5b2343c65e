/** Compile time of a templated tree: loops, macros and conditions in memory to low state. Run with `npx tsx --expose-gc bench/templated-tree.ts [most]`. */
import { performance } from 'node:perf_hooks';
import { composeYaml } from '../src/kernel/index.js';
import yaml from '../src/plugins/renderers/yaml.js';
import { gatherAndCompile, jinjaRenderer, type NamedSource } from '../src/sls/index.js';

const shapes = [
  { name: 'files of 1,000 states', perFile: (_count: number) => 1_000 },
  { name: 'one file', perFile: (count: number) => count },
];

const lib = `{% macro instance(name, size='small', tags={}) -%}
{{ name }}:
  test.nop:
    - size: {{ size }}
    - tags:
{%- for key, value in tags.items() %}
        {{ key }}: {{ value }}
{%- endfor %}
{%- endmacro %}
`;

/** A quarter each: a plain loop, a loop with a condition, a macro of another file, a loop in a loop with requisites. */
function file(number: number, states: number): string {
  const quarter = states / 4;
  return `{% import 'lib.jinja' as lib %}
{% for n in range(${quarter}) %}
a${number}_{{ n }}:
  test.nop:
    - size: {{ n }}
    - zone: {{ params.zone }}-{{ n % 3 }}
{% endfor %}
{% for n in range(${quarter}) %}
b${number}_{{ n }}:
  test.nop:
    - name: {{ 'node-%04d' | format(n) }}
{%- if n % 2 == 0 %}
    - role: primary
    - weight: {{ n * 2 + 1 }}
{%- else %}
    - role: {{ params.roles[n % 2] | upper }}
{%- endif %}
    - require:
      - test: a${number}_{{ n }}
{% endfor %}
{% for n in range(${quarter}) %}
{{ lib.instance('c${number}_' ~ n, size='large', tags={'owner': params.owner, 'number': n}) }}
{% endfor %}
{% for outer in range(${quarter / 10}) %}
{% for inner in range(10) %}
d${number}_{{ outer }}_{{ inner }}:
  test.nop:
    - size: \${test:a${number}_{{ outer }}:size}
    - require:
      - test: b${number}_{{ inner }}
{% endfor %}
{% endfor %}
`;
}

const params = { zone: 'eu-1', owner: 'ops', roles: ['none', 'replica'] };

async function compile(count: number, perFile: number): Promise<{ readonly chunks: number; readonly lines: number }> {
  const files = new Map<string, string>([['lib.jinja', lib]]);
  const numbers = Array.from({ length: count / perFile }, (_, number) => number);
  files.set('main.sls', `include:\n${numbers.map((number) => `  - part${number}\n`).join('')}`);
  for (const number of numbers) files.set(`part${number}.sls`, file(number, perFile));
  const memory: NamedSource = {
    label: 'memory://',
    source: {
      read: (path) => {
        const text = files.get(path);
        return Promise.resolve(text === undefined ? undefined : { file: path, bytes: Buffer.from(text) });
      },
    },
  };
  let lines = 0;
  const counting = {
    ...jinjaRenderer,
    render: async (...given: Parameters<typeof jinjaRenderer.render>) => {
      const output = await jinjaRenderer.render(...given);
      if (output.kind === 'text') lines += output.text.split('\n').length;
      return output;
    },
  };
  const { low, diagnostics } = await gatherAndCompile({
    entries: [{ ref: 'main' }],
    sources: [memory],
    render: 'jinja|yaml',
    renderer: (name) => Promise.resolve(name === 'jinja' ? counting : yaml),
    params,
    signal: new AbortController().signal,
  });
  if (low === undefined) throw new Error(`${diagnostics[0]?.summary} at ${JSON.stringify(diagnostics[0]?.span)}`);
  return { chunks: low.chunks.length, lines };
}

const most = Number(process.argv[2] ?? 100_000);
const rows: Record<string, string | number>[] = [];
composeYaml('warm: up\n');
for (const { name, perFile } of shapes) {
  let before: number | undefined;
  for (const count of [1_000, 10_000, 100_000].filter((one) => one <= most)) {
    global.gc?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const { chunks, lines } = await compile(count, perFile(count));
    const all = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    rows.push({
      shape: name,
      states: chunks,
      'rendered lines': lines,
      'all ms': Math.round(all),
      'all, CPU ms': Math.round((user + system) / 1000),
      'per decade': before === undefined ? '' : (all / before).toFixed(1),
    });
    before = all;
  }
}
console.table(rows);
