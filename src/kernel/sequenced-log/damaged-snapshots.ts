/** Looking at every snapshot that is kept: reading a log uses the newest whole one and tells of those passed over, and of no older ones. */
import type { Diagnostic } from '../diagnostics.js';
import type { SequencedLog } from './sequenced-log.js';

/** Warnings, the newest first. */
export async function damagedSnapshots(log: SequencedLog): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (let at: number | undefined; ; ) {
    const { snapshot, diagnostics } = await log.snapshot(at);
    found.push(...diagnostics);
    if (snapshot === undefined || snapshot.position <= 1) return found;
    at = snapshot.position - 1;
  }
}
