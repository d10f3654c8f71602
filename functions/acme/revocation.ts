/**
 * Revokes a certificate (RFC 8555 §7.6), signed by our account or by the certificate's own key. For a leaked key its own comes first:
 * that proves it, and Let's Encrypt then takes the key for no certificate any more. For every other reason the account comes first.
 */
import { X509Certificate } from 'node:crypto';
import { RenewerError } from '../engine/errors.ts';
import { type AcmeServer, REVOCATION_REASONS, type RevocationRequest } from '../engine/ports/acme.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Conversation } from './conversation.ts';
import { AcmeProblem, isCausedBy } from './problem.ts';
import type { Transport } from './transport.ts';

/** False when it cannot be gone at all. */
type Way = (payload: object, request: RevocationRequest, deadline: Deadline) => Promise<boolean>;

const RESOURCE = 'revokeCert';

export function createRevocation(
  { host, callRepeatedly, callWithKey }: Conversation,
  { readDirectory }: Pick<Transport, 'readDirectory'>,
): AcmeServer['revokeCertificate'] {
  const byAccount: Way = async (payload, _, deadline) => {
    await callRepeatedly(RESOURCE, deadline, ({ api }) =>
      api.apiResourceRequest(RESOURCE, payload, [], { includeJwsKid: true }),
    );
    return true;
  };
  const byOwnKey: Way = async (payload, { readPrivateKey }, deadline) => {
    const keyPem = await readPrivateKey();
    if (keyPem === undefined) return false;
    await callWithKey(keyPem, RESOURCE, deadline, ({ api }) =>
      api.apiResourceRequest(RESOURCE, payload, [], { includeJwsKid: false }),
    );
    return true;
  };

  return async (request, deadline) => {
    const { raw, serialNumber } = new X509Certificate(request.certificatePem);
    const { reason } = request;
    const { revokeCert } = await readDirectory(deadline);
    if (revokeCert === undefined) throw notOffered(host, serialNumber);
    const payload = { certificate: raw.toString('base64url'), reason: REVOCATION_REASONS[reason] };
    const ways = reason === 'keyCompromise' ? [byOwnKey, byAccount] : [byAccount, byOwnKey];
    const refusals: RenewerError[] = [];
    for (const way of ways) {
      const refusal = await refusalOf(() => way(payload, request, deadline));
      if (refusal === 'none') return;
      if (refusal !== 'not tried') refusals.push(refusal);
    }
    throw refused(host, serialNumber, refusals);
  };
}

async function refusalOf(ask: () => Promise<boolean>): Promise<RenewerError | 'none' | 'not tried'> {
  try {
    return (await ask()) ? 'none' : 'not tried';
  } catch (error) {
    // An earlier request whose answer was lost, or somebody else's.
    if (isCausedBy(error, 'alreadyRevoked')) return 'none';
    if (!isRefusal(error)) throw error;
    return error;
  }
}

/** The CA understood the request: the other way may do. */
function isRefusal(error: unknown): error is RenewerError {
  return error instanceof RenewerError && ['acme-account', 'order-refused'].includes(error.code);
}

function refused(host: string, serialNumber: string, refusals: readonly RenewerError[]): RenewerError {
  const problems = refusals.flatMap(({ cause }) => (cause instanceof AcmeProblem ? [cause] : []));
  const said = [...new Set(problems.map(({ message }) => message))].join('; ') || refusals[0]?.message;
  const isReason = problems.some(({ type }) => type === 'badRevocationReason');
  const serial = serialNumber.toLowerCase();
  return new RenewerError({
    code: 'revocation-refused',
    disposition: 'person',
    subject: serial,
    message: `The CA at ${host} did not revoke the certificate with the serial ${serial}: ${said}. It stays valid.`,
    advice: isReason
      ? `Ask for it again with another reason: \`dnscale-certs revoke\` with \`--reason unspecified --serial ${serial}\`.`
      : 'Ask the CA to revoke it, by its serial number. The renewer asks again every hour, until the certificate has expired.',
    cause: problems[0],
  });
}

function notOffered(host: string, serialNumber: string): RenewerError {
  const serial = serialNumber.toLowerCase();
  return new RenewerError({
    code: 'revocation-refused',
    disposition: 'person',
    subject: serial,
    message: `The CA at ${host} has no address for revocations (revokeCert), so the certificate with the serial number ${serial} is valid until it expires.`,
    advice: 'Ask the CA how it revokes certificates. The renewer does not try it again.',
    isFinal: true,
  });
}
