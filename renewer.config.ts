import { defineRenewer } from './functions/engine/config/renewer-config.ts';

// All settings and their defaults: docs/configuration.md. `npx cdk synth --quiet` checks this file.
export default defineRenewer({
  alertEmail: 'you@example.com',
  // Let's Encrypt's terms of service: https://letsencrypt.org/repository/
  termsOfServiceAgreed: true,
  certificateAuthority: 'letsencrypt',
  // Each under a name of its own, which is for life: another name is another certificate, on another ARN.
  certificates: {
    'example.com': { domainNames: ['example.com', '*.example.com'] },
  },
});
