/**
 * Cutting a long YAML text in front of top-level keys, so that the parser's events of one piece can go before the next is read: an event
 * takes far more memory than the text it stands for.
 *
 * In a block mapping a line that begins in the first column with a letter, a digit or a quote begins a key: values, texts of several lines
 * and brackets are indented. Where that is not so, the pieces do not read as mappings, and the whole text is read at once.
 */

export interface Piece {
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly offset: number;
}

const PIECE_LENGTH = 128 * 1024;

export function cutPieces(text: string): readonly Piece[] {
  if (text.length < 2 * PIECE_LENGTH) return [{ text, offset: 0 }];
  const pieces: Piece[] = [];
  const key = /^[A-Za-z0-9_"']/gm;
  let offset = 0;
  while (offset < text.length) {
    key.lastIndex = offset + PIECE_LENGTH;
    const cut = key.exec(text)?.index ?? text.length;
    pieces.push({ text: text.slice(offset, cut), offset });
    offset = cut;
  }
  return pieces;
}
