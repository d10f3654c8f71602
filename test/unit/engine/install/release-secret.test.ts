/** The secret of a certificate that is no longer declared, or is declared without it. */
import { expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { Targets } from '../../../../functions/engine/install/release-job.ts';
import {
  markReleased,
  releaseTargets,
  unmarkKept,
} from '../../../../functions/engine/install/release-targets.ts';
import type { StoredSecret } from '../../../../functions/engine/renewal/state.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryImporter,
  createMemoryRecords,
  createMemorySecrets,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Certs/certificates/example.com-AbCdEf';
const SECRET: StoredSecret = {
  secretArn: ARN,
  versionId: 'version-1',
  serial: '0a1b2c',
  notAfter: new Date('2027-01-30T00:00:00Z'),
  writtenAt: NOW,
};
const WITHOUT: Targets = { regions: [] };
const WITH: Targets = { regions: [], storeInSecretsManager: true };
const DAY_MS = 24 * 60 * 60 * 1000;

type Given = {
  /** What the definition asks for when the run marks, and when it releases. @default - there is none */
  marked?: Targets | undefined;
  read?: Targets | undefined;
  destroys?: boolean;
};

async function aWorld() {
  const secrets = createMemorySecrets();
  secrets.versions.set('example.com', 'version-1');
  const records = createMemoryRecords(undefined, { secret: SECRET });
  const events = createRecordedEvents();
  const clock = createManualClock(NOW);
  const ports = { importer: createMemoryImporter(), secrets, clock, events };
  const release = async ({ marked, read = marked, destroys }: Given) => {
    const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
    if (!claim) throw new Error('nobody else holds the claim');
    const common = { claim, deadline: noDeadline() };
    await markReleased({ targets: marked, at: NOW, destroys, ...common });
    const readTargets = async () => read;
    await releaseTargets({ certificateName: 'example.com', readTargets, ...common }, ports);
  };
  const warnings = () => events.named('warning').map(({ message }) => message);
  const unmark = async (targets: Targets) => {
    const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
    if (claim) await unmarkKept(targets, claim, noDeadline());
  };
  return { secrets, records, clock, release, unmark, warnings };
}

it('stays where its owner wants nothing else, and that is told', async () => {
  const { secrets, records, release, warnings } = await aWorld();

  await release({ marked: WITHOUT, destroys: false });

  expect(secrets.versions.has('example.com')).toBe(true);
  expect(records.state.secret).toEqual({ ...SECRET, keptAt: NOW });
  expect(warnings()).toEqual([
    'The secret of example.com is no longer managed: it was kept, and nobody renews it. Its certificate is valid until 2027-01-30T00:00:00.000Z: move what reads it to another one before that.',
  ]);
});

it('is told once to be kept, and is deleted when its owner wants that later', async () => {
  const { secrets, records, release, warnings } = await aWorld();
  await release({ marked: WITHOUT, destroys: false });

  await release({});
  expect(warnings()).toHaveLength(1);
  expect(records.state.secret).toEqual({ ...SECRET, keptAt: NOW });

  await release({ destroys: true });
  expect(secrets.versions.has('example.com')).toBe(false);
  expect(records.state.secret).toBeUndefined();
});

it('is no longer marked as kept once it is asked for again', async () => {
  const { records, release, unmark } = await aWorld();
  await release({ marked: WITHOUT, destroys: false });

  await unmark(WITHOUT);
  expect(records.state.secret).toEqual({ ...SECRET, keptAt: NOW });
  await unmark(WITH);
  expect(records.state.secret).toEqual(SECRET);
});

it('is deleted where its owner wants that, with the time until when it can be restored', async () => {
  const { secrets, records, release, warnings } = await aWorld();

  await release({ destroys: true });

  expect(secrets.versions.has('example.com')).toBe(false);
  expect(records.state.secret).toBeUndefined();
  expect(warnings()).toEqual([
    expect.stringContaining('nothing can read it now; it can be restored until 2026-12-23T06:00:00.000Z'),
  ]);
});

it('is left alone while it is asked for', async () => {
  const { records, release, warnings } = await aWorld();

  await release({ marked: WITH, destroys: true });

  expect(records.state.secret).toEqual(SECRET);
  expect(warnings()).toEqual([]);
});

it('is not deleted when a deployment asks for it again meanwhile', async () => {
  const { secrets, records, release, warnings } = await aWorld();

  await release({ marked: WITHOUT, read: WITH, destroys: true });

  expect(secrets.versions.has('example.com')).toBe(true);
  expect(records.state.secret).toEqual(SECRET);
  expect(warnings()).toEqual([]);
});

it('keeps its mark when the deletion fails for now, and is told to stay after a day', async () => {
  const { secrets, records, clock, release, warnings } = await aWorld();
  const refusal = new RenewerError({ code: 'store-failed', disposition: 'next-run', message: 'Not now.' });
  secrets.deleteSecret = () => Promise.reject(refusal);

  await expect(release({ destroys: true })).rejects.toBe(refusal);
  expect(records.state.secret).toMatchObject({ released: { at: NOW, destroys: true } });
  expect(warnings()).toEqual([]);

  await clock.advance(DAY_MS);
  await release({});
  expect(records.state.secret).toEqual({ ...SECRET, keptAt: clock.now() });
  expect(warnings()).toEqual([
    expect.stringContaining('it could not be deleted (Not now.), and nobody renews it'),
  ]);
});
