/** Puts the doctor's engine and its adapters together. Makes no connection and reads no token. */
import { createAcmeServer } from '../../functions/acme/acme-server.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { ExaminePorts, ExamineRequest } from '../../functions/engine/preflight/examine.ts';
import { wireResolver } from '../dns/wiring.ts';
import { wireCommand } from '../wiring.ts';

export type DoctorWiring = {
  ports: ExaminePorts;
  /** What the environment says of zones and servers. */
  dns: Pick<ExamineRequest, 'nameServerDomains' | 'delegationZones'>;
};

/** @throws RenewerError `config-invalid` for an environment, a directory or a resolver that cannot be used. */
export function wireDoctor(
  environment: NodeJS.ProcessEnv,
  { directoryUrl, resolvers }: { directoryUrl: string; resolvers?: string[] | undefined },
): DoctorWiring {
  const { settings, token, dnscale } = wireCommand(environment);
  const resolver = wireResolver(settings, resolvers);
  const { nameServerDomains, delegationZones, httpTimeoutMs, allowPrivateOrigins } = settings;
  return {
    dns: { nameServerDomains, delegationZones },
    ports: {
      clock,
      token,
      zones: dnscale,
      resolver,
      lookups: resolver,
      inspector: resolver,
      acme: createAcmeServer({
        directoryUrl,
        allowPrivateOrigins,
        clock,
        loadAccountKey: refuseAccount,
        termsOfServiceAgreed: false,
        timeoutMs: httpTimeoutMs,
      }),
    },
  };
}

/** The doctor reads only the directory: for an account, a person would have to agree to the CA's terms. */
async function refuseAccount(): Promise<never> {
  throw new Error('the doctor makes no account at a CA');
}
