/** Answers in place of DNScale's API, and one about the account, in whole runs: the right person hears of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ANSWERS } from '../support/world/dnscale/faults.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { expectRenewed, failRun } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());

it.each([
  [
    'a firewall',
    'firewallPage',
    'dnscale-unavailable',
    "this answer is not one that DNScale's API gives there",
  ],
  [
    'a gateway without that route',
    'noRoute',
    'dnscale-unavailable',
    "this answer is not one that DNScale's API gives there",
  ],
  ['a web site', 'sitePage', 'dnscale-unavailable', "this answer is not one that DNScale's API gives there"],
  ['DNScale, for an account in arrears', 'unpaid', 'dnscale-refused', 'Put the account at DNScale in order'],
] as const)('tells a person who has answered, and renews later: %s', async (_, answer, code, says) => {
  world.dnscale.faults.add({ times: 1_000, reply: ANSWERS[answer] });

  const { engine, failure, inMinutes, next } = await failRun(world);

  expect(failure).toMatchObject({ code, disposition: 'person', step: 'preflight' });
  expect(failure?.message).toContain(says);
  expect(inMinutes).toBe(60);
  world.dnscale.faults.clear();
  await expectRenewed(world, engine);
  // Another token would not have helped.
  expect(next).toMatchObject({ waitsForTokenNewerThan: undefined });
});
