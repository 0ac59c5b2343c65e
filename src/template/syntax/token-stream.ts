import { describeToken, describeTokenType, SyntaxFault, type Token, type TokenType } from './token.js';

/** A cursor over tokens. Reaching the failure the lexer left raises it. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  current: Token;
  /** End of the token taken last. */
  lastEnd = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.current = this.#visible(0);
  }

  #visible(at: number): Token {
    const token = this.#tokens[Math.min(at, this.#tokens.length - 1)] as Token;
    if (token.type === 'failure') throw new SyntaxFault(token.value, token.start);
    return token;
  }

  next(): Token {
    const token = this.current;
    this.lastEnd = token.end;
    this.#at++;
    this.current = this.#visible(this.#at);
    return token;
  }

  look(): Token {
    return this.#visible(this.#at + 1);
  }

  is(type: TokenType): boolean {
    return this.current.type === type;
  }

  isName(name: string): boolean {
    return this.current.type === 'name' && this.current.value === name;
  }

  skipIf(type: TokenType): boolean {
    if (this.current.type !== type) return false;
    this.next();
    return true;
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.next();
    return true;
  }

  expect(type: TokenType): Token {
    if (this.current.type !== type) this.#unexpected(describeTokenType(type));
    return this.next();
  }

  expectName(name: string): Token {
    if (!this.isName(name)) this.#unexpected(name);
    return this.next();
  }

  #unexpected(expected: string): never {
    if (this.current.type === 'eof') {
      throw new SyntaxFault(`unexpected end of template, expected '${expected}'.`, this.current.start);
    }
    throw new SyntaxFault(
      `expected token '${expected}', got ${quoted(describeToken(this.current))}`,
      this.current.start,
    );
  }
}

export function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}
