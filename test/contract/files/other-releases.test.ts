/** The state in a folder across releases: what earlier ones wrote, and what a later one may have. */
import { describe, expect, it } from 'vitest';
import { createFileRecords } from '../../../functions/files/file-records.ts';
import type { Folder } from '../../../functions/files/folder.ts';
import { aDefinition, noDeadline } from '../../support/builders.ts';
import first from '../../support/releases/0a8c65b.json' with { type: 'json' };
import second from '../../support/releases/22f02fc.json' with { type: 'json' };
import fourth from '../../support/releases/dc52a0d.json' with { type: 'json' };
import third from '../../support/releases/ff8267e.json' with { type: 'json' };
import { aFolder } from './a-folder.ts';

const STATE = '.dnscale-certs/state.json';
const NOW = new Date('2026-11-27T00:00:00Z');

async function aFolderWith(state: object): Promise<Folder> {
  const folder = await aFolder();
  await folder.write(STATE, JSON.stringify(state));
  return folder;
}

function claimIn(folder: Folder) {
  const records = createFileRecords({ folder, definition: aDefinition({ regions: [] }) });
  return records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
}

async function stored(folder: Folder): Promise<Record<string, unknown>> {
  return JSON.parse((await folder.read(STATE)) ?? '');
}

describe('a claim in a folder', () => {
  it.each([
    ['0a8c65b', first.folder, '2027-02-23T23:19:07.000Z'],
    ['22f02fc', second.folder, second.folder.certificate.notAfter],
    ['ff8267e', third.folder, third.folder.certificate.notAfter],
    ['dc52a0d', fourth.folder, '2027-02-25T08:15:49.000Z'],
  ])('reads what %s wrote, and writes it back whole', async (_, folderState, notAfter) => {
    const folder = await aFolderWith(folderState);
    const claim = await claimIn(folder);

    expect(claim?.state).toMatchObject({
      certificate: { serial: folderState.certificate.serial, notAfter: new Date(notAfter) },
      txtRecords: [],
    });
    await claim?.report({}, { nextCheckAt: NOW }, noDeadline());

    expect(await stored(folder)).toEqual({ ...folderState, nextCheckAt: '2026-11-27T00:00:00.000Z' });
  });

  it('keeps words, attributes and fields of a later release', async () => {
    const failure = {
      count: 1,
      code: 'a-code-of-tomorrow',
      disposition: 'somebody-else',
      message: 'm',
      step: 's',
      at: '2026-11-26T00:00:00.000Z',
      hint: { url: 'https://example.com' },
    };
    const certificate = { ...second.folder.certificate, keyAlgorithm: 'EC_SECP521R1', attestation: [1] };
    const later = { ...second.folder, certificate, failure, audit: { level: 3 } };
    const folder = await aFolderWith(later);
    const claim = await claimIn(folder);

    await claim?.write({ misses: { 'example.com': 1 } }, noDeadline());

    expect(await stored(folder)).toEqual({ ...later, misses: { 'example.com': 1 } });
  });

  it('changes nothing in a state of a newer schema', async () => {
    const newer = { ...second.folder, schema: 2 };
    const folder = await aFolderWith(newer);

    await expect(claimIn(folder)).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });

    expect(await stored(folder)).toEqual(newer);
  });
});
