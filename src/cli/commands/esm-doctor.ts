import { escapeControls } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmDoctorCommand: CommandSpec = {
  name: 'esm doctor',
  summary: 'Try a store, and say what it guarantees',
  description:
    'A store with a log is tried in a place of its own, one without under its lock; the enforced state is left as it is.',
  options: stateOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm doctor', doc: 'the store of the settings' },
    { command: 'holdfast esm doctor --esm-plugin aws --esm-profile team', doc: 'another one' },
  ],
  run: runEsmDoctor,
};

const SIGNS = { yes: 'yes', no: 'NO', absent: '-' } as const;

async function runEsmDoctor(invocation: Invocation): Promise<number> {
  const { esmDoctor, ExitCode } = await import('../../operations/index.js');
  const report = await esmDoctor(await esmRequest(invocation));
  const paint = invocation.paintOut;
  const lines = report.findings.map(({ promise, verdict, detail }) => {
    const sign = paint(verdict === 'no' ? 'error' : verdict === 'yes' ? 'bold' : 'dim', SIGNS[verdict].padEnd(4));
    return `${sign}${promise}\n    ${paint('dim', escapeControls(detail))}`;
  });
  const speed = report.writeMs === undefined ? [] : [`a durable write takes ${report.writeMs.toFixed(1)} ms`];
  await answer(
    invocation,
    [`store ${report.store}${report.log ? '' : ' (four functions)'}`, ...lines, ...speed].join('\n'),
    report,
  );
  return report.findings.some(({ verdict }) => verdict === 'no') ? ExitCode.failed : ExitCode.done;
}
