/** Who holds the lock of the enforced state, for people. */
import { escapeControls } from '../../kernel/index.js';
import type { HeldLock } from '../../operations/index.js';

export function holderText({ holder, life, abandoned }: HeldLock): string {
  const user = holder.user === undefined || holder.user === '' ? '' : `${holder.user} on `;
  const lives = {
    alive: life.state === 'alive' && life.answer !== undefined ? life.answer.activity : 'its process is there',
    dead: 'its process has ended: the next run takes the lock over by itself',
    unknown: abandoned
      ? 'it has been silent for longer than its lease: the next run takes the lock over by itself'
      : 'whether it still runs cannot be seen from here',
  }[life.state];
  return escapeControls(
    `${holder.operation} (process ${holder.pid} of ${user}${holder.machine}) since ${holder.since}; ${lives}\n  id ${holder.id}, epoch ${holder.epoch}, may be silent for ${Math.round(holder.lease / 1000)} s`,
    true,
  );
}
