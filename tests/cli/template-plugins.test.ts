import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const plugin = (ref: string): string => `import { templateExtension } from 'holdfast/plugin';

export default templateExtension({
  ref: '${ref}',
  summary: 'What our templates need.',
  filters: { shout: (text, options) => String(text).toUpperCase() + '!'.repeat(options?.times ?? 1) },
  tests: { short: (text) => String(text).length < 4 },
  globals: { zones: ['a', 'b'], twice: async (value) => value * 2 },
});
`;

describe('what plugins add to templates', () => {
  const holdfast = scratchCommand();

  it('filters, tests and globals, waited for where they need time', async () => {
    holdfast.files({
      'holdfast.yaml': 'project: p\n',
      'holdfast.plugins/templates/ours.js': plugin('ours'),
      'site.sls': `{% for zone in zones %}
{{ zone }}:
  test.succeed_with_comment:
    - comment: "{{ 'hi' | shout(times=2) }} {{ twice(21) }} {{ 'abc' is short }} {{ 'abcd' is short }}"
{% endfor %}
`,
    });
    const { stdout, stderr, code } = await holdfast.run(['state', 'site.sls', '--yes', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const results = Object.values(JSON.parse(stdout) as Record<string, { __id__: string; comment: string[] }>);
    expect(results.map((one) => [one.__id__, ...one.comment])).toEqual([
      ['a', 'HI!! 42 True False'],
      ['b', 'HI!! 42 True False'],
    ]);
  });

  it('are listed and shown by doc', async () => {
    holdfast.files({ 'holdfast.yaml': 'project: p\n', 'holdfast.plugins/templates/ours.js': plugin('ours') });
    const { stdout: list } = await holdfast.run(['doc']);
    expect(list).toContain('Filters, tests and globals of templates\n  ours');
    expect(list).toMatch(/Renderers\n {2}jinja[^]*Sources of SLS files\n {2}file/);
    const { stdout: shown } = await holdfast.run(['doc', 'ours']);
    expect(shown).toContain('ours for templates, holdfast.plugins/templates/ours.js (project)');
    expect(shown).toContain('filters  shout\n  tests  short\n  globals  zones, twice');
    const { stdout: json } = await holdfast.run(['doc', 'sources.http', '--json']);
    expect(JSON.parse(json)).toMatchObject([
      { folder: 'sources', ref: 'http', adds: { protocols: ['http', 'https'] } },
    ]);
  });

  it('are an error when two add the same name', async () => {
    holdfast.files({
      'holdfast.yaml': 'project: p\n',
      'holdfast.plugins/templates/ours.js': plugin('ours'),
      'holdfast.plugins/templates/theirs.js': plugin('theirs'),
      'site.sls': 'a{{ 1 | shout }}: test.nop\n',
    });
    const { stderr, code } = await holdfast.run(['state', 'site.sls', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('operations/template-clash');
    expect(stderr).toContain("the template filter 'shout' of holdfast.plugins/templates/theirs.js is there already");
    expect(stderr).toContain('holdfast.plugins/templates/ours.js');
  });

  it.each([
    { name: 'a filter', kind: 'filters', taken: 'upper', place: 'src/template/builtins/filters.ts' },
    { name: 'another name of a filter', kind: 'filters', taken: 'd', place: 'src/template/builtins/filters.ts' },
    { name: 'a test', kind: 'tests', taken: 'defined', place: 'src/template/builtins/tests.ts' },
    { name: 'a global', kind: 'globals', taken: 'range', place: 'src/template/builtins/globals.ts' },
    { name: 'a variable', kind: 'globals', taken: 'params', place: 'src/sls/jinja/render-template.ts' },
  ])('are an error when one takes the name of what is built in: $name', async ({ kind, taken, place }) => {
    const text = `import { templateExtension } from 'holdfast/plugin';
export default templateExtension({ ref: 'ours', summary: 'Ours.', ${kind}: { ${taken}: () => 1 } });`;
    holdfast.files({
      'holdfast.yaml': 'project: p\n',
      'holdfast.plugins/templates/ours.js': text,
      'site.sls': 'a{{ 1 }}: test.nop\n',
    });
    const { stderr, code } = await holdfast.run(['plan', 'site.sls']);
    expect(code).toBe(2);
    expect(stderr).toContain('operations/template-clash');
    expect(stderr).toContain(`'${taken}' of holdfast.plugins/templates/ours.js is there already: ${place}`);
  });
});
