// Knows: the HTTP API of Docker, which Podman answers as well: which paths to ask, and where the two differ (image-facts §4.6).
// Only ever reads.
import { failed, ok } from '../base/outcome';
import type { Outcome, UserProblem } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import { parseJson } from '../image/json';
import type { Image } from '../image/model';
import { isImageReference } from '../image/name';
import { OLDEST, agreeOnApi } from './apiVersion';
import type { Endpoint, EngineState, ImageEvent, ImageSummary } from './engine';
import { engineImage } from './engineImage';
import type { EngineHttp, HttpFault } from './http';
import { jsonLines } from './jsonLines';
import { badReference, noSuchImage, notUnderstood, saidNo, unreachable } from './problems';
import { readError } from './records/error';
import { readEvent } from './records/event';
import { readApiHistory } from './records/history';
import { readImageList } from './records/imageList';
import { readStore } from './records/info';
import { readInspect } from './records/inspect';
import type { InspectRecord } from './records/inspect';
import { readVersion } from './records/version';
import type { Answering, OnLost, Session } from './session';

const ASK_MS = 20_000;
const MIB = 1024 * 1024;

export type Introduction =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'too-old'; readonly state: EngineState }
  | { readonly kind: 'fault'; readonly fault: HttpFault };

export interface IntroduceOptions {
  readonly endpoint: Endpoint;
  /** DOCKER_API_VERSION; empty when not set. */
  readonly pinnedApi: string;
  readonly signal: CancelSignal;
  /** For each of the first questions. */
  readonly timeoutMs: number;
  readonly onLost: OnLost;
}

/** Pings, agrees on an API version, and asks who is there. */
export async function introduce(http: EngineHttp, options: IntroduceOptions): Promise<Introduction> {
  const { endpoint, pinnedApi, signal, timeoutMs } = options;
  const limits = { signal, timeoutMs, maxBytes: 8 * MIB };
  const ping = await http.get('/_ping', limits);
  if (!ping.ok) return { kind: 'fault', fault: ping.fault };
  const { status, headers, body } = ping.value;
  if (status !== 200)
    return { kind: 'fault', fault: { kind: 'broken', detail: `status ${String(status)}: ${readError(body)}` } };

  const version = await http.get('/version', limits);
  if (!version.ok) return { kind: 'fault', fault: version.fault };
  const record = readVersion(parseJson(version.value.body));
  if (record === undefined)
    return { kind: 'fault', fault: { kind: 'broken', detail: 'what answers is no container engine' } };
  const newest = header(headers['api-version']) || record.apiVersion;
  const apiVersion = agreeOnApi({ newest, oldest: record.minApiVersion, pinned: pinnedApi });
  if (apiVersion === undefined) {
    return { kind: 'too-old', state: { kind: 'too-old', endpoint, apiVersion: newest, needed: OLDEST } };
  }
  // Sizes can be told without the store, only less well.
  const info = await http.get(`/v${apiVersion}/info`, limits);
  const store = info.ok && info.value.status === 200 ? readStore(parseJson(info.value.body)) : '';
  const isPodman = record.product === 'podman' || /^libpod\//i.test(header(headers['server']));
  const state: Answering = {
    kind: 'answering',
    endpoint,
    product: isPodman ? 'podman' : 'docker',
    version: record.version,
    apiVersion,
    store,
  };
  return {
    kind: 'session',
    session: new HttpSession(http, state, header(headers['libpod-api-version']), options.onLost),
  };
}

const header = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

class HttpSession implements Session {
  constructor(
    private readonly http: EngineHttp,
    readonly state: Answering,
    /** Version of Podman's own API; empty when there is none. */
    private readonly libpodApi: string,
    private readonly onLost: OnLost,
  ) {}

  async images(signal: CancelSignal): Promise<Outcome<readonly ImageSummary[]>> {
    const asked = await this.#ask('/images/json', signal);
    if (!asked.ok) return failed(asked.problem);
    const images = asked.value.status === 200 ? readImageList(asked.value.json) : undefined;
    return images === undefined ? failed(this.#no(asked.value, 'images')) : ok(images);
  }

  async image(ref: string, signal: CancelSignal): Promise<Outcome<Image>> {
    if (!isImageReference(ref)) return failed(badReference(ref));
    const inspected = await this.#inspect(ref, signal);
    if (!inspected.ok) return inspected;
    const inspect = inspected.value;
    // By id: the name may be given to another image between two questions.
    const asked = await this.#ask(`/images/${encodeURIComponent(inspect.id)}/history`, signal);
    if (!asked.ok) return failed(asked.problem);
    if (asked.value.status === 404) return failed(noSuchImage(ref));
    const records = asked.value.status === 200 ? readApiHistory(asked.value.json) : undefined;
    if (records === undefined) return failed(this.#no(asked.value, 'history'));
    const image = await engineImage(await this.#withHistory(inspect, signal), records, this.state, async (id) => {
      const parent = await this.#inspect(id, signal);
      return parent.ok ? parent.value.config.diffIds.length : undefined;
    });
    return ok(image);
  }

  async *events(signal: CancelSignal, onOpen?: () => void): AsyncGenerator<ImageEvent, void, void> {
    const filters = encodeURIComponent(JSON.stringify({ type: ['image'] }));
    const opened = await this.http.open(`${this.#prefix}/events?filters=${filters}`, { signal, timeoutMs: ASK_MS });
    if (!opened.ok || opened.value.status !== 200) return;
    onOpen?.();
    for await (const value of jsonLines(opened.value.chunks)) {
      const event = readEvent(value);
      if (event !== undefined) yield event;
    }
  }

  close(): void {
    this.http.close();
  }

  get #prefix(): string {
    return `/v${this.state.apiVersion}`;
  }

  async #inspect(ref: string, signal: CancelSignal): Promise<Outcome<InspectRecord>> {
    // Podman calls what it builds `localhost/app`, what it loads `docker.io/library/app`.
    const isShort =
      this.state.product === 'podman' && !/^[^/]*[.:][^/]*\/|^localhost\/|^(?:sha256:)?[0-9a-f]{12,64}$/.test(ref);
    for (const name of isShort ? [ref, `localhost/${ref}`, `docker.io/library/${ref}`] : [ref]) {
      const asked = await this.#ask(`/images/${name.split('/').map(encodeURIComponent).join('/')}/json`, signal);
      if (!asked.ok) return failed(asked.problem);
      if (asked.value.status === 404) continue;
      const record = asked.value.status === 200 ? readInspect(asked.value.json) : undefined;
      return record === undefined ? failed(this.#no(asked.value, 'inspect')) : ok(record);
    }
    return failed(noSuchImage(ref));
  }

  /** Podman's own inspect tells which rows made no layer; its Docker-like one does not. */
  async #withHistory(inspect: InspectRecord, signal: CancelSignal): Promise<InspectRecord> {
    if (!/^\d+\.\d+\.\d+$/.test(this.libpodApi)) return inspect;
    const path = `/v${this.libpodApi}/libpod/images/${encodeURIComponent(inspect.id)}/json`;
    const asked = await this.http.get(path, { signal, timeoutMs: ASK_MS, maxBytes: 32 * MIB });
    const own = asked.ok && asked.value.status === 200 ? readInspect(parseJson(asked.value.body)) : undefined;
    return own === undefined ? inspect : { ...inspect, history: own.history };
  }

  async #ask(path: string, signal: CancelSignal): Promise<Outcome<Answer>> {
    const asked = await this.http.get(this.#prefix + path, { signal, timeoutMs: ASK_MS, maxBytes: 32 * MIB });
    if (asked.ok) {
      const { status, body } = asked.value;
      return ok({ status, body, json: parseJson(body) });
    }
    if (asked.fault.kind !== 'cancelled' && asked.fault.kind !== 'too-large') this.onLost(asked.fault);
    return failed(unreachable(asked.fault));
  }

  #no({ status, body }: Answer, what: string): UserProblem {
    return status === 200 ? notUnderstood(what) : saidNo(status, readError(body));
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly json: unknown;
}
