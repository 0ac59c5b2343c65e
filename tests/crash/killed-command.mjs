/**
 * The command, killed by itself: counts the steps by which a process changes a folder of a log – the frames of the enforced state and
 * the operations of the built-in cloud alike – and ends with SIGKILL at one of them.
 *
 *     KILL_AT    number of the step, from 0; without it the steps are counted, and their number is written to KILL_COUNT
 *     MAIN       the module that is the command
 */
import { writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const require = createRequire(import.meta.url);
const fs = require('node:fs/promises');
const { KILL_AT, KILL_COUNT, MAIN } = process.env;
const killAt = Number(KILL_AT ?? -1);
let steps = 0;

/** Never returns when this is the step. */
function step() {
  if (steps++ === killAt) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['link', 'rename', 'unlink']) {
  const act = fs[name];
  fs[name] = async (...args) => {
    step();
    const answer = await act(...args);
    step();
    return answer;
  };
}

const { open } = fs;
fs.open = async (path, flags, ...rest) => {
  const handle = await open(path, flags, ...rest);
  if (flags !== 'wx') return handle;
  const { writeFile } = handle;
  handle.writeFile = async (content, ...options) => {
    step();
    if (steps++ === killAt) {
      await writeFile.call(handle, content.subarray(0, content.length >> 1), ...options);
      process.kill(process.pid, 'SIGKILL');
    }
    return writeFile.call(handle, content, ...options);
  };
  return handle;
};
syncBuiltinESMExports();

if (KILL_COUNT !== undefined) process.on('exit', () => writeFileSync(KILL_COUNT, String(steps)));
await import(MAIN);
