/** Services whose writing half refuses, for plan and test mode and for whatever must only read. */
import type { Cloud } from '../../contract/index.js';
import { DiagnosticError, type Files, type Http, type Processes } from '../../kernel/index.js';
import { callCodes } from './codes.js';

/** The error of a refused write; `what` completes "may not …". */
export function writeRefused(what: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: callCodes.code('write-refused'),
    summary: `may not ${what}: nothing is written here`,
    hints: ['a function that writes declares `effects: write`, and is then not called in plan and test mode'],
  });
}

async function refuse(what: string): Promise<never> {
  throw writeRefused(what);
}

export function readOnlyFiles(files: Files): Files {
  return {
    read: (path) => files.read(path),
    status: (path) => files.status(path),
    list: (path) => files.list(path),
    readLink: (path) => files.readLink(path),
    realPath: (path) => files.realPath(path),
    write: (path) => refuse(`write ${path}`),
    makeDirectory: (path) => refuse(`make the directory ${path}`),
    makeLink: (path) => refuse(`make the link ${path}`),
    changeMode: (path) => refuse(`change the mode of ${path}`),
    changeOwner: (path) => refuse(`change the owner of ${path}`),
    remove: (path) => refuse(`remove ${path}`),
  };
}

/** Programs run only when the request says that they read. */
export function readOnlyProcesses(processes: Processes): Processes {
  return {
    run: (request) => (request.effects === 'none' ? processes.run(request) : refuse(`run '${request.command}'`)),
  };
}

const READING_METHODS = ['GET', 'HEAD', 'OPTIONS'];

export function readOnlyHttp(http: Http): Http {
  return {
    request(request) {
      const method = (request.method ?? 'GET').toUpperCase();
      if (request.effects === 'none' || READING_METHODS.includes(method)) return http.request(request);
      return refuse(`send ${method} ${request.url}`);
    },
  };
}

const READING_OPERATIONS = ['list', 'get'];

/** A connection whose collections only list and get. */
export function readOnlyCloud(cloud: Cloud): Cloud {
  return through(cloud, (member, key) => (isCollection(member) ? readOnlyCollection(member, key) : member));
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'list' in value && 'get' in value;
}

function readOnlyCollection(collection: object, name: string): object {
  return through(collection, (member, key) => {
    if (typeof member !== 'function') return member;
    if (READING_OPERATIONS.includes(key)) return member.bind(collection) as unknown;
    return () => refuse(`${key} in ${name}`);
  });
}

/** The object seen through a change of its members. The proxy's own target is empty, so frozen objects can be seen through too. */
function through<T extends object>(target: T, view: (member: unknown, key: string) => unknown): T {
  return new Proxy<T>({} as T, {
    get: (_empty, key) => (typeof key === 'symbol' ? Reflect.get(target, key) : view(Reflect.get(target, key), key)),
    has: (_empty, key) => Reflect.has(target, key),
  });
}
