/** Two stacks of one name, in two regions, import into the ACM of a third; each with the role that its template gives it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { checkStatements, type Statement } from '../support/world/acm/access.ts';
import { newFiles, roleOf, useStrictAcm } from './acm-world.ts';

const GERMAN = 'eu-central-1/Certs';
const IRISH = 'eu-west-1/Certs';
/** Where CloudFront reads certificates. */
const region = 'us-east-1';
const EARLIER_TAGS = [
  { Key: 'dnscale-certs:certificate', Value: 'example.com' },
  { Key: 'dnscale-certs:stack', Value: 'Certs' },
];

const world = useStrictAcm();

beforeEach(() => {
  const roles: Record<string, Statement[]> = {
    'eu-central-1-Certs': roleOf(GERMAN, region),
    'eu-west-1-Certs': roleOf(IRISH, region),
  };
  world.acm.evaluateRoles({
    knowCaller: () => undefined,
    check: async (request) =>
      checkStatements(
        roles[request.accessKeyId] ?? [],
        `arn:aws:iam::000000000000:role/${request.accessKeyId}`,
        request,
      ),
  });
});

const heldOn = (arn: string) =>
  world.acm.held(region).find(({ certificateArn }) => certificateArn === arn)?.leaf.pem;

/** A certificate as an earlier version of the German stack has left it. */
async function importedEarlier(): Promise<string> {
  const first = await world.importFiles(await newFiles(), { region }, GERMAN);
  const held = world.acm.held(region).find(({ certificateArn }) => certificateArn === first);
  held?.tags.splice(0, Number.POSITIVE_INFINITY, ...EARLIER_TAGS);
  return first;
}

describe('two stacks of one name', () => {
  it('have an ARN each, and neither overwrites the other', async () => {
    const [german, irish] = [await newFiles(), await newFiles()];

    const germanArn = await world.importFiles(german, { region }, GERMAN);
    const irishArn = await world.importFiles(irish, { region }, IRISH);
    const renewed = await newFiles();
    expect(await world.importFiles(renewed, { region }, IRISH)).toBe(irishArn);

    expect(irishArn).not.toBe(germanArn);
    expect(heldOn(germanArn)).toBe(german.certificatePem);
    expect(heldOn(irishArn)).toBe(renewed.certificatePem);
  });

  it('cannot import onto the ARN of the other, whatever a state says', async () => {
    const german = await newFiles();
    const certificateArn = await world.importFiles(german, { region }, GERMAN);

    await expect(
      world.importFiles(await newFiles(), { region, certificateArn }, IRISH),
    ).rejects.toMatchObject({
      code: 'import-failed',
      disposition: 'person',
      message: expect.stringContaining('If another renewer stands there, the ARN is its own'),
    });
    expect(heldOn(certificateArn)).toBe(german.certificatePem);
  });
});

describe('a certificate with the earlier tags', () => {
  it('stays on its ARN, which gets the new tag at the next import', async () => {
    const certificateArn = await importedEarlier();
    const renewed = await newFiles();

    expect(await world.importFiles(renewed, { region, certificateArn }, GERMAN)).toBe(certificateArn);

    expect(heldOn(certificateArn)).toBe(renewed.certificatePem);
    expect(world.acm.held(region).map(({ tags }) => tags)).toEqual([
      [
        { Key: 'dnscale-certs:stack', Value: 'Certs' },
        { Key: 'dnscale-certs:certificate', Value: 'example.com' },
        { Key: 'dnscale-certs:renewer', Value: 'eu-central-1/Certs' },
      ],
    ]);
  });

  it('belongs to the first of two that shared it; the other is told, and changes nothing', async () => {
    const certificateArn = await importedEarlier();
    const renewed = await newFiles();
    await world.importFiles(renewed, { region, certificateArn }, GERMAN);

    await expect(
      world.importFiles(await newFiles(), { region, certificateArn }, IRISH),
    ).rejects.toMatchObject({ code: 'import-failed' });
    expect(heldOn(certificateArn)).toBe(renewed.certificatePem);
  });

  it("is not taken by a state that names another certificate's", async () => {
    const certificateArn = await importedEarlier();

    await expect(
      world.importFiles(
        await newFiles(),
        { region, certificateArn, certificateName: 'other.example.com' },
        GERMAN,
      ),
    ).rejects.toMatchObject({ code: 'import-failed' });
    expect(world.acm.held(region)[0]?.tags).toEqual(EARLIER_TAGS);
  });
});
