/** What is built: name below `dist/` to source. All but `main`, the command, stand in the `exports` of package.json. */
export const entries = {
  main: 'src/app/main.ts',
  index: 'src/index.ts',
  plugin: 'src/plugin.ts',
  sls: 'src/sls.ts',
  'testing/index': 'src/testing/index.ts',
  'server/index': 'src/server/index.ts',
} as const;
