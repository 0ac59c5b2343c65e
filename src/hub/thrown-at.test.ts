import { describe, expect, it } from 'vitest';
import type { PluginPlace } from './hub.js';
import { thrownAt } from './thrown-at.js';

const place = (origin: PluginPlace['origin'], file: string): PluginPlace => ({
  folder: 'states',
  ref: 'a.b',
  origin,
  file,
});
const thrown = (...frames: readonly string[]): Error =>
  Object.assign(new Error('no'), { stack: ['Error: no', ...frames.map((frame) => `    at ${frame}`)].join('\n') });

describe('the place where a plugin threw', () => {
  it.each([
    {
      name: 'project',
      reason: 'frames of other files are passed over',
      place: place('project', 'holdfast.plugins/states/a/b.ts'),
      thrown: thrown(
        'Object.x (node:internal/x:1:2)',
        'f (/p/holdfast.plugins/_lib.ts:9:9)',
        'run (/p/holdfast.plugins/states/a/b.ts:8:3)',
      ),
      want: { file: 'holdfast.plugins/states/a/b.ts', line: 8, column: 3 },
    },
    {
      name: 'package',
      reason: 'the package is wherever it is installed; URLs are understood',
      place: place('package', '@me/p:plugins/states/a/b.js'),
      thrown: thrown('file:///x%20y/node_modules/@me/p/plugins/states/a/b.js:1:20'),
      want: { file: '@me/p:plugins/states/a/b.js', line: 1, column: 20 },
    },
    {
      name: 'built-in',
      reason: 'its file is not on the user’s disk',
      place: place('built-in', 'src/plugins/states/test.ts'),
      thrown: thrown('run (/w/src/plugins/states/test.ts:1:1)'),
      want: undefined,
    },
    {
      name: 'no error',
      reason: 'anything may be thrown',
      place: place('project', 'holdfast.plugins/states/a/b.ts'),
      thrown: 'text',
      want: undefined,
    },
  ])('$name: $reason', ({ place: at, thrown: what, want }) => expect(thrownAt(at, what)).toEqual(want));
});
