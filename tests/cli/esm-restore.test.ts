/** Going back to an earlier state, with what is secret and what is no thing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

/** A database makes up its password; a user is given one. Both are files. */
const plugin = (ref: string, generated: boolean) => `
import { field, resource } from 'holdfast/plugin';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const path = (id) => process.env.WORLD + '/' + id;

export default resource({
  ref: '${ref}',
  summary: 'A thing with a password.',
  fields: {
    name: field.string({ doc: 'Its name.' }),
    resource_id: field.string({ doc: 'Its id.', computed: true, stable: true }),
    size: field.integer({ doc: 'Its size.' }),
    password: field.string({ doc: 'Never shown.', secret: true${generated ? ', computed: true' : ''} }),
  },
  identity: { kind: 'id', of: (_args, known) => (known.resource_id ? { id: known.resource_id } : undefined) },
  async observe(_ctx, { id }) {
    if (!existsSync(path(id))) return { kind: 'absent' };
    return { kind: 'present', id, state: { ...JSON.parse(readFileSync(path(id), 'utf8')), resource_id: id } };
  },
  async create(ctx, { name, size, password }) {
    const id = '${ref}-' + name;
    writeFileSync(path(id), JSON.stringify({ name, size, password: ${generated ? "'made-' + ctx.token" : 'password'} }));
    return { id };
  },
  async update(_ctx, current, args) {
    const before = JSON.parse(readFileSync(path(current.id), 'utf8'));
    writeFileSync(path(current.id), JSON.stringify({ ...before, size: args.size, ${generated ? '' : 'password: args.password ?? before.password'} }));
  },
  async remove(_ctx, current) { rmSync(path(current.id)); },
});
`;

const DB = 'db:\n  acme.database.present:\n    - size: 1\n';
const USER = 'app:\n  acme.user.present:\n    - size: 1\n    - password: ${acme.database:db:password}\n';
const BUILD = 'built:\n  trigger.build:\n    - triggers:\n      - version: 1\n';

describe('restoring', () => {
  const holdfast = scratchCommand();
  const run = (...words: string[]) => holdfast.run(words, { env: { WORLD: holdfast.directory } });
  const tree = (site: string) =>
    holdfast.files({
      'holdfast.yaml': 'run_name: site\n',
      'holdfast.plugins/states/acme/database.js': plugin('acme.database', true),
      'holdfast.plugins/states/acme/user.js': plugin('acme.user', false),
      'site.sls': site,
    });
  const enforce = async (site: string): Promise<string> => {
    tree(site);
    const ended = await run('state', 'site.sls', '--yes', '--prune');
    expect(ended.code, ended.stderr + ended.stdout).toBe(0);
    const history = JSON.parse((await run('esm', 'history', '--json')).stdout) as { runs: { last: number }[] };
    return `@${history.runs.at(-1)?.last}`;
  };
  const thing = (id: string) =>
    JSON.parse(readFileSync(join(holdfast.directory, id), 'utf8')) as { size: number; password: string };
  const records = async () =>
    JSON.parse((await run('esm', 'show', '--json')).stdout) as Record<string, { state: unknown }>;

  it('brings back a secret that came from another thing, and nothing shows it', async () => {
    const both = await enforce(DB + USER);
    const { password } = thing('acme.user-app');
    expect(password).toBe(thing('acme.database-db').password);
    await enforce(DB);
    expect(existsSync(join(holdfast.directory, 'acme.user-app'))).toBe(false);
    const restored = await run('esm', 'restore', both, '--yes');
    expect([restored.code, restored.stderr], restored.stdout).toEqual([0, expect.not.stringContaining('not-restored')]);
    expect(thing('acme.user-app').password).toBe(password);
    const root = holdfast.env['HOLDFAST_ROOT'] as string;
    const kept = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'));
    expect([restored.stdout, restored.stderr, ...kept].join('\n')).not.toContain(password);
    tree(DB + USER);
    expect((await run('plan', 'site.sls', '--detailed-exitcode')).code).toBe(0);
  });

  it('names a secret that was given and is kept nowhere', async () => {
    const both = await enforce(DB + USER.replace('${acme.database:db:password}', 'literal-pass-1'));
    await enforce(DB + USER);
    const { password } = thing('acme.user-app');
    const later = await enforce(DB);
    expect(later).not.toBe(both);
    const literal = await run('esm', 'restore', both, '--yes');
    // It was given, and is kept nowhere: what cannot come back is named.
    expect(literal.stderr).toContain(
      "'acme.user_|-app_|-app_|-' is not restored in full: the value of password is not kept",
    );
    expect(thing('acme.database-db').password).toBe(password);
  });

  it('a secret that is still what it was is no reason for a warning', async () => {
    const user = USER.replace('${acme.database:db:password}', 'literal-pass-1');
    const first = await enforce(user);
    await enforce(user.replace('size: 1', 'size: 2'));
    const restored = await run('esm', 'restore', first, '--yes');
    expect([restored.code, restored.stderr]).toEqual([0, expect.not.stringContaining('not-restored')]);
    expect(thing('acme.user-app')).toMatchObject({ size: 1, password: 'literal-pass-1' });
  });

  it('brings back the record of what is no thing, and says so', async () => {
    const first = await enforce(DB + BUILD);
    const tag = 'trigger_|-built_|-built_|-';
    const then = (await records())[tag];
    expect(then?.state).toBeDefined();
    await enforce(DB + BUILD.replace('version: 1', 'version: 2'));
    expect((await records())[tag]?.state).not.toEqual(then?.state);
    const test = await run('esm', 'restore', first, '--test');
    expect(test.stderr).toContain(`'${tag}' is restored as a record only: what it did is not done again`);
    expect((await records())[tag]?.state).not.toEqual(then?.state);
    expect((await run('esm', 'restore', first, '--yes')).code).toBe(0);
    expect((await records())[tag]?.state).toEqual(then?.state);
    await enforce(DB);
    expect(Object.keys(await records())).toEqual(['acme.database_|-db_|-db_|-']);
    await run('esm', 'restore', first, '--yes');
    expect(Object.keys(await records())).toEqual(['acme.database_|-db_|-db_|-', tag]);
    expect((await run('esm', 'diff', first)).stdout).toContain('nothing differs');
  });
});
