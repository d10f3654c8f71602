import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../functions/engine/ports/events.ts';
import { createEventLog } from '../../../functions/logging/event-log.ts';

type Line = { level: string; line: unknown };

function logInto(lines: Line[]) {
  const at = (level: string) => (line: unknown) => {
    lines.push({ level, line });
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function linesOf(...events: RunEvent[]): Line[] {
  const lines: Line[] = [];
  const log = createEventLog({ certificateName: 'example.com', logger: logInto(lines) });
  for (const event of events) log.emit(event);
  return lines;
}

const FAILURE = {
  event: 'run-failed',
  code: 'zone-not-active',
  disposition: 'person',
  step: 'preflight',
  message: 'the zone is paused',
  nextCheckAt: '2026-11-23T07:00:00.000Z',
  tookMs: 812,
  stepMs: { gather: 12, preflight: 800 },
} as const;

describe('createEventLog', () => {
  it('logs an event with all its fields under their own names, and the certificate', () => {
    expect(linesOf({ event: 'propagated', name: '_acme-challenge.example.com', elapsedMs: 812 })).toEqual([
      {
        level: 'info',
        line: {
          message:
            'example.com: DNS: _acme-challenge.example.com is on every authoritative name server after 0.81 s',
          event: 'propagated',
          certificateName: 'example.com',
          runId: undefined,
          name: '_acme-challenge.example.com',
          elapsedMs: 812,
        },
      },
    ]);
  });

  it('puts the id of the run on every line from the first event on', () => {
    const lines = linesOf(
      { event: 'run-started', runId: 'run-1' },
      { event: 'run-finished', outcome: 'unchanged', tookMs: 5, stepMs: {} },
    );

    expect(lines[1]?.line).toMatchObject({ event: 'run-finished', runId: 'run-1' });
  });

  it("begins with the certificate and what happened in words, and keeps the event's own message as detail", () => {
    expect(linesOf(FAILURE)[0]?.line).toEqual({
      message:
        'example.com: failed at preflight (zone-not-active), next check at 2026-11-23 07:00 UTC: the zone is paused',
      event: 'run-failed',
      certificateName: 'example.com',
      runId: undefined,
      code: 'zone-not-active',
      disposition: 'person',
      step: 'preflight',
      nextCheckAt: '2026-11-23T07:00:00.000Z',
      tookMs: 812,
      stepMs: { gather: 12, preflight: 800 },
      detail: 'the zone is paused',
    });
  });

  it.each([
    ['a failure that needs a person', FAILURE, 'error'],
    ['a failure that the next run may repair', { ...FAILURE, disposition: 'next-run' as const }, 'warn'],
    [
      'a clean-up that is still to be done',
      { event: 'clean-up-postponed' as const, name: 'n', value: 'v', message: 'm' },
      'warn',
    ],
    ['everything else', { event: 'certificate-stored' as const, version: 'v1' }, 'info'],
  ])('logs %s at its level', (_, event, level) => {
    expect(linesOf(event)[0]?.level).toBe(level);
  });

  it('logs no field that is not on the list', () => {
    const lines = linesOf({
      ...FAILURE,
      privateKeyPem: 'marker-7731',
      cause: { token: 'marker-7731' },
    } as unknown as RunEvent);

    expect(JSON.stringify(lines)).not.toContain('marker-7731');
  });

  it('keeps a long message whole to its end, where the link is', () => {
    const message = `${'The CA refused newOrder. '.repeat(40)}See https://ca.test/unpause?jwt=${'a'.repeat(1_950)}end`;

    const [line] = linesOf({ ...FAILURE, message });

    expect(line?.line).toMatchObject({ detail: message, message: expect.stringContaining(message) });
  });

  it('makes foreign text harmless, in lists too', () => {
    const [line] = linesOf({
      event: 'order-created',
      orderUrl: 'https://ca.test/\u001b[2J',
      domainNames: ['a\nb'],
      certificateAuthority: 'c',
    });

    expect(line?.line).toMatchObject({ orderUrl: 'https://ca.test/ [2J', domainNames: ['a b'] });
  });

  it('does not throw when the logger does, nor for an event it does not know', () => {
    const broken = () => {
      throw new Error('no space left');
    };
    const log = createEventLog({
      certificateName: 'example.com',
      logger: { info: broken, warn: broken, error: broken },
    });

    expect(() => log.emit(FAILURE)).not.toThrow();
    expect(() => linesOf({ event: 'of-tomorrow' } as unknown as RunEvent)).not.toThrow();
  });
});
