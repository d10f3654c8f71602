import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reinstallVersion } from '../../../../functions/engine/issuance/reinstall-version.ts';
import type { CertificateFiles, StoredCertificate } from '../../../../functions/engine/ports/store.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import {
  createMemoryRecords,
  createMemoryStore,
  createRecordedEvents,
  type MemoryRecords,
  type MemoryStore,
} from '../../../support/memory-ports.ts';

const V1 = '20261101T000000000Z-aaaaaaaa';
const V2 = '20261110T000000000Z-bbbbbbbb';
const NEW = '20261123T060000000Z-cccccccc';
const WANTED = aDefinition({ domainNames: ['b.example.com', 'a.example.com'] });

let files: CertificateFiles;
let serial: string;
let store: MemoryStore;
let records: MemoryRecords;
let events: ReturnType<typeof createRecordedEvents>;

beforeAll(async () => {
  const issued = await issueTestCertificate({
    domainNames: ['a.example.com', 'b.example.com'],
    serialNumber: '0a1b2c',
  });
  serial = '0a1b2c';
  const [certificatePem, chainPem] = [issued.leafPem, issued.chainPems[0]];
  files = { privateKeyPem: issued.privateKeyPem, certificatePem, chainPem };
});

beforeEach(() => {
  store = createMemoryStore();
  events = createRecordedEvents();
  // The live version has other names.
  records = createMemoryRecords(undefined, { certificate: aStoredCertificate({ version: V2 }) });
  archive(
    aStoredCertificate({ version: V1, serial, domainNames: ['a.example.com', 'b.example.com'] }),
    files,
  );
  archive(aStoredCertificate({ version: V2 }), files);
});

function archive(certificate: StoredCertificate, its: CertificateFiles) {
  store.archived.push(certificate);
  store.versions.set(certificate.version, its);
  store.live = certificate;
}

async function reinstall(definition = WANTED) {
  const claim = await records.claim('example.com', { runId: 'r', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('the claim is free');
  const ports = { store, clock: { now: () => NOW }, events, newVersion: () => NEW };
  return reinstallVersion({ definition, claim, deadline: noDeadline() }, ports);
}

describe('reinstallVersion', () => {
  it('makes the version that fits live again under a new name, and writes it down', async () => {
    expect(await reinstall()).toBe(true);

    expect(store.live?.version).toBe(NEW);
    expect(store.versions.get(NEW)?.privateKeyPem).toBe(files.privateKeyPem);
    expect(records.state.certificate).toMatchObject({
      version: NEW,
      serial: '0a1b2c',
      domainNames: ['b.example.com', 'a.example.com'],
      certificateAuthority: 'https://ca.test/directory',
      notAfter: new Date('2027-02-21T05:00:00Z'),
      keyUsage: ['digitalSignature'],
    });
    expect(records.state.reinstalling).toBeUndefined();
    expect(events.all).toEqual([
      {
        event: 'version-reinstalled',
        version: NEW,
        copyOf: V1,
        serial: '0a1b2c',
        notAfter: '2027-02-21T05:00:00.000Z',
      },
    ]);
  });

  it('notes what it is about to make live before it moves the pointer', async () => {
    store.publish = async () => {
      throw new Error('killed here');
    };

    await expect(reinstall()).rejects.toThrow('killed here');
    expect(records.state.reinstalling).toBe(NEW);
    expect(records.state.certificate?.version).toBe(V2);
  });

  it('takes the version as it is when it is the live one already, or later: a run was killed in between', async () => {
    archive(
      aStoredCertificate({ version: NEW, serial, domainNames: ['a.example.com', 'b.example.com'] }),
      files,
    );

    expect(await reinstall()).toBe(true);
    expect(store.versions.size).toBe(3);
    expect(records.state.certificate?.version).toBe(NEW);
  });

  it.each([
    ['has other names', { domainNames: ['a.example.com'] }],
    ['has another key', { keyAlgorithm: 'RSA_2048' as const }],
    ['is of another CA', { certificateAuthority: 'https://staging.test/directory' }],
    ['is of another profile', { profile: 'shortlived' }],
    ['has expired', { notAfter: NOW }],
  ])('takes none that %s', async (_, change) => {
    store.archived = store.archived.map((one) => (one.version === V1 ? { ...one, ...change } : one));

    expect(await reinstall()).toBe(false);
    expect(store.live?.version).toBe(V2);
    expect(records.state.certificate?.version).toBe(V2);
  });

  it.each([
    [
      'whose key is another',
      async () => ({ ...files, privateKeyPem: (await issueTestCertificate()).privateKeyPem }),
    ],
    [
      'whose leaf lacks a name',
      async () => {
        const other = await issueTestCertificate({ domainNames: ['a.example.com'] });
        return {
          privateKeyPem: other.privateKeyPem,
          certificatePem: other.leafPem,
          chainPem: other.chainPems[0],
        };
      },
    ],
    ['that is no certificate', async () => ({ ...files, certificatePem: 'nothing' })],
  ])('takes none %s, and warns', async (_, planted) => {
    store.versions.set(V1, await planted());

    expect(await reinstall()).toBe(false);
    expect(events.named('warning')).toHaveLength(1);
    expect(store.live?.version).toBe(V2);
  });

  it('takes none when a file is gone, and warns', async () => {
    store.versions.delete(V1);

    expect(await reinstall()).toBe(false);
    expect(events.named('warning')[0]?.message).toMatch(/no version 20261101T000000000Z-aaaaaaaa/);
  });

  const OTHER = { certificateAuthority: 'https://other.test/directory', profile: 'other', standsIn: true };

  function standIn() {
    store.archived = [];
    const domainNames = ['a.example.com', 'b.example.com'];
    archive(aStoredCertificate({ version: V1, serial, domainNames, ...OTHER }), files);
  }

  it('takes what stands in, whatever CA and profile it has, and says so in the state', async () => {
    standIn();
    records.state = { ...records.state, certificate: undefined };

    expect(await reinstall()).toBe(true);
    expect(records.state.certificate).toMatchObject({ version: V1, serial, ...OTHER });
  });

  it('takes what stands in for a first certificate only', async () => {
    standIn();

    expect(await reinstall()).toBe(false);
  });
});
