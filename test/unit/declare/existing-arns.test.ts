/**
 * Certificates that take over an ARN which somebody else imported into ACM: the handlers of CloudFormation's events, plan and
 * whole runs in one process; only the parties are models.
 */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueTestCertificate } from '../../support/certificates.ts';
import type { Properties } from '../../support/world/models/cloudformation.ts';
import { arnOf, cert, useDeployments } from './use-deployments.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/0dd0aaaa-1111-2222-3333-444455556666';
const RENEWER = 'dnscale-certs:renewer';
const CERTIFICATE = 'dnscale-certs:certificate';
const HOUR_MS = 3_600_000;

const shop = useDeployments();
const { deploy, deployed, issued, expectServed } = shop;

const theirs = await issueTestCertificate({ domainNames: ['shop.example.com'] });
const rsa = await issueTestCertificate({ domainNames: ['shop.example.com'], keyAlgorithm: 'RSA_2048' });

const taking = (changes: Properties = {}) => cert({ existingCertificateArns: [ARN], ...changes });

/** Tagged by its owner, unless said otherwise. */
function hold(
  tags: Record<string, string> = { [RENEWER]: 'eu-central-1/proof', [CERTIFICATE]: 'shop' },
  pem = theirs.leafPem,
  type?: string,
) {
  shop.world.acm.hold(ARN, pem, tags, type);
}

const isUntouched = () => shop.world.acm.leafOn(ARN) === theirs.leafPem;

async function reasonOf(properties: Properties, stack = 'Shop'): Promise<string> {
  const outcome = await deploy({ A: properties }, 'success', stack);
  return 'reason' in outcome ? outcome.reason : 'it succeeded';
}

describe('an existing ARN', () => {
  it('gets the certificate in place, and is told as the ARN of the first deployment', async () => {
    hold();

    const arn = arnOf(await deployed({ A: taking() }));

    expect(arn).toBe(ARN);
    expectServed(ARN, ['shop.example.com']);
    expect(isUntouched()).toBe(false);
    expect(shop.world.acm.arns()).toEqual([ARN]);
    expect(shop.world.acm.tagsOn(ARN)).toEqual({ [RENEWER]: 'eu-central-1/proof', [CERTIFICATE]: 'shop' });
    expect(issued()).toBe(1);
  });

  it('stays the ARN when it is no longer named, through a change of names', async () => {
    hold();
    await deployed({ A: taking() });

    const domainNames = ['shop.example.com', 'www.example.com'];
    expect(arnOf(await deployed({ A: cert({ domainNames }) }))).toBe(ARN);
    expectServed(ARN, domainNames);
  });

  it('is taken over beside a region whose ARN is new', async () => {
    hold();

    const { A } = await deployed({ A: taking({ regions: ['eu-central-1', 'us-east-1'] }) });

    expect(A).toMatchObject({ ArnEuCentral1: ARN, ArnUsEast1: expect.stringContaining(':us-east-1:') });
  });

  it('is taken over in a region that an Update adds, without another order', async () => {
    await deployed({ A: cert({ regions: ['us-east-1'] }) });
    hold();

    const { A } = await deployed({ A: taking({ regions: ['us-east-1', 'eu-central-1'] }) });

    expect(A).toMatchObject({ ArnEuCentral1: ARN });
    expect(issued()).toBe(1);
  });

  it.each<[string, () => void, Properties, string]>([
    ['there is none', () => {}, {}, `ACM knows no certificate ${ARN}.`],
    [
      'ACM issued it',
      () => hold({ [RENEWER]: 'eu-central-1/proof' }, theirs.leafPem, 'AMAZON_ISSUED'),
      {},
      `ACM issues the certificate ${ARN} itself (AMAZON_ISSUED)`,
    ],
    [
      'its owner has not tagged it',
      () => hold({ Team: 'shop' }),
      {},
      `The ARN is not tagged for shop yet. Tag it: \`aws acm add-tags-to-certificate --certificate-arn ${ARN} --tags Key=dnscale-certs:certificate,Value=shop Key=dnscale-certs:renewer,Value=eu-central-1/proof --region eu-central-1\``,
    ],
    [
      'its owner has tagged it for the renewer alone',
      () => hold({ [RENEWER]: 'eu-central-1/proof' }),
      {},
      'The ARN is not tagged for shop yet.',
    ],
    [
      'another renewer has it',
      () => hold({ [RENEWER]: 'eu-west-1/Other' }),
      {},
      'The ARN belongs to the renewer eu-west-1/Other, by its tags.',
    ],
    [
      'another certificate of this renewer has it',
      () => hold({ [RENEWER]: 'eu-central-1/proof', [CERTIFICATE]: 'web' }),
      {},
      'The ARN belongs to the certificate web, by its tags.',
    ],
    [
      'its key is another one than given',
      () => hold(undefined, rsa.leafPem),
      {},
      'Leave keyAlgorithm of shop out, or make it RSA_2048.',
    ],
    [
      'it is of another account',
      () => {},
      { existingCertificateArns: [ARN.replace('111122223333', '999999999999')] },
      'is of the account 999999999999, not of this stack',
    ],
    [
      'its region is not asked for',
      () => {},
      { regions: ['us-east-1'] },
      'is in eu-central-1, which is not among the regions (us-east-1)',
    ],
    [
      'it is no ARN of a certificate',
      () => {},
      { existingCertificateArns: ['arn:aws:iam::1:role/x'] },
      'expected: the ARN of a certificate in ACM',
    ],
  ])(
    'fails the deployment at once when %s, before anything changes',
    async (_why, prepare, changes, told) => {
      prepare();
      const begunMs = shop.world.clock.now().getTime();

      const reason = await reasonOf(taking(changes));

      expect(reason).toContain(told);
      expect(reason.length).toBeLessThanOrEqual(480);
      expect(shop.world.clock.now().getTime() - begunMs).toBeLessThan(60_000);
      expect(issued()).toBe(0);
      expect(shop.world.definitions()).toEqual([]);
    },
  );

  it('cannot replace the one that the certificate has: nothing changes, and the rollback is served on', async () => {
    const own = arnOf(await deployed({ A: cert() }));
    hold();

    expect(await reasonOf(taking())).toContain(
      `shop has an ARN of its own in eu-central-1 (${own}), and keeps it.`,
    );

    expect(isUntouched()).toBe(true);
    expectServed(own, ['shop.example.com']);
    expect(issued()).toBe(1);
  });

  it('belongs to the first of two certificates that name it', async () => {
    hold();
    await deployed({ A: taking() });

    const second = taking({ certificateName: 'other' });
    expect(await reasonOf(second, 'Other')).toContain(
      `The ARN belongs to the certificate shop, by its tags. Take it out of existingCertificateArns of other, or hand it over if nobody renews it there any more: \`aws acm add-tags-to-certificate --certificate-arn ${ARN} `,
    );

    expectServed(ARN, ['shop.example.com']);
    expect(issued()).toBe(1);
  });

  it('is handed over to another certificate by its tag, once the first is no longer declared', async () => {
    hold();
    await deployed({ A: taking() });
    await deployed({});
    await shop.world.pass(HOUR_MS);
    shop.world.acm.hold(ARN, shop.world.acm.leafOn(ARN), {
      [RENEWER]: 'eu-central-1/proof',
      [CERTIFICATE]: 'other',
    });

    const second = taking({ certificateName: 'other' });

    expect(arnOf(await deployed({ A: second }))).toBe(ARN);
    expectServed(ARN, ['shop.example.com'], 'other');
    const leaf = shop.world.acm.leafOn(ARN);
    expect(await reasonOf(cert(), 'Again')).toContain(
      `The ARN of shop belongs to the certificate other by its tags.`,
    );
    expect(shop.world.acm.leafOn(ARN)).toBe(leaf);
  });

  it('keeps what it holds while the CA is away, and is taken over by the deployment after that', async () => {
    hold();
    shop.world.away.add('ca');
    expect(await reasonOf(taking())).toContain('shop is not ready after 18 min');
    expect(isUntouched()).toBe(true);
    shop.world.away.clear();

    expect(arnOf(await deployed({ A: taking() }))).toBe(ARN);
  });

  it('keeps what it holds when its tag is taken away between the deployment and the run', async () => {
    hold();
    const { registry } = shop.world.declare;
    const { putDefinition } = registry;
    registry.putDefinition = async (...given) => {
      await putDefinition(...given);
      hold({});
    };

    expect(await reasonOf(taking())).toContain('The ARN is not tagged for shop yet.');
    expect(isUntouched()).toBe(true);
    expect(issued()).toBe(0);
  });
});

describe('a key algorithm that nobody has given', () => {
  it('is that of the ARN to be taken over', async () => {
    hold(undefined, rsa.leafPem);
    const put: unknown[] = [];
    shop.world.declare.registry.putDefinition = async ({ definition }) => {
      put.push(definition.keyAlgorithm);
      throw new Error('enough');
    };

    await reasonOf(taking({ inheritsKeyAlgorithm: 'true' }));

    expect(put).toEqual(['RSA_2048']);
    expect(new X509Certificate(rsa.leafPem).publicKey.asymmetricKeyType).toBe('rsa');
  });

  it('is that of the ARN it has, whatever its default has become', async () => {
    const first = arnOf(await deployed({ A: cert() }));

    const later = cert({ keyAlgorithm: 'RSA_2048', inheritsKeyAlgorithm: 'true' });
    expect(arnOf(await deployed({ A: later }))).toBe(first);
    expect(issued()).toBe(1);
  });
});
