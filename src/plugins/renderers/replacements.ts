import { renderer } from '../../contract/index.js';
import { isSecret, isUnknown, reveal, secret, setMember, withoutNullMarker } from '../../kernel/index.js';

/**
 * Data to data: a text that is the null marker, as a null parameter prints itself in a template, becomes null; inside a longer text it is cut out.
 * The built-in renderers from text to data do so by themselves; this is for a pipe that ends with one that does not.
 */
export default renderer({
  ref: 'replacements',
  summary: 'Data to data: parameters that are null become null.',
  render(input, ctx) {
    ctx.signal.throwIfAborted();
    if (input.kind === 'text') return { ...input };
    const data = replaced(input.data, new Set());
    return data === input.data ? input : { ...input, data };
  },
});

/** The same containers, so that their positions stay: data between two stages belongs to the pipe. */
function replaced(value: unknown, seen: Set<object>): unknown {
  if (typeof value === 'string') return withoutNullMarker(value);
  if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
  if (isSecret(value)) {
    const inner = reveal<unknown>(value);
    const plain = replaced(inner, seen);
    return plain === inner ? value : secret(plain);
  }
  if (seen.has(value)) return value;
  seen.add(value);
  const target = value as Record<string, unknown>;
  for (const key of Object.keys(target)) {
    const inner = target[key];
    const plain = replaced(inner, seen);
    if (plain !== inner) setMember(target, key, plain);
  }
  return value;
}
