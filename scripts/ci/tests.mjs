// Runs the test suite and ends with one line, `N passed, N failed`: node scripts/ci/tests.mjs RESULT-FILE
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node scripts/ci/tests.mjs RESULT-FILE [vitest arguments]');
rmSync(file, { force: true });

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], {
  stdio: 'inherit',
});

const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, testResults: [] };
const tests = result.testResults.flatMap(({ assertionResults }) => assertionResults);
for (const { fullName } of tests.filter((test) => test.status === 'skipped' || test.status === 'todo')) {
  console.log(`skipped: ${fullName}`);
}
const failedTests = tests.filter((test) => test.status === 'failed').length;
// A file that cannot even be loaded fails without a failed test in it.
const failedFiles = result.testResults.filter(
  (one) => one.status === 'failed' && one.assertionResults.length === 0,
).length;
const failed = failedTests + failedFiles;
console.log(`${result.numPassedTests} passed, ${failed > 0 || status === 0 ? failed : 1} failed`);
process.exitCode = status ?? 1;
