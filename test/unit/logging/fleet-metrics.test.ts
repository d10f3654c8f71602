import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../functions/engine/ports/events.ts';
import { createFleetMetrics } from '../../../functions/logging/fleet-metrics.ts';

function written() {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  return lines;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createFleetMetrics', () => {
  it('writes a tick as one line from which CloudWatch makes four metrics of the renewer, and no other dimension', () => {
    const lines = written();

    createFleetMetrics('Certs').tick({ due: 3, failing: 1, atRisk: 2, leastShareOfLifeLeft: 0.25 });

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'dnscale-certs',
              Dimensions: [['service']],
              Metrics: [
                { Name: 'Due', Unit: 'Count' },
                { Name: 'Failing', Unit: 'Count' },
                { Name: 'AtRisk', Unit: 'Count' },
                { Name: 'LeastShareOfLifeLeft', Unit: 'None' },
              ],
            },
          ],
        },
        service: 'Certs',
        Due: 3,
        Failing: 1,
        AtRisk: 2,
        LeastShareOfLifeLeft: 0.25,
      },
    ]);
  });

  it('writes zeros, and no share while nothing was issued', () => {
    const lines = written();

    createFleetMetrics('Certs').tick({ due: 0, failing: 0, atRisk: 0 });

    const line = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({ Due: 0, Failing: 0, AtRisk: 0 });
    expect(line).not.toHaveProperty('LeastShareOfLifeLeft');
  });

  it('counts a certificate that was issued, passes every event on, and writes nothing for other outcomes', () => {
    const lines = written();
    const seen: RunEvent[] = [];
    const events = createFleetMetrics('Certs').counting({ emit: (event) => void seen.push(event) });

    events.emit({ event: 'run-started', runId: 'run-1' });
    events.emit({ event: 'run-finished', outcome: 'unchanged', tookMs: 5, stepMs: {} });
    expect(lines).toEqual([]);
    events.emit({ event: 'run-finished', outcome: 'renewed', tookMs: 5, stepMs: {} });

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ service: 'Certs', Renewed: 1 }]);
    expect(seen.map(({ event }) => event)).toEqual(['run-started', 'run-finished', 'run-finished']);
  });

  it('fails no run when its line cannot be written', () => {
    vi.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('no space left');
    });
    const events = createFleetMetrics('Certs').counting({ emit: () => undefined });

    expect(() =>
      events.emit({ event: 'run-finished', outcome: 'renewed', tookMs: 5, stepMs: {} }),
    ).not.toThrow();
  });
});
