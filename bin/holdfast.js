#!/usr/bin/env node
// Starts the built command. Asked for its version it answers without loading anything else.
import { existsSync, readFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const manifest = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
const [, , first, ...others] = process.argv;
const [major, minor] = process.versions.node.split('.').map(Number);
const [wantedMajor, wantedMinor] = manifest.engines.node.match(/\d+/g).map(Number);

if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${manifest.version}\n`);
} else if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
  fail(`holdfast needs Node ${wantedMajor}.${wantedMinor} or later; this is ${process.version} (${process.execPath})`);
} else if (!existsSync(here('../dist/main.js'))) {
  fail('holdfast is not built yet: run `npm run build` first');
} else {
  // Keeps compiled code between starts, below the system's folder for temporary files. Node 20 does without.
  process.getBuiltinModule?.('node:module').enableCompileCache?.();
  await import('../dist/main.js');
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
