/** The command: the composition root. Nothing below it reads the process's environment and arguments. */
import { readFileSync } from 'node:fs';
import { runCommandLine } from '../cli/index.js';
import { processHost } from './process-host.js';

/** Set when the command is built. */
declare const HOLDFAST_VERSION: string | undefined;

// Which Node is supported is ours to say: what the SDK prints of it stands in the way of diagnostics.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const code = await runCommandLine(processHost({ version: version(), main: import.meta.url }));
process.exitCode = code;
await Promise.all([written(process.stdout), written(process.stderr)]);
// Whatever is still waiting for something must not hold up who waits for the command.
process.exit(code);

function version(): string {
  if (typeof HOLDFAST_VERSION === 'string') return HOLDFAST_VERSION;
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
}

/** Resolves when all that was written has left the process, or cannot. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) return resolve();
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
