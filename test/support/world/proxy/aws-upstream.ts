/** AWS behind one proxy: ACM's calls go to its stand-in, all others to the emulator. */
import type { Aws } from '../aws.ts';
import { type Upstream, upstreamAt } from './exchange.ts';

export function awsUpstream({ endpointUrl, acmConfiguration }: Aws): Upstream {
  const acm = upstreamAt(acmConfiguration.endpoint);
  const others = upstreamAt(endpointUrl);
  return (sent) => {
    const target = String(sent.incoming.headers['x-amz-target']);
    return target.startsWith('CertificateManager.') ? acm(sent) : others(sent);
  };
}
