import { escapeHtml } from '../values/markup.js';

export interface UrlizeOptions {
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string | undefined;
  readonly schemes: readonly string[];
}

const HOST_LABELS = /^[\w%-]+(?:\.[\w%-]+)*$/;
const TOP_LEVEL = /^(?:[a-z]{2,63}|xn--[\w%]{2,59})$/i;
const COMMON_TOP_LEVEL = /^(?:com|net|int|edu|gov|org|info|mil)$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]$/i;
const EMAIL_DOMAIN = /^\w[\w.-]*\.\w+$/;
const LONGEST_LINK = 4096;

/** Turns addresses in escaped text into links. */
export function urlize(text: string, options: UrlizeOptions): string {
  return text
    .split(/(\s+)/)
    .map((word) => (word === '' || /^\s/.test(word) ? word : linkWord(word, options)))
    .join('');
}

function linkWord(word: string, options: UrlizeOptions): string {
  const { head, ...parts } = splitPunctuation(word);
  let { middle, tail } = parts;
  for (const [open, close] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let left = Math.min(opened, count(tail, close)); left > 0; left--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return head + link(middle, options) + tail;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function splitPunctuation(word: string): { head: string; middle: string; tail: string } {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  let middle = word.slice(head.length);
  let tail = '';
  while (true) {
    const last = middle.at(-1) ?? ' ';
    const end = middle.endsWith('&gt;') ? '&gt;' : ')>.,\n'.includes(last) ? last : undefined;
    if (end === undefined || end === middle) break;
    tail = end + tail;
    middle = middle.slice(0, -end.length);
  }
  return { head, middle, tail };
}

function link(middle: string, options: UrlizeOptions): string {
  if (middle.length > LONGEST_LINK) return middle;
  const attributes =
    (options.rel === '' ? '' : ` rel="${escapeHtml(options.rel)}"`) +
    (options.target === undefined ? '' : ` target="${escapeHtml(options.target)}"`);
  if (isUrl(middle)) {
    const address = /^https?:\/\//.test(middle) ? middle : `https://${middle}`;
    return `<a href="${address}"${attributes}>${shortened(middle, options.limit)}</a>`;
  }
  if (middle.startsWith('mailto:') && isEmail(middle.slice(7))) return `<a href="${middle}">${middle.slice(7)}</a>`;
  if (
    middle.includes('@') &&
    !middle.startsWith('www.') &&
    !middle.startsWith('@') &&
    !middle.includes(':') &&
    isEmail(middle)
  ) {
    return `<a href="mailto:${middle}">${middle}</a>`;
  }
  for (const scheme of options.schemes) {
    if (middle !== scheme && middle.startsWith(scheme)) return `<a href="${middle}"${attributes}>${middle}</a>`;
  }
  return middle;
}

function shortened(text: string, limit: number | undefined): string {
  return limit !== undefined && text.length > limit ? `${text.slice(0, limit)}...` : text;
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && EMAIL_DOMAIN.test(text.slice(at + 1));
}

/** A web address: with a scheme or `www.`, or a bare host under a common top-level domain. */
function isUrl(text: string): boolean {
  const scheme = /^(?:https?:\/\/|www\.)/i.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length);
  const end = rest.startsWith('[') ? rest.indexOf(']') + 1 : rest.search(/[:/?#]/);
  const host = end === -1 ? rest : rest.slice(0, end);
  const after = end === -1 ? '' : rest.slice(end);
  if (!/^(?::\d{1,5})?(?:[/?#]\S*)?$/.test(after)) return false;
  if (scheme.toLowerCase().startsWith('http') && (IPV4.test(host) || IPV6.test(host))) return true;
  const labels = host.split('.');
  const top = labels.at(-1) as string;
  if (!HOST_LABELS.test(host)) return false;
  if (scheme !== '') return TOP_LEVEL.test(top);
  return (
    labels.length > 1 &&
    COMMON_TOP_LEVEL.test(top) &&
    labels.slice(0, -1).every((label) => /^[\w%-]{2,63}$/.test(label))
  );
}
