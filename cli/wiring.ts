/** What all subcommands need: the environment's settings, the token and DNScale. Makes no connection. */
import { createDnscale } from '../functions/dnscale/dnscale.ts';
import { systemClock as clock } from '../functions/engine/deadline.ts';
import { RenewerError } from '../functions/engine/errors.ts';
import type { Deadline } from '../functions/engine/ports/time.ts';
import type { TokenInspector } from '../functions/engine/preflight/examine-token.ts';
import { parseTokenValue } from '../functions/engine/secrets/token-value.ts';
import { createTokenFile, type TokenFile } from '../functions/files/token-file.ts';
import { type CommandEnvironment, readCommandEnvironment } from './environment.ts';

export type CommandWiring = {
  settings: CommandEnvironment;
  token: TokenInspector;
  dnscale: ReturnType<typeof createDnscale>;
};

/** @throws RenewerError `config-invalid` for an environment that cannot be used. */
export function wireCommand(environment: NodeJS.ProcessEnv): CommandWiring {
  const settings = readCommandEnvironment(environment);
  const { apiUrl, httpTimeoutMs, ttlSeconds, allowPrivateOrigins } = settings;
  const { token, readForRequests } = wireToken(settings);
  return {
    settings,
    token,
    dnscale: createDnscale({
      apiUrl,
      allowPrivateOrigins,
      readToken: readForRequests,
      clock,
      timeoutMs: httpTimeoutMs,
      ttlSeconds,
    }),
  };
}

type TokenWiring = {
  token: TokenInspector;
  /** For DNScale's adapter, which calls it again after a 401. */
  readForRequests: TokenInspector['readToken'];
};

/** The variable wins over the file, as with lego. */
function wireToken({ token, tokenFile }: CommandEnvironment): TokenWiring {
  if (token === undefined && tokenFile !== undefined) return wireTokenFile(createTokenFile(tokenFile, clock));
  const readToken = async () => {
    const value = parseTokenValue(token ?? '');
    if ('token' in value) return value.token;
    throw tokenMissing(token === undefined ? 'is not set' : value.fault);
  };
  return { token: { readToken, warnings: () => [] }, readForRequests: readToken };
}

/** The doctor's question and the first request share one reading: what comes out of a pipe comes only once. */
function wireTokenFile(file: TokenFile): TokenWiring {
  let isFirst = true;
  const readForRequests = (deadline: Deadline) => {
    const read = isFirst ? file.readToken : file.readTokenAgain;
    isFirst = false;
    return read(deadline);
  };
  return { token: file, readForRequests };
}

function tokenMissing(why: string): RenewerError {
  return new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    subject: 'DNSCALE_API_TOKEN',
    message:
      `No DNScale token: the environment variable DNSCALE_API_TOKEN ${why}. Set it to a DNScale API key, or set ` +
      'DNSCALE_API_TOKEN_FILE to the path of a file that holds one and nothing else.',
  });
}
