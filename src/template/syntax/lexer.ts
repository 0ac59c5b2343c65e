import type { SyntaxOptions } from './options.js';
import { decodeString } from './string-literal.js';
import { OPERATORS, SyntaxFault, type Token, type TokenType } from './token.js';

const WHITESPACE = /\s+/y;
const NAME = /[\p{L}\p{N}\p{M}\p{Pc}_]+/uy;
const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nd}\p{Nl}\p{Mn}\p{Mc}\p{Pc}]*$/u;
const ASCII_NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

type Tag = 'raw' | 'variable' | 'block' | 'comment' | 'linestatement' | 'linecomment';

/** The patterns that depend on how templates are written; made once for an environment. */
export interface LexerRules {
  readonly options: SyntaxOptions;
  readonly open: RegExp;
  readonly tags: readonly Tag[];
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly commentEnd: RegExp;
  readonly rawEnd: RegExp;
  readonly lineEnd: RegExp;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

export function lexerRules(options: SyntaxOptions): LexerRules {
  const suffix = options.trimBlocks ? '\\n?' : '';
  const [blockStart, blockEnd] = [escape(options.blockStart), escape(options.blockEnd)];
  const commentEnd = escape(options.commentEnd);
  const closing = (end: string) => `(?:\\+${end}|-${end}\\s*|${end}${suffix})`;
  const starts: { tag: Tag; length: number; order: number; pattern: string }[] = [
    { tag: 'comment', length: options.commentStart.length, order: 0, pattern: escape(options.commentStart) },
    { tag: 'block', length: options.blockStart.length, order: 1, pattern: blockStart },
    { tag: 'variable', length: options.variableStart.length, order: 2, pattern: escape(options.variableStart) },
  ];
  if (options.lineStatementPrefix !== undefined) {
    const prefix = options.lineStatementPrefix;
    starts.push({ tag: 'linestatement', length: prefix.length, order: 3, pattern: `^[ \\t\\v]*${escape(prefix)}` });
  }
  if (options.lineCommentPrefix !== undefined) {
    const prefix = options.lineCommentPrefix;
    starts.push({
      tag: 'linecomment',
      length: prefix.length,
      order: 4,
      pattern: `(?:^|(?<=\\S))[^\\S\\r\\n]*${escape(prefix)}`,
    });
  }
  starts.sort((a, b) => b.length - a.length || b.order - a.order);
  const raw = `(${blockStart}([-+]?)\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd}))`;
  return {
    options,
    open: new RegExp([raw, ...starts.map((start) => `(${start.pattern})([-+]?)`)].join('|'), 'gm'),
    tags: ['raw', ...starts.map((start) => start.tag)],
    blockEnd: new RegExp(closing(blockEnd), 'y'),
    variableEnd: new RegExp(`-${escape(options.variableEnd)}\\s*|${escape(options.variableEnd)}`, 'y'),
    commentEnd: new RegExp(`${closing(commentEnd)}`, 'g'),
    rawEnd: new RegExp(`${blockStart}([-+]?)\\s*endraw\\s*${closing(blockEnd)}`, 'g'),
    lineEnd: /\s*?(?:\n|$(?![\s\S]))/y,
  };
}

/** The source as it is lexed: one kind of line break, and none at the end unless that is wanted. */
export function normaliseSource(source: string, keepTrailingNewline: boolean): string {
  const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  return !keepTrailingNewline && text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Splits a normalised source into tokens. A mistake becomes a last token, `failure`: what stands before it is judged first. */
export function tokenize(source: string, rules: LexerRules): Token[] {
  const lexer = new Lexer(source, rules);
  try {
    lexer.run();
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    lexer.push('failure', error.message, error.offset, error.offset);
  }
  lexer.push('eof', '', source.length, source.length);
  return lexer.tokens;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly #source: string;
  readonly #rules: LexerRules;
  #at = 0;
  /** The text read last ended a line: blanks before the next block may be dropped. */
  #lineStarting = true;

  constructor(source: string, rules: LexerRules) {
    this.#source = source;
    this.#rules = rules;
  }

  push(type: TokenType, value: string, start: number, end: number): void {
    this.tokens.push({ type, value, start, end });
  }

  run(): void {
    const { open, tags } = this.#rules;
    while (this.#at < this.#source.length) {
      open.lastIndex = this.#at;
      const match = open.exec(this.#source);
      if (match === null) {
        this.push('data', this.#source.slice(this.#at), this.#at, this.#source.length);
        return;
      }
      let group = 0;
      while (match[group * 2 + 1] === undefined) group++;
      this.#open(tags[group] as Tag, match.index, match[group * 2 + 2] as string);
      this.#enter(tags[group] as Tag, match.index, match.index + match[0].length);
    }
  }

  /** The data before a tag, stripped as the tag's sign or the options say. */
  #open(tag: Tag, end: number, sign: string): void {
    const start = this.#at;
    this.#data(start, end, sign, tag === 'variable');
  }

  #data(start: number, end: number, sign: string, variable: boolean): void {
    let text = this.#source.slice(start, end);
    if (sign === '-') text = text.trimEnd();
    else if (sign !== '+' && this.#rules.options.lstripBlocks && !variable) {
      const line = text.lastIndexOf('\n') + 1;
      if ((line > 0 || this.#lineStarting) && /^\s+$/.test(text.slice(line))) text = text.slice(0, line);
    }
    if (text !== '') this.push('data', text, start, start + text.length);
  }

  #enter(tag: Tag, start: number, end: number): void {
    this.#at = end;
    switch (tag) {
      case 'raw':
        this.#raw(end);
        break;
      case 'comment':
        this.#comment(start, end);
        break;
      case 'block':
        this.push('block_begin', '', start, end);
        this.#expression('block_end', this.#rules.blockEnd);
        break;
      case 'variable':
        this.push('variable_begin', '', start, end);
        this.#expression('variable_end', this.#rules.variableEnd);
        break;
      case 'linestatement':
        this.push('block_begin', '', start, end);
        this.#expression('block_end', this.#rules.lineEnd);
        break;
      case 'linecomment': {
        const stop = this.#source.indexOf('\n', end);
        this.#at = stop === -1 ? this.#source.length : stop;
        break;
      }
    }
    this.#lineStarting = this.#source[this.#at - 1] === '\n';
  }

  #comment(start: number, end: number): void {
    const { commentEnd } = this.#rules;
    commentEnd.lastIndex = end;
    const match = commentEnd.exec(this.#source);
    if (match === null) throw new SyntaxFault('Missing end of comment tag', start);
    this.#at = match.index + match[0].length;
  }

  #raw(start: number): void {
    const { rawEnd } = this.#rules;
    rawEnd.lastIndex = start;
    const match = rawEnd.exec(this.#source);
    if (match === null) throw new SyntaxFault('Missing end of raw directive', start);
    this.#lineStarting = this.#source[start - 1] === '\n';
    this.#data(start, match.index, match[1] as string, false);
    this.#at = match.index + match[0].length;
  }

  /** Tokens up to the end of a tag; inside brackets the end is not looked for. */
  #expression(endType: 'block_end' | 'variable_end', end: RegExp): void {
    const open: string[] = [];
    while (true) {
      if (open.length === 0) {
        end.lastIndex = this.#at;
        const match = end.exec(this.#source);
        if (match !== null) {
          this.push(endType, '', this.#at, this.#at + match[0].length);
          this.#at += match[0].length;
          return;
        }
      }
      if (this.#at >= this.#source.length) return;
      this.#token(open);
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0];
  }

  #token(open: string[]): void {
    const start = this.#at;
    const space = this.#match(WHITESPACE);
    if (space !== undefined) {
      this.#at += space.length;
      return;
    }
    const name = this.#name();
    if (name !== undefined) return this.#take('name', name, name.length);
    const float = this.#source[start - 1] === '.' ? undefined : this.#match(FLOAT);
    if (float !== undefined) return this.#take('float', float.replaceAll('_', ''), float.length);
    const integer = this.#match(INTEGER);
    if (integer !== undefined) return this.#take('integer', integer.replaceAll('_', ''), integer.length);
    const string = this.#match(STRING);
    if (string !== undefined) return this.#string(string);
    const operator = this.#match(OPERATOR);
    if (operator === undefined) {
      throw new SyntaxFault(`unexpected char ${pythonCharacter(this.#source, start)} at ${start}`, start);
    }
    this.#balance(operator, open);
    this.#take(OPERATORS[operator] as TokenType, operator, operator.length);
  }

  #take(type: TokenType, value: string, length: number): void {
    this.push(type, value, this.#at, this.#at + length);
    this.#at += length;
  }

  #name(): string | undefined {
    const ascii = this.#match(ASCII_NAME);
    const after = ascii === undefined ? this.#at : this.#at + ascii.length;
    const beyond = this.#source.charCodeAt(after) > 0x7f;
    if (!beyond) return ascii;
    const name = this.#match(NAME);
    if (name === undefined || /^\d/.test(name)) return ascii;
    if (!IDENTIFIER.test(name)) throw new SyntaxFault('Invalid character in identifier', this.#at);
    return name;
  }

  #string(literal: string): void {
    const decoded = decodeString(literal.slice(1, -1));
    if ('failure' in decoded) throw new SyntaxFault(decoded.failure, this.#at);
    this.#take('string', decoded.text, literal.length);
  }

  #balance(operator: string, open: string[]): void {
    const closer = CLOSERS[operator];
    if (closer !== undefined) open.push(closer);
    else if (operator === '}' || operator === ')' || operator === ']') {
      const expected = open.pop();
      if (expected === undefined) throw new SyntaxFault(`unexpected '${operator}'`, this.#at);
      if (expected !== operator) throw new SyntaxFault(`unexpected '${operator}', expected '${expected}'`, this.#at);
    }
  }
}

function pythonCharacter(source: string, at: number): string {
  const character = String.fromCodePoint(source.codePointAt(at) as number);
  return character === "'" ? `"'"` : character === '\\' ? "'\\\\'" : `'${character}'`;
}
