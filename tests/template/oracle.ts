import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Case } from './cases/case.js';
import type { Answer } from './differential.js';

const SCRIPT = fileURLToPath(new URL('oracle.py', import.meta.url));

/** The release the fixtures were made with; another one may answer differently. */
export const JINJA_VERSION = '3.1.6';

/** Why Python's Jinja2 cannot be asked here; undefined when it can. */
export function whyAbsent(): string | undefined {
  const found = spawnSync('python3', ['-W', 'ignore', '-c', 'import jinja2; print(jinja2.__version__)'], {
    encoding: 'utf8',
  });
  if (found.error !== undefined) return 'python3 is not installed';
  if (found.status !== 0) return 'Python has no package jinja2';
  const version = found.stdout.trim();
  return version === JINJA_VERSION ? undefined : `Python has Jinja2 ${version}, the fixtures are of ${JINJA_VERSION}`;
}

/** Asks Python's Jinja2, all cases in one process. */
export function askOracle(cases: readonly Case[]): readonly Answer[] {
  const asked = spawnSync('python3', ['-W', 'ignore', SCRIPT], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 120_000,
  });
  if (asked.status !== 0) throw new Error(`the oracle failed: ${asked.stderr}`);
  return (JSON.parse(asked.stdout) as { answers: Answer[] }).answers;
}
