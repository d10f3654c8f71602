/** A certificate's files, as they are stored in a bucket and in a folder, by the names that certbot made common. Pure. */
import type { CertificateFiles } from '../ports/store.ts';

export type NamedText = [name: string, text: string];

/** The five files of a version. `bundle.pem` is the one to use alone: key and full chain in one atomic object or file. */
export function pemFiles({ privateKeyPem, certificatePem, chainPem }: CertificateFiles): NamedText[] {
  const fullChain = joined(certificatePem, chainPem);
  return [
    ['privkey.pem', privateKeyPem],
    ['cert.pem', certificatePem],
    ['chain.pem', chainPem],
    ['fullchain.pem', fullChain],
    ['bundle.pem', joined(privateKeyPem, fullChain)],
  ];
}

function joined(...texts: string[]): string {
  return texts.map((text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)).join('');
}
