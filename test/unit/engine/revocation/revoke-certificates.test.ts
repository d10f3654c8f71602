/** One CA after the other; what is written down is what is done. */
import { beforeEach, expect, it } from 'vitest';
import { ClaimLost, RenewerError } from '../../../../functions/engine/errors.ts';
import type { RevocationRequest } from '../../../../functions/engine/ports/acme.ts';
import type { StateClaim } from '../../../../functions/engine/ports/records.ts';
import type { Revocation } from '../../../../functions/engine/renewal/state.ts';
import {
  type RevokePorts,
  revokeCertificates,
} from '../../../../functions/engine/revocation/revoke-certificates.ts';
import { DIRECTORY_URL, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';

const OTHER_URL = 'https://other.test/directory';

function aRevocation(changes: Partial<Revocation> = {}): Revocation {
  return {
    serial: '0a',
    version: '20261101T000000Z-aaaaaa',
    certificateAuthority: DIRECTORY_URL,
    notAfter: new Date('2027-01-30T00:00:00Z'),
    reason: 'superseded',
    isAtOnce: false,
    askedAt: NOW,
    ...changes,
  };
}

let asked: (RevocationRequest & { url: string })[];
let events: ReturnType<typeof createRecordedEvents>;

beforeEach(() => {
  asked = [];
  events = createRecordedEvents();
});

/** The leaf of each version has the serial number that the revocation names, unless `held` says otherwise. */
async function revoke(
  revocations: Revocation[],
  changes: Partial<RevokePorts> = {},
  held?: string,
  write?: StateClaim['write'],
) {
  const records = createMemoryRecords(undefined, { revocations });
  const claim = (await records.claim(
    'example.com',
    { runId: 'r', runUntil: NOW },
    noDeadline(),
  )) as StateClaim;
  if (write) claim.write = write;
  const ports: RevokePorts = {
    acmeServer: (url) => ({ revokeCertificate: async (request) => void asked.push({ ...request, url }) }),
    store: {
      readLeaf: async (_, version) => {
        const serialNumber = held ?? revocations.find((one) => one.version === version)?.serial;
        return (await issueTestCertificate({ serialNumber })).leafPem;
      },
      readKey: async () => undefined,
    },
    clock: { now: () => NOW },
    events,
    ...changes,
  };
  const failure = await revokeCertificates(revocations, { claim, deadline: noDeadline() }, ports).catch(
    (thrown) => thrown,
  );
  return { failure, revocations: records.state.revocations };
}

it('asks the CA that issued each, and writes down when it was done', async () => {
  const other = aRevocation({
    serial: '0b',
    version: '20261102T000000Z-bbbbbb',
    certificateAuthority: OTHER_URL,
  });

  const { failure, revocations } = await revoke([aRevocation(), other]);

  expect(failure).toBeUndefined();
  expect(asked.map(({ url, reason }) => [url, reason])).toEqual([
    [DIRECTORY_URL, 'superseded'],
    [OTHER_URL, 'superseded'],
  ]);
  expect(revocations?.map(({ serial, revokedAt }) => [serial, revokedAt])).toEqual([
    ['0a', NOW],
    ['0b', NOW],
  ]);
  expect(events.named('certificate-revoked').map(({ serial }) => serial)).toEqual(['0a', '0b']);
});

it('fails for a CA that the deployment does not name any more, after all others were asked', async () => {
  const other = aRevocation({ serial: '0b', version: '20261102T000000Z-bbbbbb' });
  const acmeServer: RevokePorts['acmeServer'] = (url) => {
    if (url === OTHER_URL) {
      throw new RenewerError({ code: 'config-invalid', disposition: 'person', message: 'unknown' });
    }
    return { revokeCertificate: async (request) => void asked.push({ ...request, url }) };
  };

  const gone = aRevocation({ certificateAuthority: OTHER_URL });
  const { failure, revocations } = await revoke([gone, other], { acmeServer });

  expect(failure).toMatchObject({ code: 'revocation-refused', disposition: 'person', subject: '0a' });
  expect(failure.message).toContain(
    'is of https://other.test/directory, a CA that this renewer does not name',
  );
  expect(revocations?.map(({ revokedAt }) => revokedAt)).toEqual([undefined, NOW]);
});

it('revokes no other certificate than the one that the state names', async () => {
  const { failure } = await revoke([aRevocation()], {}, '0c');

  expect(failure).toMatchObject({ code: 'record-unreadable', disposition: 'person' });
  expect(asked).toEqual([]);
});

it('stops at once when another run has taken the claim over: it asks for no other one', async () => {
  const other = aRevocation({ serial: '0b', version: '20261102T000000Z-bbbbbb' });
  const lost = new ClaimLost({ code: 'deadline-exceeded', disposition: 'next-run', message: 'taken over' });

  const { failure } = await revoke([aRevocation(), other], {}, undefined, () => Promise.reject(lost));

  expect(failure).toBe(lost);
  expect(asked).toHaveLength(1);
});
