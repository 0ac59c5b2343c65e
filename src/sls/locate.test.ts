import { describe, expect, it } from 'vitest';
import { candidates, includeRefs, normaliseRef } from './locate.js';

describe('candidates', () => {
  it('tries the file, the init file, modules, the name with its extension, and the plain path', () => {
    expect(candidates('a.b.c').map(({ path, actualRef }) => `${path} is ${actualRef}`)).toEqual([
      'a/b/c.sls is a.b.c',
      'a/b/c/init.sls is a.b.c.init',
      'a/b/c.sls.ts is a.b.c',
      'a/b/c/init.sls.ts is a.b.c.init',
      'a/b/c.sls.js is a.b.c',
      'a/b/c/init.sls.js is a.b.c.init',
      'a/b/c.sls.mts is a.b.c',
      'a/b/c/init.sls.mts is a.b.c.init',
      'a/b/c.sls.mjs is a.b.c',
      'a/b/c/init.sls.mjs is a.b.c.init',
      'a/b.c is a.b.c',
      'a.b.c is a.b.c',
      'a.b.c.sls is a.b.c',
      'a/b/c is a.b.c',
    ]);
  });

  it.each(['', 'a..b', '.a', 'a.', 'a/b', '../a', '/etc/passwd'])(
    "never tries '%s': it could lead out of a source",
    (ref) => {
      expect(candidates(ref)).toEqual([]);
    },
  );
});

describe('includeRefs', () => {
  it.each([
    { entry: 'x.y', from: 'main', want: ['x.y'] },
    { entry: 'x', from: 'a.b', want: ['x', 'a.x'] },
    { entry: '.x', from: 'a.b', want: ['a.x'] },
    { entry: '.x', from: 'main', want: ['x'] },
    { entry: '.bar', from: 'foo.init', want: ['foo.bar'] },
    { entry: '..bar', from: 'foo.init', want: ['bar'] },
    { entry: '.ec2.vpcs', from: 'aws.my-states', want: ['aws.ec2.vpcs'] },
    { entry: '...x', from: 'a.b.c', want: ['x'] },
    { entry: '....x', from: 'a.b.c', want: undefined },
    { entry: '.', from: 'a.b', want: undefined },
  ])('$entry in $from is $want', ({ entry, from, want }) => {
    expect(includeRefs(entry, from)).toEqual(want);
  });
});

describe('normaliseRef', () => {
  it.each([
    ['my/tree/x.sls', 'my.tree.x'],
    ['./x.sls', 'x'],
    ['my.tree.x', 'my.tree.x'],
    ['tree\\x.sls', 'tree.x'],
    ['tree/site.json', 'tree.site.json'],
    ['tree/', 'tree'],
  ])('%s is %s', (text, want) => {
    expect(normaliseRef(text)).toBe(want);
  });
});
