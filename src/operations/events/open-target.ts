/** Opens what `--events` names: a plugin by its protocol, and the delivery in front of it. */
import type { EventSinkDefinition } from '../../contract/index.js';
import { DiagnosticError, diagnosticsOf, didYouMean, secret } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';
import { type Delivered, Delivery } from './delivery.js';

export interface EventTarget {
  /** For messages: without credentials and query. */
  readonly label: string;
  write(line: string): void;
  /** Resolves soon, whatever the other side does. */
  close(signal: AbortSignal): Promise<Delivered>;
}

const TARGET = /^([a-z][a-z0-9.+-]*):\/\/(?:([^@/?#]*)@)?(.*)$/is;

/** Whether it is `protocol://place`, and not a path. */
export function isEventUrl(target: string): boolean {
  return TARGET.test(target);
}

/**
 * `protocol://place`, `protocol://profile@place` with an account profile of the plugin, or `protocol://user:password@place`. Throws a
 * `DiagnosticError` when there is no such plugin or profile, or the place makes no sense.
 */
export async function openEventTarget(target: string, run: string, services: Services): Promise<EventTarget> {
  const [, given = '', user, place = ''] = TARGET.exec(target) ?? [];
  const protocol = given.toLowerCase();
  const label = `${protocol}://${user === undefined ? '' : `${user.split(':')[0]}@`}${place.replace(/[?#].*$/s, '')}`;
  const definition = await findSink(services, protocol, label);
  const account = await accountOf(services, definition.ref, user, label);
  const { ports } = services;
  const { http, clock, random, log } = ports;
  const stop = new AbortController();
  try {
    const sink = await definition.open(
      { http, clock, random, log, account, run, signal: stop.signal },
      place,
      protocol,
    );
    const delivery = new Delivery({ sink, clock, random });
    return {
      label,
      write: (line) => delivery.write(line),
      async close(signal) {
        const delivered = await delivery.close(signal);
        stop.abort();
        return delivered;
      },
    };
  } catch (error) {
    if (diagnosticsOf(error) !== undefined) throw error;
    throw unusable(`events cannot be sent to ${label}: ${error instanceof Error ? error.message : String(error)}`, []);
  }
}

async function findSink({ hub }: Services, protocol: string, label: string): Promise<EventSinkDefinition> {
  // Most plugins are called as their protocol; then no other is loaded.
  const called = (await hub.load('events', protocol.split('+')[0] as string))?.definition;
  if (called?.protocols.includes(protocol)) return called;
  const protocols: string[] = [];
  for (const ref of hub.refs('events')) {
    const definition = (await hub.load('events', ref))?.definition;
    if (definition?.protocols.includes(protocol)) return definition;
    protocols.push(...(definition?.protocols ?? []));
  }
  const hint = didYouMean(protocol, protocols);
  throw unusable(`no plugin takes events for ${label}: nothing serves the protocol '${protocol}'`, [
    ...(hint === undefined ? [] : [hint]),
    `there are ${protocols.join(', ')}; a plugin in holdfast.plugins/events adds one more`,
  ]);
}

/** Only what the target itself names: credentials for one place are not sent to another. */
async function accountOf(
  services: Services,
  plugin: string,
  user: string | undefined,
  label: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (user === undefined || user === '') return {};
  const colon = user.indexOf(':');
  if (colon !== -1) {
    const password = secret(decoded(user.slice(colon + 1)));
    services.masker.add([password, secret(user.slice(colon + 1))]);
    return { username: decoded(user.slice(0, colon)), password };
  }
  const account = await services.account(plugin, user);
  if (Object.keys(account).length > 0) return account;
  throw unusable(`${label} names the account profile '${user}', and there is none of '${plugin}'`, [
    `add the profile below '${plugin}' in the credentials file (--acct-file)`,
  ]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unusable(summary: string, hints: readonly string[]): DiagnosticError {
  return new DiagnosticError({ severity: 'error', code: operationCodes.code('bad-event-target'), summary, hints });
}
