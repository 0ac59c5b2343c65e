/** The order of events, as docs/reference/events.md tells it. */
import type { RunEvent } from '../../src/engine/index.js';

/** Everything that is wrong with the order of the events of one run. */
export function misorder(events: readonly RunEvent[]): string[] {
  const wrong: string[] = [];
  const say = (at: number, what: string): void => {
    wrong.push(`${at + 1}: ${what}`);
  };
  const open = new Map<string, number>();
  const ended = new Map<string, number>();
  const added = new Map<string, number>();
  for (const [at, event] of events.entries()) {
    if (event.type === 'chunks-added') for (const tag of event.tags) added.set(tag, at);
  }
  let stopping = 0;
  for (const [at, event] of events.entries()) {
    if ((event.type === 'run-started') !== (at === 0)) say(at, `${event.type} at the wrong end`);
    if ((event.type === 'run-ended') !== (at === events.length - 1)) say(at, `${event.type} at the wrong end`);
    const tag = 'tag' in event ? event.tag : undefined;
    if (tag !== undefined && (added.get(tag) ?? -1) > at) say(at, `${tag} before it was added`);
    if (event.type === 'step-started') {
      const late = event.step === 'retire' || event.step === 'refresh';
      if (ended.has(tag ?? '') && !late) say(at, `${event.step} of ${tag} after its end`);
      if (event.step === 'apply' || event.step === 'remove') open.set(`${event.step} ${tag}`, at);
    }
    if (event.type === 'step-ended' && !open.delete(`${event.step} ${tag}`)) say(at, `${tag} ends and never began`);
    if (event.type === 'chunk-ended') {
      const { state, id, name, fun } = event.result.tag;
      const text = `${state}_|-${id}_|-${name}_|-${fun}`;
      if (ended.has(text)) say(at, `${text} ends twice`);
      if (open.has(`apply ${text}`)) say(at, `${text} ends before its step`);
      ended.set(text, at);
    }
    if (event.type === 'stopping' && ++stopping > 1) say(at, 'stops twice');
    if (event.type === 'run-ended') {
      const counted = Object.values(event.counts).reduce((sum, one) => sum + one, 0);
      if (counted !== ended.size) say(at, `${ended.size} chunks ended, ${counted} are counted`);
    }
  }
  for (const step of open.keys()) wrong.push(`${step} never ends`);
  return wrong;
}
