import { describe, expect, it } from 'vitest';
import { type AccountBackendCase, accountBackendSuite, fakeProcesses } from '../../testing/index.js';
import command from './command.js';
import env from './env.js';
import file from './file.js';

const printed = (text: string) => ({ stdout: new TextEncoder().encode(text) });

const DATA = { cloud: { team: { token: 't0ken-of-the-team' } } };

const cases: readonly AccountBackendCase[] = [
  {
    name: 'file',
    backend: file,
    context: () => ({
      async openFile(path, key) {
        if (path !== 'team.fernet' || key !== 'env:TEAM_KEY') throw new Error(`${path} does not open`);
        return DATA;
      },
    }),
    right: [{ options: { path: 'team.fernet', key: 'env:TEAM_KEY' }, gives: DATA }],
    wrong: [{ reason: 'no such file', options: { path: 'other' }, says: 'other' }],
    secrets: ['t0ken-of-the-team'],
  },
  {
    name: 'command',
    backend: command,
    context: () => ({
      processes: fakeProcesses(({ command: line, cwd, env: variables }) => {
        if (line === 'yaml' && cwd === '/project') return printed('cloud:\n  team: {token: t0ken-of-the-team}\n');
        if (line === 'json') return printed(JSON.stringify({ cloud: { team: { token: variables?.['TOKEN'] } } }));
        if (line === 'broken') return printed('cloud: {team: t0ken-of-the-team');
        if (line === 'slow') return { status: 0, timedOut: true };
        return { status: 3, stderr: new TextEncoder().encode('first\npermission denied\n') };
      }),
    }),
    right: [
      { options: { command: 'yaml' }, gives: DATA },
      { options: { command: 'json', env: { TOKEN: 't0ken-of-the-team' } }, gives: DATA },
    ],
    wrong: [
      { reason: 'the command fails', options: { command: 'no' }, says: 'ended with 3: permission denied' },
      { reason: 'neither YAML nor JSON', options: { command: 'broken' }, says: 'neither YAML nor JSON' },
      { reason: 'too slow', options: { command: 'slow', timeout: 2 }, says: 'within 2 seconds' },
    ],
    secrets: ['t0ken-of-the-team'],
  },
  {
    name: 'env',
    backend: env,
    context: () => ({ variable: (name) => ({ TEAM_TOKEN: 't0ken-of-the-team', EMPTY: '' })[name] }),
    right: [
      { options: { profiles: { cloud: { team: { token: 'TEAM_TOKEN' } } } }, gives: DATA },
      {
        options: { profiles: { cloud: { team: { token: 'TEAM_TOKEN', user: 'NONE' } } }, optional: true },
        gives: DATA,
      },
    ],
    wrong: [
      {
        reason: 'a variable is not set, and another is empty',
        options: { profiles: { cloud: { team: { token: 'NONE', user: 'EMPTY', other: 'TEAM_TOKEN' } } } },
        says: 'not set in the environment: NONE, EMPTY',
      },
    ],
    secrets: ['t0ken-of-the-team'],
  },
];

for (const one of cases) accountBackendSuite({ describe, it, expect }, one);
