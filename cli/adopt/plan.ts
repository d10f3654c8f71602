/**
 * What of a client's folder goes to a renewer, and as what. Pure: what the renewer has, and what the CAs know, the caller has asked.
 * Nothing that a renewer has is ever replaced.
 */
import { X509Certificate } from 'node:crypto';
import {
  authorityName,
  CERTIFICATE_AUTHORITIES,
  defaultProfile,
} from '../../functions/engine/config/defaults.ts';
import { DEFINITION_FIELDS } from '../../functions/engine/config/definition-schema.ts';
import type { CertificateFiles, StoredCertificate } from '../../functions/engine/ports/store.ts';
import type { FoundCertificate } from './found.ts';
import { judge } from './judge.ts';

export type Authorities = {
  /** What certificates have that name none. */
  byDefault: string;
  /** All that they may name. */
  allowed: readonly string[];
};

/** A certificate that a renewer would take. */
export type Adoptable = {
  certificateName: string;
  found: FoundCertificate;
  files: CertificateFiles;
  certificate: StoredCertificate;
  /** What its definition names. */
  certificateAuthority: string;
  /** What a person should know of it. */
  notes: string[];
};

export type Refused = { name: string; source: string; why: string };

const STAGING = Object.entries(CERTIFICATE_AUTHORITIES).flatMap(([name, url]) =>
  name.endsWith('-staging') ? [url] : [],
);

/** In the order of the folder. */
export function sortFound(
  certificates: readonly FoundCertificate[],
  authorities: Authorities,
  now: Date,
): { adoptable: Adoptable[]; refused: Refused[] } {
  const adoptable: Adoptable[] = [];
  const refused: Refused[] = [];
  const taken = new Set<string>();
  for (const found of certificates) {
    const one = take(found, authorities, now);
    if ('why' in one) {
      refused.push({ name: found.name, source: found.source, why: one.why });
      continue;
    }
    const certificateName = nameFor(found, one.certificate.domainNames, taken);
    if (certificateName === undefined) {
      refused.push({
        name: found.name,
        source: found.source,
        why: 'others of this folder have its names already',
      });
      continue;
    }
    taken.add(certificateName);
    const renamed = certificateName === found.name ? [] : [`there it is called ${found.name}`];
    adoptable.push({ ...one, certificateName, found, notes: [...renamed, ...one.notes] });
  }
  return { adoptable, refused };
}

type Taken = Pick<Adoptable, 'files' | 'certificate' | 'certificateAuthority' | 'notes'>;

function take(
  found: FoundCertificate,
  { byDefault, allowed }: Authorities,
  now: Date,
): Taken | { why: string } {
  const judged = judge(found, now);
  if ('fault' in judged) return { why: judged.fault };
  const issuer = found.certificateAuthority;
  if (issuer === undefined) return { why: 'the folder does not say which CA has issued it' };
  const isAllowed = allowed.includes(issuer);
  if (!isAllowed && STAGING.includes(issuer)) return { why: UNTRUSTED };
  // The folder's setting may have been changed after it was issued; Let's Encrypt marks its staging's names.
  if (!STAGING.includes(issuer) && issuerIn(judged.files).includes('(STAGING)')) return { why: UNTRUSTED };
  const certificateAuthority = isAllowed ? issuer : byDefault;
  const profile = isAllowed ? profileOf(found, issuer) : undefined;
  const { files, facts } = judged;
  const certificate: StoredCertificate = {
    ...facts,
    certificateAuthority: issuer,
    ...(profile !== undefined && { profile }),
    ...(!isAllowed && { standsIn: true }),
  };
  return { files, certificate, certificateAuthority, notes: notesOf(found, isAllowed, certificateAuthority) };
}

const UNTRUSTED = 'it is of a staging CA, which no client trusts';

function issuerIn({ certificatePem }: CertificateFiles): string {
  return new X509Certificate(certificatePem).issuer;
}

/** As its definition will have it: a difference would have it ordered anew. */
function profileOf({ profile }: FoundCertificate, issuer: string): string | undefined {
  const isName = profile !== undefined && DEFINITION_FIELDS.profile.safeParse(profile).success;
  return isName ? profile : defaultProfile(issuer);
}

function notesOf(
  { certificateAuthority: issuer = '', otherProof }: FoundCertificate,
  isAllowed: boolean,
  renewedBy: string,
): string[] {
  const other = `it is of ${authorityName(issuer)}: ${authorityName(renewedBy)} issues the next one, at its time`;
  const proof = `proved by ${otherProof}: its zones must be at DNScale before it is renewed`;
  return [...(isAllowed ? [] : [other]), ...(otherProof === undefined ? [] : [proof])];
}

/** The client's own where a renewer takes it, else the first domain name. The same at every call for the same folder. */
function nameFor(
  { name, otherName }: FoundCertificate,
  [first = '']: readonly string[],
  taken: ReadonlySet<string>,
): string | undefined {
  const candidates = [name, ...(otherName === undefined ? [first] : [otherName, first]), `${first}-2`];
  return candidates.find(
    (one) => DEFINITION_FIELDS.certificateName.safeParse(one).success && !taken.has(one),
  );
}
