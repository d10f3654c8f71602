/** A certificate at a renewer of another stack: a stack that is quick to synthesize. */
import { App, Stack } from 'aws-cdk-lib';
import { vi } from 'vitest';
import { type CertificateProps, CertificateRenewer } from '../../../infra/index.ts';

// The first synth loads aws-cdk-lib, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const ENV = { account: '111122223333', region: 'eu-west-1' };
export const NAMES = { domainNames: ['example.com', '*.example.com'] };

/** A certificate in a stack whose place is known, unless said otherwise. */
export function declare(props: Partial<CertificateProps> = {}, place: 'known' | 'unknown' = 'known') {
  const stack = new Stack(new App(), 'Shop', place === 'known' ? { env: ENV } : {});
  const renewer = CertificateRenewer.fromRenewerName(stack, 'Renewer', 'Certs');
  return { stack, certificate: renewer.addCertificate('Web', { ...NAMES, ...props }) };
}

/** What synth says; an empty text if it is content. */
export function faultsOf({ stack }: { stack: Stack }): string {
  try {
    stack.node.root instanceof App && stack.node.root.synth();
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
  return '';
}
