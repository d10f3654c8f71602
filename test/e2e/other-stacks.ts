/**
 * What happens in stacks that own no renewer, at the one of deployed-renewer.test.ts: seven rows of the matrix of changes, which
 * build on one another. All the others run in one process (test/unit/declare).
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { expect, vi } from 'vitest';
import type { ShopStacks } from './shop-stacks.ts';
import { deleteStack } from './stacks.ts';

/** `what` follows on "a stack that owns no renewer". */
type Row = { what: string; happens(shop: ShopStacks): Promise<void> };

const SOON = { timeout: 60_000, interval: 300 };
const BOTH = ['eu-central-1', 'us-east-1'];
const GONE = /DELETE_COMPLETE|does not exist/;

/** Of the shop's first deployment, and then of the last one. */
let first: { arn?: string | undefined; listener?: string | undefined; certificateName: string };

export const OTHER_STACKS: Row[] = [
  {
    what: 'has an ARN of the renewer on its listener in its first deployment',
    async happens({ world, deploy, namesOn, arnOnListener }) {
      world.dnscale.addZone('shop.test');

      const { status, outputs, certificateName } = await deploy('Shop', {});

      first = { arn: outputs.Arn, listener: outputs.ListenerArn, certificateName };
      expect(status).toBe('CREATE_COMPLETE');
      expect(await namesOn(outputs.Arn)).toBe('DNS:shop.test');
      expect(await arnOnListener(outputs.ListenerArn)).toBe(outputs.Arn);
    },
  },
  {
    what: 'keeps its name where another one asks for it, which is refused with both named',
    async happens({ world, deploy, namesOn }) {
      const { certificateName } = first;

      const { status, reasons } = await deploy('Rival', { certificateName, domainNames: ['www.shop.test'] });

      expect(status).toBe('ROLLBACK_COMPLETE');
      expect(reasons[0]).toMatch(/ in the stack Shop \(eu-central-1\), so \S+ in the stack Rival \(eu-/);
      expect(await namesOn(first.arn)).toBe('DNS:shop.test');
      expect(await deleteStack(world.aws, 'Rival')).toMatch(GONE);
    },
  },
  {
    what: 'has its former names on the same ARN after an Update that failed later, without another order',
    async happens({ deploy, namesOn, arnOnListener, issued }) {
      const before = issued();

      const { status, reasons } = await deploy('Shop', {
        domainNames: ['shop.test', 'www.shop.test'],
        failsLater: true,
      });

      expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(reasons[0]).toContain('https://acme.zerossl.com/v2/DV90');
      expect(await namesOn(first.arn)).toBe('DNS:shop.test');
      expect(await arnOnListener(first.listener)).toBe(first.arn);
      // That of the names which were taken back.
      expect(issued()).toBe(before + 1);
    },
  },
  {
    what: 'has a region added from what is stored, without an order',
    async happens({ deploy, namesOn, issued }) {
      const before = issued();

      const { status, outputs } = await deploy('Shop', { regions: BOTH });

      expect(status).toBe('UPDATE_COMPLETE');
      expect(outputs.Arn).toBe(first.arn);
      expect(await namesOn(outputs.ArnInUsEast1, 'us-east-1')).toBe('DNS:shop.test');
      expect(issued()).toBe(before);
    },
  },
  {
    what: 'stands in the way of the removal of the renewer: CloudFormation itself refuses it',
    async happens({ world, deployment }) {
      expect(await deleteStack(world.aws, deployment.app.stackName)).toBe(
        'Export DnscaleCerts-CertificateProvider is imported by stack Shop',
      );
    },
  },
  {
    what: 'has another ARN on its listener once the construct is renamed, and what the former one had is kept',
    async happens({ deployment: { app }, deploy, namesOn, arnOnListener }) {
      const { certificateName: former, arn } = first;
      const doomed = { regions: BOTH, removalPolicy: RemovalPolicy.DESTROY };

      const { status, outputs, certificateName } = await deploy('Shop', { id: 'Store', ...doomed });
      await vi.waitUntil(async () => {
        const ends = (await app.readEvents()).filter((event) => event.certificateName === former);
        return ends.some((event) => event.event === 'run-finished' && event.outcome === 'retired');
      }, SOON);

      first = { ...first, arn: outputs.Arn, certificateName };
      expect(status).toBe('UPDATE_COMPLETE');
      expect(outputs.Arn).not.toBe(arn);
      expect(await arnOnListener(first.listener)).toBe(outputs.Arn);
      expect(await namesOn(arn)).toBe('DNS:shop.test');
      expect(await app.readObject(`live/${former}/bundle.pem`)).toContain('PRIVATE KEY');
      expect(await app.readState(former)).not.toHaveProperty('nextCheckAt');
    },
  },
  {
    what: 'is removed although its certificate is in use, which ACM keeps: of those to destroy only the others go',
    async happens({ world: { aws }, deployment, namesOn }) {
      const held = () => aws.acm?.held('us-east-1') ?? [];
      const unused = held().at(-1)?.certificateArn;
      const inUse = aws.acm?.held('eu-central-1').find(({ certificateArn }) => certificateArn === first.arn);
      inUse?.inUseBy.push('a load balancer of somebody else');

      expect(await deleteStack(aws, 'Shop')).toMatch(GONE);
      await vi.waitUntil(() => held().every(({ certificateArn }) => certificateArn !== unused), SOON);

      expect(await namesOn(first.arn)).toBe('DNS:shop.test');
      const warning = await vi.waitUntil(async () => {
        const events = await deployment.app.readEvents();
        return events.find(
          (event) => event.event === 'warning' && event.certificateName === first.certificateName,
        );
      }, SOON);
      expect(warning).toMatchObject({
        message: expect.stringContaining('is no longer managed in eu-central-1: '),
      });
    },
  },
];
