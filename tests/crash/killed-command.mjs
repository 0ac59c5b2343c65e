/**
 * The command, killed by itself: counts the steps by which a process changes something and ends with SIGKILL at one of them. Steps are
 * `disk`: before and after every change of a folder, and inside every write – the frames of the local store and the operations of the
 * built-in cloud alike; and `network`: before, inside and after (the answer is there, and nobody read it) every request that writes.
 *
 *     KILL_AT      number of the step, from 0; without it the steps are counted, and their number is written to KILL_COUNT
 *     KILL_STEPS   `disk` (the default) or `network`: which are counted
 *     MACHINE      pretends to run on a machine of this name: processes of other machines cannot be looked at
 *     MAIN         the module that is the command
 */
import { writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const require = createRequire(import.meta.url);
const fs = require('node:fs/promises');
const http = require('node:http');
const os = require('node:os');
const { KILL_AT, KILL_COUNT, KILL_STEPS = 'disk', MACHINE, MAIN } = process.env;
const killAt = Number(KILL_AT ?? -1);
let steps = 0;

/** Whether this is the step of the death. */
const isNow = (kind) => kind === KILL_STEPS && steps++ === killAt;
const die = () => process.kill(process.pid, 'SIGKILL');
const step = (kind) => isNow(kind) && die();

for (const name of ['link', 'rename', 'unlink']) {
  const act = fs[name];
  fs[name] = async (...args) => {
    step('disk');
    const answer = await act(...args);
    step('disk');
    return answer;
  };
}

const { open } = fs;
fs.open = async (path, flags, ...rest) => {
  const handle = await open(path, flags, ...rest);
  if (flags !== 'wx') return handle;
  const { writeFile } = handle;
  handle.writeFile = async (content, ...options) => {
    step('disk');
    if (isNow('disk')) {
      await writeFile.call(handle, content.subarray(0, content.length >> 1), ...options);
      die();
    }
    return writeFile.call(handle, content, ...options);
  };
  return handle;
};

const { request } = http;
http.request = (options, ...rest) => {
  const { method } = options;
  if (method === 'GET' || method === 'HEAD') return request(options, ...rest);
  step('network');
  const outgoing = request(options, ...rest);
  const { end } = outgoing;
  outgoing.end = (body, ...more) => {
    if (!isNow('network')) return end.call(outgoing, body, ...more);
    if (body === undefined || body.length === 0) return die();
    return outgoing.write(body.slice(0, Math.ceil(body.length / 2)), die);
  };
  outgoing.prependListener('response', () => step('network'));
  return outgoing;
};

if (MACHINE !== undefined) {
  const { readFile } = fs;
  os.hostname = () => MACHINE;
  fs.readFile = async (path, ...options) =>
    path === '/proc/sys/kernel/random/boot_id' ? MACHINE : readFile(path, ...options);
}
syncBuiltinESMExports();

if (KILL_COUNT !== undefined) process.on('exit', () => writeFileSync(KILL_COUNT, String(steps)));
await import(MAIN);
