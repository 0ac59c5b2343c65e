/** A local stand-in of AWS for tests, and a proxy in front of it that misbehaves. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

/** The Python that has moto; MOTO_PYTHON names another one. */
const python = process.env['MOTO_PYTHON'] ?? 'python3';

/** Why the tests cannot run, or undefined. */
export function motoMissing(): string | undefined {
  const found = spawnSync(python, ['-c', 'import moto.server'], { encoding: 'utf8' });
  if (found.status === 0) return undefined;
  return `moto is not there: pip install 'moto[server]' (${(found.stderr ?? found.error?.message ?? '').trim().split('\n').at(-1) ?? ''})`;
}

export interface Moto {
  readonly url: string;
  readonly port: number;
  stop(): void;
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child: ChildProcess = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt++) {
    const answered = await fetch(`${url}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (answered) return { url, port, stop: () => void child.kill() };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error('moto did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What the proxy does with one exchange: hands it on, answers 500 itself, never answers, or hands it on and drops the answer. */
export type Behaviour = 'pass' | 'fail' | 'hang' | 'lose-answer';

export interface Proxy {
  readonly url: string;
  /** Asked for every exchange. */
  behave: (method: string, path: string) => Behaviour;
  stop(): void;
}

export async function startProxy(target: Moto): Promise<Proxy> {
  const hanging = new Set<ServerResponse>();
  const proxy = { url: '', behave: (): Behaviour => 'pass', stop: () => {} } as {
    url: string;
    behave: Proxy['behave'];
    stop: () => void;
  };
  const server: Server = createServer((incoming, outgoing) => {
    const what = proxy.behave(incoming.method ?? '', incoming.url ?? '');
    if (what === 'hang') {
      hanging.add(outgoing);
      return;
    }
    if (what === 'fail') {
      incoming.resume();
      outgoing
        .writeHead(500, { 'content-type': 'application/xml' })
        .end('<Error><Code>InternalError</Code><Message>on purpose</Message></Error>');
      return;
    }
    // The signature covers the host that the client named.
    const onward = request(
      { host: '127.0.0.1', port: target.port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        if (what === 'lose-answer') {
          answer.resume();
          answer.on('end', () => outgoing.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.stop = () => {
    for (const one of hanging) one.destroy();
    server.close();
    server.closeAllConnections();
  };
  return proxy;
}
