/** Params given one by one: in the config file, the environment, and on the command line, in this order. */
import type { Diagnostic } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { typedWord } from '../typed-word.js';
import type { ConfigFile } from './config-file.js';
import type { SettingsInput } from './resolve.js';
import type { GivenSettingParam, Origin, SettingValue } from './settings.js';
import { environmentVariable } from './table.js';

/** The weakest first. What is wrong goes to `diagnostics`. */
export function givenParams(
  { given, env }: Pick<SettingsInput, 'given' | 'env'>,
  file: ConfigFile | undefined,
  diagnostics: Diagnostic[],
): readonly GivenSettingParam[] {
  const found: GivenSettingParam[] = [];
  const problem = (what: string, origin: Origin, detail: string): void => {
    diagnostics.push({
      severity: 'error',
      code: operationCodes.code('bad-setting'),
      summary: `${what} is not usable: ${detail}`,
      ...(origin.kind === 'file' ? { span: origin.span } : {}),
      hints: ['a param is given as key=value; in the config file as a mapping of keys to values'],
    });
  };
  const entry = file?.entries.get('param');
  if (entry !== undefined && entry.value !== null) {
    const { value, span, keySpan } = entry;
    if (!isMapping(value)) problem("the setting 'param'", { kind: 'file', span }, 'it must be a mapping');
    else
      for (const [key, one] of Object.entries(value))
        found.push({ key, value: one, origin: { kind: 'file', span: keySpan(key) } });
  }
  const name = environmentVariable('param');
  const text = env[name];
  if (text !== undefined && text !== '') {
    const origin: Origin = { kind: 'environment', name };
    const mapping = text.trimStart().startsWith('{') ? typed(text) : undefined;
    const one = readWord(text);
    if (isMapping(mapping)) for (const [key, value] of Object.entries(mapping)) found.push({ key, value, origin });
    else if (one === undefined) problem(name, origin, 'it is neither key=value nor a mapping in YAML');
    else found.push({ ...one, origin });
  }
  const words = given.param;
  if (words !== undefined) {
    const origin: Origin = { kind: 'flag', name: words.flag };
    for (const word of Array.isArray(words.value) ? (words.value as unknown[]) : [words.value]) {
      const one = readWord(String(word));
      if (one === undefined) problem(words.flag, origin, `'${String(word)}' is not key=value`);
      else found.push({ ...one, origin });
    }
  }
  return found;
}

/** What `config show` shows: all keys together, and the strongest place that gave one. */
export function mergedParams(params: readonly GivenSettingParam[]): SettingValue {
  const value = Object.fromEntries(params.map((one) => [one.key, one.value]));
  return { value, origin: params.at(-1)?.origin ?? { kind: 'default' } };
}

function readWord(word: string): { key: string; value: unknown } | undefined {
  const at = word.indexOf('=');
  return at < 1 ? undefined : { key: word.slice(0, at).trim(), value: typed(word.slice(at + 1)) };
}

/** As YAML reads it, so that `3` is a number and `'3'` is text; nothing at all is the empty text. */
function typed(text: string): unknown {
  return text.trim() === '' ? text : typedWord(text);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
