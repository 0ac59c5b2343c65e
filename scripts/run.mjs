// Runs the repository's tasks from any state of a clone: installs what is missing, builds what is stale, then works.
//   node scripts/run.mjs test|check|demo|bench [arguments]
// Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const tool = (path, ...args) => [process.execPath, [join('node_modules', path), ...args]];
const vitest = (...args) => tool('vitest/vitest.mjs', 'run', ...args);
const tsx = (...args) => tool('tsx/dist/cli.mjs', ...args);

/** What `check` looks at, in this order: cheap first. */
const checks = {
  types: () => tool('@typescript/native/bin/tsc', '-p', '.'),
  lint: () => tool('oxlint/bin/oxlint'),
  format: () => tool('@biomejs/biome/bin/biome', 'check', '.'),
  dead: () => tool('knip/bin/knip.js'),
  layers: () => vitest('tests/architecture'),
  build: () => tsx('scripts/build.ts'),
  package: () => tool('publint/src/cli.js', '--strict', '--pack', 'false'),
  tests: () => vitest('--exclude', 'tests/architecture/**'),
};

/** Each gives its exit code. */
const tasks = {
  check,
  test: (args) => build() || run(...vitest(...args)),
  demo: (args) => build() || runFile('scripts/demo.mjs', (file) => [process.execPath, [file, ...args]]),
  bench: (args) => build() || runFile('bench/run.ts', (file) => tsx(file, ...args)),
};

const [name, ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
if (task === undefined) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [arguments]`);
  process.exitCode = 2;
} else {
  process.exitCode = install() || task(args);
}

/** Runs all checks, or those named, to the end, and says which failed. */
function check(names) {
  const unknown = names.filter((one) => !Object.hasOwn(checks, one));
  if (unknown.length > 0) {
    console.error(`no such check: ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}`);
    return 2;
  }
  const results = (names.length > 0 ? names : Object.keys(checks)).map((one) => {
    console.log(`\n── ${one}`);
    const started = performance.now();
    const code = run(...checks[one]());
    return { one, passed: code === 0, seconds: ((performance.now() - started) / 1000).toFixed(1) };
  });
  console.log();
  for (const { one, passed, seconds } of results) console.log(`${passed ? 'passed' : 'FAILED'}  ${one} (${seconds} s)`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

function runFile(file, command) {
  if (existsSync(file)) return run(...command(file));
  console.error(`there is no ${file}`);
  return 1;
}

/** Installs exactly what package-lock.json says, unless it is there already. */
function install() {
  if (installed()) return 0;
  console.log('installing the dependencies (npm ci)');
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, 'ci']) : run('npm', ['ci'], process.platform === 'win32');
}

/** Whether every package of the lock file that this platform needs is installed in that version. */
function installed() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
  return wanted.every(([path, { version, integrity, optional }]) => {
    if (path === '' || (optional && present[path] === undefined)) return true;
    return present[path]?.version === version && present[path]?.integrity === integrity;
  });
}

/** Builds dist/ when a source is newer. */
function build() {
  const built = 'dist/THIRD-PARTY-LICENSES';
  const sources = [
    'src',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.types.json',
    'scripts/build.ts',
  ];
  if (existsSync(built) && sources.every((path) => newest(path) <= statSync(built).mtimeMs)) return 0;
  return run(...tsx('scripts/build.ts'));
}

/** Time of the last change at or below a path; a folder's own time tells of files that are gone. */
function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return path.endsWith('.test.ts') ? 0 : status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function run(command, args, shell = false) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}
