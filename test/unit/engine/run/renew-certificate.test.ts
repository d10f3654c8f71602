import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import type { RequestedRevocation } from '../../../../functions/engine/ports/records.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import { renewCertificate } from '../../../../functions/engine/run/renew-certificate.ts';
import type { RunPorts } from '../../../../functions/engine/run/run.ts';
import { aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';
import {
  createMemoryImporter,
  createMemoryRecords,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

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

const A_REVOCATION: RequestedRevocation = {
  id: 'forged',
  serial: '0a',
  reason: 'superseded',
  isAtOnce: true,
  askedAt: NOW,
};

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

  it('reads nothing, and says so, when its message is as old as a tick: the next one has asked again', async () => {
    const events = createRecordedEvents();
    const clock = { ...systemClock, now: () => new Date(NOW.getTime() + 600_000) };
    const ports = { clock, events, newRunId: () => 'run-1' } as unknown as RunPorts;
    const end = deadlineIn(60_000, systemClock);
    const times = { work: end, cleanUp: end, end };

    await renewCertificate('example.com', ports, times, { askedAt: NOW, holdsMs: 600_000 });

    expect(events.all).toEqual([{ event: 'run-skipped', reason: 'a later tick asks for this check again' }]);
    const younger = { askedAt: new Date(NOW.getTime() + 1), holdsMs: 600_000 };
    await expect(renewCertificate('example.com', ports, times, younger)).rejects.toThrow();
  });

  it('makes no state for a name that nobody has declared, and says so', async () => {
    const { records, events, run } = aForgedRequest({ readDefinition: async () => undefined });
    records.revocations = [A_REVOCATION];

    await run();

    expect(records.next).toBeUndefined();
    expect(records.requests).toEqual([]);
    expect(events.all).toEqual([{ event: 'run-skipped', reason: 'nobody has declared this certificate' }]);
  });

  it('makes none while the definitions cannot be read, says so, and leaves the request for another run', async () => {
    const { records, events, run } = aForgedRequest({
      readDefinition: async () => {
        throw new RenewerError({ code: 'aws-failed', disposition: 'next-run', message: 'down' });
      },
    });

    await expect(run()).rejects.toMatchObject({ code: 'aws-failed', message: 'down' });

    expect(records.next).toBeUndefined();
    expect(records.requests).toEqual(['forged']);
    expect(events.all).toEqual([]);
  });

  it('reports a definition that is damaged, though there is no state yet', async () => {
    const { records, run } = aForgedRequest({
      readDefinition: async () => {
        throw new RenewerError({ code: 'config-invalid', disposition: 'person', message: 'no names' });
      },
    });

    await run();

    expect(records.state.failure).toMatchObject({ code: 'config-invalid', message: 'no names' });
  });

  it('removes the requests that it has served, and leaves one that came after it had read them', async () => {
    let reads = 0;
    const { records, run } = aForgedRequest({
      readDefinition: async () => {
        reads += 1;
        records.requests.push(`after read ${reads}`);
        return undefined;
      },
    });
    records.isNew = false;

    await run();

    expect(records.next).toBe('never');
    // The second read is that of the run; the first one is before its claim.
    expect(records.requests).toEqual(['after read 2']);
  });

  it('keeps the requests for another run while one holds the claim', async () => {
    const { records, run } = aForgedRequest({ readDefinition: async () => undefined });
    Object.assign(records, { isNew: false, taken: true });

    await run();

    expect(records.requests).toEqual(['forged']);
  });

  it('is not skipped for a failure since its message was sent, where a person has asked to revoke', async () => {
    const { records, run } = aForgedRequest({ readDefinition: async () => undefined });
    records.isNew = false;
    const { claim } = records;
    const asked: unknown[] = [];
    records.claim = (name, request, deadline) => {
      asked.push(request.askedAt);
      return claim(name, request, deadline);
    };

    await run({ askedAt: NOW });
    Object.assign(records, { requests: ['forged'], revocations: [A_REVOCATION] });
    await run({ askedAt: NOW });

    expect(asked).toEqual([NOW, undefined]);
  });

  it('warns of a request that it cannot remove, and is well', async () => {
    const { records, events, run } = aForgedRequest({ readDefinition: async () => undefined });
    const removeRequests = () => Promise.reject(new Error('throttled'));
    Object.assign(records, { isNew: false, removeRequests });

    await run();

    expect(events.named('run-finished')).toMatchObject([{ outcome: 'retired' }]);
    expect(events.named('warning')).toMatchObject([
      {
        message: expect.stringMatching(/could not be removed, so that it is checked once more: .*throttled/),
      },
    ]);
  });
});

/** A message, and a request, for a certificate without a state. */
function aForgedRequest(definitions: Pick<RunPorts['records'], 'readDefinition'>) {
  const records = Object.assign(
    createMemoryRecords(undefined),
    { isNew: true, requests: ['forged'] },
    definitions,
  );
  const events = createRecordedEvents();
  const ports: Partial<RunPorts> = { clock: systemClock, records, events, newRunId: () => 'run-1' };
  const soon = () => deadlineIn(60_000, systemClock);
  const times = { work: soon(), cleanUp: soon(), end: soon() };
  const run = (request: Parameters<typeof renewCertificate>[3] = {}) =>
    renewCertificate('forged.example', ports as RunPorts, times, request);
  return { records, events, run };
}

describe('what a change has released', () => {
  it('is deleted by a later run when the run that read the request failed before it came to that', async () => {
    const definition = aDefinition({ removalPolicy: 'destroy' });
    const arnIn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/1`;
    const inRegion = (region: string) => ({
      certificateArn: arnIn(region),
      serial: '0a1b2c',
      importedAt: NOW,
    });
    const records = createMemoryRecords(
      { definition, owner: 'o', hash: 'h' },
      {
        certificate: aStoredCertificate(),
        installations: { 'eu-central-1': inRegion('eu-central-1'), 'us-east-1': inRegion('us-east-1') },
      },
    );
    records.requests = ['region removed'];
    const deleted: string[] = [];
    const ports: Partial<RunPorts> = {
      clock: { ...systemClock, now: () => NOW },
      records,
      events: createRecordedEvents(),
      importer: {
        ...createMemoryImporter(),
        deleteCertificate: async (arn) => {
          deleted.push(arn);
          return 'deleted';
        },
      },
      newRunId: () => 'run-1',
    };
    const soon = () => deadlineIn(60_000, systemClock);
    const run = (expectAuthority: () => void) => {
      const times = { work: soon(), cleanUp: soon(), end: soon() };
      return renewCertificate('example.com', { ...ports, expectAuthority } as RunPorts, times);
    };

    await run(() => {
      throw new RenewerError({ code: 'acme-unavailable', disposition: 'next-run', message: 'away' });
    });
    expect(records.state.failure).toMatchObject({ code: 'acme-unavailable' });
    expect(records.requests).toEqual([]);
    expect(deleted).toEqual([]);
    await run(() => {});

    expect(deleted).toEqual([arnIn('us-east-1')]);
    expect(Object.keys(records.state.installations)).toEqual(['eu-central-1']);
  });
});
