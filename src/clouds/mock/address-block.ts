/** IPv4 address blocks in CIDR notation. */
import { invalid } from './refusals.js';

/** First and last address as unsigned 32-bit numbers. */
export interface AddressBlock {
  readonly first: number;
  readonly last: number;
}

/** Parses `10.0.0.0/16`. Throws an invalid error that says what is wrong. */
export function parseAddressBlock(text: string): AddressBlock {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = match?.slice(1).map(Number) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = numbers;
  if (a > 255 || b > 255 || c > 255 || d > 255 || prefix > 32) {
    throw invalid(`'${text}' is not an address block`, 'write an IPv4 block as 10.0.0.0/16');
  }
  const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  if (first !== address) {
    throw invalid(
      `'${text}' has bits set beyond its prefix`,
      `the block that holds this address is ${addressText(first)}/${prefix}`,
    );
  }
  return { first, last: first + size - 1 };
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

export function contains(outer: AddressBlock, inner: AddressBlock): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Of blocks that are sorted and do not overlap, the index where one belongs, or the index of one it overlaps. */
export function placeOf(
  blocks: readonly AddressBlock[],
  block: AddressBlock,
): { readonly at: number } | { readonly overlaps: number } {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blocks[middle] as AddressBlock).last < block.first) low = middle + 1;
    else high = middle;
  }
  const next = blocks[low];
  return next !== undefined && next.first <= block.last ? { overlaps: low } : { at: low };
}
