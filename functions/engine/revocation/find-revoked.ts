/**
 * Finds what a request to revoke is about: the certificate with its serial number and, where its key has leaked, all others of the
 * archive with that key. It revokes nothing, and reads no private key.
 */
import { X509Certificate } from 'node:crypto';
import { attemptEach, errorsOf } from '../attempt.ts';
import type { RenewerError } from '../errors.ts';
import type { RequestedRevocation } from '../ports/records.ts';
import type { CertificateStore } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState, Revocation } from '../renewal/state.ts';

export type FindPorts = { store: Pick<CertificateStore, 'listVersions' | 'readLeaf'> };

type During = { now: Date; deadline: Deadline };

type Known = Pick<Revocation, 'serial' | 'version' | 'certificateAuthority' | 'notAfter'>;

const MOST_READ_AT_ONCE = 10;

/** Undefined where nobody knows it, or it has expired. What is live is known without the archive. */
export async function findMeant(
  { id: _, ...asked }: RequestedRevocation,
  { certificateName, certificate: live }: CertificateState,
  { store }: FindPorts,
  { now, deadline }: During,
): Promise<Revocation | undefined> {
  const isLive = live?.serial === asked.serial;
  const known: Known[] = isLive ? [live] : await store.listVersions(certificateName, deadline);
  const meant = known.find(({ serial }) => serial === asked.serial);
  return meant && meant.notAfter > now ? { ...asked, ...factsOf(meant) } : undefined;
}

/** Those that have not expired, and are not among `leaked`; `unread` is of versions that nothing can be said of. */
export async function findSiblings(
  leaked: readonly Revocation[],
  certificateName: string,
  { store }: FindPorts,
  { now, deadline }: During,
): Promise<{ found: Revocation[]; unread: RenewerError[] }> {
  const versions = await store.listVersions(certificateName, deadline);
  const known = onePerCertificate([...versions.filter(({ notAfter }) => notAfter > now), ...leaked]);
  const keyOf = async ({ version }: Known) =>
    publicKeyOf(await store.readLeaf(certificateName, version, deadline));
  const read = await attemptEach(known, MOST_READ_AT_ONCE, keyOf, deadline);
  deadline.signal.throwIfAborted();
  const keys = new Map(read.flatMap((one) => ('value' in one ? [[one.item.serial, one.value]] : [])));
  const own = new Set(leaked.map(({ serial }) => serial));
  const others = known.filter(({ serial }) => keys.has(serial) && !own.has(serial));
  const found = leaked.flatMap((one) =>
    others
      .filter(({ serial }) => keys.get(serial) === keys.get(one.serial))
      .map((other): Revocation => {
        const { reason, isAtOnce, askedAt } = one;
        return { reason, isAtOnce, askedAt, ...factsOf(other) };
      }),
  );
  return { found, unread: errorsOf(read) };
}

function factsOf({ serial, version, certificateAuthority, notAfter }: Known): Known {
  return { serial, version, certificateAuthority, notAfter };
}

/** One that became live again has several versions. */
function onePerCertificate(versions: readonly Known[]): Known[] {
  return [...new Map(versions.map((one) => [one.serial, one])).values()];
}

function publicKeyOf(certificatePem: string): string {
  const { publicKey } = new X509Certificate(certificatePem);
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}
