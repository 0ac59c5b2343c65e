/** Every example of the guide for those who come from the original is run as it is printed there; `cli.msgpack` was written by the original. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from '../cli/command.js';
import { readPage, shows } from '../docs/page.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { sections } = readPage(readFileSync(here('../../docs/guides/coming-from-idem.md'), 'utf8'));

describe('the guide for those who come from the original', () => {
  const holdfast = scratchCommand();

  it.each(sections.filter(({ steps }) => steps.length > 0))('$title', async ({ steps }) => {
    copyFileSync(here('./enforced/cli.msgpack'), join(holdfast.directory, 'cli.msgpack'));
    let code: number | null = 0;
    for (const step of steps) {
      if (step.kind === 'file') {
        holdfast.files({ [step.path]: step.text });
        continue;
      }
      const [program, ...words] = step.words;
      const ended = program === 'holdfast' ? await holdfast.run(words) : undefined;
      const printed = ended === undefined ? String(code) : `${ended.stderr}${ended.stdout}`;
      code = ended?.code ?? code;
      expect(
        shows(step.shown, printed),
        `line ${step.line} shows\n${step.shown}\nand this was printed\n${printed}`,
      ).toBe(true);
    }
  });
});
