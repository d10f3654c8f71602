/** What an operator sees of `logs`, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import { runLogs } from '../../../../cli/logs/run.ts';
import type { LogsWiring } from '../../../../cli/logs/wiring.ts';
import type { LogLine } from '../../../../functions/engine/ports/renewer-logs.ts';
import { aDefinition, aDescriptor } from '../../../support/builders.ts';
import { aScreen, brokenLines } from '../../../support/screen.ts';

const NAME = 'api.example.org';
const HOUR_MS = 60 * 60_000;

function aLine(time: string, words: string, fields: Record<string, unknown> = { level: 'INFO' }): LogLine {
  const at = new Date(`2026-11-27T${time}Z`);
  return {
    id: time,
    at,
    functionName: 'renew',
    fields: { message: `${NAME}: ${words}`, certificateName: NAME, ...fields },
  };
}

const LINES = [
  aLine('03:15:01', 'a run begins'),
  aLine('03:15:01', 'due, because a third of its life is left (share-of-life)'),
  aLine('03:15:02', 'preflight begins', { level: 'INFO', event: 'step-begun' }),
  aLine(
    '03:15:03',
    'failed at preflight (caa-forbids), next check at 2026-11-27 04:15 UTC: The CAA record at example.org lets in digicert.com only, so Let’s Encrypt must not issue for api.example.org. Add beside it: example.org. CAA 0 issue "letsencrypt.org"',
    { level: 'ERROR' },
  ),
];

function aRenewerWith(lines: LogLine[], isComplete = true): LogsWiring {
  const renewer = aDescriptor({ renewerName: 'DnscaleCerts' });
  const known = { certificateName: NAME, definition: aDefinition({ certificateName: NAME }) };
  return {
    directory: {
      region: async () => 'eu-central-1',
      listRenewers: async () => ({ renewers: [renewer], unreadable: [] }),
    },
    overviewOf: () => ({
      readCertificates: async () => [known],
      describeCertificate: async () => known,
      listCertificates: async () => ({ certificates: [known], isComplete: true }),
    }),
    logsOf: () => ({ readLines: async () => ({ lines, isComplete }) }),
  };
}

const CASES: [string, LogsWiring][] = [
  ['a-failure', aRenewerWith(LINES)],
  ['too-many', aRenewerWith(LINES.slice(0, 1), false)],
  ['nothing', aRenewerWith([])],
];

const AT_WIDTHS = CASES.flatMap(([name, wiring]) =>
  [80, 140].map((columns) => [name, columns, wiring] as const),
);

describe('the screen of logs', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns, wiring) => {
    const screen = aScreen(columns);

    expect(await runLogs(NAME, { since: HOUR_MS }, {}, screen, (work) => work(wiring))).toBe(0);

    expect(brokenLines(screen.shown(), columns)).toEqual([]);
    await expect(screen.shown()).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });
});
