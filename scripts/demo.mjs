// The first run, as a newcomer sees it: enforce, run again, destroy something behind Holdfast's back, run again.
// Fails when any of it is not as the README says.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const home = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
const command = join(project, 'bin', 'holdfast.js');
const site = join('examples', 'first', 'site.sls');

/** Runs the built command with a scratch home, shows it, and gives what it printed. */
function holdfast(args, { quietly = false } = {}) {
  if (!quietly) console.log(`\n$ holdfast ${args.join(' ')}`);
  const done = spawnSync(process.execPath, [command, ...args], {
    cwd: project,
    env: { ...process.env, HOLDFAST_ROOT: home, NO_COLOR: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', quietly ? 'pipe' : 'inherit'],
  });
  if (!quietly) process.stdout.write(done.stdout);
  if (done.status !== 0) {
    if (quietly) process.stderr.write(done.stderr);
    throw new Error(`holdfast ${args.join(' ')} ended with ${done.status ?? done.signal}`);
  }
  return done.stdout;
}

/** Runs the site once more for its outcomes: what a second look says must be what the first one did. */
function outcomes(text) {
  const counts = {};
  for (const { outcome } of Object.values(JSON.parse(text))) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function expect(what, found, wanted) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  }
  console.log(`ok: ${what}`);
}

function idsByName() {
  return Object.fromEntries(instances().map((one) => [one.name, one.id]));
}

function instances() {
  const listed = JSON.parse(holdfast(['exec', 'cloud.instance.list', '--json'], { quietly: true }));
  return (listed.ret ?? listed).filter((one) => one.name.startsWith('web'));
}

try {
  const plan = outcomes(holdfast(['plan', site, '--json'], { quietly: true }));
  expect('the plan names four things to create', plan, { 'would-change': 4 });

  holdfast(['state', site, '--yes']);
  expect(
    'three instances exist',
    instances()
      .map((one) => one.name)
      .sort(),
    ['web1', 'web2', 'web3'],
  );

  const second = holdfast(['state', site, '--yes']);
  if (!/\b0 changed\b/.test(second)) throw new Error('the second run does not say "0 changed"');
  expect('the second run changes nothing', outcomes(holdfast(['state', site, '--yes', '--json'], { quietly: true })), {
    unchanged: 4,
  });

  const before = idsByName();
  holdfast(['exec', 'cloud.instance.stop', `id=${before.web2}`]);
  holdfast(['exec', 'cloud.instance.destroy', `id=${before.web2}`]);

  const third = holdfast(['state', site, '--yes']);
  if (!/\b1 changed, 3 unchanged\b/.test(third)) throw new Error('the third run does not say "1 changed, 3 unchanged"');
  const after = idsByName();
  expect('the two others were left alone', [after.web1, after.web3], [before.web1, before.web3]);
  if (after.web2 === undefined || after.web2 === before.web2)
    throw new Error('the destroyed instance was not recreated with an id of its own');
  console.log('ok: exactly the destroyed instance was recreated');

  holdfast(['state', site, '--yes']);
  console.log('\nThe demo passed.');
} finally {
  rmSync(home, { recursive: true, force: true });
}
