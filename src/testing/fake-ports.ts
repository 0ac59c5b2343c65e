/** Ports that touch nothing: files in memory, programs that are functions, randomness that repeats. */
import type {
  FileStatus,
  Files,
  Http,
  HttpRequest,
  HttpResponse,
  Ports,
  Processes,
  ProcessRequest,
  ProcessResult,
  Random,
} from '../kernel/index.js';
import { fakeClock } from './fake-clock.js';

/** The same numbers for the same seed. */
export function fakeRandom(seed = 1): Random {
  let state = seed >>> 0;
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => Math.floor(next() * 256));
  return {
    bytes,
    fraction: next,
    uuid() {
      const hex = Buffer.from(bytes(16)).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}

interface Entry {
  readonly kind: FileStatus['kind'];
  readonly content: Uint8Array;
  readonly target?: string;
  mode: number;
  uid: number;
  gid: number;
}

/** Files in memory; `writes` counts every change. Folders are made as they are needed. */
export function memoryFiles(initial: Readonly<Record<string, string>> = {}): Files & { readonly writes: number } {
  const entries = new Map<string, Entry>();
  let writes = 0;
  const put = (path: string, kind: Entry['kind'], parts: Partial<Entry> = {}): void => {
    for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      if (!entries.has(folder))
        entries.set(folder, { kind: 'directory', content: new Uint8Array(), mode: 0o755, uid: 0, gid: 0 });
    }
    entries.set(path, {
      kind,
      content: new Uint8Array(),
      mode: kind === 'directory' ? 0o755 : 0o644,
      uid: 0,
      gid: 0,
      ...parts,
    });
  };
  for (const [path, text] of Object.entries(initial)) put(path, 'file', { content: new TextEncoder().encode(text) });
  const write = async (act: () => void): Promise<void> => {
    writes++;
    act();
  };
  return {
    get writes() {
      return writes;
    },
    read: async (path) => entries.get(path)?.content,
    status: async (path) => {
      const entry = entries.get(path);
      if (entry === undefined) return undefined;
      return {
        kind: entry.kind,
        size: entry.content.length,
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        modified: 0,
      };
    },
    list: async (path) => {
      const under = `${path.replace(/\/$/, '')}/`;
      const names = [...entries.keys()].filter((one) => one.startsWith(under)).map((one) => one.slice(under.length));
      return entries.has(path) ? names.filter((name) => !name.includes('/')).sort() : undefined;
    },
    readLink: async (path) => entries.get(path)?.target,
    realPath: async (path) => (entries.has(path) ? (entries.get(path)?.target ?? path) : undefined),
    write: (path, content, options) => write(() => put(path, 'file', { content, ...options })),
    makeDirectory: (path, options) =>
      write(() => put(path, 'directory', options?.mode === undefined ? {} : { mode: options.mode })),
    makeLink: (path, target) => write(() => put(path, 'symlink', { target })),
    changeMode: (path, mode) =>
      write(() => {
        const entry = entries.get(path);
        if (entry !== undefined) entry.mode = mode;
      }),
    changeOwner: (path, uid, gid) =>
      write(() => {
        const entry = entries.get(path);
        if (entry !== undefined) Object.assign(entry, { uid, gid });
      }),
    remove: (path) =>
      write(() => {
        for (const one of entries.keys()) if (one === path || one.startsWith(`${path}/`)) entries.delete(one);
      }),
  };
}

/** Programs that are functions of the request; without an answer a program ends with status 0 and no output. */
export function fakeProcesses(
  answer: (request: ProcessRequest) => Partial<ProcessResult> | Promise<Partial<ProcessResult>> = () => ({}),
): Processes & { readonly requests: ProcessRequest[] } {
  const requests: ProcessRequest[] = [];
  return {
    requests,
    async run(request) {
      requests.push(request);
      const given = await answer(request);
      return {
        status: 0,
        stdout: new Uint8Array(),
        stderr: new Uint8Array(),
        truncated: false,
        timedOut: false,
        ...given,
      };
    },
  };
}

export function fakeHttp(
  answer: (request: HttpRequest) => HttpResponse = () => ({ status: 404, headers: {}, body: new Uint8Array() }),
): Http & { readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  return {
    requests,
    async request(request) {
      requests.push(request);
      return answer(request);
    },
  };
}

export function fakePorts(parts: Partial<Ports> = {}): Ports {
  return {
    clock: fakeClock(),
    random: fakeRandom(),
    log: { write: () => undefined },
    files: memoryFiles(),
    processes: fakeProcesses(),
    http: fakeHttp(),
    ...parts,
  };
}
