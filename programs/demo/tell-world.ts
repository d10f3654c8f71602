/** How to reach the parts of the local world. */
import type { LocalWorld } from '../../test/support/world/local-world.ts';
import type { Narrator } from './narrator.ts';

export function tellWorld(narrator: Narrator, { aws, pebble, dnscale }: LocalWorld): void {
  const servers = dnscale.nameServers.map(({ name, address }) => `${name} (${address})`).join(', ');
  narrator.say(`AWS      ${aws.endpointUrl}, region ${aws.region}; ACM ${aws.acmConfiguration.endpoint}`);
  narrator.say(`CA       ${pebble.directoryUrl}, trusted through ${pebble.caCertificatePath}`);
  narrator.say(`DNScale  ${dnscale.apiUrl}`);
  narrator.say(`DNS      port ${dnscale.dnsPort} of ${servers}`);
  narrator.say(`resolver ${dnscale.resolverAddress} (the CA asks this one; it caches)`);
  narrator.say(`try      dig @127.0.0.1 -p ${dnscale.dnsPort} example.com NS`);
  narrator.say(
    `try      AWS_ENDPOINT_URL=${aws.acmConfiguration.endpoint} AWS_REGION=${aws.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws acm list-certificates --includes keyTypes=EC_prime256v1`,
  );
}
