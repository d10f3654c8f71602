/**
 * Judges what one name server says about one RRset, and when an RRset counts as propagated. Pure.
 *
 * A server that answers must show every value of ours; values that are not ours are ignored. A server that gives no
 * usable answer does not block the others endlessly: the CA's resolvers turn to another one too.
 */
import type { NameServerAddress, TxtAnswer } from '../ports/dns.ts';
import { withinReach } from './within-reach.ts';

export type Standing = {
  server: NameServerAddress;
  /** `unknown` until the first answer or failure. */
  verdict: 'unknown' | 'complete' | 'lagging' | 'failing';
  /** What the server showed or why it failed, in plain words. */
  detail: string;
  failuresInARow: number;
  /** The last answer that it gave lacked a value. @default false */
  lacks?: boolean;
  /** The last question brought nothing at all back. */
  silent: boolean;
};

/** A single failure may be a lost packet of a server that lags: only after two in a row is a server left out. */
const FAILURES_TO_LEAVE_OUT = 2;

/**
 * Of a server that has answered, and lacked a value: it is up, and the CA may be the next to hear that. Where one question in
 * twenty fails, two failures in a row come in every fiftieth wait.
 */
const FAILURES_TO_LEAVE_OUT_LAGGING = 5;

export function awaitingFirstAnswer(server: NameServerAddress): Standing {
  return { server, verdict: 'unknown', detail: 'no answer yet', failuresInARow: 0, silent: false };
}

/** The server's standing after this answer about an RRset that must hold `values`. */
export function judgeAnswer(before: Standing, answer: TxtAnswer, values: readonly string[]): Standing {
  if (answer.kind === 'failure') {
    const failuresInARow = before.failuresInARow + 1;
    const silent = answer.silent === true;
    // One lost packet does not take back what a server has shown.
    const isKept = before.verdict === 'complete' && failuresInARow < FAILURES_TO_LEAVE_OUT;
    if (isKept) return { ...before, failuresInARow, silent };
    return { ...before, verdict: 'failing', detail: answer.reason, failuresInARow, silent };
  }
  const seen = values.filter((value) => answer.values.includes(value)).length;
  const verdict = seen === values.length ? 'complete' : 'lagging';
  const detail = `${seen} of ${values.length} ${values.length === 1 ? 'value' : 'values'}`;
  const { lacks: _, ...standing } = before;
  const lacks = verdict === 'lagging' ? { lacks: true } : {};
  return { ...standing, verdict, detail, failuresInARow: 0, silent: false, ...lacks };
}

/**
 * True when no server lacks a value or has yet to answer, and at least half of the addresses that this host can reach show all
 * values.
 */
export function isPropagated(standings: readonly Standing[]): boolean {
  const counted = withinReach(standings, isSilent);
  const complete = counted.filter(({ verdict }) => verdict === 'complete').length;
  return complete > 0 && complete * 2 >= counted.length && counted.every(isNoObstacle);
}

/** True when every address was asked twice and none ever answered: the servers are down, or the way to them is closed. */
export function areAllSilent(standings: readonly Standing[]): boolean {
  return standings.every(isSilent);
}

function isSilent({ silent, failuresInARow }: Standing): boolean {
  return silent && failuresInARow >= FAILURES_TO_LEAVE_OUT;
}

function isNoObstacle({ verdict, failuresInARow, lacks = false }: Standing): boolean {
  const most = lacks ? FAILURES_TO_LEAVE_OUT_LAGGING : FAILURES_TO_LEAVE_OUT;
  return verdict === 'complete' || (verdict === 'failing' && failuresInARow >= most);
}
