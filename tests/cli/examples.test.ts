import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** Every folder below `examples/` with a tree to run. */
const trees = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const files = readdirSync(join(examples, name));
    const entry = files.find((file) => file === 'site.sls' || file === 'init.sls');
    return entry === undefined ? [] : [[name, entry] as const];
  });

describe('the examples', () => {
  const holdfast = scratchCommand();

  it.each(trees)('%s: the second run changes nothing', async (name, entry) => {
    cpSync(join(examples, name), join(holdfast.directory, name), { recursive: true });
    const outcomes = async (): Promise<string[]> => {
      const { stdout, stderr, code } = await holdfast.run(['state', `${name}/${entry}`, '--yes', '--json']);
      expect([code, stderr]).toEqual([0, '']);
      return Object.values(JSON.parse(stdout) as Record<string, { outcome: string }>).map((one) => one.outcome);
    };
    expect(await outcomes()).not.toContain('failed');
    const second = await outcomes();
    expect(second.filter((one) => one !== 'unchanged' && one !== 'skipped: requisite')).toEqual([]);
  });

  it.each(trees)('%s: inverted, it returns the world to where it was', async (name, entry) => {
    cpSync(join(examples, name), join(holdfast.directory, name), { recursive: true });
    const world = async (): Promise<unknown> => {
      const { stdout } = await holdfast.run(['describe', 'cloud.*', '--json']);
      return {
        cloud: JSON.parse(stdout === '' ? '{}' : stdout),
        files: new Set(readdirSync(holdfast.directory, { recursive: true }).map(String)),
      };
    };
    const run = async (...words: readonly string[]): Promise<string[]> => {
      const { stdout, stderr, code } = await holdfast.run(['state', `${name}/${entry}`, '--yes', '--json', ...words]);
      expect([code, stderr]).toEqual([0, '']);
      return Object.values(JSON.parse(stdout) as Record<string, { outcome: string }>).map((one) => one.outcome);
    };
    const before = await world();
    await run();
    await run('--invert');
    expect(await world()).toEqual(before);
    const again = await run('--invert');
    expect(again).not.toContain('failed');
    expect(await world()).toEqual(before);
    await run();
    expect((await run()).filter((one) => one !== 'unchanged' && one !== 'skipped: requisite')).toEqual([]);
  });
});
