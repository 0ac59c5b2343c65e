// Packs the package, installs it in an empty project outside the clone, and uses it there as a stranger would.
// Needs dist/. Ends with one line: N passed, N failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks, files } from './packed-checks.mjs';

const clone = fileURLToPath(new URL('../..', import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'packed-')));
const project = join(scratch, 'project');
const PREPARATION = 'pack and install';
const failed = [];

try {
  prepare();
  for (const [name, check] of Object.entries(checks)) {
    try {
      check({ project, holdfast, node, clone });
      console.log(`passed  ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`FAILED  ${name}\n${indented(error instanceof Error ? error.message : String(error))}`);
    }
  }
} catch (error) {
  failed.push(PREPARATION);
  console.log(`FAILED  ${PREPARATION}\n${indented(error instanceof Error ? error.message : String(error))}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const passed = failed.includes(PREPARATION) ? 0 : Object.keys(checks).length - failed.length;
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Writes the project's files, packs, and installs the package together with the plugin packages below `packages/`. */
function prepare() {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', scratch], { cwd: clone });
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  const plugins = readdirSync(join(project, 'packages')).map((name) => join(project, 'packages', name));
  run('npm', ['install', '--silent', '--install-links', '--prefix', project, join(scratch, tarball), ...plugins]);
}

/** Runs the installed command in the project, in a home of its own; throws when the exit code is not `code`. */
function holdfast(args, { code = 0 } = {}) {
  return run(join(project, 'node_modules/.bin/holdfast'), args, { cwd: project, code });
}

/** Runs a module text with the project's packages in reach. */
function node(text) {
  return run(process.execPath, ['--input-type=module', '--eval', text], { cwd: project });
}

function run(command, args, { cwd = scratch, code = 0 } = {}) {
  const env = { ...process.env, HOLDFAST_ROOT: join(scratch, 'root'), HOME: join(scratch, 'home') };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 300_000 });
  if (error) throw error;
  if (status !== code) {
    throw new Error(`${command} ${args.join(' ')}: exit code ${status} instead of ${code}\n${stdout}${stderr}`);
  }
  return { stdout, stderr };
}

function indented(text) {
  return text.replace(/^/gm, '    ');
}
