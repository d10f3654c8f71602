/**
 * The run's preflight, before an order is spent: ACM will take the certificate on the ARNs that exist, the secret is
 * ours or nobody's, the profile takes so
 * many names and the CA offers it, every TXT value has a zone at DNScale that the CA will ask, DNSSEC is intact, CAA records
 * let the CA issue. It changes nothing. `doctor` (examine.ts) knows no stored certificate and so no ARN, but examines the
 * token, every name server and leftovers too. The rules that both share are in ask-caa.ts, authority-rules.ts,
 * check-delegation.ts, dns/find-targets.ts and dns/name-set.ts.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { expectTakeable } from '../install/take-over.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { CertificateImporter, SecretTarget } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';
import { checkClock, checkProfile } from './check-authority.ts';
import { checkCaa } from './check-caa.ts';
import { checkHeldArns, checkNameCount } from './check-definition.ts';
import { checkTargets, type TargetPorts } from './check-targets.ts';

export type PreflightPorts = TargetPorts & {
  acme: Pick<AcmeServer, 'readMeta' | 'readAccountUrl'>;
  importer: Pick<CertificateImporter, 'readExisting'>;
  secrets: Pick<SecretTarget, 'expectOwn'>;
};

type DefinitionCheck = (definition: CertificateDefinition, state: CertificateState) => void;

/** If one of these fails, DNScale, DNS and the CA are not asked. */
const DEFINITION_CHECKS: readonly DefinitionCheck[] = [checkHeldArns, checkNameCount];

type CaCheck = (
  definition: CertificateDefinition,
  ports: PreflightPorts,
  deadline: Deadline,
) => Promise<void>;

const CA_CHECKS: readonly CaCheck[] = [checkProfile, checkClock, checkCaaOfNames];

/**
 * Where each TXT value goes, by challenge name. The questions to DNScale, DNS and CA run side by side; of several
 * faults it throws the first: of the definition, then of the targets, then of the CA.
 * @throws RenewerError `import-incompatible`, `config-invalid`, `identifier-rejected`, `zone-not-found`, `zone-not-active`,
 * `delegation-loop`, `not-delegated`, `profile-unknown`, `dnssec-broken`, `caa-forbids`, `caa-unanswered`, `store-failed`,
 * and what the ports throw.
 */
export async function preflight(
  definition: CertificateDefinition,
  state: CertificateState,
  ports: PreflightPorts,
  deadline: Deadline,
): Promise<Map<string, ChallengeTarget>> {
  for (const check of DEFINITION_CHECKS) check(definition, state);
  await expectTakeable(definition, state.installations, ports.importer, deadline);
  if (definition.storeInSecretsManager) await ports.secrets.expectOwn(definition.certificateName, deadline);
  const [targets, ...others] = await Promise.allSettled([
    checkTargets(definition.domainNames, ports, deadline),
    ...CA_CHECKS.map((check) => check(definition, ports, deadline)),
  ]);
  if (targets.status === 'rejected') throw targets.reason;
  for (const other of others) if (other.status === 'rejected') throw other.reason;
  return targets.value;
}

function checkCaaOfNames(
  { domainNames }: CertificateDefinition,
  ports: PreflightPorts,
  deadline: Deadline,
): Promise<void> {
  return checkCaa(domainNames, ports, deadline);
}
