/** The runs of the last 30 days of one certificate, as its state keeps them: each goes through the code that a real run ends with. */
import type { RunEvent, RunStep } from '../../../functions/engine/ports/events.ts';
import { withRun } from '../../../functions/engine/renewal/history.ts';
import type { HistoryEntry } from '../../../functions/engine/renewal/state.ts';
import { watchSteps } from '../../../functions/engine/run/sightings.ts';
import { chosen } from './chance.ts';
import { type At, DAY, HOUR } from './time.ts';

export type Issued = {
  ended: Date;
  notAfter: Date;
  serial: string;
  version: string;
  domainNames: readonly string[];
  regions: readonly string[];
  hasSecret: boolean;
  zoneName: string;
};

export function issuance(issued: Issued): HistoryEntry {
  const { ended, serial, notAfter } = issued;
  const taken: { step: RunStep; tookMs: number }[] = [];
  const seen = watchSteps({ taken: () => taken }, { emit: () => {} });
  for (const [step, tookMs, events] of stepsOf(issued)) {
    taken.push({ step, tookMs: chosen(serial + step, tookMs, Math.ceil(tookMs * 1.3)) });
    for (const event of events) seen.events.emit(event);
  }
  const tookMs = taken.reduce((sum, step) => sum + step.tookMs, 0);
  const [steps, challenges] = [seen.steps(), seen.challenges()];
  return { at: ended, outcome: 'renewed', tookMs, serial, notAfter, steps, challenges };
}

const NAME_SERVERS = ['ns1.dnscale.eu', 'ns2.dnscale.eu'];

function stepsOf(issued: Issued): [RunStep, number, RunEvent[]][] {
  const { zoneName, serial, version, regions, hasSecret } = issued;
  const domainNames = [...issued.domainNames];
  const notAfter = issued.notAfter.toISOString();
  const names = [...new Set(domainNames.map((name) => `_acme-challenge.${name.replace('*.', '')}`))];
  const imported = regions.map((region): RunEvent => {
    return { event: 'certificate-imported', region, certificateArn: '', serial };
  });
  const written: RunEvent[] = hasSecret ? [{ event: 'secret-written', secretArn: '', serial }] : [];
  return [
    ['decide', 9, []],
    [
      'preflight',
      720,
      [
        { event: 'zones-checked', zoneNames: [zoneName], nameServers: NAME_SERVERS },
        { event: 'caa-checked', foundAt: [zoneName], unasked: [] },
      ],
    ],
    ['newOrder', 480, [{ event: 'order-created', orderUrl: '', domainNames, certificateAuthority: '' }]],
    ['present', 260, names.map((name) => ({ event: 'txt-published', name, value: '', zoneName }))],
    ['waitForPropagation', 3_300, names.flatMap(propagation)],
    ['validate', 2_900, domainNames.map((domainName) => ({ event: 'challenge-answered', domainName }))],
    ['finalize', 1_800, [{ event: 'certificate-issued', serial, notAfter, domainNames }]],
    ['store', 310, [{ event: 'certificate-stored', version }]],
    ['install', 640, [...imported, ...written]],
  ];
}

function propagation(name: string): RunEvent[] {
  const elapsedMs = chosen(name, 2_100, 3_300);
  const seen = NAME_SERVERS.map((nameServer): RunEvent => {
    const answer = { address: nameServer, verdict: 'complete' as const, detail: '', elapsedMs };
    return { event: 'propagation-seen', name, nameServer, ...answer };
  });
  return [...seen, { event: 'propagated', name, elapsedMs }];
}

/** Runs that found nothing to do, every six hours. In minutes. */
export function checks(seed: string, begin: number, end: number, at: At): HistoryEntry[] {
  const count = Math.max(0, Math.floor((end - begin) / (6 * HOUR)));
  return Array.from({ length: count }, (_, i): HistoryEntry => {
    const ended = begin + (i + 1) * 6 * HOUR + chosen(`${seed}${i}`, -9, 0);
    return { at: at(ended), outcome: 'unchanged', tookMs: chosen(`${seed}${i}ms`, 900, 1_500) };
  });
}

/** As the state would have it after all of these runs. */
export function historyOf(runs: readonly HistoryEntry[], at: At): HistoryEntry[] {
  return runs
    .filter((run) => run.at > at(-30 * DAY))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .reduce<HistoryEntry[]>((history, run) => withRun(history, run), []);
}
