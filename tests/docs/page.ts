/** Reads a page of the documentation: its sections, the files they show, and the commands they run. */

export interface Page {
  readonly sections: readonly Section[];
}

/** A part of the page below a heading of the second level; each starts in an empty project. */
export interface Section {
  readonly title: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly words: readonly string[]; readonly shown: string; readonly line: number };

const fences = /^```(\w+)\n(.*?)^```$/gms;
const named = /^(?:#|\/\/) (\S+\.\w+)(?: - .*)?$/;

export function readPage(markdown: string): Page {
  const starts = [0, ...[...markdown.matchAll(/^## /gm)].map(({ index }) => index)];
  return {
    sections: starts.map((start, at) => {
      const text = markdown.slice(start, starts[at + 1]);
      const line = markdown.slice(0, start).split('\n').length;
      return { title: /^#+ (.*)$/m.exec(text)?.[1] ?? '', steps: readSteps(text, line) };
    }),
  };
}

function readSteps(text: string, firstLine: number): Step[] {
  return [...text.matchAll(fences)].flatMap(([, language = '', body = ''], at, all) => {
    const index = (all[at] as RegExpExecArray).index;
    if (language === 'console') return readConsole(body, firstLine + text.slice(0, index).split('\n').length);
    const path = named.exec(body.slice(0, body.indexOf('\n')))?.[1];
    return path === undefined ? [] : [{ kind: 'file' as const, path, text: body }];
  });
}

function readConsole(body: string, firstLine: number): Step[] {
  const lines = body.split('\n').slice(0, -1);
  const starts = lines.flatMap((line, at) => (line.startsWith('$ ') ? [at] : []));
  return starts.map((start, at) => ({
    kind: 'command' as const,
    words: readWords((lines[start] as string).slice(2)),
    shown: lines.slice(start + 1, starts[at + 1]).join('\n'),
    line: firstLine + start,
  }));
}

/** Words of a shell command: blanks part them, single quotes hold them together; `#` starts a comment. */
function readWords(command: string): string[] {
  return [...command.replace(/\s+#\s.*$/, '').matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) =>
    word.replaceAll("'", ''),
  );
}

/** Whether what was printed is what the page shows: `…` stands for any text, alone on a line for any lines. */
export function shows(shown: string, printed: string): boolean {
  const pattern = shown
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '…' ? '[^]*?' : line.split('…').map(escape).join('.*?')))
    .join('\n')
    .replaceAll('\n[^]*?\n', '\n(?:[^]*\n)?')
    .replace(/^\[\^\]\*\?\n/, '(?:[^]*\n)?')
    .replace(/\n\[\^\]\*\?$/, '(?:\n[^]*)?');
  return new RegExp(`^${pattern}$`).test(printed.trim());
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
