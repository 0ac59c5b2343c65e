import { escapeControls, hasErrors } from '../../kernel/index.js';
import type { ShownBlock, ShownStage } from '../../operations/index.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { slsArgument, sourceOptions } from './tree-options.js';

export const renderCommand: CommandSpec = {
  name: 'render',
  summary: 'Show what rendering makes of SLS files, stage by stage',
  description:
    'Shows what each renderer of a pipe gives to the next: the text a template made, then the data. Blocks that wait for something are not rendered.',
  arguments: [slsArgument],
  options: [
    ...sourceOptions,
    {
      flags: '--stage <stage>',
      doc: 'only this stage: its number from 1, or the name of its renderer; last for the last one',
    },
    { flags: '--positions', doc: 'show where each line and each member was written' },
    { flags: '--includes', doc: 'show the files they include as well' },
  ],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast render site.sls', doc: 'every stage of every block' },
    {
      command: 'holdfast render site.sls --stage jinja --positions',
      doc: 'what the template gives, line by line with its origin',
    },
    { command: 'holdfast render site.sls --stage last --json', doc: 'the data, for other programs' },
  ],
  run: runRender,
};

async function runRender(invocation: Invocation): Promise<number> {
  const { options, arguments: refs, output } = invocation;
  const services = await invocation.services();
  const { ExitCode, exitCodeOfDiagnostics, renderTree } = await import('../../operations/index.js');
  const stop = new AbortController();
  const tree = await renderTree({
    services,
    refs,
    stop: stop.signal,
    phase: () => {},
    includes: flag(options, 'includes'),
  });
  const wanted = text(options, 'stage');
  const blocks = tree.blocks.map((block) => ({
    ...block,
    stages: block.stages.filter((stage, index) => isWanted(stage, index, block, wanted)),
  }));
  const positions = flag(options, 'positions');
  if (output === 'text') {
    const parts = await Promise.all(
      blocks.flatMap((block) => block.stages.map((stage) => stageText(invocation, block, stage, positions))),
    );
    if (parts.length > 0) invocation.print(parts.join('\n\n'));
    invocation.report(tree.diagnostics, tree.source);
  } else {
    invocation.print(
      await dataText(output, { blocks: positions ? blocks : blocks.map(withoutPlaces), diagnostics: tree.diagnostics }),
    );
  }
  return hasErrors(tree.diagnostics) ? exitCodeOfDiagnostics(tree.diagnostics) : ExitCode.done;
}

function isWanted(stage: ShownStage, index: number, block: ShownBlock, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'last') return index === block.stages.length - 1;
  return wanted === stage.renderer || Number(wanted) === index + 1;
}

async function stageText(
  { paintOut }: Invocation,
  block: ShownBlock,
  stage: ShownStage,
  positions: boolean,
): Promise<string> {
  const head = paintOut('bold', `# ${escapeControls(block.file)}:${block.line} ${stage.renderer}`);
  if (stage.lines !== undefined) {
    const width = Math.max(0, ...stage.lines.map(({ place = '' }) => place.length));
    const lines = stage.lines.map(({ text: line, place = '' }) => {
      const shown = escapeControls(line);
      return positions ? `${paintOut('dim', `${escapeControls(place).padEnd(width)} |`)} ${shown}` : shown;
    });
    return [head, ...lines].join('\n');
  }
  if (!positions) return `${head}\n${await dataText('yaml', stage.data)}`;
  const entries = Object.entries(stage.places ?? {});
  const width = Math.max(0, ...entries.map(([, place]) => place.length));
  return [
    head,
    ...entries.map(
      ([path, place]) => `${paintOut('dim', `${escapeControls(place).padEnd(width)} |`)} ${escapeControls(path)}`,
    ),
  ].join('\n');
}

function withoutPlaces({ stages, ...block }: ShownBlock): object {
  const plain = stages.map(({ renderer, lines, data }) =>
    lines === undefined ? { renderer, data } : { renderer, text: lines.map(({ text: line }) => `${line}\n`).join('') },
  );
  return { ...block, stages: plain };
}
