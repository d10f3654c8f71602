/**
 * The deployed Lambda, killed with SIGKILL from outside at six requests; then only the queue's redelivery can recover. The
 * deployment, the bundle, the process, Pebble and the name servers are real; AWS and the DNScale API are emulators. The kills
 * at all other points need no deployment: test/integration/proofs-kills.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { certificatesFor } from '../../programs/proofs/ca-count.ts';
import { brokenAfterRecovery, brokenAtAnyTime } from '../../programs/proofs/invariants.ts';
import { aProofDefinition } from '../../programs/proofs/proof-definition.ts';
import { messagesIn } from '../support/world/work-messages.ts';
import { type KilledLambdaWorld, startKilledLambdaWorld } from './killed-lambda-world.ts';

/** Each after the party has acted and before the Lambda knows: the worst of the three times. */
const KILLS = [
  'CA newOrder',
  'DNScale POST records',
  'CA finalize',
  'AWS s3:PutObject live current.json',
  'AWS acm:ImportCertificate first',
  // Everything is done and reported; only the message is not acknowledged.
  'AWS dynamodb:UpdateItem report',
];

let world: KilledLambdaWorld;
let definitions: CertificateDefinition[];
const rightAfter: string[][] = [];

beforeAll(async () => {
  world = await startKilledLambdaWorld('proof.test');
  definitions = KILLS.map((_, index) => aProofDefinition(index, world));
  for (const [index, definition] of definitions.entries()) {
    const [, operation = ''] = /^\w+ (.*)/.exec(KILLS[index] ?? '') ?? [];
    await world.killAt(definition, operation, 'applied');
    rightAfter.push(brokenAtAnyTime(await world.readHoldings(definition), true));
  }
});
afterAll(() => world?.stop());

describe('a Lambda that is killed', () => {
  it('leaves nothing half live', () => {
    expect(rightAfter).toEqual(KILLS.map(() => []));
  });

  it('has its message delivered again, and each is acknowledged', async () => {
    const { aws } = world;
    const { stackName } = world.deployment.app;

    await vi.waitUntil(async () => (await messagesIn(aws, stackName, 'work')) === 0, {
      timeout: 150_000,
      interval: 500,
    });

    expect(await messagesIn(aws, stackName, 'deadLetters')).toBe(0);
  });

  it.each(KILLS.map((kill, index) => ({ kill, index })))(
    'continues after $kill with the same certificate, and leaves nothing over',
    async ({ index }) => {
      const definition = definitions[index] as CertificateDefinition;

      expect(brokenAfterRecovery(await world.readHoldings(definition))).toEqual([]);
      expect(certificatesFor(definition.certificateName, world.requests)).toBe(1);
    },
  );
});
