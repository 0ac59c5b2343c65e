/** The file a plan is kept in: its version, its digest, and what it says. */
import type { Diagnostic } from '../../kernel/index.js';
import { engineCodes } from '../codes.js';
import { textDigest } from './canonical.js';
import type { PlanBody } from './plan-body.js';

const FORMAT = 'holdfast-plan';
const VERSION = 1;

export interface PlanFile {
  /** `sha256:` and hex: the name of what the plan says. Equal plans have equal digests. */
  readonly digest: string;
  readonly body: PlanBody;
}

export type DecodedPlan =
  | { readonly ok: true; readonly plan: PlanFile }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

export function planFile(body: PlanBody): PlanFile {
  return { digest: bodyDigest(body), body };
}

/** Text for a file, ending with a line end. */
export function encodePlan({ digest, body }: PlanFile): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, digest, body }, undefined, 1)}\n`;
}

/** Reads a file's text; `file` is named in messages. A file that was changed, cut off, or made by a newer Holdfast is refused. */
export function decodePlan(text: string, file: string): DecodedPlan {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return damaged(file, 'it is not whole, or was never a plan');
  }
  const { format, version, digest, body } = (typeof data === 'object' && data !== null ? data : {}) as {
    readonly format?: unknown;
    readonly version?: unknown;
    readonly digest?: unknown;
    readonly body?: unknown;
  };
  if (format !== FORMAT || typeof version !== 'number') return damaged(file, 'it is no plan file');
  if (version > VERSION) return newer(file, version);
  if (!isBody(body) || digest !== bodyDigest(body)) return damaged(file, 'its digest is not that of what it says');
  return { ok: true, plan: { digest, body } };
}

/** When a plan was made is no part of what it says. */
function bodyDigest({ made: _made, ...rest }: PlanBody): string {
  return textDigest(JSON.stringify(rest));
}

function isBody(body: unknown): body is PlanBody {
  if (typeof body !== 'object' || body === null) return false;
  const { steps, low } = body as Partial<PlanBody>;
  return Array.isArray(steps) && typeof low === 'object' && low !== null && Array.isArray(low.chunks);
}

function damaged(file: string, why: string): DecodedPlan {
  return {
    ok: false,
    diagnostic: {
      severity: 'error',
      code: engineCodes.code('plan-damaged'),
      summary: `${file} cannot be used as a plan: ${why}`,
      hints: ['make it again: holdfast plan SLS… -o FILE'],
    },
  };
}

function newer(file: string, version: number): DecodedPlan {
  return {
    ok: false,
    diagnostic: {
      severity: 'error',
      code: engineCodes.code('plan-newer'),
      summary: `${file} has version ${version} of the plan format, and this Holdfast knows versions up to ${VERSION}`,
      hints: ['apply it with the Holdfast that made it, or make it again'],
    },
  };
}
