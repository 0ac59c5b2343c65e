/** Turns what exists into SLS: entries that, enforced as they stand, change nothing. */
import type { ExecuteEnvironment } from '../engine/index.js';
import { type Diagnostic, DiagnosticError, diagnosticsOf, didYouMean, globMatcher, isGlob } from '../kernel/index.js';
import { operationCodes } from './codes.js';
import { readEnforced } from './enforced.js';
import type { Services } from './services.js';

export interface DescribeRequest {
  readonly services: Services;
  /** State refs or patterns of them. */
  readonly patterns: readonly string[];
  readonly signal: AbortSignal;
}

export interface DescribedResources {
  /** SLS data: ID to path reference to a list of arguments. */
  readonly sls: Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;
  /** A resource that cannot be read is an error here; the others are described all the same. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Throws a `DiagnosticError` when a pattern matches no state. */
export async function describeResources({ services, patterns, signal }: DescribeRequest): Promise<DescribedResources> {
  const { describeResource } = await import('../engine/index.js');
  const refs = matchingRefs(services, patterns);
  const env = await environment(services, signal);
  const labels = new Set<string>();
  const { acctProfile } = services.settings;
  const sls: Record<string, Record<string, Record<string, unknown>[]>> = {};
  const diagnostics: Diagnostic[] = [];
  for (const ref of refs) {
    const plugin = await services.hub.load('states', ref);
    if (plugin === undefined) continue;
    try {
      for await (const { label, fun, args } of describeResource(plugin, env, {
        ...(acctProfile === undefined ? {} : { profile: acctProfile }),
        labels,
      })) {
        sls[label] = { [`${ref}.${fun}`]: Object.entries(args).map(([name, value]) => ({ [name]: value })) };
      }
    } catch (thrown) {
      signal.throwIfAborted();
      diagnostics.push(...(diagnosticsOf(thrown) ?? [cannotBeRead(ref, plugin.place.file, thrown, services)]));
    }
  }
  if (labels.size === 0 && diagnostics.length === 0) {
    const summary = `there is nothing to describe for ${patterns.join(', ')}`;
    diagnostics.push({ severity: 'warning', code: operationCodes.code('nothing-described'), summary });
  }
  return { sls, diagnostics };
}

function matchingRefs({ hub }: Services, patterns: readonly string[]): readonly string[] {
  const known = hub.refs('states');
  const found = new Set<string>();
  for (const pattern of patterns) {
    const matches = globMatcher(pattern);
    const refs = known.filter(matches);
    if (refs.length === 0) {
      const hint = isGlob(pattern) ? undefined : didYouMean(pattern, known);
      throw new DiagnosticError({
        severity: 'error',
        code: operationCodes.code('unknown-reference'),
        summary: isGlob(pattern) ? `no state matches '${pattern}'` : `there is no state '${pattern}'`,
        hints: [...(hint === undefined ? [] : [hint]), `there are ${known.join(', ')}`],
      });
    }
    for (const ref of refs) found.add(ref);
  }
  return [...found];
}

async function environment(services: Services, signal: AbortSignal): Promise<ExecuteEnvironment> {
  const { createEnvironment } = await import('../engine/index.js');
  const { enforced } = await readEnforced(services, signal);
  const { settings, ports } = services;
  return createEnvironment({
    services,
    enforced,
    extend: () => Promise.reject(new Error('nothing is extended while describing')),
    options: {
      runName: settings.runName,
      runId: ports.random.uuid(),
      mode: 'plan',
      runtime: settings.runtime,
      batchSize: settings.batchSize,
      stop: signal,
      abort: signal,
      emit: () => {},
      project: settings.project,
      entries: [],
    },
  });
}

function cannotBeRead(ref: string, file: string, thrown: unknown, { masker }: Services): Diagnostic {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    severity: 'error',
    code: operationCodes.code('cannot-describe'),
    summary: `${ref} cannot be described: ${masker.mask(message)}`,
    about: ref,
    hints: [`it is described by ${file}`],
  };
}
