/** Throughput of the template engine, compiling and rendering, beside Python's Jinja2 on the same templates. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEnvironment } from '../src/template/index.js';

interface Subject {
  readonly name: string;
  readonly template: string;
  readonly context: Record<string, unknown>;
}

const rows = Array.from({ length: 200 }, (_, at) => ({
  id: at,
  name: `host-${at}`,
  tags: ['a', 'b', at % 2 === 0 ? 'even' : 'odd'],
  cidr: `10.0.${at}.0/24`,
}));

const SUBJECTS: readonly Subject[] = [
  {
    name: 'states',
    template: `{% for host in hosts %}
{{ host.name }}:
  cloud.instance.present:
    - name: {{ host.name | upper }}
    - cidr: {{ host.cidr }}
    - order: {{ loop.index }}
{%- if 'even' in host.tags %}
    - tags: {{ host.tags | join(',') }}
{%- endif %}
{% endfor %}`,
    context: { hosts: rows },
  },
  {
    name: 'macros',
    template: `{% macro field(key, value, quote=false) %}    - {{ key }}: {% if quote %}"{{ value }}"{% else %}{{ value }}{% endif %}
{% endmacro %}{% for host in hosts %}{{ host.name }}:
{{ field('name', host.name) }}{{ field('cidr', host.cidr, quote=true) }}{{ field('id', host.id) }}{% endfor %}`,
    context: { hosts: rows },
  },
  {
    name: 'expressions',
    template: `{% set ns = namespace(total=0) %}{% for h in hosts %}{% set ns.total = ns.total + h.id * 2 - 1 %}{% if h.id % 3 == 0 and h.name != 'x' %}{{ h.id // 2 }}:{{ ns.total }}{% endif %}{% endfor %}{{ hosts | map(attribute='name') | select('in', ['host-1']) | list }}{{ hosts | sort(attribute='name', reverse=true) | map(attribute='id') | sum }}`,
    context: { hosts: rows },
  },
  {
    name: 'plain text',
    template: `${'a line of text that is not for the engine\n'.repeat(200)}{{ hosts | length }}`,
    context: { hosts: rows },
  },
];

const SECONDS = 0.5;

/** Milliseconds of processor time this process took, on all its threads: what else runs on the machine does not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How often something can be done in a second of processor time. */
function rate(action: () => void): number {
  for (let warm = 0; warm < 50; warm++) action();
  let rounds = 0;
  const start = processorTime();
  let passed = 0;
  while (passed < SECONDS * 1000) {
    for (let batch = 0; batch < 5; batch++) action();
    rounds += 5;
    passed = processorTime() - start;
  }
  return (rounds / passed) * 1000;
}

interface Rates {
  readonly compile: number;
  readonly render: number;
}

function ours(subject: Subject): Rates {
  const environment = createEnvironment();
  const template = environment.compile(subject.template, 'bench');
  return {
    compile: rate(() => environment.compile(subject.template, 'bench')),
    render: rate(() => template.renderSync(subject.context)),
  };
}

function python(): ReadonlyMap<string, Rates> | undefined {
  const script = fileURLToPath(new URL('template.py', import.meta.url));
  const asked = spawnSync('python3', [script], {
    input: JSON.stringify({ seconds: SECONDS, subjects: SUBJECTS }),
    encoding: 'utf8',
  });
  if (asked.error !== undefined || asked.status !== 0) return undefined;
  return new Map(Object.entries(JSON.parse(asked.stdout) as Record<string, Rates>));
}

const theirs = python();
if (theirs === undefined) console.log("Python's Jinja2 is not here: its columns stay empty");
const cell = (value: number | undefined) =>
  (value === undefined ? '-' : value.toFixed(value < 100 ? 1 : 0)).padStart(10);
console.log('template        compile/s    Python/s    times   render/s    Python/s    times');
for (const subject of SUBJECTS) {
  const [mine, other] = [ours(subject), theirs?.get(subject.name)];
  const times = (a: number, b: number | undefined) => (b === undefined ? '-' : (a / b).toFixed(1)).padStart(6);
  console.log(
    `${subject.name.padEnd(14)} ${cell(mine.compile)}  ${cell(other?.compile)}  ${times(mine.compile, other?.compile)} ` +
      `${cell(mine.render)}  ${cell(other?.render)}  ${times(mine.render, other?.render)}`,
  );
}

/** Growth: the same loop over ten times as much takes ten times as long. */
console.log('\nloop over      ms    µs an item');
for (const count of [1_000, 10_000, 100_000]) {
  const template = createEnvironment().compile('{% for i in items %}{{ i }}: {{ loop.index }}\n{% endfor %}', 'bench');
  const items = Array.from({ length: count }, (_, at) => at);
  template.renderSync({ items });
  const start = processorTime();
  template.renderSync({ items });
  const passed = processorTime() - start;
  console.log(
    `${String(count).padEnd(10)} ${passed.toFixed(1).padStart(7)} ${((passed * 1000) / count).toFixed(2).padStart(10)}`,
  );
}
