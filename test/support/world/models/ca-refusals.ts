/** The refusals of the modelled CA: problem documents, made into the product's errors by the real adapter's code. */
import { caUnavailable, type Resource, refused } from '../../../../functions/acme/ca-errors.ts';
import { parseProblem } from '../../../../functions/acme/problem.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';

const HOST = 'ca.test';

export function outOfReach(): RenewerError {
  return caUnavailable(HOST, 'the connection failed (ECONNREFUSED)');
}

export type Refused = {
  resource: Resource;
  status: number;
  type: string;
  detail: string;
  retryAt?: Date | undefined;
};

export function refusal({ resource, status, type, detail, retryAt }: Refused, now: Date): RenewerError {
  return refused({
    host: HOST,
    resource,
    status,
    problem: parseProblem({ type: `urn:ietf:params:acme:error:${type}`, detail }),
    retryAfter: retryAt && String(Math.ceil((retryAt.getTime() - now.getTime()) / 1_000)),
    profiles: [],
    caaIdentities: [],
    now,
  });
}

/** As the real adapter says it, once the CA has refused both the account and the key (test/contract/acme/revocation.test.ts). */
export function revocationRefused(serial: string): RenewerError {
  return new RenewerError({
    code: 'revocation-refused',
    disposition: 'person',
    subject: serial,
    message: `The CA at ${HOST} did not revoke the certificate with the serial number ${serial}: not yours (unauthorized).`,
    advice: 'Ask the CA to revoke it.',
  });
}
