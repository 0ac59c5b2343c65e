/** Whether a schema of events only grew: what readers of an earlier one rely on still holds. */

type Schema = Readonly<Record<string, unknown>>;

/** Everything that was taken away, renamed or given another type. */
export function breaches(earlier: Schema, later: Schema): string[] {
  return [...compare(earlier, later, 'line'), ...compareDefinitions(earlier, later)];
}

function compareDefinitions(earlier: Schema, later: Schema): string[] {
  const before = (earlier['$defs'] ?? {}) as Readonly<Record<string, Schema>>;
  const now = (later['$defs'] ?? {}) as Readonly<Record<string, Schema>>;
  return Object.entries(before).flatMap(([name, schema]) =>
    now[name] === undefined ? [`${name} is gone`] : compare(schema, now[name], name),
  );
}

function compare(earlier: Schema, later: Schema, path: string): string[] {
  const wrong: string[] = [];
  if (typesOf(earlier) !== typesOf(later)) wrong.push(`${path} was ${typesOf(earlier)} and is ${typesOf(later)}`);
  if (earlier['$ref'] !== later['$ref']) wrong.push(`${path} was ${String(earlier['$ref'])}`);
  const values = valuesOf(later);
  for (const value of valuesOf(earlier))
    if (!values.includes(value)) wrong.push(`${path} lost the value ${String(value)}`);
  if (valuesOf(earlier).length === 0 && values.length > 0) wrong.push(`${path} was narrowed to ${values.join(', ')}`);
  const members = (schema: Schema) => (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  for (const [name, schema] of Object.entries(members(earlier))) {
    const now = members(later)[name];
    if (now === undefined) wrong.push(`${path}.${name} is gone`);
    else wrong.push(...compare(schema, now, `${path}.${name}`));
  }
  for (const name of (earlier['required'] ?? []) as readonly string[]) {
    if (!((later['required'] ?? []) as readonly string[]).includes(name))
      wrong.push(`${path}.${name} may be missing now`);
  }
  for (const inner of ['items', 'additionalProperties'] as const) {
    if (earlier[inner] === undefined) continue;
    wrong.push(...compare(earlier[inner] as Schema, (later[inner] ?? {}) as Schema, `${path}[]`));
  }
  const references = (schema: Schema) =>
    ((schema['oneOf'] ?? []) as readonly Schema[]).map((one) => String(one['$ref']));
  for (const one of references(earlier)) if (!references(later).includes(one)) wrong.push(`${path} lost ${one}`);
  return wrong;
}

function typesOf(schema: Schema): string {
  return [(schema['type'] ?? []) as string | readonly string[]]
    .flat()
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(' or ');
}

function valuesOf(schema: Schema): readonly unknown[] {
  return 'const' in schema ? [schema['const']] : ((schema['enum'] ?? []) as readonly unknown[]);
}
