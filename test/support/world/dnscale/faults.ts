/**
 * Faults of the REST API that tests switch on at run time: a wrong answer, a lost one, a late one, before or after the
 * request took effect. This decides which request is hit; the server carries the fault out.
 */

type ApiRequest = {
  method: string;
  /** With the query, as sent. */
  path: string;
  /** How many requests are being served, this one included. */
  underWay: number;
};

export type FaultReply =
  /** The connection is reset, without an answer. */
  | 'reset'
  /** No answer, ever; the connection stays open until the client or stop() closes it. */
  | 'hang'
  /** A text body is sent as it is (as HTML, unless `headers` say otherwise), an object as JSON. */
  | { status: number; headers?: Record<string, string>; body?: string | object };

export type Fault = {
  /** Waits this long before anything else, ms. @default 0 */
  delayMs?: number;
  /** Whether the request takes effect before its answer is replaced. @default false */
  applied?: boolean;
  /** Sent instead of the answer. @default the normal answer */
  reply?: FaultReply;
};

type FaultRule = Fault & {
  /** @default any method */
  method?: string;
  /** Tested against path and query, `/v1/…`. @default any path */
  path?: RegExp;
  /** How many matching requests are hit. @default 1 */
  times?: number;
};

/** Answers that are not the API's own, and one of its own about the account. */
export const ANSWERS = {
  /** A firewall's page. */
  firewallPage: { status: 403, body: '<html><h1>Request blocked</h1></html>' },
  /** A gateway that knows no such route, also where the base path is missing. */
  noRoute: { status: 404, body: { message: 'no Route matched with those values' } },
  /** A web site under the URL. */
  sitePage: { status: 404, body: '<!doctype html><title>Not found</title>' },
  /** The API's gateway while the API is away. */
  gatewayOutage: { status: 502, body: '<html>Bad gateway</html>' },
  unpaid: {
    status: 402,
    body: { status: 'error', error: { code: 'PAYMENT_REQUIRED', message: 'The invoice is overdue' } },
  },
} as const satisfies Record<string, FaultReply>;

export type FaultDecision = (request: ApiRequest) => Fault | undefined;

export type Faults = {
  /** The first rule that applies wins; rules are tried in the order they were added. */
  add(rule: FaultRule | FaultDecision): void;
  clear(): void;
};

export function createFaults(): Faults & { next: FaultDecision } {
  let decisions: FaultDecision[] = [];

  return {
    add(rule) {
      decisions.push(typeof rule === 'function' ? rule : countdown(rule));
    },
    clear() {
      decisions = [];
    },
    next(request) {
      for (const decide of decisions) {
        const fault = decide(request);
        if (fault) return fault;
      }
      return undefined;
    },
  };
}

function countdown({ method, path, times = 1, ...fault }: FaultRule): FaultDecision {
  let left = times;
  return (request) => {
    const hit =
      left > 0 && (method ?? request.method) === request.method && (path?.test(request.path) ?? true);
    if (!hit) return undefined;
    left -= 1;
    return fault;
  };
}
