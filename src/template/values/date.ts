import { float } from './model.js';

/** Attributes of a moment, in UTC. */
export function dateAttribute(value: Date, name: string): unknown {
  switch (name) {
    case 'year':
      return value.getUTCFullYear();
    case 'month':
      return value.getUTCMonth() + 1;
    case 'day':
      return value.getUTCDate();
    case 'hour':
      return value.getUTCHours();
    case 'minute':
      return value.getUTCMinutes();
    case 'second':
      return value.getUTCSeconds();
    case 'microsecond':
      return value.getUTCMilliseconds() * 1000;
    case 'timestamp':
      return float(value.getTime() / 1000);
    default:
      return undefined;
  }
}
