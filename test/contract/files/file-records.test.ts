/** State on the real file system. */
import { describe, expect, it } from 'vitest';
import { createFileRecords, readFileState } from '../../../functions/files/file-records.ts';
import { aDefinition, anOrderJournal, aStoredCertificate, NOW, noDeadline } from '../../support/builders.ts';
import { aFolder } from './a-folder.ts';

const STATE = '.dnscale-certs/state.json';

const ORDER = anOrderJournal({ url: 'https://ca.test/order/1' });

async function aClaim() {
  const folder = await aFolder();
  const records = createFileRecords({ folder, definition: aDefinition({ regions: [] }) });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (claim === undefined) throw new Error('no claim');
  return { folder, records, claim };
}

describe('createFileRecords', () => {
  it('begins with a state without anything', async () => {
    const { claim } = await aClaim();

    expect(claim.state).toEqual({ certificateName: 'example.com', txtRecords: [], installations: {} });
  });

  it('has what was written at the next start, instants as dates', async () => {
    const { folder, claim } = await aClaim();
    const txtRecords = [
      { zoneId: 'z1', zoneName: 'example.com', name: '_acme-challenge.example.com', value: 'v' },
    ];

    await claim.write({ order: ORDER, txtRecords }, noDeadline());
    await claim.report(
      { certificate: aStoredCertificate(), misses: { 'example.com': 1 } },
      { nextCheckAt: NOW },
      noDeadline(),
    );

    expect(await readFileState(folder, 'example.com')).toEqual({
      certificateName: 'example.com',
      certificate: aStoredCertificate(),
      order: ORDER,
      txtRecords,
      misses: { 'example.com': 1 },
      installations: {},
      nextCheckAt: NOW,
    });
  });

  it('removes what is set to undefined, and keeps what a later release wrote', async () => {
    const { folder, records, claim } = await aClaim();
    await claim.write({ order: ORDER }, noDeadline());
    const later = { ...JSON.parse((await folder.read(STATE)) ?? ''), ofALaterRelease: 'kept' };
    await folder.write(STATE, JSON.stringify(later));
    const next = await records.claim('example.com', { runId: 'run-2', runUntil: NOW }, noDeadline());

    await next?.write({ order: undefined }, noDeadline());

    const stored = JSON.parse((await folder.read(STATE)) ?? '');
    expect(stored).not.toHaveProperty('order');
    expect(stored.ofALaterRelease).toBe('kept');
  });

  it('keeps the last of many writes at once', async () => {
    const { folder, claim } = await aClaim();

    await Promise.all(
      Array.from({ length: 20 }, (_, count) =>
        claim.write({ misses: { 'example.com': count } }, noDeadline()),
      ),
    );

    expect((await readFileState(folder, 'example.com')).misses).toEqual({ 'example.com': 19 });
  });

  it.each([
    ['is no JSON', 'rubbish', 'is damaged'],
    ['has no schema', '{}', 'is damaged'],
    [
      'is cut off',
      '{"schema":1,"certificateName":"example.com","txtRecords":[{"zoneId":1}]}',
      'txtRecords.0.zoneId',
    ],
    ['is of a newer release', '{"schema":2,"certificateName":"example.com"}', 'written by a newer release'],
  ])('fails for a person when the file %s', async (_, text, words) => {
    const { folder, records } = await aClaim();
    await folder.write(STATE, text);

    const claim = records.claim('example.com', { runId: 'run-2', runUntil: NOW }, noDeadline());

    await expect(claim).rejects.toMatchObject({
      code: 'record-unreadable',
      disposition: 'person',
      message: expect.stringContaining(words),
    });
  });
});
