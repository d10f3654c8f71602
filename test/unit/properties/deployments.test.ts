/**
 * Any sequence of declared changes, failures and rollbacks: afterwards the declared ARNs serve the declared names, no cause has
 * cost more than one certificate, and nothing is left in DNS.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../support/world/deployments-world.ts';
import type { Moment, Template } from '../../support/world/models/cloudformation.ts';
import { isComplete, onEvent } from '../declare/handlers.ts';

type Certificate = {
  certificateName: string;
  domainNames: string[];
  certificateAuthority: string;
  regions: string[];
};
type Change = {
  stack: string;
  /** By logical id. */
  certificates: Record<string, Certificate>;
  moment: Moment;
  /** In pauses of 5 s: before a run begins, while it works, or after it has given up. */
  cutOffAfter: number;
  /** The CA goes away when the deployment has failed; it is back afterwards. */
  caAwayInRollback: boolean;
};

/** All have one name in common: ACM takes no import that replaces all names. */
const certificate: fc.Arbitrary<Certificate> = fc.record({
  certificateName: fc.constantFrom('shop', 'store'),
  domainNames: fc
    .subarray(['a.example.com', 'b.example.com', 'c.example.com', 'www.nowhere.test'])
    .map((names) => ['example.com', ...names])
    .chain((names) => fc.shuffledSubarray(names, { minLength: names.length })),
  certificateAuthority: fc.constantFrom('https://ca.test/directory', 'https://staging.test/directory'),
  regions: fc.subarray(['eu-central-1', 'us-east-1']),
});

const change: fc.Arbitrary<Change> = fc.record({
  stack: fc.constantFrom('Shop', 'Shop', 'Other'),
  certificates: fc.dictionary(fc.constantFrom('A', 'B'), certificate, { maxKeys: 2 }),
  moment: fc.constantFrom<Moment>('success', 'success', 'another-fails', 'cut-off'),
  cutOffAfter: fc.constantFrom(0, 1, 2, 30),
  caAwayInRollback: fc.boolean(),
});

/** Synth refuses two of one name in a stack. */
const isDeployable = ({ certificates }: Change) => {
  const names = Object.values(certificates).map(({ certificateName }) => certificateName);
  return new Set(names).size === names.length;
};

const templateOf = ({ certificates }: Change): Template =>
  Object.fromEntries(
    Object.entries(certificates).map(([id, one]) => [id, { keyAlgorithm: 'EC_PRIME256V1', ...one }]),
  );

/** What a CA would be asked for: the causes of certificates. */
const causesIn = (changes: Change[]) =>
  new Set(
    changes.flatMap(({ certificates }) =>
      Object.values(certificates).map((one) =>
        JSON.stringify([one.certificateName, one.domainNames.toSorted(), one.certificateAuthority]),
      ),
    ),
  ).size;

function expectServed(world: DeploymentsWorld, stack: string) {
  for (const { properties, attributes } of Object.values(world.cloudFormation.resources(stack))) {
    const { certificateName, domainNames, regions } = properties as unknown as Certificate;
    expect(world.liveNames(certificateName).toSorted()).toEqual(domainNames.toSorted());
    for (const region of regions) {
      const arn = attributes[region === 'us-east-1' ? 'ArnUsEast1' : 'ArnEuCentral1'];
      expect(world.acm.namesOn(String(arn))?.toSorted()).toEqual(domainNames.toSorted());
    }
  }
}

/** One challenge is led to a name that is no challenge name. */
const WORLD = { cnames: { '_acme-challenge.c.example.com': 'c.acme.example.com' } };

describe('deployments', () => {
  it('end with what is declared, whatever changes, fails and is rolled back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change.filter(isDeployable), { minLength: 1, maxLength: 6 }),
        // Which value is late, which message comes twice, and which validation fails.
        fc.nat(1_000),
        async (changes, seed) => {
          const world = await openDeploymentsWorld({ onEvent, isComplete }, ['example.com'], seed, WORLD);
          for (const each of changes) {
            if (each.caAwayInRollback) world.onRollback(() => world.away.add('ca'));
            await world.cloudFormation.deploy(each.stack, templateOf(each), each.moment, each.cutOffAfter);
            world.onRollback(() => {});
            world.away.clear();
            await world.pass(3_600_000);
          }
          await world.pass(3_600_000);

          for (const stack of ['Shop', 'Other']) expectServed(world, stack);
          const declared = ['Shop', 'Other'].flatMap((stack) =>
            Object.entries(world.cloudFormation.resources(stack)).map(
              ([id, one]) => `${stack}/${id} ${one.properties.certificateName}`,
            ),
          );
          const kept = world.definitions().map(({ owner, certificateName }) => `${owner} ${certificateName}`);
          expect(kept.toSorted()).toEqual(declared.toSorted());
          expect(world.ca.issued.length).toBeLessThanOrEqual(causesIn(changes));
          expect(world.dnscale.values()).toEqual([]);
          expect([...world.log.counts.keys()].filter((key) => key.includes('The state lists'))).toEqual([]);
          expect(world.log.lostRuns).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});
