/** What CI synthesizes: the template of this repository is refused until somebody has put an address into it. */
import { defineRenewer } from '../../../functions/engine/config/renewer-config.ts';

export default defineRenewer({
  alertEmail: 'ops@example.com',
  termsOfServiceAgreed: true,
  certificates: {
    web: { domainNames: ['example.com', '*.example.com'] },
    cdn: { domainNames: ['cdn.example.com'], regions: ['us-east-1'] },
  },
});
