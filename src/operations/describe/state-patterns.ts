/** Which state refs a pattern means: a name, a glob, or a regular expression between slashes. */
import type { Hub } from '../../hub/index.js';
import { DiagnosticError, didYouMean, globMatcher, isGlob } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';

export interface MatchedRef {
  readonly ref: string;
  /** A pattern names it as it stands, without a wildcard. */
  readonly named: boolean;
}

/** In the order of the hub, each once; no patterns: all. Throws a `DiagnosticError` when a pattern is wrong or matches no state. */
export function matchStateRefs(hub: Hub, patterns: readonly string[]): readonly MatchedRef[] {
  const known = hub.refs('states');
  const found = new Set<string>();
  for (const pattern of patterns.length === 0 ? ['*'] : patterns) {
    const refs = known.filter(matcherOf(pattern));
    if (refs.length === 0) throw unknownPattern(pattern, known);
    for (const ref of refs) found.add(ref);
  }
  const named = new Set(patterns);
  return known.filter((ref) => found.has(ref)).map((ref) => ({ ref, named: named.has(ref) }));
}

function matcherOf(pattern: string): (ref: string) => boolean {
  const source = /^\/(.*)\/$/s.exec(pattern)?.[1];
  if (source === undefined) return globMatcher(pattern);
  const whole = expressionOf(source);
  if ('problem' in whole) {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('bad-pattern'),
      summary: `'${pattern}' is not a regular expression: ${whole.problem}`,
      hints: ["without slashes it is a pattern with * and ?: 'cloud.*'"],
    });
  }
  return (ref) => whole.expression.test(ref);
}

/** It must match the whole of a ref. */
function expressionOf(source: string): { readonly expression: RegExp } | { readonly problem: string } {
  try {
    // Checked by itself first: a stray bracket could otherwise close ours.
    const { source: checked } = new RegExp(source, 'u');
    return { expression: new RegExp(`^(?:${checked})$`, 'u') };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.replace(/^Invalid regular expression: \/.*\/u?: /s, '') };
  }
}

function unknownPattern(pattern: string, known: readonly string[]): DiagnosticError {
  const expression = /^\/.*\/$/s.test(pattern);
  const wild = expression || isGlob(pattern);
  const hint = wild ? undefined : didYouMean(pattern, known);
  const withFunction = known.find((ref) => pattern.startsWith(`${ref}.`));
  const meant = expression ? undefined : expressionOf(pattern);
  const asExpression = meant !== undefined && 'expression' in meant && known.some((ref) => meant.expression.test(ref));
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-reference'),
    summary: wild ? `no state matches '${pattern}'` : `there is no state '${pattern}'`,
    about: pattern,
    hints: [
      ...(hint === undefined ? [] : [hint]),
      ...(wild || withFunction === undefined ? [] : [`name the state without its function: '${withFunction}'`]),
      ...(asExpression && wild ? [`as a regular expression it is written between slashes: '/${pattern}/'`] : []),
      `there are ${known.join(', ')}`,
    ],
  });
}
