import { describe, expect, it } from 'vitest';
import type { SourceContext, SourceDefinition } from '../contract/index.js';
import { memoryFiles } from '../testing/index.js';
import { openSources } from './open-sources.js';

/** Opens one source text; tells what its plugin was given. */
async function opened(text: string) {
  const given: { place: string; profile: string }[] = [];
  let asked = '';
  const definition = {
    ref: 'any',
    async open(_ctx: SourceContext, place: string) {
      given.push({ place, profile: asked });
      return { read: async () => undefined };
    },
  } as unknown as SourceDefinition;
  const { diagnostics } = await openSources(
    { refs: [], slsSources: [text], directory: '/work' },
    {
      files: memoryFiles(),
      source: async () => definition,
      context: async (_plugin, profile) => {
        asked = profile;
        return {} as SourceContext;
      },
    },
  );
  return { given, diagnostics };
}

describe('the account profile of a source', () => {
  it.each([
    { name: 'none', text: 'https://host/x', place: 'host/x', profile: 'default' },
    { name: 'one', text: 'https://work@host/x', place: 'host/x', profile: 'work' },
    { name: 'one beside a user', text: 'git+ssh://work@git@host/x', place: 'git@host/x', profile: 'work' },
    { name: 'a sign in a path', text: 'zip:///srv/a@b/x.zip', place: '/srv/a@b/x.zip', profile: 'default' },
    { name: 'a sign in data', text: 'json://{"a":"me@host"}', place: '{"a":"me@host"}', profile: 'default' },
    { name: 'a sign in a folder', text: 'file:///srv/work@host', place: '/srv/work@host', profile: 'default' },
  ])('$name', async ({ text, place, profile }) => {
    expect(await opened(text)).toEqual({ given: [{ place, profile }], diagnostics: [] });
  });

  it('is the only way for a password, which is not told again', async () => {
    const { given, diagnostics } = await opened('https://me:hunter2@host/x');
    expect(given).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'sls/bad-source' }]);
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
  });
});
