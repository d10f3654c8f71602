/**
 * Checks a configuration, a renewer or a certificate, and fills in what was left out: one place for the file and for the
 * constructs. All faults are reported in one go. Pure: it reads no file and no environment.
 */
import * as z from 'zod/mini';
import { canonicalName, checkDomainName } from '../dns/name.ts';
import { RenewerError } from '../errors.ts';
import { doubtfulNames } from './certifiable-names.ts';
import { certificateSettings, DEFAULTS, directoryUrlOf } from './defaults.ts';
import { describeFaults, type Issue, wholeSentence } from './faults.ts';
import { isCovered, parseProbe } from './probe.ts';
import type { CertificateSettings, RenewerConfig, RenewerSettings } from './renewer-config.ts';
import { CERTIFICATE, CONFIG, RENEWER } from './schema.ts';

/** What was checked, complete; or its faults, a line each: path, what was given, what is expected. */
type Checked<Value> = { value: Value } | { faults: string[] };

/** What a certificate has from its renewer where it says nothing itself. */
type Inherited = { certificateAuthority: string; extraWaitSeconds: number };

/** Of a construct. */
type KnownLater = {
  /** Some domain names are known to CloudFormation only. @default false */
  hasUnknownNames?: boolean;
};

/**
 * The configuration, checked and complete.
 *
 * @throws RenewerError `config-invalid`, with every fault.
 */
export function validateConfig(input: unknown, fileName: string): RenewerConfig {
  const parsed = z.safeParse(CONFIG, input);
  const issues = [...(parsed.error?.issues ?? []), ...namesOfEach(input).flatMap(issuesOfNames)];
  if (!parsed.success || issues.length > 0) throw configInvalid(describeFaults(issues, input), fileName);
  const { certificates, ...renewer } = parsed.data;
  const settings = completeRenewer(renewer);
  const inherited = {
    certificateAuthority: settings.certificateAuthority,
    extraWaitSeconds: settings.dnscale.extraWaitSeconds,
  };
  return {
    ...settings,
    certificates: Object.entries(certificates).map(([certificateName, given]) =>
      complete({ certificateName, ...given }, inherited),
    ),
  };
}

/** A renewer without its certificates, as a construct has it. */
export function checkRenewer(input: unknown): Checked<RenewerSettings> {
  const parsed = z.safeParse(RENEWER, input);
  if (!parsed.success) return { faults: describeFaults(parsed.error.issues, input) };
  return { value: completeRenewer(parsed.data) };
}

/** One certificate with its name, as a construct has it. */
export function checkCertificate(
  input: unknown,
  inherited: Inherited,
  { hasUnknownNames = false }: KnownLater = {},
): Checked<CertificateSettings> {
  const parsed = z.safeParse(CERTIFICATE, input);
  const named = z.safeParse(NAMES_AND_AUTHORITY, input).data;
  const names = named && { ...named, stackAuthority: inherited.certificateAuthority, path: [] };
  const issues = [
    ...(parsed.error?.issues ?? []),
    ...(names ? publicNameIssues(names) : []),
    ...(names && !hasUnknownNames ? probeIssues(names) : []),
  ];
  if (!parsed.success || issues.length > 0) return { faults: describeFaults(issues, input) };
  return { value: complete(parsed.data, inherited) };
}

function completeRenewer(given: z.output<typeof RENEWER>): RenewerSettings {
  const { termsOfServiceAgreed: _, certificateAuthority, certificateAuthorities, ...settings } = given;
  return {
    ...settings,
    certificateAuthority: directoryUrlOf(certificateAuthority),
    certificateAuthorities: certificateAuthorities?.map(directoryUrlOf),
  };
}

type Given = z.output<typeof CERTIFICATE>;

function complete(given: Given, { certificateAuthority, extraWaitSeconds }: Inherited): CertificateSettings {
  const settings = certificateSettings(
    { ...given, extraWaitSeconds: given.extraWaitSeconds ?? extraWaitSeconds },
    directoryUrlOf(given.certificateAuthority ?? certificateAuthority),
  );
  return { ...settings, inheritsKeyAlgorithm: given.keyAlgorithm === undefined || undefined };
}

const NAMES_AND_AUTHORITY = z.object({
  certificateAuthority: z.catch(z.optional(z.string()), ''),
  domainNames: z.catch(z.array(z.catch(z.string(), '')), []),
  probe: z.catch(z.optional(z.array(z.catch(z.string(), ''))), []),
});

const NAMES_AND_AUTHORITIES = z.object({
  certificateAuthority: z._default(z.catch(z.string(), ''), DEFAULTS.certificateAuthority),
  certificates: z.catch(z.record(z.string(), NAMES_AND_AUTHORITY), {}),
});

type Names = z.output<typeof NAMES_AND_AUTHORITY> & { stackAuthority: string; path: string[] };

/** Reads them even when other values are at fault: zod would skip a rule that spans faulty ones. */
function namesOfEach(input: unknown): Names[] {
  const { certificates = {}, certificateAuthority = '' } =
    z.safeParse(NAMES_AND_AUTHORITIES, input).data ?? {};
  return Object.entries(certificates).map(([name, certificate]) => ({
    ...certificate,
    stackAuthority: certificateAuthority,
    path: ['certificates', name],
  }));
}

function issuesOfNames(names: Names): Issue[] {
  return [...publicNameIssues(names), ...probeIssues(names)];
}

/** Probes at hosts whose clients would refuse the certificate, well served or not. */
function probeIssues({ domainNames, probe = [], path }: Names): Issue[] {
  const names = domainNames.map(canonicalName);
  return probe.flatMap((given, place) => {
    const parsed = parseProbe(given);
    if ('fault' in parsed || isCovered(parsed.target.host, names)) return [];
    const words = `"${parsed.target.host}" is none of the certificate's names: every client refuses it there`;
    return [{ ...wholeSentence(words), path: [...path, 'probe', place] }];
  });
}

/** Names that their CA is sure to refuse. Only here: the functions do not carry the list. */
function publicNameIssues({ domainNames, certificateAuthority, stackAuthority, path }: Names): Issue[] {
  const directoryUrl = directoryUrlOf(certificateAuthority ?? stackAuthority);
  return domainNames.flatMap((given, place) => {
    const checked = checkDomainName(given);
    const doubts = 'name' in checked ? doubtfulNames([checked.name], directoryUrl) : [];
    return doubts
      .filter(({ isFault }) => isFault)
      .map(({ words, fix }) => ({
        ...wholeSentence(`${words}. ${fix}`),
        path: [...path, 'domainNames', place],
      }));
  });
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
