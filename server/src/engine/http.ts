// Knows: asking an engine over HTTP, whatever carries it: a socket, a pipe, TCP with or without TLS, another program. Every
// answer is bounded in time and size; every failure is a value.
import { Agent, request } from 'node:http';
import type { AgentOptions, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { CancelSignal } from '../base/platform';
import { onCancel } from './cancel';
import type { Way } from './endpoints';
import type { Programs } from './programs';

export interface HttpFault {
  /**
   * `absent`: nothing is there. `closed`: nobody listens. `denied`: no permission. `broken`: it answers, but not like an
   * engine, or stops in the middle.
   */
  readonly kind: 'absent' | 'closed' | 'denied' | 'timeout' | 'cancelled' | 'too-large' | 'broken';
  readonly detail: string;
}

export type HttpResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: HttpFault };

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpStream {
  readonly status: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface HttpLimits {
  readonly signal: CancelSignal;
  /** For `get` until the end of the answer, for `open` until its start. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Opens a stream of bytes to an engine. */
export type Connector = (way: Way) => Duplex;

export const connector =
  (programs: Programs): Connector =>
  (way) => {
    switch (way.kind) {
      case 'socket':
        return connectSocket({ path: way.path });
      case 'program':
        return programs.pipe(way.program, way.args);
      case 'tcp': {
        const { host, port, tls } = way;
        if (tls === undefined) return connectSocket({ host, port });
        const { verify, ...material } = tls;
        return connectTls({ host, port, ...material, rejectUnauthorized: verify });
      }
    }
  };

const STALE = { ok: false, fault: { kind: 'broken', detail: 'the engine closes its connections' } } as const;

/** Longest path of a socket: `sun_path` without its NUL, on the system that has least (macOS: 104). */
const MAX_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;

export class EngineHttp {
  readonly #agent: Agent;
  /** A new connection for each question. */
  readonly #fresh: Agent;

  constructor(
    private readonly way: Way,
    connect: Connector,
  ) {
    this.#agent = agentOf(way, connect, { keepAlive: true, maxSockets: 8, maxFreeSockets: 2, timeout: 60_000 });
    this.#fresh = agentOf(way, connect, { keepAlive: false });
  }

  /** GET, whole answer. */
  async get(path: string, limits: HttpLimits): Promise<HttpResult<HttpAnswer>> {
    // A kept connection may have been closed by the engine just before we used it.
    const first = await this.#get(path, limits, this.#agent);
    const result = first === 'stale' ? await this.#get(path, limits, this.#fresh) : first;
    return result === 'stale' ? STALE : result;
  }

  /** GET, answer as it comes; without end, unless the engine or the signal ends it. */
  async open(path: string, limits: Omit<HttpLimits, 'maxBytes'>): Promise<HttpResult<HttpStream>> {
    const asked = await this.#ask(path, limits, this.#fresh);
    if (asked === 'stale') return STALE;
    if (!asked.ok) return asked;
    const { answer, call, forget, stopTimer } = asked.value;
    stopTimer();
    const chunks = async function* (): AsyncGenerator<Uint8Array, void, void> {
      try {
        for await (const chunk of answer) yield chunk as Uint8Array;
      } catch {
        // The engine went away, or the signal was aborted: either way this is the end of a stream that has no other.
      } finally {
        forget();
        call.destroy();
      }
    };
    return { ok: true, value: { status: answer.statusCode ?? 0, chunks: chunks() } };
  }

  close(): void {
    this.#agent.destroy();
    this.#fresh.destroy();
  }

  async #get(path: string, limits: HttpLimits, agent: Agent): Promise<HttpResult<HttpAnswer> | 'stale'> {
    const asked = await this.#ask(path, limits, agent);
    if (asked === 'stale' || !asked.ok) return asked;
    const { answer, call, forget, why } = asked.value;
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer) {
        const part = chunk as Buffer;
        size += part.length;
        if (size > limits.maxBytes) {
          call.destroy();
          return { ok: false, fault: { kind: 'too-large', detail: `more than ${String(limits.maxBytes)} bytes` } };
        }
        parts.push(part);
      }
    } catch (error) {
      return { ok: false, fault: why() ?? faultOf(error) };
    } finally {
      forget();
    }
    return {
      ok: true,
      value: { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString('utf8') },
    };
  }

  /** Sends the question and waits for the head of the answer. `stale`: the connection was an old one and is gone. */
  #ask(
    path: string,
    { signal, timeoutMs }: Omit<HttpLimits, 'maxBytes'>,
    agent: Agent,
  ): Promise<HttpResult<Asked> | 'stale'> {
    const { way } = this;
    if (way.kind === 'socket' && !way.path.startsWith('\\\\') && Buffer.byteLength(way.path) > MAX_SOCKET_PATH) {
      const detail = `the path of the socket is longer than ${String(MAX_SOCKET_PATH)} bytes`;
      return Promise.resolve({ ok: false, fault: { kind: 'broken', detail } });
    }
    return new Promise((resolve) => {
      let early: HttpFault | undefined;
      let call: ClientRequest;
      try {
        const host = way.kind === 'tcp' ? `${way.host}:${String(way.port)}` : 'docker';
        const headers = { host, 'user-agent': 'layerlens' };
        call = request({ agent, method: 'GET', path, headers });
      } catch (error) {
        // A certificate that is none, an address that the system refuses.
        resolve({ ok: false, fault: faultOf(error) });
        return;
      }
      const giveUp = (fault: HttpFault): void => {
        early ??= fault;
        call.destroy(new Error(fault.detail));
      };
      const timer = setTimeout(() => {
        giveUp({ kind: 'timeout', detail: `no answer within ${String(timeoutMs / 1000)} s` });
      }, timeoutMs);
      const forgetSignal = onCancel(signal, () => {
        giveUp({ kind: 'cancelled', detail: 'stopped' });
      });
      const forget = (): void => {
        clearTimeout(timer);
        forgetSignal();
      };
      call.on('response', (answer) => {
        resolve({
          ok: true,
          value: {
            answer,
            call,
            forget,
            stopTimer: () => {
              clearTimeout(timer);
            },
            why: () => early,
          },
        });
      });
      call.on('error', (error) => {
        forget();
        const code = 'code' in error ? error.code : '';
        const isStale = early === undefined && call.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
        resolve(isStale ? 'stale' : { ok: false, fault: early ?? faultOf(error) });
      });
      call.end();
    });
  }
}

interface Asked {
  readonly answer: IncomingMessage;
  readonly call: ClientRequest;
  /** To be called when the answer has been read. */
  readonly forget: () => void;
  /** For answers without end. */
  readonly stopTimer: () => void;
  /** Why we ended it ourselves, if we did. */
  readonly why: () => HttpFault | undefined;
}

const agentOf = (way: Way, connect: Connector, options: AgentOptions): Agent =>
  Object.assign(new Agent(options), { createConnection: () => connect(way) });

function faultOf(error: unknown): HttpFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ENOENT':
      return { kind: 'absent', detail };
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { kind: 'closed', detail };
    case 'ETIMEDOUT':
      return { kind: 'timeout', detail };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied', detail };
    default:
      return { kind: 'broken', detail };
  }
}
