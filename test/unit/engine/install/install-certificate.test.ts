import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { installCertificate } from '../../../../functions/engine/install/install-certificate.ts';
import type { Installation } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryImporter,
  createMemoryRecords,
  createMemorySecrets,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

/** What is stored, and what the memory's ACM holds. */
const files = await issueTestCertificate();
const HASH = new X509Certificate(files.leafPem).fingerprint256.replaceAll(':', '').toLowerCase();
const OTHER_HASH = 'bb'.repeat(32);

type Given = { live: string | undefined; installed?: Partial<Installation> | 'none'; regions?: string[] };

/** The live certificate and the installed one have the same serial. */
async function install({ live, installed = {}, regions = ['eu-central-1'] }: Given) {
  const certificate = aStoredCertificate({ serial: '0a1b2c', ...(live && { sha256: live }) });
  const store = createMemoryStore();
  const { privateKeyPem, leafPem: certificatePem, chainPems } = files;
  const published = { privateKeyPem, certificatePem, chainPem: chainPems[0] };
  await store.publish('example.com', certificate, published, noDeadline());
  const importer = createMemoryImporter();
  const held = await importer.importCertificate(
    { certificateName: 'example.com', region: 'eu-central-1', files: published },
    noDeadline(),
  );
  importer.imports.length = 1;
  const known = { certificateArn: held, serial: '0a1b2c', importedAt: NOW };
  const records = createMemoryRecords(undefined, {
    certificate,
    installations: installed === 'none' ? {} : { 'eu-central-1': { ...known, ...installed } },
  });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('nobody else holds the claim');
  const job = { definition: aDefinition({ regions }), certificate, claim, deadline: noDeadline() };
  const ports = {
    store,
    importer,
    secrets: createMemorySecrets(),
    clock: createManualClock(NOW),
    events: createRecordedEvents(),
  };
  const imported = await installCertificate(job, ports);
  return { imported, installations: records.state.installations };
}

describe('installCertificate', () => {
  it('imports what has the serial of the installed certificate and another hash: it is another CA’s', async () => {
    const { imported, installations } = await install({ live: HASH, installed: { sha256: OTHER_HASH } });

    expect(imported).toEqual(['eu-central-1']);
    expect(installations['eu-central-1']).toMatchObject({ serial: '0a1b2c', sha256: HASH });
  });

  it.each<[string, Given, string[]]>([
    ['the hash is the same', { live: HASH, installed: { sha256: HASH } }, []],
    ['an earlier release wrote both', { live: undefined }, []],
    ['an earlier release wrote the installation', { live: HASH }, ['eu-central-1']],
    [
      'an earlier release, after a rollback, wrote the certificate',
      { live: undefined, installed: { sha256: HASH } },
      [],
    ],
    ['nothing is installed', { live: HASH, installed: 'none' }, ['eu-central-1']],
  ])('tells what is installed when %s', async (_, given, imported) => {
    expect((await install(given)).imported).toEqual(imported);
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'takes a region %s for one like any other',
    async (region) => {
      const { imported, installations } = await install({
        live: HASH,
        installed: { sha256: HASH },
        regions: ['eu-central-1', region],
      });

      expect(imported).toEqual([region]);
      expect(Object.keys(installations)).toEqual(['eu-central-1', region]);
      expect(Object.getPrototypeOf(installations)).toBe(Object.prototype);
    },
  );
});
