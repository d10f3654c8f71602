/**
 * Judges an ARN that others have imported and that a certificate is to take over in place: whether ACM takes it there, and whether
 * its owner has agreed by a tag. ACM has no rollback, and knows its rules only once there is a certificate: so the one to come is
 * judged by what is known of it. Pure; take-over.ts asks ACM.
 */
import { X509Certificate } from 'node:crypto';
import { type CertificateFacts, readCertificateFacts } from '../certificate/certificate-facts.ts';
import { regionOfArn } from '../config/certificate-arn.ts';
import { CERTIFICATE_AUTHORITIES } from '../config/defaults.ts';
import { type CertificateDefinition, KEY_ALGORITHMS, type KeyAlgorithm } from '../config/definition.ts';
import { printable, RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { ExistingCertificate } from '../ports/store.ts';
import type { Installation } from '../renewal/state.ts';
import { brokenRules } from './check-reimport.ts';

export type TakeOver = Omit<CertificateDefinition, 'keyAlgorithm'> & {
  /** @default - that of the ARN */
  keyAlgorithm?: KeyAlgorithm | undefined;
};

/** The ARN to take over in this region; undefined where none is named. */
export function existingArnIn(
  region: string,
  { existingCertificateArns = [] }: Pick<CertificateDefinition, 'existingCertificateArns'>,
): string | undefined {
  return existingCertificateArns.find((arn) => regionOfArn(arn) === region);
}

/**
 * An ARN that is given later than the first import would leave the certificate's own one on its listeners, without a renewal.
 * @throws RenewerError `config-invalid` where the certificate has another one in the region.
 */
export function expectNoOtherArn(
  definition: Pick<CertificateDefinition, 'certificateName' | 'existingCertificateArns'>,
  installations: Readonly<Record<string, Installation>>,
): void {
  for (const given of definition.existingCertificateArns ?? []) {
    const region = regionOfArn(given);
    const own = ownValue(installations, region)?.certificateArn;
    if (own === undefined || own === given) continue;
    throw refusal(given, {
      message:
        `${definition.certificateName} has an ARN of its own in ${region} (${own}), and keeps it. Nothing was changed. ` +
        `The one that was given is ${given}.`,
      advice: `Take the ARN of ${region} out of existingCertificateArns, or declare a second certificate for it.`,
    });
  }
}

type Judged = { arn: string; existing: ExistingCertificate; wanted: TakeOver };

type Refused = { code?: 'import-incompatible'; message: string; advice: string };

type Check = (judged: Judged) => Refused | undefined;

/** In this order; the first that says something is told. */
const CHECKS: readonly Check[] = [isImported, isTaggedForUs, isTakenByAcm];

const NOTHING_CHANGED = 'No order was made; what ACM holds stays as it is.';

/**
 * The key algorithm that the certificate gets on this ARN.
 * @throws RenewerError for a person, where ACM or the owner of the ARN would refuse it.
 */
export function judgeExisting(
  arn: string,
  existing: ExistingCertificate | undefined,
  wanted: TakeOver,
): KeyAlgorithm {
  const { certificateName } = wanted;
  if (!existing) {
    throw refusal(arn, {
      message: `ACM knows no certificate ${arn}. No order was made.`,
      advice: `Correct existingCertificateArns of ${certificateName}, or leave it out: then its first import makes an ARN.`,
    });
  }
  for (const check of CHECKS) {
    const said = check({ arn, existing, wanted });
    if (said) throw refusal(arn, { ...said, message: `${said.message} ${NOTHING_CHANGED}` });
  }
  return wanted.keyAlgorithm ?? keyOf(arn, existing);
}

/**
 * An ARN that the certificate has had so far may have been handed over since.
 * @throws RenewerError `config-invalid` where its tags say so.
 */
export function judgeOwn(
  arn: string,
  existing: ExistingCertificate | undefined,
  certificateName: string,
): void {
  const holder = otherHolder(existing);
  if (holder === undefined) return;
  throw refusal(arn, {
    message: `The ARN of ${certificateName} belongs to ${holder} by its tags. It is ${arn}; nothing was changed.`,
    advice:
      `Give ${certificateName} another certificateName, or hand the ARN back if nobody renews it there any more: ` +
      `\`${existing?.tagCommand}\` Then deploy again.`,
  });
}

/** To whom its tags give it, where that is not this certificate: `the certificate web`. */
export function otherHolder(existing: Pick<ExistingCertificate, 'holder'> | undefined): string | undefined {
  const { holder } = existing ?? {};
  return holder === undefined || holder === 'us' ? undefined : printable(holder, 200);
}

function isImported({ arn, existing: { type }, wanted: { certificateName } }: Judged) {
  if (type === 'IMPORTED') return undefined;
  return {
    code: 'import-incompatible' as const,
    message: `ACM issues the certificate ${arn} itself (${printable(type, 40)}) and takes no import onto it.`,
    advice:
      `Take it out of existingCertificateArns of ${certificateName}, and move its listeners to the ARN that ` +
      `${certificateName} gets.`,
  };
}

// What CloudFormation shows has room for one short sentence beside the command, which names the ARN.
function isTaggedForUs({ arn, existing: { holder, tagCommand }, wanted: { certificateName } }: Judged) {
  if (holder === 'us') return undefined;
  if (holder === undefined) {
    return {
      message: `The ARN is not tagged for ${certificateName} yet. Others imported ${arn}, and only its owner hands it over.`,
      advice: `Tag it: \`${tagCommand}\` Then deploy again.`,
    };
  }
  return {
    message: `The ARN belongs to ${printable(holder, 200)}, by its tags. It is ${arn}.`,
    advice:
      `Take it out of existingCertificateArns of ${certificateName}, or hand it over if nobody renews it there any more: ` +
      `\`${tagCommand}\` Then deploy again.`,
  };
}

function isTakenByAcm({ arn, existing, wanted }: Judged) {
  const held = readHeldFacts(arn, existing);
  const [broken] = brokenRules(held, nextFacts(held, wanted));
  if (broken === undefined) return undefined;
  const { certificateName } = wanted;
  const isKey = wanted.keyAlgorithm !== undefined && wanted.keyAlgorithm !== held.keyAlgorithm;
  const advice = isKey
    ? `Leave keyAlgorithm of ${certificateName} out, or make it ${held.keyAlgorithm}.`
    : `Change names or profile of ${certificateName}, or leave the ARN out.`;
  return {
    code: 'import-incompatible' as const,
    message: `ACM would refuse ${certificateName} on ${arn}: ${broken}`,
    advice,
  };
}

/** With what is not known as the ARN has it. */
function nextFacts(held: CertificateFacts, wanted: TakeOver): CertificateFacts {
  const { domainNames, profile, certificateAuthority } = wanted;
  const keyAlgorithm = wanted.keyAlgorithm ?? held.keyAlgorithm;
  const next = { ...held, domainNames, keyAlgorithm };
  const isEc = keyAlgorithm.startsWith('EC_');
  const lacksEncipherment = isEc || (profile !== undefined && WITHOUT_KEY_ENCIPHERMENT.includes(profile));
  const usual = lacksEncipherment ? ['digitalSignature'] : ['digitalSignature', 'keyEncipherment'];
  if (!PUBLIC_AUTHORITIES.includes(certificateAuthority)) {
    const isKept = (usage: string) => usage !== 'keyEncipherment' || !lacksEncipherment;
    return { ...next, keyUsage: held.keyUsage.filter(isKept) };
  }
  return { ...next, keyUsage: usual, extendedKeyUsage: ['serverAuth'] };
}

/** Profiles of Let's Encrypt; its `classic` has keyEncipherment in certificates for RSA keys. */
export const WITHOUT_KEY_ENCIPHERMENT: readonly string[] = ['tlsserver', 'shortlived'];

const PUBLIC_AUTHORITIES = Object.values(CERTIFICATE_AUTHORITIES);

function keyOf(arn: string, existing: ExistingCertificate): KeyAlgorithm {
  const held = readHeldFacts(arn, existing).keyAlgorithm;
  const known = KEY_ALGORITHMS.find((one) => one === held);
  if (known !== undefined) return known;
  throw refusal(arn, {
    code: 'import-incompatible',
    message:
      `ACM keeps the key type on an ARN, and this renewer makes no ${printable(held, 40)}, which ${arn} holds. ` +
      NOTHING_CHANGED,
    advice: 'Take it out of existingCertificateArns.',
  });
}

function readHeldFacts(arn: string, { leafPem }: ExistingCertificate): CertificateFacts {
  try {
    return readCertificateFacts(new X509Certificate(leafPem));
  } catch (cause) {
    throw refusal(arn, {
      code: 'import-incompatible',
      message: `The certificate on ${arn} cannot be read as X.509, so nobody can say what ACM takes there. ${NOTHING_CHANGED}`,
      advice: 'Take it out of existingCertificateArns.',
      cause,
    });
  }
}

function refusal(subject: string, refused: Refused & { cause?: unknown }): RenewerError {
  return new RenewerError({ code: 'config-invalid', disposition: 'person', subject, ...refused });
}
