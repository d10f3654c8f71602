/** What the tests of deployments share: a world with the zone example.com for each test, one certificate, and what must hold. */
import { beforeEach, expect } from 'vitest';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../support/world/deployments-world.ts';
import type { FixedTimes } from '../../support/world/modelled-world.ts';
import type { Moment, Properties, Template } from '../../support/world/models/cloudformation.ts';
import { isComplete, onEvent } from './handlers.ts';

/** A certificate of the zone example.com. */
export const cert = (changes: Properties = {}): Properties => ({
  certificateName: 'shop',
  domainNames: ['shop.example.com'],
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.test/directory',
  regions: ['eu-central-1'],
  ...changes,
});

export const arnOf = (attributes: Record<string, Properties>, id = 'A') => String(attributes[id]?.Arn);

/** To be called once in a file: each test gets a world of its own. */
export function useDeployments(times: FixedTimes = {}) {
  let world: DeploymentsWorld;

  beforeEach(async () => {
    world = await openDeploymentsWorld({ onEvent, isComplete }, ['example.com'], 1, times);
  });

  const deploy = (template: Template, moment?: Moment, stack = 'Shop', cutOffAfter = 0) =>
    world.cloudFormation.deploy(stack, template, moment, cutOffAfter);

  return {
    get world() {
      return world;
    },
    deploy,
    async deployed(template: Template, stack = 'Shop') {
      const outcome = await deploy(template, 'success', stack);
      if ('reason' in outcome) throw new Error(outcome.reason);
      return outcome.attributes;
    },
    issued: () => world.ca.issued.length,
    /** What must hold at the end of every deployment: ACM and live files as declared, nothing left in DNS. */
    expectServed(arn: string, domainNames: string[], certificateName = 'shop') {
      expect(world.acm.namesOn(arn)?.toSorted()).toEqual(domainNames.toSorted());
      expect(world.liveNames(certificateName).toSorted()).toEqual(domainNames.toSorted());
      expect(world.dnscale.values()).toEqual([]);
    },
  };
}
