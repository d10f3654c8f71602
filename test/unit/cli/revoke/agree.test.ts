import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { isRevocationAgreed } from '../../../../cli/revoke/agree.ts';
import type { Intention } from '../../../../cli/revoke/intention.ts';
import { aDefinition, aDescriptor } from '../../../support/builders.ts';

const LISTENER = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1';

it('reads what uses the certificate before it asks', async () => {
  const [stdin, stderr] = [Object.assign(new PassThrough(), { isTTY: true }), new PassThrough()];
  const found = { renewer: aDescriptor(), known: { certificateName: 'web', definition: aDefinition() } };
  const intention: Intention = {
    serial: '0a1b2c',
    reason: 'superseded',
    isAtOnce: false,
    isLive: true,
    isAgain: false,
  };
  stdin.end('n\n');

  const agreed = await isRevocationAgreed(
    found,
    intention,
    { readUses: async () => [LISTENER] },
    { stdin, stderr },
  );

  expect(agreed).toBe(false);
  expect(String(stderr.read())).toContain('  Used by  load balancer shop-lb\n');
});
