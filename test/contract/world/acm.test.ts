/** What the stand-in for ACM does beside imports: quotas, throttling, use, lists, tags, regions. */
import {
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import { describe, expect, it } from 'vitest';
import { issueTestCertificate, NOW } from '../../support/certificates.ts';
import { REGION, useAcm } from './acm-world.ts';

const TAGS = [{ Key: 'owner', Value: 'us' }];

const world = useAcm();

describe('quotas, throttling and use', () => {
  it('counts the imports of a year, those onto an ARN too', async () => {
    let now = NOW;
    world.acm.set({ importQuota: 2, now: () => now });
    const made = await issueTestCertificate({ notAfter: new Date('2028-01-01') });
    const arn = await world.importNew(made);
    await world.importNew(made, { CertificateArn: arn });

    await expect(world.importNew(made, { CertificateArn: arn })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Error: you have reached your limit of 2 certificates in the last year.',
    });
    now = new Date('2027-11-24');
    expect(await world.importNew(made, { CertificateArn: arn })).toBe(arn);
  });

  it('counts certificates, and throttles as often as it is told', async () => {
    world.acm.set({ certificateQuota: 1, throttledImports: 1 });

    await expect(world.importNew(await issueTestCertificate())).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    await world.importNew(await issueTestCertificate());
    await expect(world.importNew(await issueTestCertificate())).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });

  it('deletes no certificate that is in use', async () => {
    const CertificateArn = await world.importNew(await issueTestCertificate());
    const [held] = world.acm.held(REGION);
    held?.inUseBy.push('arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/web/1');

    await expect(
      world.clientOf(REGION).send(new DeleteCertificateCommand({ CertificateArn })),
    ).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
    const { Certificate } = await world
      .clientOf(REGION)
      .send(new DescribeCertificateCommand({ CertificateArn }));
    expect(Certificate?.InUseBy).toEqual(held?.inUseBy);
    held?.inUseBy.pop();
    await world.clientOf(REGION).send(new DeleteCertificateCommand({ CertificateArn }));
    await expect(
      world.clientOf(REGION).send(new GetCertificateCommand({ CertificateArn })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('lists and tags', () => {
  it('lists RSA keys only unless it is asked for others, a page at a time', async () => {
    const ec = await world.importNew(await issueTestCertificate());
    const rsa = await world.importNew(await issueTestCertificate({ keyAlgorithm: 'RSA_2048' }));
    const arns = async (changes: object) => {
      const answer = await world.clientOf(REGION).send(new ListCertificatesCommand(changes));
      return [answer.CertificateSummaryList?.map(({ CertificateArn }) => CertificateArn), answer.NextToken];
    };
    const Includes = { keyTypes: ['EC_prime256v1', 'RSA_2048'] };

    expect(await arns({})).toEqual([[rsa], undefined]);
    expect(await arns({ Includes, MaxItems: 1 })).toEqual([[ec], '1']);
    expect(await arns({ Includes, MaxItems: 1, NextToken: '1' })).toEqual([[rsa], undefined]);
  });

  it('shows certificate and tags as late as it is told', async () => {
    world.acm.set({ lateInList: 1, lateTags: 1 });
    const CertificateArn = await world.importNew(await issueTestCertificate({ keyAlgorithm: 'RSA_2048' }), {
      Tags: TAGS,
    });
    const list = async () =>
      (await world.clientOf(REGION).send(new ListCertificatesCommand({}))).CertificateSummaryList;
    const tags = async () =>
      (await world.clientOf(REGION).send(new ListTagsForCertificateCommand({ CertificateArn }))).Tags;

    expect(await list()).toEqual([]);
    expect(await list()).toHaveLength(1);
    expect(await tags()).toEqual([]);
    expect(await tags()).toEqual(TAGS);
  });

  it.each([
    ['refused', 0],
    ['made', 1],
  ] as const)('denies tags: the import is %s', async (addTags, held) => {
    world.acm.set({ addTags });

    await expect(world.importNew(await issueTestCertificate(), { Tags: TAGS })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: acm:AddTagsToCertificate'),
    });
    expect(world.acm.held(REGION)).toHaveLength(held);
  });

  it('takes no asterisk in a tag, and 50 tags at most', async () => {
    const CertificateArn = await world.importNew(await issueTestCertificate());
    const add = (Tags: { Key: string; Value: string }[]) =>
      world.clientOf(REGION).send(new AddTagsToCertificateCommand({ CertificateArn, Tags }));
    const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: '' }));

    await expect(add([{ Key: 'name', Value: '*' }])).rejects.toMatchObject({ name: 'InvalidTagException' });
    await add(fifty);
    await expect(add(TAGS)).rejects.toMatchObject({ name: 'TooManyTagsException' });
  });

  it('refuses every call in a region that is off', async () => {
    world.acm.set({ regionsOff: { [REGION]: 'OptInRequired' } });

    await expect(world.clientOf(REGION).send(new ListCertificatesCommand({}))).rejects.toMatchObject({
      name: 'OptInRequired',
    });
    expect(await world.clientOf('us-east-1').send(new ListCertificatesCommand({}))).toHaveProperty(
      'CertificateSummaryList',
      [],
    );
  });
});
