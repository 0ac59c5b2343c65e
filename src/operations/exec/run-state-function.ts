/** Calls one state function by itself: nothing is remembered of it, and nothing waits for it. */
import type { DirectStateReturn } from '../../contract/index.js';
import type { EnforcedState } from '../../engine/index.js';
import { hasErrors, splitPathReference, tagText } from '../../kernel/index.js';
import { resultRecord } from '../run/results.js';
import { singleCallOptions } from '../run/single-calls.js';
import type { Services } from '../services.js';
import { wrongCall } from './wrong-call.js';

export interface StateCallRequest {
  readonly services: Services;
  /** Path reference: `cloud.network.present`. */
  readonly reference: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Only say what would be done. */
  readonly test: boolean;
  /** Account profile; undefined: the default one. */
  readonly profile: string | undefined;
  readonly signal: AbortSignal;
}

/** Throws a `DiagnosticError` when there is no such function, or its arguments do not fit. */
export async function runStateFunction(request: StateCallRequest): Promise<DirectStateReturn> {
  const { services, reference, test, profile, signal } = request;
  const [engine, low] = await Promise.all([import('../../engine/index.js'), lowOf(request)]);
  const prepared = await engine.prepare({ low, services, enforced: NOTHING });
  // They would point into a text that nobody wrote.
  if (hasErrors(prepared.diagnostics))
    throw wrongCall(
      prepared.diagnostics.map(({ span: _span, related: _related, ...one }) => ({ ...one, about: reference })),
    );
  const report = await engine.run(prepared, {
    services,
    enforced: NOTHING,
    options: {
      ...singleCallOptions(services, test ? 'plan' : 'apply', signal),
      ...(profile === undefined ? {} : { profile }),
    },
  });
  const [first] = report.results;
  if (first === undefined) throw new Error(`${reference} was not called`);
  const { name, result, comment, changes, old_state, new_state } = resultRecord(first, services);
  return { tag: tagText(first.tag), name, result, comment, changes, old_state, new_state };
}

/** It has no past, and leaves nothing behind. */
const NOTHING: EnforcedState = {
  get: () => undefined,
  entries: () => [],
  openIntents: () => [],
  append: async () => {},
  check: () => {},
};

async function lowOf({ services, reference, name, args, signal }: StateCallRequest) {
  const { gatherAndCompile } = await import('../../sls/index.js');
  const fields = await fieldsOf(services, reference);
  const typed = Object.entries(args).map(([key, value]) => ({ [key]: asText(fields, key, value) }));
  const text = JSON.stringify({ [name]: { [reference]: [{ name }, ...typed] } });
  const bytes = new TextEncoder().encode(text);
  const compiled = await gatherAndCompile({
    render: 'json',
    renderer: async (name) => (await services.hub.load('renderers', name))?.definition,
    rendererNames: services.hub.refs('renderers'),
    signal,
    entries: [{ ref: 'state' }],
    sources: [
      {
        label: 'state.run',
        source: { read: async (path: string) => (path === 'state.sls' ? { file: reference, bytes } : undefined) },
      },
    ],
  });
  if (compiled.low === undefined)
    throw wrongCall(compiled.diagnostics.map(({ span: _span, ...one }) => ({ ...one, about: reference })));
  return compiled.low;
}

type Typed = Readonly<Record<string, { readonly type: string } | undefined>>;

async function fieldsOf({ hub }: Services, reference: string): Promise<Typed> {
  const path = splitPathReference(reference);
  const plugin = path === undefined ? undefined : await hub.load('states', path.state);
  if (path === undefined || plugin === undefined) return {};
  if (plugin.kind === 'resource') return plugin.definition.fields;
  const { functions } = plugin.definition;
  return Object.hasOwn(functions, path.fun) ? (functions[path.fun]?.fields ?? {}) : {};
}

/** On a command line `123` may be a number or a text; where a text is wanted, it is one. */
function asText(fields: Typed, key: string, value: unknown): unknown {
  const wanted = Object.hasOwn(fields, key) ? fields[key]?.type : undefined;
  return wanted === 'string' && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
}
