const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Decodes the escapes of a string literal; a message when one of them is broken. */
export function decodeString(body: string): { text: string } | { failure: string } {
  if (!body.includes('\\')) return { text: body };
  let out = '';
  let at = 0;
  while (at < body.length) {
    const character = body[at] as string;
    if (character !== '\\') {
      out += character;
      at++;
      continue;
    }
    const next = body[at + 1] as string;
    const simple = SIMPLE[next];
    const digits = HEX_DIGITS[next];
    if (simple !== undefined) {
      out += simple;
      at += 2;
    } else if (digits !== undefined) {
      const hex = /^[0-9a-fA-F]*/.exec(body.slice(at + 2, at + 2 + digits))?.[0] ?? '';
      if (hex.length < digits)
        return { failure: `truncated \\${next}${(next === 'x' ? 'X' : 'X').repeat(digits)} escape` };
      const code = Number.parseInt(hex, 16);
      if (code > 0x10ffff) return { failure: 'illegal Unicode character' };
      out += String.fromCodePoint(code);
      at += 2 + digits;
    } else if (next >= '0' && next <= '7') {
      const octal = /^[0-7]{1,3}/.exec(body.slice(at + 1))?.[0] ?? '';
      out += String.fromCharCode(Number.parseInt(octal, 8));
      at += 1 + octal.length;
    } else if (next === 'N') {
      return { failure: 'characters by name (\\N{…}) are not supported' };
    } else {
      out += `\\${next}`;
      at += 2;
    }
  }
  return { text: out };
}
