/** Where a param comes from: every place that set it, and which one counts. */
import { DiagnosticError, didYouMean, hasErrors } from '../../kernel/index.js';
import type { ParamOrigin } from '../../sls/index.js';
import { operationCodes } from '../codes.js';
import { shownData } from '../run/results.js';
import type { Services } from '../services.js';
import { readParams } from './read-params.js';

export interface ExplainParamRequest {
  readonly services: Services;
  /** Undefined: every key. */
  readonly key: string | undefined;
  readonly stop: AbortSignal;
}

/** One place that set a key. */
export interface ParamSetting {
  /** Secrets are masked. */
  readonly value: unknown;
  readonly origin: ParamOrigin;
  readonly wins: boolean;
}

export interface ExplainedParam {
  readonly key: string;
  /** The one that counts first, then what it overrides. */
  readonly set: readonly ParamSetting[];
}

/** Throws a `DiagnosticError` when the params cannot be read, or the key is not among them. */
export async function explainParams({ services, key, stop }: ExplainParamRequest): Promise<readonly ExplainedParam[]> {
  const { params, diagnostics, texts } = await readParams({ services, stop });
  if (hasErrors(diagnostics)) throw Object.assign(new DiagnosticError(diagnostics), { sources: texts });
  if (key !== undefined && !params.has(key)) throw unknownParam(key, [...params.keys()]);
  return [...params]
    .filter(([one]) => key === undefined || one === key)
    .map(([one, layers]) => ({
      key: one,
      set: layers
        .toReversed()
        .map(({ value, origin }, at) => ({ value: shownData(value, services), origin, wins: at === 0 })),
    }));
}

function unknownParam(key: string, known: readonly string[]): DiagnosticError {
  const hint = didYouMean(key, known);
  const all =
    known.length === 0 ? 'no params are given: name a file with --params' : 'holdfast params explain lists them all';
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-param'),
    summary: `no param '${key}' is set`,
    hints: [...(hint === undefined ? [] : [hint]), all],
  });
}
