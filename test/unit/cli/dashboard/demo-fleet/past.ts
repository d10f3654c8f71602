/** The runs of the last 30 days of one certificate, as its state keeps them: each goes through the code that a real run ends with. */
import type { RunEvent, RunStep } from '../../../../../functions/engine/ports/events.ts';
import { withRun } from '../../../../../functions/engine/renewal/history.ts';
import type { HistoryEntry } from '../../../../../functions/engine/renewal/state.ts';
import { watchSteps } from '../../../../../functions/engine/run/sightings.ts';
import { at, chosen, DAY, HOUR, withDates } from './tokens.ts';

/** What a run issued: the minutes at which it ended and at which the certificate ends. */
export type Issued = {
  ended: number;
  notAfter: Date;
  serial: string;
  version: string;
  domainNames: readonly string[];
  regions: readonly string[];
  zoneName: string;
  isReplacement: boolean;
};

/** With the steps of `detailed` alone: older runs of a short life would fill the recording. */
export function issuance(issued: Issued, isDetailed: boolean): HistoryEntry {
  const { ended, serial, notAfter } = issued;
  const { steps, challenges } = seenBy(issued);
  const tookMs = steps.reduce((sum, step) => sum + step.tookMs, 0);
  return {
    ...{ at: at(ended), outcome: 'renewed', tookMs, serial, notAfter },
    ...(isDetailed && { steps, challenges }),
  };
}

function seenBy(issued: Issued) {
  const taken: { step: RunStep; tookMs: number }[] = [];
  const seen = watchSteps({ taken: () => taken }, { emit: () => {} });
  for (const [step, tookMs, events] of stepsOf(issued)) {
    taken.push({ step, tookMs: chosen(issued.serial + step, tookMs, tookMs + 90) });
    for (const event of events) seen.events.emit(event);
  }
  const steps = seen.steps().map(({ saw, ...step }) => {
    return saw === undefined ? step : { ...step, saw: withDates(saw, issued.notAfter) };
  });
  return { steps, challenges: seen.challenges() };
}

function stepsOf(issued: Issued): [RunStep, number, RunEvent[]][] {
  const { domainNames, zoneName, notAfter, serial, version, regions, isReplacement } = issued;
  const challenges = [...new Set(domainNames.map((name) => `_acme-challenge.${name.replace('*.', '')}`))];
  const published = challenges.map((name): RunEvent => {
    return { event: 'txt-published', name, value: 'v', zoneName };
  });
  const order = {
    ...{ orderUrl: 'https://acme-v02.api.letsencrypt.org/acme/order/1', domainNames: [...domainNames] },
    ...{ certificateAuthority: 'letsencrypt', ...(isReplacement && { replaces: 'before' }) },
  };
  return [
    ['decide', 10, []],
    [
      'preflight',
      720,
      [
        { event: 'zones-checked', zoneNames: [zoneName], nameServers: ['ns1.dnscale.eu', 'ns2.dnscale.eu'] },
        { event: 'caa-checked', foundAt: [zoneName], unasked: [] },
      ],
    ],
    ['newOrder', 480, [{ event: 'order-created', ...order }]],
    ['present', 260, published],
    ['waitForPropagation', 3_300, challenges.flatMap(propagation)],
    ['validate', 2_900, domainNames.map((domainName) => ({ event: 'challenge-answered', domainName }))],
    [
      'finalize',
      1_800,
      [
        {
          event: 'certificate-issued',
          serial,
          notAfter: notAfter.toISOString(),
          domainNames: [...domainNames],
        },
      ],
    ],
    ['store', 310, [{ event: 'certificate-stored', version }]],
    [
      'install',
      640,
      regions.map((region) => ({ event: 'certificate-imported', region, certificateArn: '', serial })),
    ],
  ];
}

function propagation(name: string): RunEvent[] {
  const elapsedMs = chosen(name, 2_100, 3_300);
  const seen = ['ns1.dnscale.eu', 'ns2.dnscale.eu'].map((nameServer): RunEvent => {
    return {
      event: 'propagation-seen',
      ...{ name, nameServer, address: nameServer, verdict: 'complete', detail: '', elapsedMs },
    };
  });
  return [...seen, { event: 'propagated', name, elapsedMs }];
}

/** Runs that found nothing to do, every six hours while nothing else was going on. */
export function checks(seed: string, begin: number, end: number): HistoryEntry[] {
  const count = Math.max(0, Math.floor((end - begin) / (6 * HOUR)));
  return Array.from({ length: count }, (_, i): HistoryEntry => {
    const minutes = begin + (i + 1) * 6 * HOUR + chosen(`${seed}${i}`, -9, 0);
    return { at: at(minutes), outcome: 'unchanged', tookMs: chosen(`${seed}${i}`, 900, 1_500) };
  });
}

/** A failed try each hour. */
export function failures(
  { code, message }: Pick<HistoryEntry, 'code' | 'message'>,
  { count, ago, sinceAgo }: { count: number; ago: number; sinceAgo: number },
): HistoryEntry[] {
  const between = count > 1 ? (sinceAgo - ago) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i): HistoryEntry => {
    return { at: at(-sinceAgo + i * between), outcome: 'failed', tookMs: 4_210, code, message };
  });
}

/** As the state would have it after all of these runs. */
export function historyOf(runs: readonly HistoryEntry[]): HistoryEntry[] {
  return runs
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .filter((run) => run.at.getTime() > at(-30 * DAY).getTime())
    .reduce<HistoryEntry[]>((history, run) => withRun(history, run), []);
}
