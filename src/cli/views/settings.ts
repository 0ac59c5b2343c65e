/** Settings and where they came from, as text. */
import { MASK, spanText } from '../../kernel/index.js';
import type { Origin, Settings, SettingValues } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { valueText } from './value-text.js';

export function settingsText(settings: Settings, values: SettingValues, paint: Paint): string {
  const rows = Object.entries(values).map(([key, { value, origin }]) => ({
    key,
    value: value === undefined ? '' : valueText(withoutPasswords(value)),
    origin: originText(origin),
  }));
  const keys = Math.max(...rows.map(({ key }) => key.length));
  const widest = Math.max(...rows.map(({ value }) => value.length));
  return [
    ...rows.map(
      ({ key, value, origin }) =>
        `${paint('bold', key.padEnd(keys))}  ${value.padEnd(widest)}  ${paint('dim', origin)}`,
    ),
    '',
    `config file: ${settings.configFile ?? 'none'}`,
  ].join('\n');
}

/** Sources and places for events may be URLs with a password in them. */
export function withoutPasswords(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(:\/\/[^:@/\s]*):[^@/\s]*@/g, `$1:${MASK}@`);
  return Array.isArray(value) ? value.map(withoutPasswords) : value;
}

function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'flag':
      return origin.name;
    case 'environment':
      return `$${origin.name}`;
    case 'file':
      return spanText(origin.span);
    case 'default':
      return 'default';
  }
}
