import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The package's own names, so that examples and folder plugins are tested against the source. */
const alias = [
  { find: /^holdfast$/, replacement: here('./src/index.ts') },
  { find: /^holdfast\/plugin$/, replacement: here('./src/plugin.ts') },
  { find: /^holdfast\/sls$/, replacement: here('./src/sls.ts') },
  { find: /^holdfast\/testing$/, replacement: here('./src/testing/index.ts') },
  { find: /^holdfast\/server$/, replacement: here('./src/server/index.ts') },
];

export default defineConfig({
  define: { HOLDFAST_VERSION: JSON.stringify('0.0.0-source') },
  resolve: { alias },
  test: {
    pool: 'forks',
    // Most of the time goes to processes that the tests start and wait for.
    maxWorkers: '100%',
    reporters: process.env['CI'] ? ['default'] : [['default', { summary: false }]],
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'], reporter: ['text', 'html'] },
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'whole', include: ['tests/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
    ],
  },
});
