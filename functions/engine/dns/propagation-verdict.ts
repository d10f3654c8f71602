/**
 * Judges what one name server says about one RRset, and when an RRset counts as propagated. Pure.
 *
 * A server that answers must show every value of ours; values that are not ours are ignored. A server that
 * gives no usable answer does not block for ever: the CA's resolvers turn to another one too.
 */
import type { NameServerAddress, TxtAnswer } from '../ports/dns.ts';

export type Standing = {
  server: NameServerAddress;
  /** `unknown` until the first answer or failure. */
  verdict: 'unknown' | 'complete' | 'lagging' | 'failing';
  /** What the server showed or why it failed, in plain words. */
  detail: string;
  failuresInARow: number;
  /** Nothing at all came back at the last question. */
  silent: boolean;
};

/** A single failure may be a lost packet of a server that lags: it takes two in a row to go on without one. */
const FAILURES_TO_GO_ON_WITHOUT = 2;

export function unheard(server: NameServerAddress): Standing {
  return { server, verdict: 'unknown', detail: 'no answer yet', failuresInARow: 0, silent: false };
}

/** The server's standing after this answer about an RRset that shall hold `values`. */
export function judgeAnswer(before: Standing, answer: TxtAnswer, values: readonly string[]): Standing {
  if (answer.kind === 'failure') {
    const failuresInARow = before.failuresInARow + 1;
    const silent = answer.silent === true;
    // What a server has shown is not taken back for one lost packet.
    const isKept = before.verdict === 'complete' && failuresInARow < FAILURES_TO_GO_ON_WITHOUT;
    if (isKept) return { ...before, failuresInARow, silent };
    return { ...before, verdict: 'failing', detail: answer.reason, failuresInARow, silent };
  }
  const seen = values.filter((value) => answer.values.includes(value)).length;
  const verdict = seen === values.length ? 'complete' : 'lagging';
  const detail = `${seen} of ${values.length} ${values.length === 1 ? 'value' : 'values'}`;
  return { ...before, verdict, detail, failuresInARow: 0, silent: false };
}

/** True when no server lacks a value or is still to be heard, and at least half of the addresses show them all. */
export function isPropagated(standings: readonly Standing[]): boolean {
  const complete = standings.filter(({ verdict }) => verdict === 'complete').length;
  return complete > 0 && complete * 2 >= standings.length && standings.every(allowsToGoOn);
}

/** True when every address was asked twice and nothing ever came back: the servers are down, or the way to them is closed. */
export function areAllSilent(standings: readonly Standing[]): boolean {
  return standings.every(
    ({ silent, failuresInARow }) => silent && failuresInARow >= FAILURES_TO_GO_ON_WITHOUT,
  );
}

function allowsToGoOn({ verdict, failuresInARow }: Standing): boolean {
  return verdict === 'complete' || (verdict === 'failing' && failuresInARow >= FAILURES_TO_GO_ON_WITHOUT);
}
