import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import type { TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import { renewCertificate } from '../../../../functions/engine/run/renew-certificate.ts';
import type { RunPorts } from '../../../../functions/engine/run/run.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';

const LEFT: TxtRecord = {
  zoneId: 'z1',
  zoneName: 'example.com',
  name: '_acme-challenge.example.com',
  value: 'XM0DgL21KU-EFDcwge4V0yro0qjmwm5F_EthWocabKs',
};

/** A DNScale that takes every request and answers none. */
const hang = (_: unknown, { signal }: Deadline) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('renewCertificate', () => {
  it('still reports and lists what is left when the clean-up uses up all of its time', async () => {
    const records = createMemoryRecords(undefined, { txtRecords: [LEFT] });
    const ports: Partial<RunPorts> = {
      clock: systemClock,
      records,
      events: createRecordedEvents(),
      txtRecords: { addValue: hang, removeValue: hang },
      newRunId: () => 'run-1',
    };

    await renewCertificate('example.com', ports as RunPorts, {
      work: deadlineIn(20, systemClock),
      cleanUp: deadlineIn(40, systemClock),
      end: deadlineIn(60_000, systemClock),
    });

    expect(records.state.failure).toMatchObject({ code: 'clean-up-failed', count: 1 });
    expect(records.state.failure?.message).toMatch(
      /one TXT value could not be removed from DNScale, at _acme-challenge\.example\.com\..* The first reason: The time for/,
    );
    expect(records.state.txtRecords).toEqual([LEFT]);
    expect(records.next).toMatchObject({ nextCheckAt: expect.any(Date) });
  });
});
