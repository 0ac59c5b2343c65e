import { bind, signature } from '../runtime/parameters.js';
import type { Runtime } from '../runtime/runtime.js';
import { TemplateCallable } from '../values/callable.js';
import { truthy } from '../values/compare.js';
import { dictItems, dictSet } from '../values/dict.js';
import { Fault, typeError, valueError } from '../values/fault.js';
import { Dict, type Keywords, Markup, Namespace, Range, Undefined } from '../values/model.js';
import { str } from '../values/text.js';
import { undefinedFault } from '../values/undefined.js';
import { updateFrom } from './dict-methods.js';
import { loremIpsum } from './lorem-ipsum.js';
import { intArgument } from './string-methods.js';

type Call = (runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined) => unknown;

/** A function that is always there. */
class GlobalFunction extends TemplateCallable {
  readonly typeName: string;
  readonly #text: string;
  readonly #call: Call;

  constructor(typeName: string, text: string, call: Call) {
    super();
    this.typeName = typeName;
    this.#text = text;
    this.#call = call;
  }

  call(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): unknown {
    return this.#call(runtime, args, keywords);
  }

  override text(): string {
    return this.#text;
  }
}

function range(runtime: Runtime, args: readonly unknown[]): Range {
  if (args.length === 0) throw typeError('range expected at least 1 argument, got 0');
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  const [first = 0, second, third = 1] = args.map((given) => {
    const arg = runtime.open(given);
    if (arg instanceof Undefined) throw undefinedFault(arg);
    return intArgument(arg);
  });
  if (third === 0) throw valueError('range() arg 3 must not be zero');
  const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, third);
  runtime.items(made.length);
  return made;
}

function dict(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): Dict {
  const made = new Dict();
  if (args.length > 1) throw typeError(`dict expected at most 1 argument, got ${args.length}`);
  if (args[0] !== undefined) updateFrom(runtime, made, runtime.open(args[0]));
  for (const [name, value] of Object.entries(keywords ?? {})) dictSet(runtime, made, name, value);
  return made;
}

function namespace(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): Namespace {
  const made = new Namespace();
  for (const { items } of dictItems(dict(runtime, args, keywords)))
    made.attributes.set(str(runtime, items[0]), items[1]);
  return made;
}

/** `cycler(…)`. */
class Cycler extends TemplateCallable {
  readonly typeName = 'Cycler';
  readonly #items: readonly unknown[];
  #at = 0;

  constructor(items: readonly unknown[]) {
    super();
    this.#items = items;
  }

  call(): never {
    throw typeError("'Cycler' object is not callable");
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'current':
        return this.#items[this.#at];
      case 'pos':
        return this.#at;
      case 'items':
        return this.#items;
      case 'next':
        return new GlobalFunction('method', '<bound method Cycler.next>', () => {
          const current = this.#items[this.#at];
          this.#at = (this.#at + 1) % this.#items.length;
          return current;
        });
      case 'reset':
        return new GlobalFunction('method', '<bound method Cycler.reset>', () => {
          this.#at = 0;
          return null;
        });
      default:
        return undefined;
    }
  }
}

/** `joiner(…)`: nothing the first time, the separator afterwards. */
class Joiner extends TemplateCallable {
  readonly typeName = 'Joiner';
  readonly #separator: unknown;
  #used = false;

  constructor(separator: unknown) {
    super();
    this.#separator = separator;
  }

  call(): unknown {
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  }

  override attribute(name: string): unknown {
    if (name === 'sep') return this.#separator;
    return name === 'used' ? this.#used : undefined;
  }
}

const JOINER = signature('sep?');
const LIPSUM = signature('n? html? min? max?');

/** What templates find without being given it. */
export function builtinGlobals(): Map<string, unknown> {
  return new Map<string, unknown>([
    ['range', new GlobalFunction('type', "<class 'range'>", range)],
    ['dict', new GlobalFunction('type', "<class 'dict'>", dict)],
    ['namespace', new GlobalFunction('type', "<class 'jinja2.utils.Namespace'>", namespace)],
    [
      'cycler',
      new GlobalFunction('type', "<class 'jinja2.utils.Cycler'>", (_, args) => {
        if (args.length === 0) throw new Fault('TemplateRuntimeError', 'at least one item has to be provided');
        return new Cycler(args);
      }),
    ],
    [
      'joiner',
      new GlobalFunction('type', "<class 'jinja2.utils.Joiner'>", (_, args, keywords) => {
        const [separator] = bind('Joiner.__init__', JOINER, args, keywords);
        return new Joiner(separator === undefined ? ', ' : separator);
      }),
    ],
    [
      'lipsum',
      new GlobalFunction('function', '<function generate_lorem_ipsum>', (runtime, args, keywords) => {
        const [count, html, min, max] = bind('generate_lorem_ipsum', LIPSUM, args, keywords);
        const [paragraphs, least, most] = [count ?? 5, min ?? 20, max ?? 100].map(intArgument) as [
          number,
          number,
          number,
        ];
        if (least >= most) throw valueError(`empty range for randrange() (${least}, ${most}, ${most - least})`);
        const texts = loremIpsum(runtime, paragraphs, least, most);
        if (html !== undefined && !truthy(runtime, html)) return texts.join('\n\n');
        return new Markup(texts.map((text) => `<p>${text}</p>`).join('\n'));
      }),
    ],
  ]);
}
