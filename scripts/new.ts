/** Writes the skeleton of one more of something: `npm run new -- state aws.ec2.vpc`. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { kinds, SkeletonError, writeSkeleton } from './skeleton.js';

const [kind, ref, ...rest] = process.argv.slice(2);
if (kind === undefined || ref === undefined || rest.length > 0) {
  console.error('usage: npm run new -- KIND REF\n');
  for (const [name, { place, summary }] of Object.entries(kinds)) {
    console.error(`  ${name.padEnd(10)} ${summary}, in ${place('a.b')}.ts`);
  }
  process.exitCode = 2;
} else {
  try {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const { written, next } = writeSkeleton(root, kind, ref);
    const format = [
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      '--write',
      ...written.filter((path) => path.endsWith('.ts')),
    ];
    execFileSync(process.execPath, format, { cwd: root, stdio: 'ignore' });
    for (const path of written) console.log(`wrote ${path}`);
    console.log(`\nThen:\n${next.map((step) => `- ${step}`).join('\n')}`);
  } catch (error) {
    if (!(error instanceof SkeletonError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
