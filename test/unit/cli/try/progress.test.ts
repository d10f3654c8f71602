import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../../cli/try/progress.ts';
import { liveText, timesText } from '../../../../cli/try/progress-text.ts';
import type { RunEvent, RunStep } from '../../../../functions/engine/ports/events.ts';

const plain = (_: string, text: string) => text;

const seen = (name: string, verdict: 'complete' | 'lagging' | 'failing', detail: string): RunEvent => ({
  event: 'propagation-seen',
  name,
  nameServer: 'ns1.dnscale.test',
  address: '192.0.2.1',
  verdict,
  detail,
  elapsedMs: 250,
});

function progressOf(...events: [at: number, event: RunEvent][]) {
  const progress = createProgress(0);
  for (const [at, event] of events) progress.take(event, at);
  return progress;
}

const begun = (step: RunStep): RunEvent => ({ event: 'step-begun', step });

describe('the progress', () => {
  it('shows how long each step took, the rest of the clean-up too', () => {
    const progress = progressOf(
      [300, begun('preflight')],
      [400, begun('newOrder')],
      [1_000, begun('store')],
      [1_010, { event: 'certificate-stored', version: 'v1' }],
      [1_060, { event: 'run-finished', outcome: 'renewed', tookMs: 760, stepMs: {} }],
    );

    expect(timesText(progress, 1_100)).toBe(
      [
        '  start            0.30 s',
        '  preflight        0.10 s',
        '  order            0.60 s',
        '  files            0.01 s',
        '  clean-up         0.05 s',
        '  total            1.10 s',
        '',
      ].join('\n'),
    );
  });

  it('draws what each name server shows, as it changes', () => {
    const progress = progressOf(
      [0, begun('waitForPropagation')],
      [1, seen('_acme-challenge.example.com', 'lagging', '0 of 1 value')],
    );

    expect(liveText(progress, 500, plain)).toBe(
      [
        '  ✓ start            0.00 s',
        '  … propagation      0.50 s',
        '    _acme-challenge.example.com',
        '      … ns1.dnscale.test (192.0.2.1): 0 of 1 value',
      ].join('\n'),
    );

    progress.take(seen('_acme-challenge.example.com', 'complete', '1 of 1 value'), 300);

    expect(liveText(progress, 500, plain)).toContain('      ✓ ns1.dnscale.test (192.0.2.1) after 0.25 s');
  });

  it('shows a terminal’s worth of many names: those that are not everywhere yet', () => {
    const events = Array.from({ length: 100 }, (_, index): [number, RunEvent] => [
      0,
      seen(`n${index}.test`, 'lagging', '0 of 1 value'),
    ]);
    const progress = progressOf(...events, [1, { event: 'propagated', name: 'n0.test', elapsedMs: 1 }]);

    const lines = liveText(progress, 2, plain).split('\n');

    expect(lines).toHaveLength(1 + 2 * 12 + 1);
    expect(lines.at(1)).toBe('    n1.test');
    expect(lines.at(-1)).toBe('    and 88 more names; 99 in all are not everywhere yet');
  });

  it('ends its last step with a failure', () => {
    const progress = progressOf(
      [100, begun('preflight')],
      [
        150,
        {
          event: 'run-failed',
          code: 'caa-forbids',
          disposition: 'person',
          step: 'preflight',
          message: 'no',
          nextCheckAt: '2026-11-23T06:00:00.000Z',
          tookMs: 50,
          stepMs: {},
        },
      ],
    );

    expect(progress.steps).toEqual([
      { step: 'start', startedAt: 0, endedAt: 100 },
      { step: 'preflight', startedAt: 100, endedAt: 150 },
    ]);
  });
});
