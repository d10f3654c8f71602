/**
 * A certificate that somebody imported into ACM and that listeners use is taken over in place, with the role that the template gives
 * to the renew function.
 */
import { AddTagsToCertificateCommand, ImportCertificateCommand } from '@aws-sdk/client-acm';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCertificateImporter } from '../../functions/aws/certificate-importer.ts';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { installCertificate } from '../../functions/engine/install/install-certificate.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { aDefinition, aStoredCertificate, noDeadline } from '../support/builders.ts';
import { NOW } from '../support/certificates.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  createMemoryRecords,
  createMemorySecrets,
  createMemoryStore,
  createRecordedEvents,
} from '../support/memory-ports.ts';
import { checkStatements, type Statement } from '../support/world/acm/access.ts';
import { newFiles, REGION, roleOf, useStrictAcm } from './acm-world.ts';

const RENEWER = 'eu-central-1/Certs';
const LISTENER = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/web/1';
const ROLES: Record<string, Statement[]> = {
  renew: roleOf(RENEWER, REGION),
  owner: [{ Effect: 'Allow', Action: 'acm:*', Resource: '*' }],
};

const world = useStrictAcm();

beforeEach(() => {
  world.acm.evaluateRoles({
    knowCaller: () => undefined,
    check: async (request) =>
      checkStatements(ROLES[request.accessKeyId] ?? [], 'arn:aws:iam::000000000000:role/any', request),
  });
});

const owner = () => world.client('owner')(REGION, 1);
const heldOn = (arn: string) => world.acm.held(REGION).find(({ certificateArn }) => certificateArn === arn);

/** What an earlier run has installed; now there is a new certificate, or another tag. */
type Later = Partial<Pick<CertificateState, 'installations'>> &
  Pick<CertificateDefinition, 'tags'> & { serial?: string };

/** In use, with a tag of its owner. */
async function importTheirs(): Promise<string> {
  const { certificatePem, privateKeyPem } = await newFiles();
  const { CertificateArn = '' } = await owner().send(
    new ImportCertificateCommand({
      Certificate: Buffer.from(certificatePem),
      PrivateKey: Buffer.from(privateKeyPem),
      Tags: [{ Key: 'Team', Value: 'shop' }],
    }),
  );
  heldOn(CertificateArn)?.inUseBy.push(LISTENER);
  return CertificateArn;
}

/** A run's installation of a certificate that it has just issued. */
async function install(
  certificateArn: string,
  certificateName = 'example.com',
  { installations, tags, serial = '0a' }: Later = {},
) {
  const files = await newFiles();
  const store = createMemoryStore();
  const certificate = aStoredCertificate({ serial });
  await store.publish(certificateName, certificate, files, noDeadline());
  const records = createMemoryRecords(undefined, { certificate, installations });
  const claim = await records.claim(certificateName, { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('nobody else holds the claim');
  const definition = aDefinition({ certificateName, existingCertificateArns: [certificateArn], tags });
  const clock = createManualClock(NOW);
  const importer = createCertificateImporter({
    client: world.client('renew'),
    renewer: RENEWER,
    stackName: 'Certs',
    clock,
  });
  const job = { definition, certificate, claim, deadline: noDeadline() };
  const events = createRecordedEvents();
  await installCertificate(job, { store, importer, secrets: createMemorySecrets(), clock, events });
  const { installations: installed } = records.state;
  return { files, arn: installed[REGION]?.certificateArn, installed, warnings: events.named('warning') };
}

/** As somebody copies it from the error. */
async function runPrinted(message: string): Promise<void> {
  const [, CertificateArn, tags = '', region] =
    /aws acm add-tags-to-certificate --certificate-arn (\S+) --tags ((?:Key=\S+ )+)--region ([a-z0-9-]+)` /.exec(
      message,
    ) ?? [];
  expect(region).toBe(REGION);
  const Tags = [...tags.matchAll(/Key=(\S+),Value=(\S+) /g)].map(([, Key, Value]) => ({ Key, Value }));
  await owner().send(new AddTagsToCertificateCommand({ CertificateArn, Tags }));
}

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => new Error('it was taken over'),
    (thrown: Error) => thrown,
  );

describe('an existing certificate', () => {
  it('keeps its ARN, its tags and its listener once its owner has run the printed command', async () => {
    const arn = await importTheirs();

    const refusal = await refusalOf(install(arn));
    await runPrinted(refusal.message);
    const installed = await install(arn);

    expect(installed.arn).toBe(arn);
    expect(heldOn(arn)?.leaf.pem).toBe(installed.files.certificatePem);
    expect(heldOn(arn)?.inUseBy).toEqual([LISTENER]);
    expect(heldOn(arn)?.tags).toEqual([
      { Key: 'Team', Value: 'shop' },
      { Key: 'dnscale-certs:certificate', Value: 'example.com' },
      { Key: 'dnscale-certs:renewer', Value: RENEWER },
    ]);
    expect(world.acm.held(REGION)).toHaveLength(1);
  });

  it('is untouched while it is not tagged', async () => {
    const arn = await importTheirs();
    const before = heldOn(arn)?.leaf.pem;

    expect(await refusalOf(install(arn))).toMatchObject({ code: 'config-invalid', disposition: 'person' });
    expect(heldOn(arn)?.leaf.pem).toBe(before);
    expect(heldOn(arn)?.tags).toEqual([{ Key: 'Team', Value: 'shop' }]);
  });

  it('is refused, and asked for no import, when ACM issued it', async () => {
    const arn = await importTheirs();
    Object.assign(heldOn(arn) ?? {}, { type: 'AMAZON_ISSUED' });

    expect(await refusalOf(install(arn))).toMatchObject({ code: 'import-incompatible' });
    expect(world.imports()).toEqual(['ImportCertificate']);
  });

  it('is refused when there is none, and no other one is made', async () => {
    const gone = `arn:aws:acm:${REGION}:000000000000:certificate/00000000-0000-4000-8000-000000000000`;

    expect(await refusalOf(install(gone))).toMatchObject({ code: 'config-invalid', subject: gone });
    expect(world.acm.held(REGION)).toEqual([]);
  });

  it('belongs to the certificate that its owner has named, before that has imported anything', async () => {
    const arn = await importTheirs();
    const before = heldOn(arn)?.leaf.pem;
    await runPrinted((await refusalOf(install(arn))).message);

    expect(await refusalOf(install(arn, 'other'))).toMatchObject({
      message: expect.stringContaining('belongs to the certificate example.com, by its tags.'),
    });
    expect(heldOn(arn)?.leaf.pem).toBe(before);
    expect((await install(arn)).arn).toBe(arn);
  });

  it('is not taken over by what carries the tag of the renewer alone', async () => {
    const arn = await importTheirs();
    const Tags = [{ Key: 'dnscale-certs:renewer', Value: RENEWER }];
    await owner().send(new AddTagsToCertificateCommand({ CertificateArn: arn, Tags }));

    expect(await refusalOf(install(arn))).toMatchObject({ code: 'config-invalid', disposition: 'person' });
    expect(heldOn(arn)?.tags).toEqual([{ Key: 'Team', Value: 'shop' }, ...Tags]);
  });

  it('is left alone by the certificate that had it, once its owner has handed it to another', async () => {
    const arn = await importTheirs();
    await runPrinted((await refusalOf(install(arn))).message);
    const first = await install(arn);
    await runPrinted((await refusalOf(install(arn, 'other'))).message);
    const second = await install(arn, 'other');

    const renewal = await refusalOf(
      install(arn, 'example.com', { installations: first.installed, serial: '0b' }),
    );

    expect(renewal).toMatchObject({
      code: 'config-invalid',
      disposition: 'person',
      subject: arn,
      message: expect.stringContaining('belongs to the certificate other by its tags.'),
    });
    expect(heldOn(arn)?.leaf.pem).toBe(second.files.certificatePem);
  });

  it('gets no tag back from the certificate that had it', async () => {
    const arn = await importTheirs();
    await runPrinted((await refusalOf(install(arn))).message);
    const { installed } = await install(arn);
    await runPrinted((await refusalOf(install(arn, 'other'))).message);

    const { warnings } = await install(arn, 'example.com', {
      installations: installed,
      tags: { Team: 'web' },
    });

    expect(warnings).toEqual([
      expect.objectContaining({
        subject: arn,
        message: expect.stringContaining('belongs to the certificate other by its tags.'),
      }),
    ]);
    expect(heldOn(arn)?.tags).toEqual([
      { Key: 'Team', Value: 'shop' },
      { Key: 'dnscale-certs:certificate', Value: 'other' },
      { Key: 'dnscale-certs:renewer', Value: RENEWER },
    ]);
  });
});
