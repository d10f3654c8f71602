import { describe, expect, it } from 'vitest';
import { leafDigest } from '../../../../functions/engine/certificate/leaf-digest.ts';
import { findReplaced } from '../../../../functions/engine/install/find-replaced.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createMemorySecrets, createRecordedEvents } from '../../../support/memory-ports.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';

const ours = (await issueTestCertificate()).leafPem;
/** The same names, another key. */
const theirs = (await issueTestCertificate()).leafPem;

async function compare(held: () => Promise<string | undefined>) {
  const events = createRecordedEvents();
  const known = {
    certificateName: 'example.com',
    certificate: { sha256: leafDigest(ours) },
    installations: { 'eu-central-1': { certificateArn: ARN, serial: '0a', importedAt: NOW } },
    regions: ['eu-central-1'],
  };
  const ports = { importer: { readCertificate: held }, secrets: createMemorySecrets(), events };
  const { regions: replaced, told } = await findReplaced(known, ports, noDeadline());
  expect(told?.code).toBe(replaced.length > 0 ? 'import-overwritten' : undefined);
  return { replaced, warnings: events.named('warning').map(({ subject }) => subject) };
}

describe('findReplaced', () => {
  it('is silent about what holds ours, with whatever line ends', async () => {
    const held = ours.replaceAll('\n', '\r\n');

    expect(await compare(async () => held)).toEqual({ replaced: [], warnings: [] });
  });

  it('finds and tells another certificate', async () => {
    expect(await compare(async () => theirs)).toEqual({ replaced: ['eu-central-1'], warnings: [ARN] });
  });

  it('finds what is no certificate at all', async () => {
    expect(await compare(async () => 'nonsense')).toEqual({ replaced: ['eu-central-1'], warnings: [ARN] });
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['does not answer', () => Promise.reject(new Error('throttled'))],
    ['holds nothing there', async () => undefined],
  ])('leaves a region alone that %s', async (_, held) => {
    expect(await compare(held)).toEqual({ replaced: [], warnings: [] });
  });

  it('compares nothing with a certificate of an earlier release', async () => {
    const events = createRecordedEvents();
    const known = {
      certificateName: 'example.com',
      certificate: {},
      installations: { 'eu-central-1': { certificateArn: ARN, serial: '0a', importedAt: NOW } },
      regions: ['eu-central-1'],
    };
    const ports = {
      importer: { readCertificate: async () => theirs },
      secrets: createMemorySecrets(),
      events,
    };

    expect(await findReplaced(known, ports, noDeadline())).toEqual({ regions: [], isSecretReplaced: false });
  });
});
