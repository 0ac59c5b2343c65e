// What must hold of the installed package: the project it is installed in, and the checks.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project, by path. Packages below `packages/` become its dependencies. */
export const files = {
  'package.json': JSON.stringify({ name: 'packed', private: true, type: 'module' }),
  'holdfast.yaml': 'project: packed\n',
  'site.sls': `
net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.present:
    - names: [web1, web2, web3]
    - hardware_profile: m1-small
    - network_id: \${cloud.network:net:resource_id}
from-folder:
  local.greeting.said:
    - text: hello
from-package:
  packaged.greeting.said:
    - text: hello
`,
  'holdfast.plugins/states/local/greeting.ts': greeting('local.greeting', ': string'),
  'packages/holdfast-greeting/package.json': JSON.stringify({
    name: 'holdfast-greeting',
    version: '1.0.0',
    type: 'module',
    holdfast: { plugins: './plugins' },
  }),
  'packages/holdfast-greeting/plugins/states/packaged/greeting.js': greeting('packaged.greeting', ''),
};

export const checks = {
  'says its version'({ holdfast, clone }) {
    const { version } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
    assert.equal(holdfast(['--version']).stdout, `${version}\n`);
  },
  'carries its licences, and neither sources nor tests'({ project }) {
    const at = (path) => join(project, 'node_modules/holdfast', path);
    for (const path of ['LICENSE', 'NOTICE', 'dist/THIRD-PARTY-LICENSES']) assert.ok(existsSync(at(path)), path);
    for (const path of ['src', 'tests', 'scripts', 'bench']) assert.ok(!existsSync(at(path)), path);
  },
  'offers every entry that package.json names'({ project, node }) {
    const { exports } = JSON.parse(readFileSync(join(project, 'node_modules/holdfast/package.json'), 'utf8'));
    for (const [entry, targets] of Object.entries(exports)) {
      if (typeof targets === 'string') continue;
      assert.ok(existsSync(join(project, 'node_modules/holdfast', targets.types)), targets.types);
      node(`await import('${entry.replace(/^\./, 'holdfast')}');`);
    }
  },
  'enforces a tree with a folder plugin in TypeScript and a plugin package'({ holdfast }) {
    assert.deepEqual(outcomes(holdfast(['state', 'site.sls', '--yes', '--json'])), { changed: 6 });
  },
  'changes nothing the second time'({ holdfast }) {
    assert.deepEqual(outcomes(holdfast(['state', 'site.sls', '--yes', '--json'])), { unchanged: 6 });
  },
};

/** How many chunks came out how. */
function outcomes({ stdout }) {
  const counts = {};
  for (const { outcome } of Object.values(JSON.parse(stdout))) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** A state that keeps what was said; `type` is the annotation of a string, so that one source serves both languages. */
function greeting(ref, type) {
  return `import { field, stateFunction, stateFunctions } from 'holdfast/plugin';

const same = (left${type}, right${type}) => left === right;

export default stateFunctions({
  ref: '${ref}',
  summary: 'Says something once.',
  functions: {
    said: stateFunction({
      summary: 'Has been said.',
      fields: { text: field.string({ required: true }) },
      effects: 'write',
      run: (ctx, { text }) => ({
        result: true,
        changes: same(String(ctx.oldState?.text), text) ? {} : { text },
        new_state: { text },
      }),
    }),
  },
});
`;
}
