import { Fault } from '../values/fault.js';

export type TokenType =
  | 'data'
  | 'block_begin'
  | 'block_end'
  | 'variable_begin'
  | 'variable_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'eof'
  | 'failure'
  | OperatorType;

export type OperatorType =
  | 'add'
  | 'sub'
  | 'div'
  | 'floordiv'
  | 'mul'
  | 'mod'
  | 'pow'
  | 'tilde'
  | 'lbracket'
  | 'rbracket'
  | 'lparen'
  | 'rparen'
  | 'lbrace'
  | 'rbrace'
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gteq'
  | 'lt'
  | 'lteq'
  | 'assign'
  | 'dot'
  | 'colon'
  | 'pipe'
  | 'comma'
  | 'semicolon';

export interface Token {
  readonly type: TokenType;
  /** Decoded text of a string, digits of a number, the name, the data, the message of a failure. */
  readonly value: string;
  /** Offsets in the normalised source. */
  readonly start: number;
  readonly end: number;
}

export const OPERATORS: Readonly<Record<string, OperatorType>> = {
  '+': 'add',
  '-': 'sub',
  '/': 'div',
  '//': 'floordiv',
  '*': 'mul',
  '%': 'mod',
  '**': 'pow',
  '~': 'tilde',
  '[': 'lbracket',
  ']': 'rbracket',
  '(': 'lparen',
  ')': 'rparen',
  '{': 'lbrace',
  '}': 'rbrace',
  '==': 'eq',
  '!=': 'ne',
  '>': 'gt',
  '>=': 'gteq',
  '<': 'lt',
  '<=': 'lteq',
  '=': 'assign',
  '.': 'dot',
  ':': 'colon',
  '|': 'pipe',
  ',': 'comma',
  ';': 'semicolon',
};

const SIGNS = Object.fromEntries(Object.entries(OPERATORS).map(([sign, type]) => [type, sign]));

const DESCRIPTIONS: Readonly<Partial<Record<TokenType, string>>> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
};

export function describeTokenType(type: TokenType): string {
  return SIGNS[type] ?? DESCRIPTIONS[type] ?? type;
}

export function describeToken(token: Token): string {
  return token.type === 'name' ? token.value : describeTokenType(token.type);
}

export interface OpenTag {
  readonly tag: string;
  readonly offset: number;
}

/** A mistake in the text of a template, with its place. */
export class SyntaxFault extends Fault {
  readonly offset: number;
  /** The statement that is not closed. */
  readonly open: OpenTag | undefined;

  constructor(
    message: string,
    offset: number,
    kind: 'TemplateSyntaxError' | 'TemplateAssertionError' = 'TemplateSyntaxError',
    hints: readonly string[] = [],
    open?: OpenTag,
  ) {
    super(kind, message, hints);
    this.offset = offset;
    this.open = open;
  }
}
