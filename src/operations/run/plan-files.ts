/** Plans as files: written by `plan -o`, read by `apply`. */
import { resolve } from 'node:path';
import type { EnforcedState, PlanFile, PlannedSources, Prepared, RunReport } from '../../engine/index.js';
import { DiagnosticError } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';
import type { Scope } from './locked-run.js';

export interface PlanToWrite {
  readonly services: Services;
  readonly out: string;
  readonly prepared: Prepared;
  /** Of the run in plan mode. */
  readonly report: RunReport;
  readonly enforced: EnforcedState;
  readonly position: number;
  readonly scope: Scope;
  readonly refs: readonly string[];
  readonly sources: PlannedSources | undefined;
}

/** Writes the plan, readable for its owner only, and gives its digest. Throws `operations/plan-not-written`. */
export async function writePlan(parts: PlanToWrite): Promise<string> {
  const { services, out, scope, prepared, report, enforced, position, refs, sources } = parts;
  const { settings, ports } = services;
  const { encodePlan, makePlan, planFile } = await import('../../engine/index.js');
  const body = await makePlan({
    prepared,
    report,
    enforced,
    made: new Date(ports.clock.now()).toISOString(),
    runName: settings.runName,
    store: settings.esmPlugin,
    project: scope.project,
    entries: scope.entries,
    refs,
    position,
    ...(settings.acctProfile === undefined ? {} : { profile: settings.acctProfile }),
    prune: scope.prune === true,
    ...((scope.targets ?? []).length > 0 ? { targets: scope.targets } : {}),
    ...(scope.invert === true ? { invert: true } : {}),
    ...((scope.except ?? []).length > 0 ? { except: scope.except } : {}),
    ...(scope.needs === 'enforced' ? { needs: scope.needs } : {}),
    ...(sources === undefined ? {} : { sources }),
  });
  const plan = planFile(body);
  const path = resolve(settings.workingDirectory, out);
  if (refs.some((ref) => resolve(settings.workingDirectory, ref) === path)) {
    throw notWritten(out, 'it is the file of which the plan is made', 'give the plan a name of its own');
  }
  try {
    await ports.files.write(path, new TextEncoder().encode(encodePlan(plan)), { mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw notWritten(out, why, 'name a file in a folder that exists');
  }
  return plan.digest;
}

function notWritten(out: string, why: string, hint: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('plan-not-written'),
    summary: `the plan cannot be written to ${out}: ${why}`,
    hints: [hint],
  });
}

/** Throws `operations/plan-not-found`, `engine/plan-damaged` and `engine/plan-newer`. */
export async function readPlan({ settings, ports }: Services, file: string): Promise<PlanFile> {
  const bytes = await ports.files.read(resolve(settings.workingDirectory, file)).catch(() => undefined);
  if (bytes === undefined) {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('plan-not-found'),
      summary: `the plan ${file} cannot be read`,
      hints: ['holdfast plan SLS… -o FILE writes one'],
    });
  }
  const { decodePlan } = await import('../../engine/index.js');
  const decoded = decodePlan(new TextDecoder().decode(bytes), file);
  if (!decoded.ok) throw new DiagnosticError(decoded.diagnostic);
  return decoded.plan;
}
