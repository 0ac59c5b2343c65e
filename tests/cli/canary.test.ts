/** A secret that goes wherever values go, and is looked for everywhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const CANARY = 'CANARY-hunter2-CANARY';
/** As it is, in capitals as filters make it, in base64. */
const FORMS = [CANARY, CANARY.toLowerCase(), CANARY.toUpperCase(), Buffer.from(CANARY).toString('base64').slice(0, 24)];

const vault = `import { execFunction, execFunctions, field, secret } from 'holdfast/plugin';
export default execFunctions({
  ref: 'vault',
  summary: 'Secrets.',
  functions: {
    read: execFunction({
      summary: 'Reads one.',
      fields: { name: field.string({ required: true }) },
      effects: 'none',
      run: () => ({ result: true, ret: { password: secret(['CANARY', 'hunter2', 'CANARY'].join('-')) } }),
    }),
  },
});
`;

const SET = `{% set pw = hub.exec.vault.read(name='x').ret.password %}\n`;

const site = `{% macro line(x) %}pw={{ x | replace('-', '-') | trim }}{% endmacro %}
${SET}in-a-macro:
  test.succeed_with_comment:
    - comment: "{{ line(pw) }}"
in-a-command:
  cmd.run:
    - cmd: "echo {{ pw }}; echo {{ pw | b64encode }} 1>&2"
in-a-structure:
  test.nop:
    - x: {{ {'k': [pw, 1]} | tojson }}
in-a-join:
  test.nop:
    - x: {{ ['a', pw] | join('/') }}
in-a-resource:
  cloud.instance.present:
    - user_data: "{{ pw }}"
in-a-failure:
  file.present:
    - name: "/proc/{{ pw }}/x"
    - contents: x
`;

describe('a secret in templates', () => {
  const holdfast = scratchCommand();
  /** Every file there is but the built-in cloud's own, which must know what an instance is given. */
  const written = (): string[] => {
    const root = join(holdfast.directory, '..');
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('/var/lib/holdfast/mock/'));
  };
  const found = (text: string): string[] => FORMS.filter((form) => text.includes(form));

  it('is in no output, no event, no log, no enforced state', async () => {
    holdfast.files({
      'holdfast.plugins/exec/vault.ts': vault,
      'holdfast.yaml': 'run_name: canary\n',
      'site.sls': site,
    });
    for (const words of [
      ['plan', 'site.sls'],
      ['plan', 'site.sls', '--json'],
      ['state', 'site.sls', '--yes', '--json', '--events', 'events.jsonl', '--log-file', 'log.txt', '-v'],
      ['state', 'site.sls', '--yes'],
      ['render', 'site.sls'],
      ['render', 'site.sls', '--json', '--positions'],
      ['why', 'in-a-macro', 'comment', 'site.sls'],
      ['why', 'in-a-structure', 'x:k', 'site.sls', '--json'],
      ['esm', 'show', '--json'],
      ['exec', 'vault.read', 'name=x', '--json'],
    ]) {
      const { stdout, stderr, code } = await holdfast.run(words);
      expect(code, `${words.join(' ')}\n${stderr}`).toBeLessThan(2);
      expect({ words, found: found(stdout + stderr) }).toEqual({ words, found: [] });
    }
    const holding = written().filter((path) => found(readFileSync(path, 'latin1')).length > 0);
    expect(holding).toEqual([]);
  });

  it.each([
    { name: 'a key', text: `${SET}{{ pw }}:\n  test.nop: []\n` },
    { name: 'bad YAML behind it', text: `${SET}a: {{ pw }}\nb: [\n` },
    { name: 'a duplicate key', text: `${SET}a: {x: {{ pw }}, x: 2}\n` },
    { name: 'a missing attribute', text: `${SET}a: {{ pw.nothing }}\n` },
    { name: 'a wrong filter argument', text: `${SET}a: {{ pw | round }}\n` },
    { name: 'a template of that name', text: `${SET}{% include pw %}\n` },
    { name: 'an exec argument', text: `${SET}a: {{ hub.exec.vault.read(nmae=pw) }}\n` },
    { name: 'an unknown requisite', text: `${SET}a:\n  test.nop:\n    - require:\n      - test: "{{ pw }}"\n` },
  ])('is not in the message about $name', async ({ text }) => {
    holdfast.files({ 'holdfast.plugins/exec/vault.ts': vault, 'site.sls': text });
    const { stdout, stderr, code } = await holdfast.run(['plan', 'site.sls']);
    expect(code).toBe(2);
    expect(stderr).toContain('site.sls:');
    expect(found(stdout + stderr)).toEqual([]);
  });
});
