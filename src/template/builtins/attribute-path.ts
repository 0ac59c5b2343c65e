import type { Runtime } from '../runtime/runtime.js';
import { getItem } from '../values/attributes.js';
import { Markup, Undefined } from '../values/model.js';

/** What filters like `sort` and `map` take as `attribute`: `name`, `a.b`, `0`, or nothing. */
function attributeParts(attribute: unknown): readonly unknown[] {
  if (attribute === undefined || attribute === null) return [];
  if (typeof attribute !== 'string') return [attribute];
  return attribute.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** A function that follows such a path. */
export function attributeGetter(
  runtime: Runtime,
  attribute: unknown,
  after: (value: unknown) => unknown = (value) => value,
  otherwise: unknown = null,
): (item: unknown) => unknown {
  const parts = attributeParts(attribute);
  return (item) => {
    runtime.tick();
    let value = item;
    for (const part of parts) {
      value = getItem(runtime, value, part);
      if (value instanceof Undefined && otherwise !== null && otherwise !== undefined) value = otherwise;
    }
    return after(value);
  };
}

/** Like `attributeGetter` for `a,b`: gives a list. */
export function attributesGetter(
  runtime: Runtime,
  attribute: unknown,
  after: (value: unknown) => unknown,
): (item: unknown) => unknown[] {
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const getters = paths.map((path) => attributeGetter(runtime, path, after));
  return (item) => getters.map((get) => get(item));
}

/** Lower case for texts, so that they compare without regard to it. */
export function ignoreCase(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase();
  return value instanceof Markup ? value.text.toLowerCase() : value;
}
