import { describe, expect, it } from 'vitest';
import { secret, unknown } from '../../kernel/index.js';
import { fakeResult } from '../fake-result.js';
import { painter } from '../style.js';
import { planText, wouldChange } from './plan.js';

const plain = painter(false);

describe('the plan', () => {
  it('tells what else is to be known, also of what stays as it is', () => {
    const notes = ['no longer manages tags'];
    const net = { state: 'cloud.network', fun: 'present', id: 'net', declared: 'site.sls:1:1', notes };
    expect(planText([fakeResult(net)], plain)).toBe(
      '  note    cloud.network.present net  site.sls:1:1\n    no longer manages tags\n\nNothing would change: 0 to change, 1 unchanged',
    );
    const changed = fakeResult({ ...net, outcome: 'would-change', result: null, action: 'update' });
    expect(planText([changed], plain)).toContain(
      'cloud.network.present net  site.sls:1:1\n    no longer manages tags\n',
    );
  });

  it('puts removals and replacements first and shows only what changes', () => {
    const results = [
      fakeResult({
        state: 'cloud.network',
        fun: 'present',
        id: 'net',
        outcome: 'would-change',
        result: null,
        action: 'create',
        runNumber: 1,
        declared: 'site.sls:1:1',
        leaves: [
          { path: 'address_block', new: '10.0.0.0/16' },
          { path: 'resource_id', new: unknown('known after applying') },
        ],
      }),
      fakeResult({ id: 'same', runNumber: 2 }),
      fakeResult({
        state: 'cloud.instance',
        fun: 'present',
        id: 'web',
        name: 'web1',
        outcome: 'would-change',
        result: null,
        action: 'replace',
        runNumber: 3,
        declared: 'site.sls:4:3',
        leaves: [{ path: 'image_id', old: 'img1', new: 'img2', replaces: true }],
      }),
      fakeResult({
        state: 'cloud.key',
        fun: 'present',
        id: 'deploy',
        outcome: 'would-change',
        result: null,
        action: 'update',
        runNumber: 4,
        leaves: [
          { path: 'token', old: secret('before'), new: secret('after') },
          { path: 'tags.env', old: 'a b' },
        ],
      }),
      fakeResult({
        state: 'cloud.volume',
        fun: 'present',
        id: 'old',
        outcome: 'would-change',
        result: null,
        action: 'remove',
        runNumber: 5,
      }),
      fakeResult({
        state: 'cmd',
        fun: 'run',
        id: 'setup',
        outcome: 'unpredictable',
        result: null,
        action: 'call',
        runNumber: 6,
      }),
    ];
    expect(planText(results, plain)).toBe(
      [
        '- remove  cloud.volume.present old',
        '± replace cloud.instance.present web[web1]  site.sls:4:3',
        '    image_id: img1 → img2  (needs a replacement)',
        '> call    cmd.run setup                     cannot be predicted',
        '~ update  cloud.key.present deploy',
        '    token: ******** → ********',
        '    tags.env: a b → (none)',
        '+ create  cloud.network.present net         site.sls:1:1',
        '    address_block: 10.0.0.0/16',
        '    resource_id: (known after applying)',
        '',
        '5 to change: 1 to remove, 1 to replace, 1 to call, 1 to update, 1 to create; 1 unchanged',
      ].join('\n'),
    );
    expect(wouldChange(results)).toBe(true);
  });

  it('says when nothing would change', () => {
    expect(planText([fakeResult()], plain)).toBe('Nothing would change: 0 to change, 1 unchanged');
    expect(wouldChange([fakeResult()])).toBe(false);
  });

  it('shows the lines in which texts differ', () => {
    const leaves = [{ path: 'contents', old: 'a\nb\nc\n', new: 'a\nB\nc\n' }];
    const text = planText([fakeResult({ outcome: 'would-change', result: null, action: 'update', leaves })], plain);
    expect(text).toContain('      -b');
    expect(text).toContain('      +B');
  });

  it('lets nothing from outside move the cursor', () => {
    const text = planText(
      [
        fakeResult({
          id: 'a\u001b[2J',
          outcome: 'would-change',
          result: null,
          action: 'create',
          leaves: [{ path: 'x', new: '\u001b[31m' }],
        }),
      ],
      plain,
    );
    expect(text).not.toContain('\u001b');
  });

  it('shows what already fails while planning', () => {
    const text = planText(
      [fakeResult({ outcome: 'failed', result: false, comment: ['denied'], declared: 'a.sls:1:1' })],
      plain,
    );
    expect(text).toBe(
      '! a.sls:1:1: test.nop a fails\n    denied\n\nNothing would change: 0 to change, 0 unchanged, 1 failed',
    );
  });
});
