import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHub } from '../../hub/index.js';
import { diagnosticsOf } from '../../kernel/index.js';
import { nodeModules } from './index.js';

let project = '';
beforeEach(() => void (project = mkdtempSync(join(tmpdir(), 'modules-'))));
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('modules loaded through the hub', () => {
  it('blame the line of the TypeScript file that threw', async () => {
    mkdirSync(join(project, 'holdfast.plugins/exec'), { recursive: true });
    const source = `interface Removed {\n  readonly x: number;\n}\n\nfunction fail(_: Removed): never {\n  throw new TypeError('no luck');\n}\nfail({ x: 1 });\n`;
    writeFileSync(join(project, 'holdfast.plugins/exec/a.ts'), source);
    const outside = {
      projectDirectory: project,
      cacheDirectory: join(project, 'cache'),
      running: {},
      modules: nodeModules(),
    };
    const thrown = await createHub({ builtIns: [], outside })
      .load('exec', 'a')
      .catch((error: unknown) => error);
    expect(diagnosticsOf(thrown)?.[0]?.span).toMatchObject({ file: 'holdfast.plugins/exec/a.ts', line: 6 });
    expect(((thrown as Error).cause as Error).stack).toMatch(/holdfast\.plugins\/exec\/a\.ts:8:/);
  });
});
