/** The doctor in an engine world: the command's own wiring, with Pebble's CA trusted, as Node does for the command. */
import { wireDoctor } from '../../cli/doctor/wiring.ts';
import { createAcmeServer } from '../../functions/acme/acme-server.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { type ExaminePorts, type ExamineRequest, examine } from '../../functions/engine/preflight/examine.ts';
import type { Finding } from '../../functions/engine/preflight/findings.ts';
import type { TokenOptions } from '../support/world/dnscale/tokens.ts';
import type { EngineWorld } from '../support/world/engine-world.ts';

export type Examination = {
  request?: Partial<ExamineRequest>;
  token?: TokenOptions | string;
  resolver?: string;
  /** @default the resolver */
  validatingResolver?: string;
  directoryUrl?: string;
};

/** The doctor's findings, wired as the command wires it. */
export async function examineIn(
  world: EngineWorld,
  domainName: string,
  examination: Examination = {},
): Promise<Finding[]> {
  const { dnscale, pebble } = world;
  const directoryUrl = examination.directoryUrl ?? pebble.directoryUrl;
  const token =
    typeof examination.token === 'string' ? examination.token : dnscale.addToken(examination.token);
  const environment = {
    DNSCALE_API_URL: dnscale.apiUrl,
    DNSCALE_API_TOKEN: token,
    DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
    DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
    DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
    DNSCALE_CERTS_VALIDATING_RESOLVERS:
      examination.validatingResolver ?? examination.resolver ?? dnscale.resolverAddress,
  };
  const { ports, dns } = wireDoctor(environment, {
    directoryUrl,
    resolvers: [examination.resolver ?? dnscale.resolverAddress],
  });
  return examine(
    { domainNames: [domainName], directoryUrl, ...dns, ...examination.request },
    { ...ports, acme: trustingAcme(directoryUrl, world) },
    deadlineIn(10_000, clock),
  );
}

/** This process was not started with Pebble's CA, as the command would be. */
function trustingAcme(directoryUrl: string, { pebble }: EngineWorld): ExaminePorts['acme'] {
  return createAcmeServer({
    directoryUrl,
    trustedCaPem: pebble.caCertificatePem,
    loadAccountKey: async () => {
      throw new Error('the doctor must not make an account');
    },
    termsOfServiceAgreed: false,
    clock,
  });
}

/** `check subject verdict` of each finding that is not ok; without the warning that .test is reserved, which all have. */
export function notOk(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ check, verdict }) => verdict !== 'ok' && !(check === 'names' && verdict === 'warning'))
    .map(({ check, subject, verdict }) => `${check} ${subject} ${verdict}`);
}

export function textOf(findings: readonly Finding[], check: string): string {
  return findings
    .filter((finding) => finding.check === check)
    .map(({ message, fix = '' }) => `${message} ${fix}`)
    .join('\n');
}
