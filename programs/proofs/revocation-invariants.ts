/** What holds of a revocation whose run was killed, judged by the CA's own word and by what is installed. */
import { X509Certificate } from 'node:crypto';
import type { PartyRequest } from '../../test/support/world/proxy/request-log.ts';
import type { Holdings } from './holdings.ts';
import { factsOf, type Scene } from './kill-scenes.ts';

/** What the CA says of the certificate with this serial number. */
export type AskStatus = (serial: string) => Promise<{ status: 'Valid' | 'Revoked' }>;

/** At any moment, unless its key has leaked: what ACM and the live files hold is not revoked. */
export async function brokenWhileRevoking(scene: Scene, { imported, live }: Holdings, ask: AskStatus) {
  if (factsOf(scene).revokes !== 'once it is replaced') return [];
  const held = [...imported.map(({ leafPem }) => leafPem), live.get('cert.pem') ?? ''];
  const serials = new Set(
    held.filter((pem) => pem !== '').map((pem) => new X509Certificate(pem).serialNumber),
  );
  const statuses = await Promise.all([...serials].map(ask));
  return statuses.some(({ status }) => status === 'Revoked') ? ['a revoked certificate is installed'] : [];
}

/** @param before the serial number that was live when it was asked for. */
export async function brokenAfterRevoking(
  before: string,
  { state }: Holdings,
  requests: readonly PartyRequest[],
  ask: AskStatus,
): Promise<string[]> {
  const now = state?.certificate?.serial ?? '';
  const [old, current] = await Promise.all([ask(before), ask(now)]);
  const accepted = requests.filter((request) => revokes(request, before) && request.status === 200).length;
  const claims = [
    [old.status === 'Revoked', 'the old certificate is not revoked'],
    [now !== before && current.status === 'Valid', 'what is live is revoked'],
    [accepted === 1, `the CA revoked it ${accepted} times`],
    [state?.revocations === undefined, 'a revocation is still in the state'],
  ] as const;
  return claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}

function revokes({ operation, body }: PartyRequest, serial: string): boolean {
  if (operation !== 'revokeCert') return false;
  const { certificate } = JSON.parse(Buffer.from(JSON.parse(body).payload, 'base64url').toString());
  const { serialNumber } = new X509Certificate(Buffer.from(certificate, 'base64url'));
  return serialNumber.toLowerCase() === serial;
}
