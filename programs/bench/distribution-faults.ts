/**
 * What the calls of a run meet on their way: the CA's distance always, and a fault for a share of them where the form of the
 * benchmark asks for it. HTTP has the kinds of the fault storms; a DNS question is lost, refused, answered with SERVFAIL, or late.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Meeting } from '../../test/support/world/dnscale/server-modes.ts';
import { type Random, seededRandom } from '../../test/support/world/models/seeded-random.ts';
import type { Act, Script } from '../../test/support/world/proxy/acts.ts';
import { createRandomFaults } from '../proofs/random-faults.ts';

/** A request to a CA on loopback would take nothing. */
export const CA_LATENCY_MS = 50;
const SLOWEST_ANSWER_MS = 600;

/** What struck one certificate's calls, in words. */
export type Struck = string[];

export type Calls = { count: number; struck: number };

/** Calls over HTTP, by party and operation. */
export type Operations = Record<string, number>;

export type Faults = {
  /** None strikes before, so that a world can be prepared. */
  begin(): void;
  scriptFor(renewer: number, struck: Struck): Script;
  /** For the emulator of DNScale. */
  strikeQuestion(asked: Asked): Meeting | undefined;
  http: Calls;
  dns: Calls;
  operations: Operations;
};

/** @param share from 0 to 1. */
export function createFaults(share: number, seed: number): Faults {
  let hasBegun = false;
  const http: Calls = { count: 0, struck: 0 };
  const dns: Calls = { count: 0, struck: 0 };
  const operations: Operations = {};
  const random = seededRandom(seed);
  return {
    begin: () => {
      hasBegun = true;
    },
    scriptFor: (renewer, struck) => {
      const draw = createRandomFaults({
        share,
        seed: `${seed} ${renewer}`,
        onRequest: (kind, { operation, party }) => {
          http.count += 1;
          const name = `${party} ${operation}`;
          operations[name] = (operations[name] ?? 0) + 1;
          if (!kind) return;
          http.struck += 1;
          struck.push(`${name}: ${kind}`);
        },
      });
      return (request) => {
        const fault = hasBegun ? draw(request) : undefined;
        return request.party === 'CA' ? fromAfar(fault) : fault;
      };
    },
    strikeQuestion: ({ transport, fromForwarder }) => {
      // The CA's resolver asks over TCP only, and asks the name servers itself: no fault of ours may be one of the CA.
      if (!hasBegun || fromForwarder || transport === 'tcp') return undefined;
      dns.count += 1;
      if (!random.happens(share)) return undefined;
      dns.struck += 1;
      return meeting(random);
    },
    http,
    dns,
    operations,
  };
}

function fromAfar(act: Act = {}): Act {
  return {
    ...act,
    first: async (request) => {
      await sleep(CA_LATENCY_MS);
      await act.first?.(request);
    },
  };
}

function meeting(random: Random): Meeting {
  const modes = ['silent', 'servfail', 'refused'] as const;
  const mode = modes[Math.floor(random.next() * (modes.length + 1))];
  return mode ? { mode } : { delayMs: random.between(0, SLOWEST_ANSWER_MS) };
}
