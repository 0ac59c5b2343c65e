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
    expect(stderr).toContain("the template filter 'shout' is added by");
  });
});
