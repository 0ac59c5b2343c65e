/** One text for equal data, whatever the order of its keys: for digests. Secrets are masked. */
import { createHash } from 'node:crypto';
import { isUnknown, redact } from '../../kernel/index.js';

export function canonicalText(value: unknown): string {
  return JSON.stringify(redact(value), (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (isUnknown(inner)) return String(inner);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** `sha256:` and hex. */
export function digestOf(value: unknown): string {
  return textDigest(canonicalText(value));
}

export function textDigest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
