/** Where we answer differently from Python's Jinja2 on purpose. Everything else has to be equal. */
export interface Difference {
  readonly templates: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    templates: /(nope|missing)[^|]* (not )?in |(nope|missing)\)?\|(abs|round)|range\(nope\)|"%x" % \(missing/,
    reason: 'A missing name is reported as missing also where Python only sees an operand of type StrictUndefined.',
  },
  {
    templates: /break|continue|macro m\(a, a\)/,
    reason: 'Python finds these only in the code it generated and names a line and variables of that.',
  },
  { templates: /m\(\*\*5\)/, reason: "The message names no function of the engine's own." },
  { templates: /\}\.get\(\)/, reason: 'Builtin methods complain about their arguments in the words of functions.' },
  { templates: /1e400\|int/, reason: 'Python folds 1e400 into the name inf, which its generated code does not know.' },
  { templates: /\(-[24](\.0)?\) \*\* \(0\.5\)/, reason: 'There are no complex numbers.' },
  {
    templates: /^\{% raw %\}$/,
    reason: 'A raw block that is never closed is an error also at the very end of the text.',
  },
  { templates: /^\{\{ self \}\}$/, reason: 'A template always has a name.' },
];

export function reasonFor(template: string): string | undefined {
  return DIFFERENCES.find((one) => one.templates.test(template))?.reason;
}
