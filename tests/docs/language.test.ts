/** Every example of the language reference is run as it is printed there. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Scratch, scratchCommand } from '../cli/command.js';
import { readPage, type Section, shows } from './page.js';

const folder = fileURLToPath(new URL('../../docs/language', import.meta.url));
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const update = process.env['UPDATE_GOLDEN'] === '1';

describe('the language reference', () => {
  const holdfast = scratchCommand();
  const differing = new Map<string, Wrong[]>();
  afterAll(() => {
    for (const [name, wrong] of differing) rewrite(join(folder, name), wrong);
  });

  const examples = pages.flatMap((name) =>
    readPage(readFileSync(join(folder, name), 'utf8')).sections.map((section) => ({ name, ...section })),
  );
  it.each(examples.filter(({ steps }) => steps.length > 0))('$name: $title', async (section) => {
    const wrong = await runSection(holdfast, section);
    const { name } = section;
    if (update) differing.set(name, [...(differing.get(name) ?? []), ...wrong]);
    else expect(wrong.map(({ line, shown, printed }) => ({ at: `${name}:${line}`, shown, printed }))).toEqual([]);
  });
});

interface Wrong {
  readonly line: number;
  readonly shown: string;
  readonly printed: string;
}

async function runSection(holdfast: Scratch, section: Section): Promise<Wrong[]> {
  const wrong: Wrong[] = [];
  let code: number | null = 0;
  for (const step of section.steps) {
    if (step.kind === 'file') {
      holdfast.files({ [step.path]: step.text });
      continue;
    }
    const [program, ...words] = step.words;
    let printed: string;
    if (program === 'holdfast') {
      const ended = await holdfast.run(words);
      code = ended.code;
      printed = `${ended.stderr}${ended.stdout}`;
    } else if (program === 'cat') {
      printed = readFileSync(join(holdfast.directory, words[0] as string), 'utf8');
    } else if (program === 'echo') {
      printed = String(code);
    } else {
      throw new Error(`line ${step.line}: only holdfast, cat and echo $? are run, not ${program}`);
    }
    if (!shows(step.shown, printed)) wrong.push({ line: step.line, shown: step.shown, printed: printed.trim() });
  }
  return wrong;
}

/** Puts what was printed below the commands whose output the page shows otherwise. */
function rewrite(path: string, wrong: readonly Wrong[]): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const { line, shown, printed } of wrong.toReversed()) {
    lines.splice(line, shown === '' ? 0 : shown.split('\n').length, ...printed.split('\n'));
  }
  writeFileSync(path, lines.join('\n'));
}
