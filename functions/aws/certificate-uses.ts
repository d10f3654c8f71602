/** Which resources of AWS use a certificate in ACM, by its own list. It changes nothing. */
import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type { CertificateUses } from '../engine/ports/probes.ts';
import { callAcm } from './acm-calls.ts';
import type { AcmClients } from './acm-clients.ts';
import { orGone } from './own-certificate.ts';
import type { Person } from './person-advice.ts';

const ATTEMPTS = 3;

/** @param caller whose credentials make the calls: by default the function's role. */
export function createCertificateUses(client: AcmClients, caller?: Person): CertificateUses {
  return {
    async readUses(certificateArn, region, deadline) {
      const command = new DescribeCertificateCommand({ CertificateArn: certificateArn });
      const call = {
        action: 'acm:DescribeCertificate',
        resource: certificateArn,
        code: 'aws-failed' as const,
        caller,
      };
      const answer = await orGone(() =>
        callAcm(region, call, deadline, (abort) => client(region, ATTEMPTS).send(command, abort)),
      );
      return answer?.Certificate?.InUseBy ?? [];
    },
  };
}
