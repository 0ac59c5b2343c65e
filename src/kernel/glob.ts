/** Shell-style patterns over names: `*`, `?`, `[abc]`, `[!abc]`; everything else is literal. */

export function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** A predicate for a pattern. A pattern without wildcards is compared as it stands; an unclosed `[` is literal. */
export function globMatcher(pattern: string): (text: string) => boolean {
  if (!isGlob(pattern)) return (text) => text === pattern;
  if (pattern === '*') return () => true;
  const expression = new RegExp(`^${globSource(pattern)}$`, 's');
  return (text) => expression.test(text);
}

function globSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === '*') {
      while (pattern[at + 1] === '*') at++;
      source += '.*';
    } else if (char === '?') source += '.';
    else if (char === '[') {
      const close = pattern.indexOf(']', at + (pattern[at + 1] === '!' ? 3 : 2));
      if (close === -1) source += '\\[';
      else {
        let set = pattern.slice(at + 1, close);
        const negated = set.startsWith('!');
        if (negated) set = set.slice(1);
        source += `[${negated ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
        at = close;
      }
    } else source += char.replace(/[.+^${}()|\\\]]/g, '\\$&');
  }
  return source;
}
