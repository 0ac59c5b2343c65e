/** A whole run over fake plugins: text in, report, events and enforced state out. Touches nothing outside the process. */
import type { ResourceDefinition, StateFunctionsDefinition } from '../../src/contract/index.js';
import {
  type ChunkResult,
  type Prepared,
  prepare,
  type RunEvent,
  type RunOptions,
  type RunReport,
  run,
} from '../../src/engine/index.js';
import { type BuiltIn, createHub, type Hub } from '../../src/hub/index.js';
import { type Diagnostic, Masker, type Ports, tagText } from '../../src/kernel/index.js';
import yaml from '../../src/plugins/renderers/yaml.js';
import test from '../../src/plugins/states/test.js';
import { gatherAndCompile, type LowState } from '../../src/sls/index.js';
import { fakePorts, fakeRandom, type MemoryState, memoryState } from '../../src/testing/index.js';

export interface TreeOptions {
  /** File name to text; `site.sls` alone may be given as a text. */
  readonly files: string | Readonly<Record<string, string>>;
  readonly plugins?: readonly (ResourceDefinition | StateFunctionsDefinition)[];
  readonly enforced?: MemoryState;
  readonly mode?: 'apply' | 'plan';
  readonly runtime?: 'serial' | 'parallel';
  readonly batchSize?: number;
  readonly targets?: readonly string[];
  readonly invert?: boolean;
  readonly ports?: Ports;
  readonly stop?: AbortController;
  readonly abort?: AbortController;
  readonly onEvent?: (event: RunEvent) => void;
  /** More options of the run: prune, guard, … */
  readonly more?: Partial<RunOptions>;
  /** Instead of what `files` say. */
  readonly low?: LowState;
}

export interface TreeRun {
  readonly report: RunReport;
  readonly prepared: Prepared;
  readonly events: readonly RunEvent[];
  readonly enforced: MemoryState;
  /** The result of an ID, or of `id[name]`. */
  of(id: string): ChunkResult;
  /** ID (with the name where it differs) to outcome, in run-number order. */
  readonly outcomes: Readonly<Record<string, string>>;
}

export function hubOf(plugins: readonly (ResourceDefinition | StateFunctionsDefinition)[] = []): Hub {
  const builtIns: BuiltIn[] = [test, ...plugins].map((definition) => ({
    folder: 'states',
    ref: definition.ref,
    load: () => Promise.resolve({ default: definition }),
  }));
  return createHub({ builtIns });
}

export async function compile(files: TreeOptions['files']): Promise<LowState> {
  const texts: Readonly<Record<string, string>> = typeof files === 'string' ? { 'site.sls': files } : files;
  const source = {
    read: (path: string) => {
      const text = texts[path];
      return Promise.resolve(text === undefined ? undefined : { file: path, bytes: new TextEncoder().encode(text) });
    },
  };
  const compiled = await gatherAndCompile({
    entries: [{ ref: 'site' }],
    sources: [{ label: 'memory', source }],
    render: 'yaml',
    renderer: (name) => Promise.resolve(name === 'yaml' ? yaml : undefined),
    rendererNames: ['yaml'],
    signal: new AbortController().signal,
  });
  if (compiled.low === undefined) throw new Error(compiled.diagnostics.map((one) => one.summary).join('\n'));
  return compiled.low;
}

let runs = 0;

/** Another run draws other random numbers, as it would anywhere else. */
function freshPorts(): Ports {
  runs += 1;
  return { ...fakePorts(), random: fakeRandom(runs) };
}

function servicesOf(options: TreeOptions) {
  return {
    hub: hubOf(options.plugins),
    ports: options.ports ?? freshPorts(),
    masker: new Masker(),
    account: () => Promise.resolve({}),
    cloud: () => Promise.reject(new Error('no cloud here')),
    directory: '/project',
  };
}

/** Prepares only: for what must be found before anything runs. */
export async function check(options: TreeOptions): Promise<readonly Diagnostic[]> {
  const low = await compile(options.files);
  const prepared = await prepare({
    low,
    services: servicesOf(options),
    enforced: options.enforced ?? memoryState(),
    ...(options.targets === undefined ? {} : { targets: options.targets }),
  });
  return prepared.diagnostics;
}

export async function runTree(options: TreeOptions): Promise<TreeRun> {
  const low = options.low ?? (await compile(options.files));
  const services = servicesOf(options);
  const enforced = options.enforced ?? memoryState();
  const prepared = await prepare({
    low,
    services,
    enforced,
    ...(options.targets === undefined ? {} : { targets: options.targets }),
    ...(options.invert === undefined ? {} : { invert: options.invert }),
  });
  const errors = prepared.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((one) => `${one.code}: ${one.summary}`).join('\n'));
  const events: RunEvent[] = [];
  const report = await run(prepared, {
    services,
    enforced,
    options: {
      runName: 'cli',
      runId: 'run-1',
      mode: options.mode ?? 'apply',
      runtime: options.runtime ?? 'parallel',
      batchSize: options.batchSize ?? 50,
      stop: (options.stop ?? new AbortController()).signal,
      abort: (options.abort ?? new AbortController()).signal,
      emit: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
      project: 'project',
      entries: ['site'],
      ...(options.targets === undefined ? {} : { targets: options.targets }),
      ...options.more,
    },
  });
  return {
    report,
    prepared,
    events,
    enforced,
    outcomes: Object.fromEntries(report.results.map((one) => [label(one), one.outcome])),
    of: (id) => {
      const found = report.results.find((one) => label(one) === id || one.tag.id === id);
      if (found === undefined)
        throw new Error(`no result of ${id}, only of ${report.results.map((one) => tagText(one.tag)).join(', ')}`);
      return found;
    },
  };
}

function label({ tag }: ChunkResult): string {
  return tag.id === tag.name ? tag.id : `${tag.id}[${tag.name}]`;
}
