/** The log as CloudWatch gets it, and the runbook's queries: each names events and fields that real lines have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../functions/engine/ports/events.ts';
import { createEventLog } from '../../../functions/logging/event-log.ts';
import { createLogger } from '../../../functions/logging/logger.ts';

const FAILED = { code: 'caa-forbids', disposition: 'person', message: 'No.' } as const;
const STEPS = {
  gather: 40,
  preflight: 800,
  waitForPropagation: 4_100,
  validate: 2_000,
  finalize: 900,
  install: 700,
};

const EVENTS: RunEvent[] = [
  { event: 'run-started', runId: 'run-1' },
  {
    event: 'certificate-issued',
    serial: '0a1b',
    notAfter: '2027-02-25T08:12:00.000Z',
    domainNames: ['example.com'],
  },
  { event: 'readiness-failed', ...FAILED, since: '2026-11-22T06:00:00.000Z', tookMs: 900 },
  {
    event: 'run-failed',
    ...FAILED,
    step: 'preflight',
    nextCheckAt: '2026-11-23T07:00:00.000Z',
    tookMs: 840,
    stepMs: STEPS,
  },
  { event: 'run-finished', outcome: 'renewed', tookMs: 8_540, stepMs: STEPS },
];

/** As the function writes them. */
function written(): string[] {
  const lines: string[] = [];
  const logger = createLogger();
  // The library makes a console of its own in Lambda, and uses the process's where it is told to.
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((text) => void lines.push(String(text)));
  }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text).trimEnd()) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text).trimEnd()) > 0);
  const log = createEventLog({ certificateName: 'example.com', logger });
  for (const event of EVENTS) log.emit(event);
  vi.restoreAllMocks();
  return lines;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a line of the log', () => {
  it('is one for each event, and begins with the certificate and what happened', () => {
    const lines = written();

    expect(lines).toHaveLength(EVENTS.length);
    expect(lines[1]).toMatch(
      /^\{"message":"example\.com: issued until 2027-02-25 08:12 UTC, serial 0a1b","level":"INFO","event":"certificate-issued","certificateName":"example\.com",/,
    );
    expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
  });
});

const RUNBOOK = readFileSync(join(import.meta.dirname, '../../../docs/operator-runbook.md'), 'utf8');
const [, SECTION = ''] = /^## What the log tells\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(RUNBOOK) ?? [];
const QUERIES = [...SECTION.matchAll(/\*\*(.+?)\*\*[\s\S]*?```\n([\s\S]*?)```/g)].map(
  ([, title = '', query = '']): [string, string] => [title, query],
);

const OF_THE_LANGUAGE =
  /^(fields|filter|sort|limit|stats|by|as|in|and|or|desc|asc|count|max|avg|pct|latest|ispresent|bin)$/;

describe("the runbook's queries", () => {
  it('are these', () => {
    expect(QUERIES.map(([title]) => title)).toEqual([
      'Failures',
      'Failures by cause',
      'Slowest runs',
      'Slowest steps',
      "One certificate's story",
    ]);
  });

  it.each(QUERIES)('find something, by names that the lines have: %s', (_, query) => {
    const lines = written().map((line) => JSON.parse(line));
    const wanted = /event in \[(.+?)\]/.exec(query)?.[1] ?? '';
    const events = [...wanted.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name);
    const found = lines.filter(({ event, certificateName }) =>
      events.length > 0 ? events.includes(event) : query.includes(`certificateName = "${certificateName}"`),
    );
    const own = [...query.matchAll(/ as (\w+)/g)].map(([, name]) => name);
    const names = [...query.replace(/"[^"]*"/g, '').matchAll(/@?[a-zA-Z][\w.]*/g)]
      .map(([name]) => name)
      .filter((name) => !OF_THE_LANGUAGE.test(name) && !own.includes(name) && name !== '@timestamp');

    expect(found.map(({ event }) => event)).toEqual(expect.arrayContaining(events));
    expect(found.length).toBeGreaterThan(0);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const values = found.map((line) => name.split('.').reduce((value, key) => value?.[key], line));
      expect({ name, isThere: values.some((value) => value !== undefined) }).toEqual({ name, isThere: true });
    }
  });
});
