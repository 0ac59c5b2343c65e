/** Applies a plan: a run of what the plan holds, which does at most what the plan says. */
import type { EnforcedState, PlanBody, PlanFile, SecretPlace, SecretReference } from '../../engine/index.js';
import { type Diagnostic, DiagnosticError, revealDeep, secret, tagText, unknown } from '../../kernel/index.js';
import type { GroupRequest, LowState } from '../../sls/index.js';
import { operationCodes } from '../codes.js';
import { keysOf, placeOf, readSnapshot } from '../enforced/enforced.js';
import type { Services } from '../services.js';
import { type CompiledTree, compileRecorded, compileTree } from '../tree/compile-tree.js';
import { type ChangeRequest, type RunInput, runLocked, type SourceLookup, type TreeOutcome } from './locked-run.js';
import { readPlan } from './plan-files.js';

export interface ApplyRequest extends ChangeRequest {
  /** Path of the plan, relative to the working directory. */
  readonly file: string;
  /** Go on with what an earlier, interrupted run of this plan began. */
  readonly resume: boolean;
}

/** Throws what is wrong with the plan as a `DiagnosticError`. */
export async function applyPlan(request: ApplyRequest): Promise<TreeOutcome> {
  const { services, file } = request;
  request.phase(`reading ${file}`);
  const plan = await readPlan(services, file);
  checkPlace(plan.body, services, file);
  const notes = await earlierRuns(request, plan);
  return runLocked(request, {
    operation: operationOf(file, plan),
    input: (enforced) => inputOf(request, plan, enforced, notes),
  });
}

/** The digest in the history tells later runs which plan this was. */
function operationOf(file: string, { digest }: PlanFile): string {
  return `apply ${file} ${digest}`;
}

/** In another state the records would be missing, and with another account everything would seem to be. */
function checkPlace({ runName, store, profile = 'default' }: PlanBody, { settings }: Services, file: string): void {
  const used = settings.acctProfile ?? 'default';
  const differing = [
    { what: 'run name', planned: runName, used: settings.runName, flag: '--run-name' },
    { what: 'store', planned: store, used: settings.esmPlugin, flag: '--esm-plugin' },
    { what: 'account profile', planned: profile, used, flag: '--acct-profile' },
  ].filter((one) => one.planned !== one.used);
  const first = differing[0];
  if (first === undefined) return;
  const flags = differing.map(({ flag, planned }) => `${flag} ${planned}`);
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('plan-elsewhere'),
    summary: `${file} was made for the ${first.what} '${first.planned}', and this is '${first.used}'`,
    hints: [`holdfast apply ${file} ${flags.join(' ')}`],
  });
}

/** What the history knows of this plan. Stores without one know nothing, and then resuming is believed. */
async function earlierRuns({ services, file, resume, abort }: ApplyRequest, plan: PlanFile): Promise<Diagnostic[]> {
  const { timeline } = await import('../../esm/index.js');
  const { runs, newest } = await timeline(await placeOf(services, abort));
  const earlier = runs.filter(({ operation }) => operation.endsWith(plan.digest));
  if (resume && earlier.length === 0 && newest > 0) {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('nothing-to-resume'),
      summary: `${file} was not applied before, so there is nothing to resume`,
      hints: ['leave out --resume'],
    });
  }
  const last = earlier.at(-1);
  // One that was refused before its first call left nothing behind.
  if (resume || last === undefined || last.outcome === 'done' || last.calls === 0) return [];
  return [
    {
      severity: 'warning',
      code: operationCodes.code('plan-begun'),
      summary: `${file} was applied before, and that run did not come to its end`,
      detail: `It began ${last.started}. What it left half done is skipped.`,
      hints: [`to go on with it: holdfast apply ${file} --resume`],
    },
  ];
}

async function inputOf(
  request: ApplyRequest,
  { body }: PlanFile,
  enforced: EnforcedState,
  notes: readonly Diagnostic[],
): Promise<RunInput> {
  const { lowStateFromData, PlanGuard } = await import('../../engine/index.js');
  const blocked = new Map<string, string>();
  const tree = new LateTree(() => compileTree({ ...request, refs: body.refs }));
  const rest = (await plannedTree(request, body)) ?? tree;
  const secrets = holdsSecrets(body) ? await tree.arguments() : undefined;
  const find = (place: SecretPlace, reference: SecretReference): unknown => {
    const now = secrets?.(place);
    const why = whyNot(now, reference, enforced);
    if (why === undefined) return now;
    blocked.set(tagText(place), `its argument '${place.argument}' is kept as a reference only, and ${why}`);
    return unknown(`${place.argument} of ${place.id}`);
  };
  const low = lowStateFromData(body.low, find);
  const blocks = body.blocks.length === 0 ? { delayed: [], diagnostics: [] } : await blocksOf(body, rest);
  return {
    ok: true,
    low: { ...low, delayed: blocks.delayed, gatherGroup: (group) => rest.group(group) },
    diagnostics: [...notes, ...tree.diagnostics, ...blocks.diagnostics],
    source: rest.source,
    scope: {
      project: body.project,
      entries: body.entries,
      prune: body.prune,
      targets: body.targets ?? [],
      invert: body.invert === true,
      except: body.except ?? [],
      needs: body.needs ?? 'run',
      guard: new PlanGuard({ steps: body.steps, resume: request.resume, blocked }),
    },
  };
}

function holdsSecrets({ low }: PlanBody): boolean {
  return low.chunks.some(({ args = [], keywords = [] }) =>
    [...args, ...keywords].some(([, value]) => typeof value === 'object' && value !== null && '$secret' in value),
  );
}

function whyNot(now: unknown, { $secret }: SecretReference, enforced: EnforcedState): string | undefined {
  if (now === undefined || now === null) return 'the tree does not have it any more';
  if ($secret === '' || enforced.seal === undefined) return undefined;
  // Gives the digest back as it is when it is that of the same value, under whatever key.
  const sealed: unknown = enforced.seal<unknown>(secret(revealDeep(now)), { __secret__: $secret });
  return (sealed as { readonly __secret__?: unknown }).__secret__ === $secret
    ? undefined
    : 'the tree now has another value';
}

async function blocksOf(
  { blocks }: PlanBody,
  tree: LateTree,
): Promise<{ readonly delayed: LowState['delayed']; readonly diagnostics: readonly Diagnostic[] }> {
  const { textDigest } = await import('../../engine/index.js');
  const read = await tree.read();
  if (!read.ok) return { delayed: [], diagnostics: [] };
  const planned = new Set(blocks.map(({ sls, source }) => `${sls} ${source}`));
  const digestOf = (block: LowState['delayed'][number]): string => {
    const span = read.low.sources.span(block.at);
    return textDigest((span === undefined ? undefined : read.low.sources.source(span.file)?.text) ?? '');
  };
  const delayed = read.low.delayed.filter((block) => planned.has(`${block.sls} ${digestOf(block)}`));
  if (delayed.length === blocks.length) return { delayed, diagnostics: [] };
  const left = new Set(delayed.map(({ sls }) => sls));
  const changed = [...new Set(blocks.map(({ sls }) => sls))].filter((sls) => !left.has(sls));
  return {
    delayed,
    diagnostics: [
      {
        severity: 'warning',
        code: operationCodes.code('plan-source-changed'),
        summary: `delayed blocks of ${changed.join(', ')} are left out: the file changed since the plan was made`,
        hints: ['make a new plan'],
      },
    ],
  };
}

/** The tree as it was when the plan was made. Undefined when the plan does not hold it, or holds it sealed with a key that is not here. */
async function plannedTree(request: ApplyRequest, { sources }: PlanBody): Promise<LateTree | undefined> {
  if (sources === undefined) return undefined;
  const { services, abort } = request;
  const [{ sealerFor }, { openedSources }] = await Promise.all([
    import('../../esm/index.js'),
    import('./plan-sources.js'),
  ]);
  const { snapshot } = await readSnapshot(services, abort);
  const sealer = sealerFor(snapshot, await keysOf(services, snapshot.keyId ?? ''));
  const opened = openedSources(sources, (marker) => sealer.unseal(marker));
  return opened && new LateTree(() => compileRecorded(request, opened.tree, opened.params));
}

/** A tree that is read only when the plan refers to something in it. */
class LateTree {
  readonly #compile: () => Promise<CompiledTree>;
  #tree: Promise<CompiledTree> | undefined;
  #read: CompiledTree | undefined;

  constructor(compile: () => Promise<CompiledTree>) {
    this.#compile = compile;
  }

  async read(): Promise<CompiledTree> {
    this.#tree ??= this.#compile();
    this.#read = await this.#tree;
    return this.#read;
  }

  /** Files that a step of the plan runs; what they add is held to the plan. */
  async group(request: GroupRequest): Promise<LowState> {
    const read = await this.read();
    if (read.ok && read.low.gatherGroup !== undefined) return read.low.gatherGroup(request);
    throw new DiagnosticError(read.diagnostics);
  }

  /** Arguments by the place of their chunk; of a tree that cannot be read none is found. */
  async arguments(): Promise<(place: SecretPlace) => unknown> {
    const read = await this.read();
    const chunks = new Map(
      (read.ok ? read.low.chunks : []).map((chunk) => [tagText({ ...chunk.declaration, name: chunk.name }), chunk]),
    );
    return (place) => {
      const chunk = chunks.get(tagText(place));
      return (chunk?.args.get(place.argument) ?? chunk?.keywords.get(place.argument))?.value;
    };
  }

  /** Errors of the tree are no errors of the plan: what it cannot give is named at the steps that need it. */
  get diagnostics(): readonly Diagnostic[] {
    return (this.#read?.diagnostics ?? []).map((one) =>
      one.severity === 'error' ? { ...one, severity: 'warning' as const } : one,
    );
  }

  get source(): SourceLookup {
    const sources = this.#read?.sources;
    return (file) => sources?.source(file);
  }
}
