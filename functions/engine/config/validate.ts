/**
 * Checks a whole configuration and fills in what it left out. All faults are reported in one go, those of
 * single values and those between certificates. Pure: it reads no file and no environment.
 */
import * as z from 'zod/mini';
import { canonicalName, checkDomainName } from '../dns/name.ts';
import { RenewerError } from '../errors.ts';
import { doubtfulNames } from './certifiable-names.ts';
import { certificateSettings, DEFAULTS, defaultCertificateName, directoryUrlOf } from './defaults.ts';
import { MAX_CERTIFICATE_NAME_LENGTH } from './definition-schema.ts';
import { describeFaults, type Issue, wholeSentence } from './faults.ts';
import type { RenewerConfig } from './renewer-config.ts';
import { CONFIG } from './schema.ts';

/**
 * The configuration, checked and complete.
 *
 * @throws RenewerError `config-invalid`, with every fault: its path, what was given, what is expected.
 */
export function validateConfig(input: unknown, fileName: string): RenewerConfig {
  const parsed = z.safeParse(CONFIG, input);
  const issues = [
    ...(parsed.error?.issues ?? []),
    ...certificateNameIssues(input),
    ...publicNameIssues(input),
  ];
  if (!parsed.success || issues.length > 0) throw configInvalid(describeFaults(issues, input), fileName);
  const { certificates, certificateAuthority, termsOfServiceAgreed: _, ...settings } = parsed.data;
  return {
    ...settings,
    certificates: certificates.map((certificate) =>
      certificateSettings(
        {
          ...certificate,
          extraWaitSeconds: certificate.extraWaitSeconds ?? settings.dnscale.extraWaitSeconds,
        },
        directoryUrlOf(certificate.certificateAuthority ?? certificateAuthority),
      ),
    ),
  };
}

const NAMED_CERTIFICATES = z.object({
  certificates: z.array(
    z.object({
      certificateName: z.catch(z.optional(z.string()), undefined),
      domainNames: z.catch(z.array(z.catch(z.string(), '')), []),
    }),
  ),
});

/** Compares the names even when other values are at fault: zod would skip a rule that spans faulty ones. */
function certificateNameIssues(input: unknown): Issue[] {
  const certificates = z.safeParse(NAMED_CERTIFICATES, input).data?.certificates ?? [];
  const names = certificates.map(
    ({ certificateName, domainNames }) =>
      certificateName ?? canonicalName(defaultCertificateName(domainNames)),
  );
  return names.flatMap((name, index) => {
    const isGiven = certificates[index]?.certificateName !== undefined;
    const fault = (isGiven ? undefined : faultOfDefault(name)) ?? faultOfRepetition(names, name, index);
    return fault === undefined
      ? []
      : [{ ...wholeSentence(fault), path: ['certificates', index, 'certificateName'] }];
  });
}

const NAMES_AND_AUTHORITIES = z.object({
  certificateAuthority: z._default(z.catch(z.string(), ''), DEFAULTS.certificateAuthority),
  certificates: z.array(
    z.object({
      certificateAuthority: z.catch(z.optional(z.string()), ''),
      domainNames: z.catch(z.array(z.catch(z.string(), '')), []),
    }),
  ),
});

/** Names that their CA is sure to refuse. Only here: the functions do not carry the list. */
function publicNameIssues(input: unknown): Issue[] {
  const { certificates = [], certificateAuthority = '' } =
    z.safeParse(NAMES_AND_AUTHORITIES, input).data ?? {};
  return certificates.flatMap((certificate, index) => {
    const directoryUrl = directoryUrlOf(certificate.certificateAuthority ?? certificateAuthority);
    return certificate.domainNames.flatMap((given, place) => {
      const checked = checkDomainName(given);
      const doubts = 'name' in checked ? doubtfulNames([checked.name], directoryUrl) : [];
      const path = ['certificates', index, 'domainNames', place];
      return doubts
        .filter(({ isFault }) => isFault)
        .map(({ words, fix }) => ({ ...wholeSentence(`${words}. ${fix}`), path }));
    });
  });
}

function faultOfDefault(name: string): string | undefined {
  if (name.length <= MAX_CERTIFICATE_NAME_LENGTH) return undefined;
  return `missing, and the first domain name has more than ${MAX_CERTIFICATE_NAME_LENGTH} characters: give a shorter name`;
}

function faultOfRepetition(names: string[], name: string, index: number): string | undefined {
  const first = names.indexOf(name);
  if (name === '' || first === index) return undefined;
  return `"${name}" names certificates[${first}] too: give each certificate a name of its own`;
}

function configInvalid(faults: string[], fileName: string): RenewerError {
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: fileName,
    message: `${fileName} has ${count}; nothing is deployed until it is mended:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  });
}
