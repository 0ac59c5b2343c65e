import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

interface Kind {
  readonly summary: string;
  /** Path of the source without extension, from the root of the repository. */
  place(ref: string): string;
  /** Path of the example; the skeleton has none when this is absent. */
  example?(ref: string): string;
  /** What is left to do by hand. */
  next(ref: string): readonly string[];
}

/** Says what is wrong with a request; nothing was written. */
export class SkeletonError extends Error {}

const path = (ref: string): string => ref.replaceAll('.', '/');
const dashed = (ref: string): string => ref.replaceAll('.', '-').replaceAll('_', '-');
const builtIn = (folder: string, ref: string): string =>
  `add one line to the table of built-in plugins: { folder: '${folder}', ref: '${ref}', load: () => import('../plugins/${folder}/${path(ref)}.js') }`;

export const kinds: Readonly<Record<string, Kind>> = {
  state: {
    summary: 'a resource',
    place: (ref) => `src/plugins/states/${path(ref)}`,
    example: (ref) => `examples/states/${path(ref)}.sls`,
    next: (ref) => [builtIn('states', ref), 'put the provider’s own calls in the place of the ones over HTTP'],
  },
  exec: {
    summary: 'functions called by name',
    place: (ref) => `src/plugins/exec/${path(ref)}`,
    example: (ref) => `examples/exec/${path(ref)}.sls`,
    next: (ref) => [builtIn('exec', ref)],
  },
  renderer: {
    summary: 'a stage of the render pipe',
    place: (ref) => `src/plugins/renderers/${path(ref)}`,
    example: (ref) => `examples/renderers/${path(ref)}.sls`,
    next: (ref) => [builtIn('renderers', ref)],
  },
  template: {
    summary: 'filters, tests and globals of templates',
    place: (ref) => `src/plugins/templates/${path(ref)}`,
    example: (ref) => `examples/templates/${path(ref)}.sls`,
    next: (ref) => [builtIn('templates', ref)],
  },
  events: {
    summary: 'a kind of place that events are sent to',
    place: (ref) => `src/plugins/events/${path(ref)}`,
    next: (ref) => [builtIn('events', ref)],
  },
  acct: {
    summary: 'a kind of store that credentials come from',
    place: (ref) => `src/plugins/acct/${path(ref)}`,
    next: (ref) => [builtIn('acct', ref)],
  },
  driver: {
    summary: 'a kind of cloud',
    place: (ref) => `src/plugins/drivers/${path(ref)}`,
    next: (ref) => [
      builtIn('drivers', ref),
      'add a collection for everything the cloud has; what is absent is not advertised',
    ],
  },
  store: {
    summary: 'a store of enforced state',
    place: (ref) => `src/plugins/esm/${path(ref)}`,
    next: (ref) => [
      builtIn('esm', ref),
      'offer `log` too if the store can write on condition: it makes the store strong',
    ],
  },
  requisite: {
    summary: 'a relation between chunks',
    place: (ref) => `src/engine/requisites/${dashed(ref)}`,
    example: (ref) => `examples/requisites/${dashed(ref)}.sls`,
    next: () => [
      'add it to the list in src/engine/requisites/table.ts',
      'add valid and invalid cases to tests/corpus/sls and one lifecycle test',
    ],
  },
  command: {
    summary: 'a command; a dot stands for a space',
    place: (ref) => `src/cli/commands/${dashed(ref)}`,
    next: (ref) => [
      `add one line to src/cli/commands/table.ts: { name: '${ref.replaceAll('.', ' ')}', summary: '…', load: async () => (await import('./${dashed(ref)}.js')).${camel(ref)}Command }`,
    ],
  },
};

/**
 * Writes source, test and, where the kind has one, an example. Overwrites nothing.
 * @throws SkeletonError when the kind or the ref is wrong, or when one of the files exists.
 */
export function writeSkeleton(
  root: string,
  kindName: string,
  ref: string,
): { written: string[]; next: readonly string[] } {
  const kind = Object.hasOwn(kinds, kindName) ? kinds[kindName] : undefined;
  if (kind === undefined) {
    throw new SkeletonError(`there is no skeleton of a ${kindName}; there are: ${Object.keys(kinds).join(', ')}`);
  }
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/.test(ref)) {
    throw new SkeletonError(
      `${ref} is not a ref: small letters, digits and _ in parts joined by dots, such as aws.ec2.vpc`,
    );
  }
  const source = kind.place(ref);
  const files: [path: string, skeleton: string][] = [
    [`${source}.ts`, 'source.ts.txt'],
    [`${source}.test.ts`, 'source.test.ts.txt'],
  ];
  if (kind.example) files.push([kind.example(ref), 'example.sls.txt']);
  const there = files.map(([file]) => file).filter((file) => existsSync(join(root, file)));
  if (there.length > 0) throw new SkeletonError(`there is already ${there.join(' and ')}`);

  const values = {
    ref,
    ...namesFor(ref, basename(source)),
    src: `${relative(dirname(source), 'src')}/`.replace(/^(?!\.)/, './'),
  };
  for (const [file, skeleton] of files) {
    const text = readFileSync(new URL(`skeletons/${kindName}/${skeleton}`, import.meta.url), 'utf8');
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), filled(text, values));
  }
  return {
    written: files.map(([file]) => file),
    next: [...kind.next(ref), `npm run check -- types lint && npx vitest run ${source}`],
  };
}

/** The forms a ref takes in a skeleton. */
function namesFor(ref: string, file: string): Record<string, string> {
  const last = ref.slice(ref.lastIndexOf('.') + 1);
  return { last, first: ref.split('.')[0] ?? ref, file, spaced: ref.replaceAll('.', ' '), camel: camel(ref) };
}

function camel(ref: string): string {
  return ref.replace(/[._]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/«(\w+)»/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the skeleton asks for «${name}»`);
    return value;
  });
}
